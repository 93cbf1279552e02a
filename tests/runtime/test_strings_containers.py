"""Text of arrays of whole numbers and truth values, of several dimensions, and of containers."""

from __future__ import annotations

import numpy as np

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_i() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x) + repr(x)
        """,
        ints(1, 2),
        ints(3, 40, -5),
        ints(),
        ints(*range(60)),
    )


def test_m() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x) + repr(x)
        """,
        np.array([[0.0, 0.5, 1.0], [1.5, 2.0, 2.5]], np.float32),
        np.array([[0.0, 0.0]], np.float32),
        np.full((3, 30), 1 / 3, np.float32),
    )


def test_t3() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x) + repr(x)
        """,
        np.array([[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]], np.int32),
        np.array([[[0, 1], [2, 3]]], np.int32),
    )


def test_b() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x) + repr(x)
        """,
        np.array([True, False]),
        np.array([True, True, True]),
        np.array([False]),
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
