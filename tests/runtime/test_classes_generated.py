"""Classes whose methods a library has written, and objects that code of others makes: dataclasses, total_ordering,
copies, cached properties.
"""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

PROGRAMS = {
    "order of dataclasses": """
        @dataclasses.dataclass(order=True)
        class D:
            a: object
            b: object = dataclasses.field(default=0, compare=False)
        def f(x, y):
            p, q = D(x, 1), D(y, 2)
            r = 1 if p < q else 2 if p == q else 3
            if p != q:
                r += 10
            if [p] == [q] or p in [D(0), D(7)]:
                r += 100
            ordered = sorted([p, q, D(1, 3)])
            return r, p <= q, max(p, q).b, [d.b for d in ordered], [d.a for d in sorted(ordered, reverse=True)]
    """,
    "order by the author's own __lt__": """
        class K:
            def __init__(self, v, tag):
                self.v, self.tag = v, tag
            def __lt__(self, other):
                if self.v < other.v:
                    return True
                return False
        def f(x, y):
            ks = [K(x, 0), K(y, 1), K(x + y, 2), K(x, 3)]
            backwards = sorted(ks, reverse=True)
            ks.sort()
            return [k.tag for k in ks], [k.tag for k in backwards], min(ks).v
    """,
    "total_ordering": """
        @functools.total_ordering
        class Less:
            def __init__(self, v):
                self.v = v
            def __eq__(self, other):
                return self.v == other.v
            def __lt__(self, other):
                return self.v < other.v
        @functools.total_ordering
        class AtLeast:
            def __init__(self, v):
                self.v = v
            def __eq__(self, other):
                return self.v == other.v
            def __ge__(self, other):
                return self.v >= other.v
        def f(x, y):
            r = 0
            for kind in Less, AtLeast:
                a, b = kind(x), kind(y)
                if a >= b: r += 1
                if a > b: r += 10
                if a <= b: r += 100
                if a != b: r += 1000
            return r
    """,
    "copies": """
        class A:
            def __init__(self, v):
                self.v, self.items = v, [v]
        def f(x, y):
            import copy
            a, t = A(x), 0
            for i in tf.range(3):
                b, c = copy.copy(a), copy.deepcopy(a)
                b.v += i
                c.items.append(i)
                c.items[0] += y
                t += b.v + c.items[0] + len(c.items)
            return t, a.v, a.items[0], len(a.items)
    """,
    "default factories and replace": """
        @dataclasses.dataclass
        class Bag:
            items: list = dataclasses.field(default_factory=list)
            last: object = None
            def add(self, v):
                self.items.append(v)
                self.last = v
        @dataclasses.dataclass(frozen=True)
        class State:
            x: object
            n: object = 0
        def f(x, y):
            t, s = 0, State(x)
            for i in tf.range(3):
                bag = Bag()
                bag.add(i)
                if i > x: bag.add(i * y)
                t += len(bag.items) + bag.last
                if i % 2 == 0: s = dataclasses.replace(s, x=s.x * 2)
                s = dataclasses.replace(s, n=s.n + 1)
            return t, dataclasses.astuple(s), dataclasses.asdict(s)["n"]
    """,
    "attributes set past the class": """
        @dataclasses.dataclass(frozen=True)
        class Half:
            x: object
            half: object = None
            def __post_init__(self):
                if self.x > 2:
                    object.__setattr__(self, "half", self.x // 2)
                else:
                    object.__setattr__(self, "half", self.x)
        class Doubling:
            def __setattr__(self, name, value):
                super().__setattr__(name, value * 2)
        def f(x, y):
            h, d = Half(x), Doubling()
            d.v = x
            if x > y:
                d.v = y
            for i in tf.range(3):
                h = Half(h.half + i)
                d.v = d.v - i
            return h.x, h.half, d.v
    """,
    "cached property first read in a branch or a loop": """
        class C:
            def __init__(self, v):
                self.v, self.calls = v, 0
            @functools.cached_property
            def tenfold(self):
                self.calls += 1
                return self.v * 10 if self.v > 1 else self.v
        def f(x, y):
            c, t = C(x), 0
            if x > y: t = c.tenfold
            for i in tf.range(3):
                if i > x: t += c.tenfold
            before = c.calls
            t += c.tenfold
            del c.tenfold
            return t, before, c.tenfold, c.calls
    """,
    "comparisons with a tensor on the right, by callable objects": """
        class M:
            def __init__(self, v):
                self.v = v
            def __call__(self, x):
                return self.v + x
            def __radd__(self, other):
                return M(self.v + other) if self.v > 0 else M(other - self.v)
            def __ne__(self, other):
                return self.v != other
        def f(x, y):
            m = 2 + M(x)
            r = m(y)
            if m != y: r += 100
            return r, m.v
    """,
    "methods of tuples": """
        Point = collections.namedtuple("Point", "x y")
        def f(x, y):
            p = Point(x, y)
            return p.index(y), p.count(x), (1, x, 2).index(2), x in {"a": 1, "b": 2}.values()
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], (1, 2), (2, 2), (3, 1))


def test_len_and_iter_of_objects_around_tensors_of_unknown_size() -> None:
    source = """
        class Box:
            def __init__(self, t):
                self.t = t
            def __len__(self):
                return len(self.t)
            def __iter__(self):
                return iter(self.t)
        def f(t):
            box, r = Box(t), 0
            for v in box:
                if v > 1: r = r * 2 + v
            if len(box) > 2: r += 100
            return r, len(box), sum(box), max(box), list(box)[0]
    """
    check(source, [1, 2, 3], [4, 5], has=["While"])


def test_an_iterator_of_unknown_length_is_not_unrolled_without_end() -> None:
    assert "number of keys" in refused("def f(n):\n    return dict(enumerate(iter(tf.range(n)), 1))", 3)
    check("def f(n):\n    return len(frozenset(int(i) // 2 for i in tf.range(n)))", 3, 0)


def test_copies_of_dataclasses_that_hold_lists_of_the_graph() -> None:
    source = """
    @dataclasses.dataclass
    class Inner:
        values: list
    @dataclasses.dataclass
    class Outer:
        n: int
        inner: Inner
        more: dict
    def f(x):
        one = Outer(x, Inner([1]), {"k": [x]})
        if x > 2:
            one.inner.values.append(x)
        for i in range(x):
            one.more["k"].append(i)
        as_dict, as_tuple = dataclasses.asdict(one), dataclasses.astuple(one)
        one.inner.values.append(9)
        return as_dict, as_tuple, one.inner.values
    """
    check(source, 1, 3)
