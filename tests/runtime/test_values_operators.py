"""``and``, ``or``, comparisons, membership, identity."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_and_operand() -> None:
    check(
        """
            def f(x,y): return x and y
        """,
        (0, 3),
        (2, 5),
        (2, 0),
    )


def test_or_operand() -> None:
    check(
        """
            def f(x,y): return x or y
        """,
        (0, 3),
        (2, 5),
        (0, 0),
    )


def test_or_lit() -> None:
    check(
        """
            def f(x): return x or 7
        """,
        0,
        2,
    )


def test_and_str() -> None:
    check(
        """
            def f(x): return 'pos' if x > 0 and x < 5 else 'neg'
        """,
        1,
        9,
    )


def test_not_num() -> None:
    check(
        """
            def f(x): return not x
        """,
        0,
        2,
    )


def test_chain() -> None:
    check(
        """
            def f(x): return 0 < x <= 5
        """,
        0,
        1,
        5,
        6,
    )


def test_chain_mixed() -> None:
    check(
        """
            def f(x,y): return 0 < x != y < 9
        """,
        (1, 2),
        (2, 2),
        (1, 9),
    )


def test_eq_none() -> None:
    check(
        """
            def f(x): return (x == None, x != None, x is None, x is not None)
        """,
        1,
    )


def test_in_list() -> None:
    check(
        """
            def f(x): return x in [1,2,3]
        """,
        1,
        9,
    )


def test_in_tuple() -> None:
    check(
        """
            def f(x): return x not in (1,2,3)
        """,
        1,
        9,
    )


def test_in_t() -> None:
    check(
        """
            def f(x,y): return x in y
        """,
        (1, ints(1, 2)),
        (3, ints(1, 2)),
    )


def test_in_range() -> None:
    check(
        """
            def f(x): return x in range(1,10,3)
        """,
        1,
        2,
        7,
        10,
    )


def test_in_set() -> None:
    check(
        """
            def f(x): return int(x) in {1,2}
        """,
        1,
        5,
    )


def test_cmp_chain_float() -> None:
    check(
        """
            def f(x): return 0.5 < x < 1.5 or x == 3.0
        """,
        1.0,
        2.0,
        3.0,
    )


def test_ord_cmp() -> None:
    check(
        """
            def f(x): return [x,2] < [2,x], (x,1) <= (1,x), [x] == [1], (x,) != (1,)
        """,
        1,
        2,
        3,
    )


def test_float_eq() -> None:
    check(
        """
            def f(x): return x == 1, x != 1.5, 1 == x, x is None
        """,
        1.0,
        1.5,
    )


def test_bool_arith() -> None:
    check(
        """
            def f(x): return (x > 1) and 5 or 7, int(x > 1) + 1, True + int(x)
        """,
        1,
        2,
    )


def test_swap_t() -> None:
    check(
        """
            def f(x,y):
                if x > y:
                    x,y = y,x
                return x,y
        """,
        (1, 2),
        (5, 3),
    )


def test_clip() -> None:
    check(
        """
            def f(x): return 0 if x < 0 else 10 if x > 10 else x
        """,
        -1,
        5,
        11,
    )


def test_isin_str() -> None:
    check(
        """
            def f(x):
                m='a' if x > 0 else 'b'
                if m == 'a':
                    return 1
                return 2
        """,
        1,
        -1,
    )


def test_list_cmp() -> None:
    check(
        """
            def f(x): return [x,2] < [2,x]
        """,
        1,
        2,
        3,
    )


def test_tuple_cmp() -> None:
    check(
        """
            def f(x): return (x,2) < (2,x), (x,1) == (1,x)
        """,
        1,
        2,
        3,
    )


def test_walrus() -> None:
    check(
        """
            def f(x):
                if (y := x*2) > 4:
                    return y
                return -y
        """,
        1,
        3,
    )
