"""Operators, truth and text of objects whose classes define them, where only the graph knows what these say."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


def test_truth_length_and_numbers() -> None:
    """``bool``, ``len``, ``int`` and ``float`` insist on Python's own values."""
    source = """
    class Box:
        def __init__(self, x): self.x = x
        def __bool__(self): return bool(self.x > 0)
    class Bag:
        def __init__(self): self.items = []
        def __len__(self): return len(self.items)
    class Num:
        def __init__(self, x): self.x = x
        def __bool__(self):
            if self.x > 1:
                return True
            return False
        def __int__(self): return int(self.x)
        def __float__(self): return float(self.x)
        def __index__(self): return int(self.x)
        def __abs__(self): return Num(abs(self.x))
        def __round__(self, n=None): return self.x
        def __contains__(self, y):
            if y == self.x:
                return True
            return False
        def __hash__(self): return 7
        def __call__(self, y): return y + self.x if self else y
        def __format__(self, spec): return f"<{self.x}{spec}>"
        def __str__(self): return f"Num({self.x})"
    def f(n):
        b, bag = Box(n), Bag()
        for i in range(n):
            bag.items.append(i)
        r = 0
        if b:
            r += 1
        if not bag:
            r += 10
        m = Num(n)
        while m:
            m.x -= 1
            r += 100
        a = 5 if bag and b else 6
        both = Box(n) or Box(1)
        k = Num(n)
        return r, a, len(bag), both.x, int(k), float(k), abs(k).x, 3 in k, k(2), (
            [Box(i) for i in (1, 2) if Box(n)] != [], bool(bag), all([Box(n), Box(1)]), any([Num(n)])
        )
    """
    check(source, *[3, 0, -2])


def test_text_and_format() -> None:
    """``str`` and ``format`` insist on a Python string."""
    source = """
    class Num:
        def __init__(self, x): self.x = x
        def __str__(self): return f"Num({int(self.x)})"
        def __format__(self, spec): return f"<{int(self.x)}{spec}>"
        def __repr__(self): return "R" + str(int(self.x))
    def f(n):
        k = Num(n)
        return f"{k:abc}", f"{k!r}", str(k), "%s" % k, "{}".format(k), repr(k)
    """
    check(source, *[3, 0, -2])


def test_comparison_items_and_context() -> None:
    """What lists ask of their items, and statements of their objects."""
    source = """
    class V:
        def __init__(self, x): self.x = x
        def __eq__(self, o): return bool(self.x == o.x)
        def __lt__(self, o): return bool(self.x < o.x)
        def __hash__(self): return 1
        def __getitem__(self, i):
            if i >= 3:
                raise IndexError(i)
            return self.x + i
        def __iadd__(self, o):
            self.x += o
            return self
        def __rsub__(self, o): return o - self.x
        def __matmul__(self, o): return self.x * o.x
        def __setitem__(self, i, v):
            if i > 0: self.x = v
        def __delitem__(self, i): self.x = 0
        def __getattr__(self, name):
            if name.startswith("get_"):
                return lambda: self.x
            raise AttributeError(name)
        def __enter__(self):
            self.x += 1
            return self
        def __exit__(self, *a):
            self.x *= 2
    def f(n):
        v = V(n); w = V(2)
        out = [e for e in v]
        v += 1
        if v == w: r = 1
        elif v < w: r = 2
        else: r = 3
        lst = [V(5), V(n), V(1)]
        m = min(lst)
        i = lst.index(V(1))
        s = 10 - v
        v[n] = 50
        g = v.get_x()
        with v as q:
            if q.x > 10:
                q.x -= 1
        z = v.x
        if n > 0:
            del w[0]
        return out, r, m.x, i, s, v @ w, g, z, w.x, sorted(lst)[0].x, (
            V(n) in lst, lst.count(V(n)), w != v), (hasattr(v, "foo"), getattr(v, "get_z")())
    """
    check(source, *[3, 0, -2])


def test_text_of_dataclasses_and_named_tuples() -> None:
    """Written by libraries, field by field."""
    source = """
    from typing import NamedTuple
    class Pt(NamedTuple):
        x: float
        y: float = 1.0
    @dataclasses.dataclass
    class P:
        a: int
        b: float = dataclasses.field(default=0.5, repr=False)
        def __eq__(self, o): return bool(self.a == o.a)
    class Q:
        def __init__(self, a): self.a = a
        def __repr__(self): return "Q%d" % int(self.a)
    class Plain:
        def __init__(self, a): self.a = a
        def __str__(self): return "plain"
    def f(n, s):
        d = {str(Plain(n)): 5}
        ps = [P(1), P(n), P(7)]
        i = ps.index(P(7))
        c = ps.count(P(3))
        ps.remove(P(1))
        return f"{Pt(n)} {P(n)} {Q(n)} {[Q(n), 2]} {P(n)!r:>40}|{Q(n)!s:^7}|", (
            str(Pt(s)), d["plain"], i, c, len(ps), P(n) in ps), (
            "%s/%r" % (Q(n), P(n)), "{0} {0!r}".format(Q(n)), str((Q(n),))
        )
    """
    check(source, *[(3, 2.0), (0, 1.0)])


