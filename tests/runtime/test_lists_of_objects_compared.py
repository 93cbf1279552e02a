"""Objects in lists that only the graph knows, sorted and searched: by what their classes say, not by what they hold."""

from __future__ import annotations

import textwrap

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, refused

ORDERED = {
    "the author's own __lt__": """
        class R:
            def __init__(self, v):
                self.v = v
            def __lt__(self, other):
                return self.v > other.v
        def f(t):
            rs = [R(v) for v in t]
            backwards = [r.v for r in sorted(rs, reverse=True)]
            rs.sort()
            return [r.v for r in rs], backwards, min(rs).v, max(rs).v
    """,
    "an __lt__ that branches; equal ones stay in place": """
        import heapq
        class R:
            def __init__(self, v, k):
                self.v, self.k = v, k
            def __lt__(self, other):
                if self.v > other.v:
                    return True
                return False
        def f(t):
            rs = [R(v, k) for k, v in enumerate(t)]
            few, many = heapq.nsmallest(2, rs), heapq.nlargest(2, rs)
            rs.sort(reverse=True)
            return [r.k for r in rs], [r.k for r in few], [r.k for r in many], max(rs).k
    """,
    "__gt__ alone": """
        class R:
            def __init__(self, v):
                self.v = v
            def __gt__(self, other):
                return self.v < other.v
        def f(t):
            rs, few = [R(v) for v in t], [R(t[0]), R(t[1])]
            return max(rs).v, min(rs).v, [r.v for r in sorted(rs)], [r.v for r in sorted(few)]
    """,
    "a dataclass's compared fields": """
        @dataclasses.dataclass(order=True)
        class D:
            tag: object = dataclasses.field(compare=False)
            v: object
            w: object = 0
        def f(t):
            ds = [D(i, v, -i) for i, v in enumerate(t)]
            backwards = [d.tag for d in sorted(ds, reverse=True)]
            return [d.tag for d in sorted(ds)], backwards, min(ds).tag, max(ds).tag
    """,
    "total_ordering": """
        @functools.total_ordering
        class D:
            def __init__(self, tag, v):
                self.tag, self.v = tag, v
            def __lt__(self, other):
                return self.v < other.v
            def __eq__(self, other):
                return self.v == other.v
        def f(t):
            ds = [D(-i, v) for i, v in enumerate(t)]
            return [d.tag for d in sorted(ds)], [d.tag for d in sorted(ds, reverse=True)], min(ds).tag, max(ds).tag
    """,
    "no order at all": """
        class R:
            def __init__(self, v):
                self.v = v
        def f(t):
            return [r.v for r in sorted([R(v) for v in t])]
    """,
    "numbers of several types": """
        def f(t):
            items = [v for v in t]
            items.append(2)
            items.append(2.5)
            return sorted(items), max(items), 2 in items
    """,
    "cmp_to_key": """
        by_value = functools.cmp_to_key(lambda a, b: -1 if a > b else 1 if a < b else 0)
        def compare(a, b):
            if a[0] < b[0]:
                return -1
            if a[0] > b[0]:
                return 1
            return 0
        def f(t):
            pairs, few = [(v, k) for k, v in enumerate(t)], [(t[0], "x"), (t[1], "y")]
            pairs.sort(key=functools.cmp_to_key(compare))
            names = [name for _, name in sorted(few, key=functools.cmp_to_key(lambda a, b: a[0] - b[0]))]
            least = min(t, key=by_value), min(few, key=functools.cmp_to_key(compare))
            greatest = max([v for v in t], key=by_value)
            return [k for _, k in pairs], names, least, greatest, sorted(t, key=by_value), sorted([3, 1], key=by_value)
    """,
    "strings beside numbers": """
        def f(t):
            names = ["bb", "a", "", "bba", "\\u00e9", "b"]
            pairs = [(t[i % 2] * 0, name) for i, name in enumerate(names)]
            longer = [f"n{int(v) % 3}" for v in t]
            return [name for _, name in sorted(pairs)], min(pairs)[1], longer.index(min(longer)), max(longer)
    """,
}


@pytest.mark.parametrize("name", ORDERED)
def test_order(name: str) -> None:
    check(ORDERED[name], [1.0, 3.0, 2.0, 3.0, 1.0], [3.0, 1.0])


SEARCHED = {
    "the author's own __eq__": """
        class R:
            def __init__(self, v, k):
                self.v, self.k = v, k
            def __eq__(self, other):
                return isinstance(other, R) and self.v == other.v
        def f(t, x):
            rs = [R(v, k) for k, v in enumerate(t)]
            found = R(x, 0) in rs, rs.count(R(x, 7)), rs.count(3), R(x + 9, 0) in rs, rs.index(R(t[1], 0))
            rs.remove(R(x, 0))
            return found, [r.k for r in rs]
    """,
    "named tuples and tuples": """
        N = collections.namedtuple("N", "a b")
        def f(t, x):
            ns = [N(v, k) for k, v in enumerate(t)]
            found = (x, 0) in ns, (x, 1) in ns, N(x, 1) in ns, (x, 0, 3) in ns, 3 in ns
            return found, ns.count((t[0], 0)), ns.index((x, 1))
    """,
    "a dataclass's compared fields, and its class": """
        @dataclasses.dataclass
        class D:
            tag: object = dataclasses.field(compare=False)
            v: object
        @dataclasses.dataclass
        class E(D):
            pass
        def f(t, x):
            ds = [D(i, v) for i, v in enumerate(t)]
            return D(9, x) in ds, E(9, x) in ds, ds.count(D(9, x)), ds[0] == D(9, x), ds.index(D(9, x))
    """,
}


