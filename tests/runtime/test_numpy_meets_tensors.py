"""NumPy's own float64 and int64 that a loop begins with: beside a tensor of another dtype they take that one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "array": (
        """
        def f(x, n):
            total = np.zeros(3)
            for i in range(n):
                total = total + x
            return tf.cast(total, tf.float32)
        """,
        [(np.float32([1, 2, 3]), 0), (np.float32([1, 2, 3]), 3)],
    ),
    "number_in_a_method": (
        """
        class Sum:
            def __init__(self):
                self.total = np.float64(0.5)
            def add(self, x):
                if x > 0:
                    self.total = self.total + x * np.pi
        def f(x, n):
            s = Sum()
            while n > 0:
                s.add(x - tf.cast(n, tf.float32))
                n -= 1
            return s.total
        """,
        [(np.float32(2.0), 0), (np.float32(2.0), 3), (np.float32(4.0), 2)],
    ),
    "integers": (
        """
        def f(x, n):
            w = np.array([1, 2, 3])
            total = np.array([0, 0, 0])
            for i in range(n):
                total = total + x * w
            return tf.cast(total, tf.int32)
        """,
        [([1, 2, 3], 0), ([1, 2, 3], 3)],
    ),
    "alone": (
        """
        def f(n):
            total = np.zeros(2)
            for i in range(n):
                total = total * 0.5 + 1.0
            return total
        """,
        [0, 3],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases, has=["While"])


@pytest.mark.parametrize("kind", ["bool_", "int8", "int64", "uint8", "float16", "float32", "float64"])
def test_number_of_a_dtype(kind: str) -> None:
    function = load(f"def f(x):\n    return np.{kind}(x), np.{kind}(x + 1)").f
    whole = tf.function(function, autograph=False)
    for number in (0, 3):
        for eager, staged in zip(function(tf.constant(number)), whole(tf.constant(number)), strict=True):
            assert staged.dtype == tf.as_dtype(eager.dtype) == tf.as_dtype(kind.strip("_"))
            assert staged.numpy() == eager
