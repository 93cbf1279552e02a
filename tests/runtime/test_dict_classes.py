"""Dicts with defaults, ordered dicts, counters, and deques with a limit."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, plain, refused


def test_counts_of_missing_keys() -> None:
    """The default of a key that the graph may have stored, and may not have."""
    source = """
    def f(x, k):
        d = collections.defaultdict(int)
        for v in x:
            d["sum"] += v
            if v > k:
                d["big"] += 1
        c = collections.Counter()
        for v in x:
            c["n"] += 1
        return d["sum"], d["big"], c["n"], c["z"]
    """
    check(source, *[(np.int32([1, 2, 3]), 2), (np.int32([5]), 0), (np.int32([5]), 9), (np.int32([]), 9)])


def test_a_list_made_for_a_missing_key() -> None:
    """It is the list in the dict that grows, not a copy."""
    source = """
    def f(x):
        d = collections.defaultdict(list)
        d["a"].append(x)
        if x > 0:
            d["b"].append(x)
        has = "b" in d
        size = len(d["b"])
        d["b"].append(x + 1)
        return has, size, d["b"][-1], "b" in d
    """
    check(source, *[3, -3])


def test_a_class_with_missing() -> None:
    """The author's own ``__missing__`` answers."""
    source = """
    class D(dict):
        def __missing__(self, key):
            return key * 2
    def f(x):
        d = D()
        if x > 0:
            d["b"] = "q"
        return d["b"], d["c"]
    """
    check(source, *[3, -3])


def test_groups() -> None:
    """Each group is made when the first item comes."""
    source = """
    def f(x, k):
        groups = collections.defaultdict(list)
        for v in x:
            if v % 2 == 0:
                groups["even"].append(v)
            else:
                groups["odd"].append(v)
        return groups["even"], groups["odd"], len(groups["odd"])
    """
    check(source, *[(np.int32([1, 2, 3]), 2), (np.int32([5]), 0), (np.int32([]), 9)])


def test_counter_updates() -> None:
    """Counter is Python code that is not converted."""
    source = """
    def f(x, k):
        c = collections.Counter()
        for v in x:
            for name in ("a", "b"):
                if v > k:
                    c[name] += v
                c.update([name])
        return c["a"], c["b"], c["zz"]
    """
    check(source, *[(np.int32([1, 2, 3, 3]), 2), (np.int32([5]), 0), (np.int32([]), 9)])


def test_ordered_dict_in_a_loop() -> None:
    """An OrderedDict keeps its order beside its items."""
    source = """
    def f(x, k):
        from collections import OrderedDict, ChainMap
        d = OrderedDict(a=1)
        for v in x:
            d["a"] += v
            d["b"] = v
        m = ChainMap(d, {"z": k})
        return d["a"], m["z"], m["a"]
    """
    check(source, *[(np.int32([1, 2, 3, 3]), 2), (np.int32([5]), 0), (np.int32([]), 9)])


def test_windows() -> None:
    """A deque with ``maxlen`` drops what is too much, from the end that did not grow."""
    source = """
    def f(x, k):
        window = collections.deque(maxlen=2)
        back = collections.deque([0.0], 3)
        out = []
        for v in x:
            window.append(v)
            back.appendleft(v)
            out.append(sum(window) / len(window))
        back.extend([1.0, 2.0])
        return out, list(window), list(back), len(back)
    """
    check(source, *[(np.float32([1.0, 2.0, 3.0]), 2), (np.float32([5.0]), 0), (np.float32([]), 0)])


def test_ordered_dict_in_branches() -> None:
    """Methods that OrderedDict has of its own are stores, too."""
    source = """
    def f(x):
        d = collections.OrderedDict(a=1, b=2)
        if x > 0:
            d.pop("a")
            d.update(c=x)
        else:
            d.setdefault("z", x)
            d["b"] = 7
        return d.get("a", -1), d["b"], d.get("c", -2), d.get("z", -3), "a" in d, len(d)
    """
    check(source, *[3, -3])