@pytest.mark.parametrize("name", SEARCHED)
def test_search(name: str) -> None:
    check(SEARCHED[name], ([1.0, 3.0, 2.0, 3.0], 3.0), ([3.0, 1.0], 1.0), ([1.0, 1.0], 2.0))


OBJECTS = """
    class R:
        def __init__(self, v):
            self.v = v
"""
IDENTICAL = {
    "items by position": """
        def f(t):
            rs = [R(v) for v in t]
            a, b = rs[0], rs[-1]
            same = a is rs[0], a is not rs[1], a is b, b is rs[len(t) - 1], a == rs[0], a != rs[1]
            return same, a in rs, rs.index(b), rs.count(a)
    """,
    "items of loops": """
        def f(t):
            rs, total = [R(v) for v in t], 0.0
            for r in rs:
                if r is rs[0]:
                    total += r.v
                for q in rs:
                    if q is not r:
                        total += q.v * r.v
            return total
    """,
    "a return from the loop": """
        def f(t):
            rs = [R(v) for v in t]
            for r in rs:
                if r is rs[1]:
                    return r.v
            return 0.0
    """,
    "rows": """
        def f(t):
            rows = [[v] for v in t]
            a = rows[0]
            return a is rows[0], a is rows[1]
    """,
    "a list of Python's": """
        def f(t):
            a, b = R(t[0]), R(t[1])
            rs, c = [a, b], a if t[0] > 2 else b
            d = rs[tf.cast(t[0], tf.int32) % 2]
            return c is a, d is b, a in rs, rs.index(b), c is d, c in rs, c == d
    """,
}


@pytest.mark.parametrize("name", IDENTICAL)
def test_identity(name: str) -> None:
    check(textwrap.dedent(OBJECTS) + textwrap.dedent(IDENTICAL[name]), [1.0, 3.0, 2.0], [3.0, 1.0])


UNDECIDED = {
    "a variable that may hold any item": """
        def f(t):
            rs = [R(v) for v in t]
            best = rs[0]
            for r in rs:
                if r.v > best.v:
                    best = r
            return best is rs[0]
    """,
    "one object at each position": """
        def f(t):
            r, rs = R(t[0]), []
            for v in t:
                rs.append(r)
            return rs[0] is rs[1]
    """,
    "an object that went into the list before it was the graph's": """
        def f(t):
            r = R(t[0])
            rs = [r]
            for v in t:
                rs.append(R(v))
            return r is rs[0]
    """,
    "a position that is taken again": """
        def f(t):
            rs = [R(v) for v in t]
            a = rs[-1]
            rs.pop()
            rs.append(R(t[0]))
            return a is rs[-1]
    """,
    "an item that is replaced": """
        def f(t):
            rs = [R(v) for v in t]
            a = rs[0]
            rs[0] = rs[1]
            return a is rs[0]
    """,
    "an item that is popped": """
        def f(t):
            root, n = R(t[0]), 0
            rs = [root]
            for v in t:
                rs.append(R(v))
            while rs:
                if rs.pop() is root:
                    n += 1
            return n
    """,
    "a new object in a list of objects without __eq__": """
        def f(t):
            rs = [R(v) for v in t]
            return R(t[0]) in rs
    """,
    "items of two classes": """
        class S(R):
            pass
        def f(t):
            rs = [R(v) if v > 1 else S(v) for v in t]
            return rs[0] is rs[1]
    """,
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_undecided_identity(name: str) -> None:
    message = refused(textwrap.dedent(OBJECTS) + textwrap.dedent(UNDECIDED[name]), [1.0, 3.0, 2.0])
    assert "have no identity. Compare what tells the objects apart" in message
    assert "program_" in message


@pytest.mark.parametrize("made", ["(v, 1)", "Pair(v, 1)"])
def test_whether_items_that_cannot_change_are_one_is_refused(made: str) -> None:
    message = refused(
        f"""
        @dataclasses.dataclass(frozen=True)
        class Pair:
            v: object
            n: int

        def f(t):
            pairs = [{made} for v in t]
            first = pairs[0]
            return first is pairs[0]
        """,
        [1.0, 2.0],
    )
    assert "have no identity" in message


ASKED = """
        def f(k):
            asked = [0]

            class A:
                def __init__(self, n): self.n = n

                def __eq__(self, other):
                    if self.n > 2:
                        raise KeyError("asked too much")
                    asked[0] += 1
                    return self.n == other.n

            items = {items}
            found = {search}
            return found, asked[0], [item.n for item in items]
"""
GRAPHS = "[A(i) for i in tf.range(k)]"
PYTHONS = "[A(k - 3), A(k - 2), A(k - 1)]"


@pytest.mark.parametrize("items", [GRAPHS, PYTHONS])
@pytest.mark.parametrize(
    "search", ["A(1) in items", "A(1) not in items", "items.index(A(1))", "items.count(A(1))", "items.remove(A(1))"]
)
def test_a_search_asks_no_item_after_the_first_that_is_equal(items: str, search: str):
    check(ASKED.format(items=items, search=search), 2, 3, 5, 1)


def test_what_is_not_in_a_list_of_the_graph_is_not_removed():
    source = ASKED.format(items=GRAPHS, search="items.remove(A(1))")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"ValueError: list.remove\(x\): x not in list"):
        tf.function(load(source).f)(tf.constant(1))
