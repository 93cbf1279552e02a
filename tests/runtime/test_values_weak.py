"""Python's numbers of the graph beside tensors, in sizes and in loops."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_weak_tensor() -> None:
    check(
        """
            def f(x):
                n=len(x)
                return x*n, x+n, x/n, n*x, n-x, x**n
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_weak_into_int() -> None:
    check(
        """
            def f(x):
                n=len(x)
                return x*n, x//n, x%n, n-x
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_tf_shape_use() -> None:
    check(
        """
            def f(x):
                n=len(x)
                return (
                    tf.zeros([n]),
                    tf.range(n),
                    tf.fill([n,2],1),
                    tf.reshape(x,[n,1]),
                    tf.cast(n,tf.float32),
                    tf.constant(n),
                )
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_gcd() -> None:
    check(
        """
            def f(p,q):
                while q:
                    p,q = q, p % q
                return p
        """,
        (12, 18),
        (7, 0),
    )


def test_collatz() -> None:
    check(
        """
            def f(n):
                n=int(n)
                c=0
                while n != 1:
                    n = n//2 if n % 2 == 0 else 3*n+1
                    c += 1
                return c
        """,
        1,
        6,
    )


def test_float_isint() -> None:
    check(
        """
            def f(x): return float(x).is_integer()
        """,
        1.0,
        1.5,
    )


def test_aug() -> None:
    check(
        """
            def f(x):
                x += 1
                x *= 2
                x -= 3
                x //= 2
                x **= 2
                return x
        """,
        1,
        5,
    )


def test_aug_shift() -> None:
    check(
        """
            def f(x):
                n=int(x)
                n <<= 2
                n |= 1
                n ^= 3
                n &= 7
                n >>= 1
                return n, ~n
        """,
        1,
        5,
    )


def test_sum_bool() -> None:
    check(
        """
            def f(x): return sum([v > 1 for v in [int(x), 2, 3]]), sum(int(v) > 1 for v in [x, 3])
        """,
        1,
        2,
    )


def test_abs_max_min() -> None:
    check(
        """
            def f(x): return abs(x - 5), max(x, 3), min(x, 3), max(x, 3, 10)
        """,
        1,
        7,
    )