def test_counter_in_branches() -> None:
    """What a branch counts is put back for the other."""
    source = """
    def f(x):
        c = collections.Counter(a=2)
        if x > 0:
            c.update(["a", "b", "a"])
            c["t"] += x
        else:
            c.subtract({"a": 1, "q": 4}, b=2)
        d = collections.deque([1, 2, 3], maxlen=3)
        if x > 0:
            d.append(x)
        else:
            d.appendleft(x); d.rotate(1)
        return c["a"], c["b"], c["t"], c["q"], list(d)
    """
    check(source, *[3, -3])


def test_insert_into_a_full_deque() -> None:
    """Python's error, at tracing and in the graph."""
    source = """
    def f(x):
        d = collections.deque([1, 2, 3], maxlen=3)
        try:
            d.insert(0, x)
        except IndexError:
            return -1
        return d[0]
    """
    check(source, *[3, -3])


def test_insert_into_a_full_deque_of_the_graph() -> None:
    """The number of its items is known when the graph runs."""
    source = """
    def f(n):
        d = collections.deque(maxlen=2)
        for i in range(n):
            d.append(i)
        d.insert(0, 9)
        return list(d)
    """
    check(source, 0, 1, 2, 3)


def test_a_deque_that_never_holds_anything() -> None:
    """``maxlen=0``: what it takes is gone."""
    source = """
    def f(n):
        d = collections.deque(maxlen=0)
        for i in range(n):
            d.append(i)
            d.appendleft(i)
            d.extend([j for j in range(i)])
        return len(d)
    """
    check(source, 0, 3)


def test_keys_that_a_tensor_chooses() -> None:
    """Each key that it may be is stored on the condition that it is the one."""
    source = """
    class Counts:
        def __init__(self):
            self.parts = {}

        def add(self, name, value):
            self.parts[name] = self.parts.get(name, 0) + value
            return self

    def f(n):
        counts = Counts()
        for i in range(n):
            counts.add("even" if i % 2 == 0 else "odd", i).add("all", 1)
        key = "odd" if n > 5 else "all"
        if key in counts.parts:
            del counts.parts[key]
        parts = counts.parts
        return parts.get("even", -1), parts.get("odd", -1), parts.get("all", 0), "all" in parts
    """
    check(source, 0, 1, 3, 8, has=["While"])


def test_enumerations_as_keys() -> None:
    """Any value that Python can hash."""
    source = """
    import enum

    class Side(enum.Enum):
        LEFT = 1
        RIGHT = 2

    def f(n):
        weights = {Side.LEFT: 0, (1, 2): 5}
        weights[Side.LEFT if n > 0 else Side.RIGHT] = n
        weights[Side.LEFT if n > 5 else (1, 2)] += 1
        return weights[Side.LEFT], weights.get(Side.RIGHT, 7), weights[1, 2]
    """
    check(source, 0, 3, 8)


@pytest.mark.parametrize(
    ("made", "change"),
    [
        ("collections.UserDict(a=1.0)", "d['a'] = 2.0"),
        ("collections.UserDict(a=1.0)", "del d['a']"),
        ("collections.UserDict(a=1.0)", "d |= {'a': 3.0}"),
        ("collections.UserDict(a=1.0)", "d.update(a=5.0)"),
        ("collections.UserDict(a=1.0)", "d.pop('a')"),
        ("Doubling(a=1.0)", "d['a'] = 2.0"),
        ("collections.ChainMap({'a': 1.0})", "d['a'] = 2.0"),
        ("collections.UserList([1.0])", "d.append(2.0)"),
        ("collections.UserList([1.0])", "d += [2.0]"),
    ],
)
@pytest.mark.parametrize("around", ["if x > 0:", "for _ in tf.range(3):"])
def test_classes_written_in_python_are_not_changed_by_a_path(made: str, change: str, around: str) -> None:
    program = f"""
        class Doubling(collections.UserDict):
            def __setitem__(self, key, value):
                super().__setitem__(key, value * 2)

        def f(x):
            d = {made}
            {around}
                {change}
            return len(d)
    """
    assert "where no graph can follow" in refused(program, 1.0)


