"""NumPy arrays that a staged loop stores into: a new value of the variable, unless others hold the array."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

HELPER = """\
class Box:
    pass

def fill(a, n):
    for i in range(n):
        a[0] += 1.0
    return a

def put(a):
    a[0] = 9.0

def pair(a, n):
    for i in range(n):
        a[0] += 1.0
    return a, n

"""
START = "a = np.zeros(3, np.float32)\n    "
LOOP = "\n    for i in range(n):\n        a[0] = a[0] + i\n    "


@pytest.mark.parametrize(
    "body",
    [
        START + LOOP + "return a",
        START + "b = a.copy()" + LOOP + "return a, b",
        "a = np.arange(6).reshape(2, 3)\n    for i in range(n):\n        a[0, 1] = i\n    return a",
        START + "b = np.ones(3, np.float32)\n    for i in range(n):\n        a, b = b, a\n        a[0] += 1\n    return a, b",
        START + "for i in range(n):\n        a += 1.0\n    return a",
        START + "best = a\n    for i in range(n):\n        a = a + 1.0\n        if i == 1:\n            best = a\n    return a, best",
        START + "a = fill(a, n)\n    return a",
        START + "return fill(a, n)",
        START + "k, a = 3, fill(a, n)\n    return a, k",
        START + "a, k = pair(a, n)\n    return a, k",
        "b = fill(np.zeros(3, np.float32), n)\n    return b",
        START + LOOP.strip("\n").lstrip() + "a[1] = 2.0\n    a[2] += a[1]\n    return a",
        START + LOOP.lstrip() + "b = a.copy()\n    a[1] = 2.0\n    return a, b",
        START + LOOP.lstrip() + "if n > 1:\n        a = a + 1.0\n    a[1] = 2.0\n    return a",
        START + "for i in range(n):\n        b = a.copy()\n        a[i % 3] = b[0] + 1.0\n    return a",
        START + LOOP.lstrip() + "return a.sum(), a.mean(), a.max(axis=0), a[1:].min(), a.argmax(), a.any()",
        START + LOOP.lstrip() + "return a.reshape(1, 3), a.reshape((3, 1)), a.flatten(), a.astype(np.int32), a.clip(0, 1)",
        START + LOOP.lstrip() + "for i in range(n):\n        for j in range(3):\n            a[j] += 1.0\n    return a",
        START + "while n > 0:\n        n -= 1\n        for i in range(n):\n            if i > 1:\n                a[i % 3] += 2\n    return a",
        START + LOOP.lstrip() + "a = a * 2.0\n    for i in range(n):\n        c = a - 1.0\n        c[0] = a[1]\n        a = c\n    return a",
        START + "b = np.ones(3, np.float32)\n    for i in range(n):\n        a, b = b, a\n    a[0] = 5.0\n    return a, b",
        START + "xs = []" + LOOP + "    xs.append(a.copy())\n    return a, xs",
        START + "xs = []\n    for i in range(n):\n        a = a + i\n        xs.append(a)\n        a = a * 2.0\n        a[0] = 1.0\n    return a, xs",
        "a = np.ones(3, np.float32)\n    b = a\n    a /= 4.0\n    c = 0.0\n    for i in range(n):\n        c += b[0]\n    return a, b, c",
        "a = np.eye(3)\n    for i in range(n):\n        a[:, 0] += 1\n        a[i % 3] /= 2\n        a[0, 1:] *= 3\n    return a",
        START + LOOP.lstrip() + "return (a + 1.0).sum(), (2.0 * a - a / 3.0).max()",
        START + LOOP.lstrip() + "s = a.sum()\n    t = s\n    s += 1.0\n    b = a[a > 1.0]\n    b += 1.0\n    return a, s, t, b",
    ],
)  # fmt: skip
def test_array_of_one_variable(body: str) -> None:
    check(HELPER + f"def f(n):\n    {body}\n", 4, 0, has=["While"])


@pytest.mark.parametrize(
    ("body", "other"),
    [
        (START + "b = a" + LOOP + "return b", "'b'"),
        (START + "b = [a]" + LOOP + "return b", "'b'"),
        (START + "b = Box()\n    b.a = a" + LOOP + "return b.a", "'b'"),
        (START + "row = a[:2]" + LOOP + "return row", "'row'"),
        ("b = np.zeros((2, 3))\n    a = b[0]" + LOOP + "return b", "a view"),
        ("a = np.zeros((2, 2))\n    for i in range(n):\n        row = a[i]\n        row[0] = 1.0\n    return a", "a view"),
        ("a = np.zeros((2, 2))\n    for i in range(n):\n        a[0, 0] = 1.0\n        row = a[1]\n        row[0] = 1.0\n    return a", "a view"),
        (START + "best = np.ones(3, np.float32)\n    for i in range(n):\n        a[0] += 1\n        if i == 1:\n            best = a\n    return a, best", "'best'"),
        (START + "best = np.ones(3, np.float32)\n    for i in range(n):\n        if i == 1:\n            best = a\n        a[0] += 1\n    return a, best", "'best'"),
        (START + LOOP.lstrip() + "b = a\n    a[0] = 1.0\n    return a, b", "'b'"),
        (START + LOOP.lstrip() + "b = a\n    b[0] += 1.0\n    return a, b", "'a'"),
        (START + LOOP.lstrip() + "c = a.copy()\n    b = c\n    c[0] = 1.0\n    return b", "'b'"),
        (START + LOOP.lstrip() + "b = [a]\n    a[0] = 1.0\n    return a, b", "'b'"),
        (START + LOOP.lstrip() + "b = Box()\n    b.a = a\n    a[0] = 1.0\n    return a, b.a", "'b'"),
        (START + LOOP.lstrip() + "put(a)\n    return a", "'a'"),
        (START + LOOP.lstrip() + "row = a[1:]\n    row[0] = 1.0\n    return a", "a view"),
        (START + LOOP.lstrip() + "row = a[1:]\n    a[1] = 1.0\n    return row", "'row'"),
        (START + LOOP.lstrip() + "for i in range(n):\n        b = a\n        a[1] = 1.0\n        n += int(b[1])\n    return n", "'b'"),
        (START + "fill(a, n)\n    return a", "'a'"),
        (START + "b = a\n    for i in range(n):\n        a += 1.0\n    return b", "'b'"),
        (START + "b = a\n    for i in range(n):\n        a /= 2.0\n    return b", "'b'"),
        (START + LOOP.lstrip() + "b = a[1:]\n    b //= 2.0\n    return a", "a view"),
        ("a = np.eye(3)\n    b = a\n    for i in range(n):\n        a[:, 0] += 1\n    return b", "'b'"),
        (START + LOOP.lstrip() + "a = a + 1.0\n    b = a" + LOOP + "return a, b", "'b'"),
        (START + LOOP.lstrip() + "a = -a ** 2\n    b = [a]" + LOOP + "return a, b", "'b'"),
        (START + LOOP.lstrip() + "a = np.cumsum(a)\n    b = a" + LOOP + "return a, b", "'b'"),
        ("a = np.abs(np.ones(3) + (0 if n > 100 else 1))\n    b = a\n    a[0] = 5.0\n    return a, b", "'b'"),
        (START + "b = np.ones(3)\n    for i in range(n):\n        a = a + 1.0\n        b = a\n    a[0] = 5.0\n    return a, b", "'b'"),
        (START + "b = np.ones(3)\n    for i in range(n):\n        a[0] = 5.0\n        a = a + 1.0\n        b = a\n    return a, b", "'a'"),
        (START + "b = a\n    for i in range(n):\n        a = a + 1.0\n    a[0] = 5.0\n    return a, b", "'b'"),
        (START + LOOP.lstrip() + "b = a.reshape(3, 1)\n    a[0] = 5.0\n    return a, b", "'b'"),
        ("a = np.abs(np.ones(3) + (0 if n > 100 else 1))\n    b = a + 1.0\n    c = a if n > 0 else b\n    c[0] = 5.0\n    return a, b, c", "'a'"),
        (START + "b = np.ones(3)\n    if n > 0:\n        c = a\n    else:\n        c = b\n    c[0] = 5.0\n    return a, b, c", "'a'"),
        (START + "xs = []" + LOOP + "    xs.append(a)\n    return a, xs", "a list"),
        (START + "xs = []\n    for i in range(n):\n        a = a + i\n        xs.append(a)\n        a[0] = 1.0\n    return a, xs", "'xs'"),
        ("b = np.zeros((2, 2))\n    a = b[0]\n    for i in range(n):\n        a[0] = 1.0\n    a = a + 1.0\n    b[0] = a\n    return a, b", "a view"),
    ],
)  # fmt: skip
def test_array_that_others_hold(body: str, other: str) -> None:
    message = refused(HELPER + f"def f(n):\n    {body}\n", 3)
    assert other in message
    assert "NumPy array" in message


def test_a_store_that_only_the_graph_knows() -> None:
    check(
        """
        def f(x):
            a, b = np.zeros(3), np.arange(9).reshape((3, 3))
            a[x] = 9
            a[x] += 1
            b[x, 1] = x
            b[1] = [x, x, 1]
            if x > 1:
                b[0, 0] = 7
            return a, b + 1, b.shape[0], len(a)
        """,
        2,
        0,
    )


def test_a_store_that_only_the_graph_knows_into_what_others_hold() -> None:
    message = refused("def f(x):\n    a = np.zeros(3)\n    b = a\n    a[x] = 9\n    return a, b", 2)
    assert "'b' would keep the array as it was" in message
    assert "a[x] = 9" in message
