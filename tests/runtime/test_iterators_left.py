"""Python's iterators of which only the graph knows how far they were taken."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize(
    "body",
    [
        "it = iter([1, 2, 3, 4, 5])\n    for v in it:\n        if v > n:\n            break\n    return sum(it), v",
        "it = (i for i in [1, 2, 3, 4])\n    t = 0\n    for v in it:\n        if v > n:\n            break\n        t += v\n    for v in it:\n        t += 100 * v\n    return t",
        "it = iter([10, 20, 30])\n    if n > 2:\n        a = next(it)\n    else:\n        a = 0\n    return a, next(it), sum(it)",
        "it = iter(range(4))\n    t = 0\n    if n > 2:\n        for v in it:\n            t += v\n            if v >= 1:\n                break\n    for v in it:\n        t = t * 10 + v\n    return t",
        "it = iter('abc')\n    out = ''\n    for c in it:\n        out += c\n        if n > 2:\n            out += next(it, '-')\n    return out",
        "it = iter([1, 2, 3, 4, 5, 6])\n    t = 0\n    while n > 1:\n        t += next(it)\n        n -= 1\n    return t, next(it), list(it)",
        "t = 0\n    if n > 2:\n        t += next(iter({'a': n}.values()))\n        for i, v in enumerate([1, 2, 3]):\n            t += i * v\n    return t",
    ],
)  # fmt: skip
def test_iterator(body: str) -> None:
    check(f"def f(n):\n    {body}\n", 3, 0, 2)


def test_an_iterator_that_a_loops_body_makes_is_new_in_each_iteration() -> None:
    source = """
    def f(n):
        total = 0
        for i in tf.range(n):
            for a, b in zip([1, 2, 3], (4, 5, 6)):
                if a > i:
                    break
                total += a * b
        return total
    """
    check(source, 3, 0, 2, has=["While"])