def test_classes_written_in_python_are_made_in_a_branch() -> None:
    check(
        """
            def f(x):
                d, y = collections.UserDict(a=1.0), x
                d["a"] = x
                if x > 0:
                    e = collections.UserDict(a=1.0)
                    e["z"] = x * 3
                    y = e["z"]
                return d["a"], y, len(d)
        """,
        1.0,
        -1.0,
    )


@pytest.mark.parametrize("expression", ["c.most_common(1)[0][1]", "c.total()", "len(list(c.elements()))"])
def test_counters_with_keys_on_some_paths(expression: str) -> None:
    program = f"""
        def f(x):
            c = collections.Counter("aab")
            if x > 0:
                c["z"] += 5
            return {expression}
    """
    assert "on some paths only" in refused(program, 1.0)


def test_a_counter_has_none_of_what_it_lacks() -> None:
    check(
        """
        def f(x):
            counter = collections.Counter("aab")
            if x > 0:
                counter["z"] += 5
            return (
                counter == collections.Counter(a=2, b=1, q=0),
                counter != collections.Counter(a=2, b=1, z=5),
                counter == collections.Counter(a=2, b=1),
                counter == {"a": 2, "b": 1},
            )
        """,
        1.0,
        -1.0,
    )


def test_a_copied_counter_has_the_order_that_only_the_graph_knows() -> None:
    source = """
        def f(x):
            counter = collections.Counter()
            if x > 0:
                counter["a"] += 1
                counter["b"] += 1
            else:
                counter["b"] += 1
                counter["a"] += 1
            copied = counter.copy()
            copied["a"] += 1
            {result}
    """
    check(source.format(result='return counter["a"], copied["a"], len(copied)'), 1.0, -1.0)
    assert "order" in refused(source.format(result="return list(copied)"), 1.0)


def test_a_list_made_for_a_key_that_is_one_of_several() -> None:
    source = """
    def f(x):
        d = collections.defaultdict(list)
        n = collections.defaultdict(lambda: [0, 0])
        for v in x:
            d["even" if v % 2 == 0 else "odd"].append(v)
            n["small" if v < 3 else "big"][0] += v
        d["odd"].append(7)
        return d["even"], d["odd"], n["small"], n["big"], len(n)
    """
    check(source, *map(np.int32, [[1, 2, 3], [2, 2, 4], []]))


def test_a_missing_key_that_only_the_graph_knows() -> None:
    source = """
    class D(dict):
        def __missing__(self, key):
            return key * 2 if key > 3 else -1
    def f(x):
        k = int(x)
        return D({1: 10, 2: 20})[k], collections.Counter({1: 10, 2: 20})[k], collections.Counter()[k]
    """
    check(source, 1, 2, 3, 5)


@pytest.mark.parametrize("made", ["Counter()", "defaultdict(int)"])
def test_counting_keys_that_only_the_graph_knows_is_refused(made: str) -> None:
    source = f"""
    def f(x):
        d = collections.{made}
        for v in x:
            try:
                d[int(v)] += 1
            except KeyError:
                return -1
        return d[1]
    """
    assert "a key that only the graph knows is stored into a dict" in refused(source, [1, 2])


def test_no_handler_hears_that_a_graph_cannot_add_a_key() -> None:
    function = tf.function(
        load(
            """
            def f(x):
                d = collections.defaultdict(int, {1: 10, 2: 20})
                try:
                    return d[int(x)]
                except KeyError:
                    return -1
            """
        ).f
    )
    assert plain(function(tf.constant(2))) == 20
    with pytest.raises(tf.errors.InvalidArgumentError, match="cannot be added to a dict in a graph"):
        function(tf.constant(3))


@pytest.mark.parametrize("operator", ["+", "-", "&", "|"])
def test_counters_whose_keys_and_counts_the_graph_decides_are_combined(operator: str):
    check(
        f"""
        def f(x):
            a, b = collections.Counter(p=3, q=1), collections.Counter(q=2)
            if x > 0:
                a["r"] += 1
            else:
                b["s"] += 2
            a["p" if x > 1 else "q"] += 1
            b["q"] -= x
            made = a {operator} b
            return [(made[key], key in made) for key in "pqrst"], len(made), type(made).__name__
        """,
        2,
        1,
        0,
        -3,
    )


