"""Gradients through what a list does: each operation on it must pass them on."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load

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


NESTED = """
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            b = [([x[0]], x[0])]
            for v in x:
                b.append((b[-1][0] + [v], v * 2))
            {step}
            y = sum([w * w for w in b[0][0]]) + sum([w * w for w in b[-1][0]]) * 3 + b[0][1]
        return y, len(b), tape.gradient(y, x)
"""


@pytest.mark.parametrize(
    "step",
    [
        "b.reverse()",
        "b = b[1:]",
        "b = b * 2",
        "b = b + b",
        "b.insert(1, b[-1])",
        "del b[0]",
        "b.pop(0)",
        "b[0] = b[-1]",
        "b[:1] = b[1:]",
        "b = sorted(sorted(b, key=lambda pair: -pair[1])[:2], key=lambda pair: pair[1])",
        "for _ in range(3): b = sorted([(s + [q], q + 1) for s, q in b], key=lambda pair: -pair[1])[:2]",
        "b = [max(b, key=lambda pair: pair[1]), min(b, key=lambda pair: pair[1])]",
    ],
)
def test_gradient_of_lists_in_a_list(step: str) -> None:
    check(NESTED.format(step=step), np.array([1.0, 2.0, 3.0], np.float32), np.array([4.0], np.float32))


@pytest.mark.parametrize(("start", "more"), [("[1]", "[0]"), ("[x[0]]", "[v]")])
def test_gradient_of_a_beam_search(start: str, more: str) -> None:
    check(
        f"""
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                b = [({start}, x[0])]
                for t in range(3):
                    if t >= len(x): break
                    b = sorted(
                        [(s + {start}, v + x[t]) for s, v in b] + [(s + {more}, v * 2) for s, v in b],
                        key=lambda pair: -pair[1],
                    )[:2]
                y = b[0][1] + tf.cast(sum([w * 2 for w in b[0][0]]), tf.float32)
            return y, tape.gradient(y, x)
        """,
        np.array([1.0, 2.0, 3.0], np.float32),
        np.array([4.0], np.float32),
    )


def test_gradient_of_a_beam_search_from_outside() -> None:
    function = load(
        """
        def f(x):
            b = [([1], x[0])]
            for t in range(2):
                if t >= len(x): break
                b = sorted(
                    [(s + [1], v + x[t]) for s, v in b] + [(s + [0], v * 2) for s, v in b], key=lambda pair: -pair[1]
                )
            return b[0][1]
        """
    ).f
    x = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.function(function, input_signature=[tf.TensorSpec([None], tf.float32)])(x)
    np.testing.assert_allclose(tape.gradient(y, x), [2.0, 1.0, 0.0])
