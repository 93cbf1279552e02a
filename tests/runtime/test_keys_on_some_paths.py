"""Dicts, sets and objects that have some keys, items or attributes on some paths only: merged, compared, iterated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check, refused

ATTRIBUTE = """
        class O: pass
        def f(n):
            o = O()
            o.a = 1
            if n > 1:
                o.b = 2
"""
PROGRAMS: dict[str, tuple[str, list[Any], list[str]]] = {
    "update_uncertain": (
        """
        def f(n):
            base = {"lr": 1, "m": 5}
            opts = {}
            if n > 1:
                opts["lr"] = n
            base.update(opts)
            return base["lr"], base["m"]
        """,
        [(3,), (0,)],
        [],
    ),
    "merge_uncertain": (
        """
        def f(n):
            base = {"lr": 1, "m": 5}
            opts = {}
            if n > 1:
                opts["lr"] = n
            c = {**base, **opts}
            d = base | opts
            return c["lr"], d["lr"], c["m"]
        """,
        [(3,), (0,)],
        [],
    ),
    "ior_uncertain": (
        """
        def f(n):
            base = {"lr": 1, "m": 5}
            opts = {}
            if n > 1:
                opts["lr"] = n
            base |= opts
            return base["lr"]
        """,
        [(3,), (0,)],
        [],
    ),
    "eq_uncertain": (
        """
        def f(n):
            opts = {"a": 1}
            if n > 1:
                opts["lr"] = n
            return opts == {"a": 1}, bool(opts), not opts, "lr" in opts
        """,
        [(3,), (0,)],
        [],
    ),
    "truth_uncertain": (
        """
        def f(n):
            opts = {}
            if n > 1:
                opts["lr"] = n
            if opts:
                return 1
            return 0
        """,
        [(3,), (0,)],
        [],
    ),
    "attr_uncertain": (
        ATTRIBUTE
        + """
            return hasattr(o, "b"), getattr(o, "b", 9)
        """,
        [(3,), (0,)],
        [],
    ),
    "vars_uncertain": (
        ATTRIBUTE
        + """
            return sum(vars(o).values()), len(vars(o))
        """,
        [(3,), (0,)],
        [],
    ),
    "set_uncertain": (
        """
        def f(n):
            s = {1, 2}
            if n > 1:
                s.add(7)
            t = s | {9}
            return len(s), sum(s), 7 in s, len(t)
        """,
        [(3,), (0,)],
        [],
    ),
    "iter_one": (
        """
        class C:
            def __init__(self):
                self.c = {"n": 0}
            def add(self, x):
                if x > 0:
                    self.c["pos"] = self.c.get("pos", 0) + x
                else:
                    self.c["n"] -= 1
        def f(n):
            c = C()
            for i in range(n):
                c.add(i)
            t = 0
            names = ""
            for k, v in c.c.items():
                names += k
                t += v
                if v > 100: break
            return t, names, len(c.c), sum(c.c.values()), "pos" in c.c.keys(), max(c.c.values())
        """,
        [(3,), (0,)],
        [],
    ),
    "counts_two": (
        """
        def f(v):
            counts = {}
            for x in v:
                if x > 0:
                    counts["pos"] = counts.get("pos", 0) + 1
                else:
                    counts["neg"] = counts.get("neg", 0) + 1
            t = 0
            for k in sorted(counts):
                t = t * 10 + counts[k]
            best = max(counts.values())
            if counts:
                t += 1000
            return t, best, len(counts), sorted(counts.items(), reverse=True)[0][1], counts == {"pos": 1}
        """,
        [([1, -2, 3],), ([-1, -1],), ([4],)],
        [],
    ),
    "defaultdict_counts": (
        """
        def f(v):
            counts = collections.defaultdict(int)
            for x in v:
                counts["p" if x > 0 else "n"] += 1
            return counts["p"], counts["n"]
        """,
        [([1, -2, 3],), ([-1, -1],), ([4],)],
        [],
    ),
    "set_ops": (
        """
        def f(v):
            s = set()
            for x in range(len(v)):
                if v[x] > 0:
                    s.add(x)
            t = s | {9}
            u = t & {0, 9}
            w = t - {9}
            q = s ^ {0, 7}
            s |= {5}
            t -= {0}
            r = 0
            if w:
                r = 1
            if not w:
                r = 2
            return sorted(s), sorted(t), sorted(u), sorted(w), sorted(q), r, len(w)
        """,
        [([1, -2, 3],), ([-1, -1],), ([4],)],
        [],
    ),
    "hasattr_method": (
        """
        class K:
            def get(self, n):
                if not hasattr(self, "cache"):
                    self.cache = n * 10
                return self.cache
        def f(n):
            k = K()
            if n > 1:
                k.get(n)
            return k.get(n + 1) + getattr(k, "other", 5)
        """,
        [(3,), (0,)],
        [],
    ),
    "union_dicts_or": (
        """
        def f(n):
            a = {"x": 1, "y": 2}
            b = {"y": n} if n > 1 else {}
            c = a | b
            d = {**a, "z": 4, **b, "w": 5}
            a |= b
            return c["y"], d["y"], a["y"], sum(d.values()), list(d) == ["x", "y", "z", "w"]
        """,
        [(3,), (0,)],
        [],
    ),
    "list_uncertain": (
        """
        def f(n):
            d = {"b": 1}
            if n > 1:
                d["a"] = n
            t = 0
            for k in sorted(d.items()):
                t += k[1]
            return t
        """,
        [(3,), (0,)],
        [],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases, has = PROGRAMS[name]
    check(source, *cases, has=has)


BODIES = {
    "keywords": ("kw = {}\n    if n > 1:\n        kw['k'] = n\n    !return g(n, **kw)", ["'k'", "every path"]),
    "str": (
        "d = {}\n    if n > 1:\n        d['a'] = n\n    if n > 2:\n        d['b'] = n\n    !return str(d)",
        ["'a', 'b'", "every path"],
    ),
    "popitem": ("d = {}\n    if n > 1:\n        d['a'] = n\n    !return d.popitem()", ["'a'", "every path"]),
    "order": (
        "d = {}\n    for i in range(n):\n        if i > 1:\n            d['a'] = i\n"
        "        else:\n            d['b'] = 1\n"
        "    t = 0\n"
        "    !for k, v in d.items():\n        t = t * 2 + v\n    return t",
        ["'a', 'b'", "sorted"],
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_refused(name: str) -> None:
    body, words = BODIES[name]
    source = f"def g(x, k=7):\n    return x * k\ndef f(n):\n    {body.replace('!', '')}"
    line = next(line for line in body.split("\n") if "!" in line).replace("!", "").strip()
    message = refused(source, 3)
    assert all(word in message for word in [*words, line]), message


def test_setdefault_of_a_key_that_a_tensor_decides() -> None:
    source = """
    def f(v):
        groups = {"odd": [], "even": []}
        counts = {"odd": 1}
        for x in v:
            key = "odd" if x % 2 == 1 else "even"
            groups.setdefault(key, []).append(x)
            counts["odd"] += counts.setdefault(key, 7)
        return len(groups["odd"]), sum(groups["even"]), counts["odd"]
    """
    check(source, [1, 2, 3], [2, 2, 2])


def test_text_of_a_dict_with_a_key_on_some_paths(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        def f(x):
            d, e = {"a": 5}, {}
            if x > 1:
                d["b"], e["k"] = 7, x
            d["c"] = "t"
            print(d)
            return str(d), f"{e} and {len(d)}", repr([e])
    """
    check(source, 3, 0)
    lines = capfd.readouterr().out.splitlines()
    assert lines.count("{'a': 5, 'b': 7, 'c': 't'}") == lines.count("{'a': 5, 'c': 't'}") == 2