LOOKED_UP = """
        from collections.abc import Mapping

        class M(Mapping):
            def __init__(self, limit): self.limit = limit
            def __iter__(self): return iter(["a"])
            def __len__(self): return 1
            def __getitem__(self, key):
                if self.limit > 0 or key == "b":
                    raise KeyError{arguments}
                assert self.limit > -5
                return self.limit * 2

        def f(x):
            m = M(x)
            return m.get("a", 7), m.get("b", 8), m.get("a") is None, "a" in m, "b" not in m
"""


@pytest.mark.parametrize("arguments", ["", "(key)"])
def test_a_mapping_says_by_a_tensor_that_it_has_no_such_key(arguments: str):
    check(LOOKED_UP.format(arguments=arguments), 1, -1, -7)


@pytest.mark.parametrize("factory", ["int", "lambda: 0", "functools.partial(int, 0)"])
@pytest.mark.parametrize(
    "body",
    [
        """
            d = collections.defaultdict(FACTORY)
            if x > 1:
                d = collections.defaultdict(FACTORY, a=x)
        """,
        """
            if x > 1:
                d = collections.defaultdict(FACTORY, a=x)
            else:
                d = collections.defaultdict(FACTORY, a=4)
        """,
        """
            d = collections.defaultdict(FACTORY)
            for i in range(x):
                d = collections.defaultdict(FACTORY)
                d["a"] += i
        """,
        """
            d = e = collections.defaultdict(FACTORY)
            for i in range(x):
                d = d.copy()
                d["a"] += i
                e["c"] += 2
        """,
    ],
)
def test_a_dict_that_a_branch_or_loop_makes_keeps_its_default(factory: str, body: str) -> None:
    body = textwrap.dedent(body).replace("FACTORY", factory)
    if "d.copy" not in body and "partial" in factory:
        body = body.replace(factory, "factory")  # one object for all of them
    source = f"def f(x):\n    factory = {factory}\n{textwrap.indent(body, '    ')}    d['b'] += 4\n"
    check(source + "    return d['b'], len(d), d['a'], isinstance(d, collections.defaultdict)", 3, 0, 1)


def test_a_list_of_an_objects_dict_with_a_default() -> None:
    source = """
        class Graph:
            def __init__(self):
                self.edges = collections.defaultdict(list)

        def f(x):
            g = Graph()
            for i in range(x):
                g = Graph()
                g.edges["k"].append(i)
            g.edges["z"].append(5)
            return len(g.edges), len(g.edges["k"]), sum(g.edges["k"]), g.edges["z"][0]
    """
    check(source, 3, 0, 1, has=["While"])


@pytest.mark.parametrize(
    ("start", "count"),
    [
        ("collections.defaultdict(int)", "d['b'] += 4"),
        ("collections.Counter(a=1)", "d['b'] += i"),
        ("{}", "d['b'] = d.get('b', 0) + i"),
        ("{'a': 1}", "d['b'] = d['b'] + i if 'b' in d else i"),
    ],
)
@pytest.mark.parametrize(
    "loops",
    [
        "for i in range(x):\n        for j in range(i):\n            COUNT",
        "for i in range(x):\n        for j in range(i):\n            if j:\n                COUNT\n        d['c'] = i",
        "for i in range(x):\n        k = i\n        while k > 0:\n            k -= 1\n            COUNT",
        "for k in range(x):\n        for j in range(2):\n            for i in range(k + j):\n                COUNT",
    ],
)
def test_keys_that_loops_in_loops_add(start: str, count: str, loops: str) -> None:
    loops = loops.replace("COUNT", count)
    check(
        f"def f(x):\n    d = {start}\n    {loops}\n    return len(d), d.get('b', 9), d.get('c', 8)",
        3,
        0,
        1,
        has=["While"],
    )
