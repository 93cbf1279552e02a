"""``sorted``, and extremes by keys and of tuples."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_any_py() -> None:
    check(
        """
            def f(x): return any([x > 1, x < -1])
        """,
        0,
        2,
    )


def test_sorted() -> None:
    check(
        """
            def f(x): return sorted(x)
        """,
        ints(3, 1, 2),
        ints(2, 1),
    )


def test_sorted_key() -> None:
    check(
        """
            def f(x): return sorted(x,key=lambda v: -v)
        """,
        ints(3, 1, 2),
        ints(2, 1),
    )


def test_sorted_rev() -> None:
    check(
        """
            def f(x): return sorted(x,reverse=True)
        """,
        ints(3, 1, 2),
        ints(2, 1),
    )


def test_sorted_py() -> None:
    check(
        """
            def f(x): return sorted([x, 3, 2])
        """,
        1,
        9,
    )


def test_sorted_pairs() -> None:
    check(
        """
            def f(x):
                return sorted([(x,1),(3,2),(2,3)])
        """,
        1,
        9,
    )


def test_min_tuple() -> None:
    check(
        """
            def f(x,y): return min((x,1),(y,0)), max([(x,2),(y,3)]), sorted([(x,2),(y,3)])[0]
        """,
        (1, 2),
        (2, 1),
        (1, 1),
    )


def test_min_key_i() -> None:
    check(
        """
            def f(x): return min(range(3), key=lambda i: (x[i]-2)**2), max(range(3), key=lambda i: x[i])
        """,
        ints(1, 5, 2),
        ints(7, 8, 9),
    )


def test_argmax_list() -> None:
    check(
        """
            def f(x):
                v=[e*2 for e in x]
                return v.index(max(v))
        """,
        ints(1, 5, 2),
        ints(7, 8, 9, 10),
    )


def test_any_all_mix() -> None:
    check(
        """
            def f(x):
                return (
                    any([False, x > 1]),
                    all([True, x > 1]),
                    any([]),
                    all([]),
                    any([0, x]),
                    all([1, x]),
                )
        """,
        0,
        2,
    )


def test_abs_sum_gen() -> None:
    check(
        """
            def f(x):
                return (
                    sum(abs(v) for v in x) / len(x),
                    max(abs(v) for v in x),
                    sorted(-v for v in x),
                )
        """,
        floats(1.0, -2.0),
        floats(3.0),
    )


def test_minmax_default() -> None:
    check(
        """
            def f(x):
                return (
                    max((v for v in x if v > 2), default=0),
                    min([v for v in x if v > 2], default=-1),
                )
        """,
        ints(1, 2),
        ints(3, 4),
    )


def test_maxidx() -> None:
    check(
        """
            def f(v):
                best,bi=None,-1
                for i,e in enumerate(v):
                    if best is None or e > best:
                        best,bi=e,i
                return bi
        """,
        ints(1, 5, 2),
        ints(3),
    )


def test_sorted_objs() -> None:
    check(
        """
            @dataclasses.dataclass
            class P:
                k: int
                v: int
            def f(x):
                ps=[P(x,1),P(2,2),P(3,3)]
                return [p.v for p in sorted(ps, key=lambda p: p.k)]
        """,
        1,
        9,
    )


STATIC_KEYS = {
    "items of a dict of tensors": """
        d = {'n': x, 'k': x + 1, 'a': 3}
        total = 0
        for key, value in sorted(d.items()):
            total = total * 3 + ord(key) + value
        return total, [key for key, _ in sorted(d.items(), reverse=True)] == ['n', 'k', 'a']""",
    "a dict that a loop may have taken away": """
        d, i = {'n': 1, 'k': 2}, 0
        while i < x:
            i += 1
            if i > 7:
                d = i
        d = dict(sorted(d.items()))
        return len(d), d['n'], d['k']""",
    "equal ones as they were": """
        pairs = [(2, x), (1, x), (2, -x), (1, -x)]
        return sorted(pairs, key=lambda pair: (pair[0],))[0][1], sorted(pairs[:2])[0]""",
    "where the graph decides": """
        pairs = [(2, x), (1, x), (2, -x), (1, -x)]
        return sorted(pairs)[1], sorted(pairs, reverse=True)[0]""",
}


@pytest.mark.parametrize("body", STATIC_KEYS.values(), ids=STATIC_KEYS)
def test_tuples_whose_first_items_are_known(body):
    check(f"""
    def f(x):{body}
    """, 2, 0, -3)  # fmt: skip
