"""``math.*``."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats


def test_math() -> None:
    check(
        """
            def f(x):
                return (
                    math.sqrt(x),
                    math.exp(x),
                    math.log(x),
                    math.sin(x),
                    math.floor(x),
                    math.ceil(x),
                    math.pi*x,
                )
        """,
        2.3,
        1.5,
    )


def test_math_isclose() -> None:
    check(
        """
            def f(x):
                return (
                    math.isclose(x, 1.0),
                    math.isfinite(x),
                    math.isinf(x),
                    math.fabs(x),
                    math.copysign(1.0,x),
                    math.fmod(x,2.0),
                )
        """,
        -1.5,
        1.0,
    )


def test_math_log2() -> None:
    check(
        """
            def f(x):
                return (
                    math.log(x,2),
                    math.log2(x),
                    math.log10(x),
                    math.log1p(x),
                    math.expm1(x),
                    math.atan2(x,2.0),
                    math.degrees(x),
                    math.radians(x),
                )
        """,
        3.0,
    )


def test_math_neg() -> None:
    check(
        """
            def f(x): return math.sqrt(x)
        """,
        4.0,
        -1.0,
    )


def test_math_prod() -> None:
    check(
        """
            def f(x): return math.prod(x), math.fsum(x)
        """,
        floats(1.0, 2.0, 3.0),
        floats(4.0),
    )


def test_math_factorial() -> None:
    check(
        """
            def f(x): return math.factorial(int(x)), math.comb(int(x),2)
        """,
        4,
        5,
    )


def test_math_loop() -> None:
    check(
        """
            def f(n):
                s=0.0
                for i in range(1,n+1):
                    if i % 2 == 0:
                        s += math.sqrt(i)
                    else:
                        s -= math.log(i)
                return s
        """,
        0,
        5,
    )


def test_math_const() -> None:
    check(
        """
            def f(x): return x*math.pi + math.e, math.sqrt(2.0)*x
        """,
        2.0,
    )


def test_math_err() -> None:
    check(
        """
            def f(x): return math.log(x)
        """,
        1.0,
        0.0,
        -1.0,
    )


def test_math_pow() -> None:
    check(
        """
            def f(x): return math.pow(x,0.5), math.exp(x)
        """,
        4.0,
        -1.0,
        1000.0,
    )


def test_math_misc() -> None:
    check(
        """
            def f(n):
                return (
                    math.gcd(int(n),12),
                    math.lcm(int(n),4),
                    math.factorial(int(n)),
                    math.comb(int(n),2),
                    math.perm(int(n),2),
                    math.isqrt(int(n)),
                    math.prod([int(n),2]),
                    math.fsum([float(n),0.5]),
                    math.dist([float(n),0.0],[0.0,1.0]),
                )
        """,
        6,
        1,
        9,
    )


def test_math_fmod() -> None:
    check(
        """
            def f(x):
                return (
                    math.fmod(x,2.0),
                    math.remainder(x,2.0),
                    math.modf(x),
                    math.ldexp(x,3),
                    math.copysign(2.0,x),
                    math.trunc(float(x)),
                )
        """,
        -3.5,
        2.5,
    )


def test_gamma() -> None:
    source = """
        def f(x):
            total = 0.0
            for i in tf.range(2):
                if x > -2.0:
                    total += math.gamma(x) + math.gamma(float(x) + 0.25)
            return total
    """
    check(source, 0.5, 4.0, -1.5, -0.5, -3.5, 0.0)
