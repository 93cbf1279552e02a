"""The shortest program of each main construct: a first look when something breaks."""

from __future__ import annotations

from tests.runtime.programs import check


def test_if_becomes_one_if() -> None:
    check("def f(x):\n    if x > 0:\n        y = x\n    else:\n        y = -x\n    return y", 3, -4, has=["If"])


def test_while_becomes_one_while() -> None:
    check("def f(n):\n    i = 0\n    while i < n:\n        i += 1\n    return i", 0, 5, has=["While"], lacks=["If"])


def test_for_over_a_range_becomes_one_while() -> None:
    check("def f(n):\n    s = 0\n    for i in range(n):\n        s += i\n    return s", 0, 5, has=["While"])
