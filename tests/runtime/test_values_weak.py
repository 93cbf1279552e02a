"""Python's numbers of the graph beside tensors, in sizes and in loops."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused
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


LARGE = {
    "in one branch": "def f(x):\n    b = 1\n    if x > 0:\n        b = 2**70\n    return b % 1000",
    "in both": "def f(x):\n    b = 2**70 if x > 0 else -(2**80)\n    return b % 1000, b > 5, abs(b) // 2**62, str(b)",
    "beside a tensor of fewer bits": "def f(x):\n    b = x\n    if x > 0:\n        b = 2**40\n    return b // 2",
    "a loop's limit": """
def f(x):
    b = 2**64 if x > 0 else 3
    n = 0
    while n < b and n < x:
        n += 1
    return n
""",
    "bound anew in a loop": """
def f(x):
    b, n = 2**70, 0
    while n < x:
        n += 1
        b = 2**70
    return n, b % 1000
""",
    "compared in a loop, in a method": """
class Hash:
    def __init__(self):
        self.value = 7

    def add(self, n):
        self.value = (self.value * 31 + n) % (2**61 - 1)
        if self.value > 2**70 or -(2**64) >= self.value:
            self.value = 1

def f(x):
    h = Hash()
    for n in range(x):
        h.add(n)
    return h.value, h.value * 1.0 < 2**70
""",
}


@pytest.mark.parametrize("source", LARGE.values(), ids=LARGE)
def test_integers_of_more_than_64_bits(source: str):
    check(source, 3, 0, 1)


def test_arithmetic_beyond_64_bits_is_refused():
    program = "def f(x):\n    n = 0\n    for k in range(x):\n        n = (n + k) % 2**64\n    return n"
    assert "more than 64 bits" in refused(program, 3)
