"""Text of arrays of whole numbers and truth values, of several dimensions, and of containers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.runtime.programs import check, refused
from tests.runtime.values import ints

ARRAYS = {
    "vectors": [ints(1, 2), ints(3, 40, -5), ints(), ints(*range(60))],
    "matrices": [
        np.array([[0.0, 0.5, 1.0], [1.5, 2.0, 2.5]], np.float32),
        np.array([[0.0, 0.0]], np.float32),
        np.full((3, 30), 1 / 3, np.float32),
    ],
    "of rank 3": [
        np.array([[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]], np.int32),
        np.array([[[0, 1], [2, 3]]], np.int32),
    ],
    "booleans": [np.array([True, False]), np.array([True, True, True]), np.array([False])],
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name: str) -> None:
    check(
        """
            def f(x): return f"{x}" + str(x) + repr(x)
        """,
        *ARRAYS[name],
    )


def test_cont() -> None:
    check(
        """
            def f(x): return str([x, 1, (x,), {"a": x}])
        """,
        1.5,
        2.0,
    )


def test_contw() -> None:
    check(
        """
            def f(x): return str([int(x), (int(x),), {"a": float(x)}, "q", str(int(x))])
        """,
        1.5,
        2.0,
    )


def test_lst() -> None:
    check(
        """
            def f(x): return str([int(v) for v in x]) + f"{[float(v) for v in x]}"
        """,
        ints(1, 2),
        ints(3),
    )


@pytest.mark.parametrize(
    "body",
    [
        "out = [1, 2]\n    if x > 0:\n        out.append(x)\n    print(out)\n    return 0",
        "out = [1, 2]\n    for i in tf.range(x):\n        out.append(i)\n    return f'{out}'",
        "out = []\n    for i in tf.range(x):\n        out.append(7)\n        out.append(i)\n    return str(out)",
        "out = [1]\n    for i in range(x):\n        out.append(i / 2)\n    return '%s' % (out,)",
        "out = [(1, 2)]\n    for i in range(x):\n        out.append((i, x))\n    return repr(out)",
    ],
)
def test_numbers_of_python_beside_tensors_in_a_list(body: str) -> None:
    """The list's text would show one like the other."""
    assert "the text" in refused(f"def f(x):\n    {body}\n", 3)


@pytest.mark.parametrize(
    "body",
    [
        "out = [1, 2]\n    out.append(x)\n    return str(out)",
        "out = [1, 2]\n    for i in range(x):\n        out.append(i)\n    return str(out)",
        "out = [1.5]\n    for i in range(x):\n        out.append(i / 2)\n    return str(out)",
        "out = [1, 2]\n    for i in tf.range(x):\n        out.append(i)\n    return str(tf.stack(out)), len(out)",
    ],
)
def test_lists_of_one_sort_of_numbers(body: str) -> None:
    check(f"def f(x):\n    {body}\n", 3, 1)
