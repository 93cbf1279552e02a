"""Text of tensors and numbers: to the letter as eager Python writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.runtime.programs import check
from tests.runtime.values import doubles, floats

NUMBERS = (
    3.5,
    1e10,
    1.0,
    1e-07,
    0.1,
    123456.789,
    0.0,
    -0.0,
    0.3333333333333333,
    np.inf,
    np.nan,
    1e16,
    9.999e15,
    0.0001,
    9.9e-05,
    16777217.0,
    -2.5e-08,
    3.4e38,
)
OF_MORE_DIGITS = (0.6666666666666666, 1e22, 123456789.12345679)
ROWS = (
    (1.0, 2.5),
    (3.0, 4.0, 5.0),
    (),
    (0.10000000149011612, 0.25, 100.0),
    (9.999999747378752e-06, 1.0),
    (1e09, 1.0),
    (0.3333333432674408, 0.6666666865348816),
    (-1.0, 0.5),
    (np.nan, 1.0, -np.inf),
    (0.0, 0.0),
    (0.03333333507180214, 1.0),
    tuple(number / 3 for number in range(40)),
    (1e10, np.nan),
    (1000.0, 1.5),
    (2000.0, 1.5),
)
texts = pytest.mark.parametrize("text", ['f"{x}"', "str(x)", "repr(x)"])


@texts
def test_float32(text: str) -> None:
    check(f"def f(x): return {text}", *NUMBERS)


@texts
def test_float64(text: str) -> None:
    check(f"def f(x): return {text}", *map(np.float64, (*NUMBERS, *OF_MORE_DIGITS)))


def test_pythons_float() -> None:
    check(
        """
            def f(x): return f"{float(x)}" + str(float(x)) + repr(float(x))
        """,
        *NUMBERS,
    )


@texts
@pytest.mark.parametrize("vector", [floats, doubles])
def test_vectors(vector: Callable[..., Any], text: str) -> None:
    check(f"def f(x): return {text}", *(vector(*row) for row in ROWS))


def test_strings() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x)
        """,
        "ab",
        "c",
    )