VIEWED = """
    def f(x):
        d = {"a": 1.0}
        if x > 0:
            d["b"] = 2.0
        return %s
"""


@pytest.mark.parametrize(
    "expression",
    [
        "d.keys() >= {'b'}, d.keys() <= {'a'}, {'a'} < d.keys(), d.keys() == {'a'}, {'a'} != d.keys()",
        "len(d.keys() & {'b'}), len(d.keys() - {'a'}), len({'c'} | d.keys()), len(d.keys() ^ {'a'}), len(d.keys())",
        "d.keys().isdisjoint({'b'}), d.keys().isdisjoint(['z']), 'b' in d.keys(), 1 in d.keys(), d.keys() == d.keys()",
        "('a', 1.0) in d.items(), d.items() == {('a', 1.0)}, d.items() >= {('a', 1.0)}",
        "max(d), min(d), max(d.keys()), max(d, default='q'), min(d.values()), max(d, key=d.get)",
    ],
)
def test_views_are_sets(expression: str) -> None:
    check(VIEWED % expression, 1.0, -1.0)


def test_best_of_no_keys() -> None:
    check("def f(x):\n    d = {}\n    if x > 0:\n        d['b'] = 1\n    return max(d)", 1.0, -1.0)


ORDERED = """
    def f(x):
        d = {"a": 1.0, "b": 2.0}
        if x > 0:
            del d["a"]
            d["a"] = 3.0
        %s
"""
READDED = """
    def f(x):
        d = {"a": 1.0, "b": 2.0}
        for i in tf.range(3):
            d["a"] = d.pop("a") + 1.0
        %s
"""
EITHER = """
    def f(x):
        if x > 0:
            d = collections.OrderedDict(a=1.0, b=2.0)
        else:
            d = collections.OrderedDict(b=3.0, a=4.0)
        %s
"""
MOVED = """
    def f(x):
        d = collections.OrderedDict(a=1.0, b=2.0)
        if x > 0:
            d.move_to_end("a")
        %s
"""


@pytest.mark.parametrize("program", [ORDERED, READDED, EITHER, MOVED])
@pytest.mark.parametrize(
    "rest",
    [
        "return list(d)",
        "return d.popitem()",
        "return next(iter(d.values()))",
        "return [v for v in d.items()]",
        "return list({**d}.values()), 1",
        "return str(d)",
        "return list(dict(d))",
        "return list(d.copy())",
    ],
)
def test_order_that_a_path_decides_is_refused(program: str, rest: str) -> None:
    assert "order" in refused(program % rest, 1.0)


@pytest.mark.parametrize("program", [ORDERED, READDED, EITHER, MOVED])
def test_order_does_not_matter(program: str) -> None:
    check(
        program % "return d['a'], len(d), 'a' in d, d == {'b': 2.0, 'a': 1.0}, sorted(d), sum(d.values()), d.get('a')",
        1.0,
        -1.0,
    )


def test_ordered_dicts_compare_their_order() -> None:
    assert "order" in refused(MOVED % "return d == collections.OrderedDict(a=1.0, b=2.0)", 1.0)


def test_key_that_comes_first_on_one_path() -> None:
    check(
        """
            def f(x):
                d = {"c": 1.0}
                if x < 0:
                    d = {"a": 5.0, "c": 1.0}
                return [v * 2 for v in d.values()], next(iter(d.values()))
        """,
        1.0,
        -1.0,
    )


def test_key_that_is_stored_again() -> None:
    program = """
        def f(x):
            d = {"a": 1.0, "b": 2.0}
            if x > 0:
                del d["%s"]
            d["%s"] = 3.0
            return list(d.values())
    """
    assert "order" in refused(program.replace("%s", "a"), 1.0)
    check(program.replace("%s", "b"), 1.0, -1.0)
