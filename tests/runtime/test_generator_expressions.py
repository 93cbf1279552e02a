"""Generator expressions over what only the graph knows, kept in variables, handed on, taken from."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize(
    "body",
    [
        "g = (i * i for i in range(n))\n    t = 0\n    for v in g:\n        t += v\n    return t",
        "g = (i for i in range(n))\n    t = 0\n    for v in g:\n        if v > 2: break\n        t += v\n    return t",
        "g = (i for i in range(5) if i > n)\n    return sum(g), sum(g)",
        "k = 3\n    g = (i * k for i in range(n) if i % 2)\n    k = 5\n    return total(g)",
        "return total(i for i in (1, 2, 3) if i != n)",
        "return [i * v for i, v in enumerate(j for i in range(n) for j in range(i) if j != 1)]",
        "return sum(a * b for a, b in zip((i for i in range(n)), (j * 2 for j in range(n) if j > 1)))",
        "xs = [9]\n    xs.extend(i for i in range(n) if i > 1)\n    xs += (i * 2 for i in range(n))\n    return xs",
        "g = (i for i in range(n)) if n > 2 else (i * 100 for i in range(3))\n    return total(g)",
        "return total(chained(range(n), [5, 6]))",
    ],
)
def test_generator_expression(body: str) -> None:
    source = f"""
def total(items):
    t = 0
    for item in items:
        t = t * 2 + item
    return t

def chained(first, second):
    yield from (x + 1 for x in first)
    yield from second

def f(n):
    {body}
"""
    check(source, 4, 0)


def test_next_of_a_generator_expression() -> None:
    check(
        """
            def f(x):
                first = next((v for v in x if v > 2), None)
                if first is None:
                    first = -7
                position = next((i for i, v in enumerate(x) if v > 2), -1)
                return first, position, next(i for i in (1, 2, 3, 9) if i > x[0])
        """,
        [1, 5, 3],
        [2],
        has=["While"],
    )
    check("def f(x):\n    return next(v * 2 for v in x if v > 2)", [1, 5, 3], [2])  # StopIteration


def test_next_and_then_the_rest() -> None:
    check(
        """
            def f(n):
                g = (v * v for v in range(n))
                a = next(g)
                b = next(g)
                return a, b, [v for v in g], next(g, -1)
        """,
        4,
        2,
    )


def test_iterables_that_leave_a_branch() -> None:
    check(
        """
            def f(n):
                if n > 2:
                    numbers, pairs = range(n), zip(range(n), range(1, n))
                else:
                    numbers, pairs = reversed(range(3)), zip([7], [8])
                t = 0
                for i in numbers:
                    t = t * 3 + i
                for a, b in pairs:
                    t = t * 2 + a * b
                return t
        """,
        4,
        0,
    )


def test_a_lambda_in_the_first_iterable() -> None:
    """It is evaluated where the expression stands: the loop can run inside the one over it all the same."""
    check(
        """
            def f(n):
                a = n
                for i in (k + a for k in range((lambda q: q + a)(5) % 3)):
                    a = (i + a) % 7
                return a
        """,
        0,
        1,
        5,
        has=["While"],
    )


def test_lambdas_in_elements_and_filters() -> None:
    """The expression is there twice, for Python and for the graph, and so are the lambdas in it."""
    check(
        """
            def f(n):
                a, t = 2, 0
                for v in ((lambda q: (lambda r: r + a if r > q else q)(k))(n) for k in range(n) for a in range(2)):
                    t += v
                for v in (k for k in range(n) if (lambda i: i % 2 == 0 and i > 0)(k)):
                    t += v
                calls = list((lambda k=k: k * n) for k in range(3))
                return t, a, calls[1]()
        """,
        0,
        3,
        6,
        has=["While"],
    )