def test_what_not_and_in_give_is_a_python_bool() -> None:
    """It prints as Python's, and counts and adds as a number."""
    source = """
    def f(n):
        t = n > 0
        inside = n in (1, 2, 3)
        texts = str(not t), str(inside), f"{not n}", str(n in [3])
        return texts, (not t) + 1, (not n) is True, [not t, inside].count(True), tf.where(not n, 1, 2)
    """
    check(source, 3, 0, -2)


def test_a_truth_that_is_no_bool() -> None:
    """Eager Python refuses a tensor, too."""
    source = """
    class Box:
        def __init__(self, x):
            self.x = x

        def __bool__(self):
            return self.x > 0

    def f(n):
        return 1 if Box(n) else 2
    """
    with pytest.raises(TypeError, match="__bool__ should return bool"):
        check(source, 3)


def test_in_an_object_that_only_iterates() -> None:
    """Python goes through the items, an endless iterator's as far as it must."""
    source = """
    class Bag:
        def __init__(self, *items):
            self.items = items

        def __iter__(self):
            for item in self.items:
                if item > 0:
                    yield item

    def f(n):
        return n in Bag(n, 1), 3 in Bag(n, 2), n not in Bag(1, 2)
    """
    check(source, 3, 0, -2)


def test_objects_whose_attributes_are_slots() -> None:
    source = """
    class Point:
        __slots__ = ("x", "y")

        def __init__(self, x):
            self.x = x

    class Vector(Point):
        __slots__ = ("z",)

        def __add__(self, other):
            return Vector(self.x + other.x)

        def mark(self):
            if self.x > 1:
                self.y = self.x
            return self

    def f(n):
        total = Vector(0)
        for i in range(n):
            total = (total + Vector(i)).mark()
            total.z = i
        return total.x, getattr(total, "y", -1), getattr(total, "z", -5)
    """
    check(source, 3, 0, 1)


def test_an_object_changed_in_place_that_is_one_of_two() -> None:
    source = """
    class Vector:
        def __init__(self, x, y): self.x, self.y = x, y
        def __add__(self, other): return Vector(self.x + other.x, self.y + other.y)
        def __neg__(self): return Vector(-self.x, -self.y)
        def __iadd__(self, other):
            if other.x > 1:
                self.x += other.x
            return self
    def f(a, b):
        u, v = Vector(a, b), Vector(b, a)
        w = v
        if a == b:
            w = -v
        w += u
        return w.x, w.y, v.x, v.y, w is v
    """
    check(source, (1, 2), (3, 3), (5, 0), (0, 0))


NUMBER = """
    class Number:
        def __init__(self, v): self.v = v
        def __int__(self): return int(self.v)
        def __float__(self): return float(self.v)
        def __round__(self, n=0): return self.v + n
        def __divmod__(self, o): return self.v, o
        def __rdivmod__(self, o): return o, self.v
        def __pow__(self, o, m=None): return self.v + o if m is None else self.v + o + m
"""


@pytest.mark.parametrize("is_one", ["a", "a if x > 2 else b"])
def test_numbers_of_an_object_or_one_of_two(is_one: str) -> None:
    source = f"""{NUMBER}
    def f(x):
        a, b = Number(x), Number(x * 2)
        w = {is_one}
        return int(w), float(w), round(w), round(w, 3), divmod(w, x), divmod(x, w), pow(w, x), pow(w, 2, 5)
    """
    check(source, 1, 5)


@pytest.mark.parametrize(
    "methods",
    [
        "def __iter__(self): return iter([self.v, 7])\n        def __reversed__(self): return iter([2, self.v])",
        "def __iter__(self): yield self.v\n        def __reversed__(self): yield from range(self.v)",
        "def __len__(self): return 3\n        def __getitem__(self, i): return self.v * i if self.v > 2 else i",
        "__iter__ = None\n        def __len__(self): return 3\n        def __getitem__(self, i): return self.v * i",
    ],
)
def test_reversed(methods: str) -> None:
    source = f"""
    class A:
        def __init__(self, v): self.v = v
        {methods}
    def f(x):
        a = A(x)
        b = a if x > 2 else A(x + 1)
        total = 0
        for q in reversed(a):
            if q > 3:
                break
            total += q + 1
        return total, list(reversed(a)), list(reversed(b)), [q for q in reversed(b) if q > 2]
    """
    check(source, 1, 3, 5)


def test_items_deleted_from_one_of_two() -> None:
    source = """
    class Log:
        def __init__(self, v): self.v = v
        def __delitem__(self, k):
            if self.v > 0:
                self.v -= k
    def f(x):
        a, b = {"p": 1, "q": 2}, {"q": 3, "p": x}
        d = a if x > 0 else b
        del d["p"]
        first, second = [1, 2, 3], [4, 5, 6]
        chosen = first if x > 0 else second
        del chosen[0]
        log, other = Log(x), Log(10)
        w = log if x > 1 else other
        del w[2]
        return len(a), len(b), first, second, log.v, other.v, "p" in d
    """
    check(source, 1, -1, 5)
