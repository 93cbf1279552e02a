"""What fails eagerly fails in the graph, though nothing uses what it would have computed."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize(
    ("body", "cases"),
    [
        ("if x > 0:\n        6 // (x - 3)\n    return x", [3, -3, 5]),
        ("if x > 0:\n        y = 6 % (x - 3)\n        z = y + 1\n    return x", [3, -3, 5]),
        ("t = tf.constant([1, 2, 3])\n    t[x]\n    return x", [1, 3]),
        ("t = tf.constant(['a', 'b'])\n    if x > 0:\n        y = t[x]\n    return x", [1, 2, -5]),
        ("t = tf.range(3)\n    s = 0\n    for i in range(x):\n        t[i]\n        s += i\n    return s", [3, 2, 5]),
        ("t = tf.range(200)\n    s = 0\n    for i in range(x):\n        for j in range(3):\n            w = t[i]\n            s += j\n    return s", [100, 300]),
        ("t = tf.range(3)\n    while x > 0:\n        y = t[x] + 1\n        x -= 1\n    return x", [2, 0, 3]),
        ("def helper(i):\n        v = tf.constant([1, 2])[i]\n        return 1\n    if x > 0:\n        x += helper(x)\n    return x", [1, 0, 2]),
    ],
)  # fmt: skip
def test_unused(body: str, cases: list[int]) -> None:
    check(f"def f(x):\n    {body}\n", *cases)


def test_what_is_used_or_cannot_fail_is_left_alone() -> None:
    for body in ("y = x // 2\n    return x", "y = x // x\n    return y", "y = tf.range(3)[1]\n    return x"):
        check(f"def f(x):\n    if x > 5:\n        x += 1\n    {body}\n", 3, 7, lacks=["Assert"])
