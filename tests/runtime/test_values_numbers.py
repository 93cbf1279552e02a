"""Python's numbers that only the graph knows: ``int``, ``float``, ``round``, ``pow`` and arithmetic."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_bool_t() -> None:
    check(
        """
            def f(x): return bool(x)
        """,
        0,
        1,
    )


def test_int_f() -> None:
    check(
        """
            def f(x): return int(x)
        """,
        1.7,
        -1.7,
    )


def test_int_of_text() -> None:
    check(
        """
            def f(x): return int(x) + 1
        """,
        b"12",
        b"+7",
        b" -3 ",
        b"x",
        b"1.5",
    )


def test_float_of_text() -> None:
    check(
        """
            def f(x): return float(x) + 1.0
        """,
        b"1.5",
        b"+2.5e+1",
        b" -.5 ",
        b"inf",
        b"x",
    )


def test_int_div() -> None:
    check(
        """
            def f(x): return int(x) / 2
        """,
        3,
        4,
    )


def test_int_floordiv() -> None:
    check(
        """
            def f(x): return int(x) // 2
        """,
        3,
        -3,
    )


def test_int_mod() -> None:
    check(
        """
            def f(x): return int(x) % 3
        """,
        4,
        -4,
        lacks=["Assert"],
    )


def test_range_mod() -> None:
    check(
        """
            def f(n):
                s=0
                for i in range(n):
                    if i % 2 == 0: s += i // 3
                return tf.cast(s, tf.int64)
        """,
        0,
        10,
        lacks=["Assert"],
    )


def test_range_div0() -> None:
    check(
        """
            def f(n):
                s=0
                for i in range(n):
                    s += 10 // i
                return s
        """,
        0,
        3,
    )


def test_float_t() -> None:
    check(
        """
            def f(x): return float(x) * 3
        """,
        2,
    )


def test_abs() -> None:
    check(
        """
            def f(x): return abs(x)
        """,
        -2,
        3,
    )


def test_abs_int() -> None:
    check(
        """
            def f(x): return abs(int(x))
        """,
        -2,
        3,
    )


def test_round() -> None:
    check(
        """
            def f(x): return round(float(x))
        """,
        2.5,
        3.5,
        -0.4,
    )


def test_round_d() -> None:
    check(
        """
            def f(x): return round(float(x),2)
        """,
        2.567,
        3.123,
    )


def test_divmod_i() -> None:
    check(
        """
            def f(x): return divmod(int(x),3)
        """,
        7,
        -7,
    )


def test_pow() -> None:
    check(
        """
            def f(x): return pow(x,3)
        """,
        2,
        3,
    )


def test_pow_i() -> None:
    check(
        """
            def f(x): return pow(int(x),3), int(x)**2, 2**int(x)
        """,
        2,
        3,
    )


def test_pow_neg() -> None:
    check(
        """
            def f(x): return 2 ** int(x)
        """,
        3,
    )


def test_pow_mod() -> None:
    check(
        """
            def f(x): return pow(int(x),3,5)
        """,
        3,
        4,
    )


def test_len() -> None:
    check(
        """
            def f(x): return len(x)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_len_arith() -> None:
    check(
        """
            def f(x): return sum(x)/len(x)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_len_arith_i() -> None:
    check(
        """
            def f(x): return sum(x)/len(x)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_int_float_mix() -> None:
    check(
        """
            def f(x):
                n=int(x)
                return n/2, n//2, n*1.5, n**2, -n, n%3, float(n), bool(n), round(n/3,2), divmod(n,3)
        """,
        7,
        -7,
    )


def test_bigint() -> None:
    check(
        """
            def f(x): return int(x)*1000000007 % 998244353
        """,
        12345,
    )


@pytest.mark.parametrize("zero", ["0", "0.0"])
@pytest.mark.parametrize("division", ["total / count", "total * 2 / count", "total // count", "total / len(found)"])
def test_what_is_pythons_own_where_nothing_is_added_fails_divided_by_zero(zero: str, division: str) -> None:
    source = f"""
        def f(v):
            total, count, found = {zero}, 0, []
            for k in v:
                if k > 5:
                    total += k
                    count += 1
                    found.append(k)
            return {division}
        """
    kind = float if zero == "0.0" else int
    check(source, *([kind(k) for k in v] for v in ([1, 9, 7], [1, 2, 3], [6, 6, 6])))


def test_a_tensor_divided_by_a_counter() -> None:
    """It is no number of Python's, whatever the counter is."""
    source = """
        def f(x):
            count = 0
            for i in range(x):
                count += 1
            return tf.cast(x, tf.float32) / count, (x + 1) / count
        """
    check(source, 3, 0)
