"""Gradients through what a list does: each operation on it must pass them on."""

from __future__ import annotations

import numpy as np
import pytest

from tests.runtime.programs import check

PROGRAM = """
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            xs = []
            for v in x:
                {step}
            y = {result}
        return tape.gradient(y, x)
"""
WEIGHTED = "tf.reduce_sum(tf.stack(xs) * tf.cast(tf.range(len(xs)) + 1, tf.float32))"


@pytest.mark.parametrize(
    ("step", "result"),
    [
        ("xs.append(v * v)", "sum(xs)"),
        ("xs.extend([v * v, v * 2])", WEIGHTED),
        ("xs.insert(0, v * v)", WEIGHTED),
        ("xs = xs + [v * v]", WEIGHTED),
        ("xs += [v * v, v]", "sum(xs[1:]) + xs[0] * 5"),
        ("xs.append(v * v)", "sum([*xs] + [w * 2 for w in x if w > 1] + [x[0]])"),
        ("xs.append(tf.fill([len(xs) + 1], v * v))", "tf.reduce_sum(tf.concat(xs, 0))"),
        ("xs[:0] = [v * v, v]", WEIGHTED),
        ("xs.append(v * v); xs.reverse()", WEIGHTED),
        ("xs.append(-v * v); xs.sort()", WEIGHTED),
    ],
)
def test_gradient(step: str, result: str) -> None:
    check(
        PROGRAM.format(step=step, result=result),
        np.array([1.0, 2.0, 3.0], np.float32),
        np.array([4.0], np.float32),
    )
