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


@pytest.mark.parametrize(
    "step",
    [
        "xs.append(v if len(xs) == 1 else xs[-1] * v)",
        "p = xs[-1] * 0.5 if len(xs) > 1 else 0.0; xs.append(v * (p + 1.0))",
        "xs.append(sum(xs) * v + tf.reduce_sum(tf.stack(xs)) if v > 1.5 else v)",
        "xs.append(sum([w * v for w in xs]) if v > 1.5 else v)",
        "xs.append((xs[0] * v + xs[-1] if v > 2.5 else xs[-1]) if v > 1.5 else v * v)",
        "xs.append(xs.pop() * v if v > 1.5 else v); xs.append(v)",
        "xs.append(v if v < 1.5 else xs[-1] * v); xs.insert(1, xs[0] * v)",
    ],
)
def test_gradient_of_a_loop_that_reads_its_list_in_a_branch(step: str) -> None:
    check(
        PROGRAM.replace("xs = []", "xs = [x[0]]").format(step=step, result="xs[-1] * 2 + sum(xs)"),
        np.array([1.0, 2.0, 3.0], np.float32),
        np.array([4.0], np.float32),
        has=["While", "If"],
    )


def test_gradient_of_a_loop_that_reads_its_empty_list_in_a_branch() -> None:
    check(
        """
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                pairs = []
                for v in x:
                    a = pairs[-1][0] * v + pairs[-1][1][0] if pairs else v
                    pairs.append((a, [v * a]))
                y = pairs[-1][0]
            return tape.gradient(y, x)
        """,
        np.array([1.0, 2.0, 3.0], np.float32),
        np.array([4.0], np.float32),
        has=["While", "If"],
    )


def test_second_gradient_of_a_loop_that_reads_its_list_in_a_branch() -> None:
    check(
        """
        def f(x):
            with tf.GradientTape() as outer:
                outer.watch(x)
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    xs = []
                    for v in x:
                        xs.append(xs[-1] * v if xs else v * v)
                    y = xs[-1]
                first = tape.gradient(y, x)
            return first, outer.gradient(first, x)
        """,
        np.array([1.0, 2.0, 3.0], np.float32),
    )
