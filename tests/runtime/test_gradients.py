"""Gradients through staged control flow, from inside and from outside, and XLA."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import load

PROGRAMS = {
    "if": "def f(x):\n    return x * x if x > 1 else 3.0 * x",
    "while": "def f(x):\n    y = x\n    while y < 20:\n        y = y * x\n    return y",
    "for range": "def f(x):\n    y = 1.0\n    for i in range(tf.cast(x, tf.int32) + 2):\n        y = y * x + i\n    return y",  # noqa: E501
    "for with break": (
        "def f(x):\n    y = 1.0\n    for i in tf.range(9):\n        y = y * x\n        if y > 20:\n            break\n    return y"  # noqa: E501
    ),
    "nested": (
        "def f(x):\n    y = x\n    for i in tf.range(3):\n        if y > 4:\n            y = y + x\n        else:\n"
        "            for j in range(i + 1):\n                y = y * x\n    return y"
    ),
    "list": (
        "def f(x):\n    ys = []\n    for i in tf.range(4):\n        ys.append(x * x)\n        x = x + 1\n"
        "    return tf.reduce_sum(tf.stack(ys))"
    ),
    "list read": (
        "def f(x):\n    ys = [x, x]\n    for i in tf.range(4):\n        ys.append(ys[i] * ys[i + 1])\n    return ys[5]"
    ),
    "elements": "def f(x):\n    s = 0.0\n    for v in tf.stack([x, x * x]):\n        s = s + v * v\n    return s",
    "none": (
        "def f(x):\n    best = None\n    for i in tf.range(3):\n        if best is None:\n            best = x\n"
        "        else:\n            best = best * x\n    return best"
    ),
    "attribute": (
        "class A:\n    pass\ndef f(x):\n    a = A()\n    a.y = x\n    for i in tf.range(3):\n        a.y = a.y * x\n    return a.y"  # noqa: E501
    ),
}


def gradient(function: object, x: float) -> tuple[float, float]:
    variable = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        y = function(variable)  # type: ignore[operator]
    return float(y), float(tape.gradient(y, variable))


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_from_outside_and_inside(source: str) -> None:
    function = load(source).f
    graph = tf.function(function)

    @tf.function(autograph=False)
    def inside(x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.convert_to_tensor(function(x))
        return y, tape.gradient(y, x)

    for x in (1.5, 2.5):
        expected = gradient(function, x)
        assert gradient(graph, x) == pytest.approx(expected, rel=1e-5)
        assert tuple(map(float, inside(tf.constant(x)))) == pytest.approx(expected, rel=1e-5)


def test_second_derivative() -> None:
    function = load(PROGRAMS["nested"]).f

    def second(f: object) -> float:
        x = tf.constant(1.5)
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)  # type: ignore[operator]
            first = inner.gradient(y, x)
        return float(outer.gradient(first, x))

    assert second(tf.function(function)) == pytest.approx(second(function), rel=1e-5)


@pytest.mark.parametrize("name", ["if", "while", "for range", "for with break", "nested", "none", "attribute"])
def test_xla(name: str) -> None:
    function = load(PROGRAMS[name]).f
    compiled = tf.function(function, jit_compile=True)
    for x in (1.5, 2.5):
        assert float(compiled(tf.constant(x))) == pytest.approx(float(function(tf.constant(x))), rel=1e-5)


@pytest.mark.parametrize("name", ["if", "for range", "attribute"])
def test_gradient_under_xla(name: str) -> None:
    function = load(PROGRAMS[name].replace("tf.cast(x, tf.int32) + 2", "tf.constant(3)")).f

    @tf.function(autograph=False, jit_compile=True)
    def inside(x: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)

    for x in (1.5, 2.5):
        assert float(inside(tf.constant(x))) == pytest.approx(gradient(function, x)[1], rel=1e-5)
