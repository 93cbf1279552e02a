"""Items and slices of tensors that a name is bound to: the name gets a new tensor, as NumPy would change an array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load

VECTOR = np.array([1.0, 2.0, 3.0, 4.0], np.float32)
MATRIX = np.arange(6, dtype=np.float32).reshape(2, 3)


def stored(body: str, array: Any, *numbers: int) -> None:
    """Compare a program on a tensor, traced with shape and without, with the same program on a NumPy array."""
    source = "def f(x, i):\n" + "".join(f"    {line}\n" for line in body.split("\n")) + "    return x\n"
    namespace: dict[str, Any] = {"np": np, "tf": tf}
    exec(source, namespace)
    for shape in (array.shape, [None] * array.ndim):
        traced = tf.function(load(source).f).get_concrete_function(
            tf.TensorSpec(shape, array.dtype), tf.TensorSpec([], tf.int32)
        )
        for number in numbers:
            expected = namespace["f"](array.copy(), number)
            np.testing.assert_allclose(traced(tf.constant(array), tf.constant(number)), expected)


@pytest.mark.parametrize(
    "body",
    [
        "x[i] = 9.0",
        "x[-1] = 9.0",
        "x[i] += 1.0",
        "x[i:] = 0.0",
        "x[:i] *= 2.0",
        "x[i:i + 2] += 5.0",
        "x[::2] = 7.0",
        "x[1:3] = x[0:2]",
        "x[x > 2.0] = 0.0",
        "x[x > 2.0] += 1.0",
        "x[i], x[i + 1] = x[i + 1], x[i]",
        "if i > 0:\n    x[i] = 0.0",
        "for k in range(i):\n    x[k] = x[k + 1] * 2.0",
        "for k in range(i):\n    if x[k] > 1.0:\n        x[k] = -1.0",
    ],
)
def test_vector(body: str) -> None:
    stored(body, VECTOR, 0, 1, 2)


@pytest.mark.parametrize(
    "body",
    [
        "x[i] = 9.0",
        "x[i, 1] = 9.0",
        "x[:, i] = 0.0",
        "x[i, :] += x[0, :]",
        "x[..., i] *= 2.0",
        "x[0, i] = x[1, i]",
        "x[x > 2.0] = 0.0",
        "x[i:, 1:] = 4.0",
    ],
)
def test_matrix(body: str) -> None:
    stored(body, MATRIX, 0, 1)


def test_an_alias_keeps_the_old_tensor() -> None:
    function = load("def f(x):\n    y = x\n    y[0] = 9.0\n    return x, y").f
    old, new = tf.function(function)(tf.constant(VECTOR))
    assert old[0] == 1.0
    assert new[0] == 9.0


def test_gradients_pass_through_stores() -> None:
    function = tf.function(load("def f(x):\n    y = x * 2.0\n    y[1] = x[0] * 5.0\n    return tf.reduce_sum(y)").f)
    x = tf.constant(VECTOR)
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = function(x)
    np.testing.assert_allclose(tape.gradient(total, x), [7.0, 0.0, 2.0, 2.0])


@pytest.mark.parametrize(
    "source",
    [
        "class C:\n    pass\ndef f(x):\n    c = C()\n    c.x = x\n    c.x[0] = 1.0\n    return c.x",
        "def f(x):\n    x[0][1] = 1.0\n    return x",
    ],
)
def test_a_tensor_that_no_name_holds_cannot_change(source: str) -> None:
    function = load(source).f
    with pytest.raises(TypeError, match="does not support item assignment"):
        function(tf.constant(MATRIX))
    with pytest.raises(TypeError, match="does not support item assignment"):
        tf.function(function)(tf.constant(MATRIX))


def test_operators_in_place_of_the_authors_objects() -> None:
    """Whoever holds the object sees the change."""
    for operator in ("/=", "//=", "**=", "@=", "<<=", ">>=", "%=", "+="):
        check(
            f"""
            class Box:
                def __init__(self, value):
                    self.value = value

                def __itruediv__(self, other):
                    self.value = self.value + 7 * other
                    return self

                __ifloordiv__ = __ipow__ = __imatmul__ = __ilshift__ = __irshift__ = __imod__ = __iadd__ = __itruediv__

            def f(x):
                box = Box(x)
                other = box
                box {operator} 2
                for i in range(x):
                    box {operator} i
                if x > 3:
                    box {operator} x
                return other.value, box is other
            """,
            *[3, 5, 0],
        )
