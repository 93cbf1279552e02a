"""A Python number in one branch, a tensor in the other: what is made of it has a rank where it can have only one."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load

ROWS = np.arange(12, dtype=np.float32).reshape(4, 3)

EXPRESSIONS = (
    "x + bonus",
    "x - bonus",
    "1.0 - x * bonus",
    "x / (bonus + 1.0)",
    "tf.nn.relu(x + 2 * bonus)",
    "-(tf.exp(bonus) + x)",
    "tf.add(x, bonus)",
    "(lambda other: other + x)(bonus)",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_what_arithmetic_makes_has_a_rank(expression: str) -> None:
    source = f"""
    def f(x):
        bonus = 0.0
        if tf.reduce_sum(x) > 10.0:
            bonus = tf.reduce_mean(x, axis=1, keepdims=True)
        y = {expression}
        return y
    """
    check(source, ROWS, -ROWS, has=["If"])


LAYER = """
import keras

class Layer(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2, kernel_initializer="ones")

    def call(self, x):
        bonus = 0.0
        if tf.reduce_sum(x) > 10.0:
            bonus = tf.reduce_mean(x, axis=1, keepdims=True)
        for _ in tf.range(2):
            if tf.reduce_sum(x) < 1000.0:
                y = x + bonus
            else:
                y = x
            x = y
        return self.dense(EXPRESSION)
"""


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_keras_layers_take_it(expression: str) -> None:
    layer = load(LAYER.replace("EXPRESSION", expression)).Layer()
    traced = tf.function(layer, autograph=False)
    for x in (ROWS, -ROWS):
        np.testing.assert_allclose(traced(tf.constant(x)), layer(tf.constant(x)), rtol=1e-5)


def test_batches_of_any_size_keep_the_rest() -> None:
    model_source = """
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            scale = 1
            if tf.reduce_max(x) > 2.0:
                scale = tf.reduce_max(x, axis=0)
            elif tf.reduce_max(x) > 1.0:
                scale = tf.reduce_max(x, axis=1, keepdims=True)
            return self.dense(x * scale)
    """
    model = load("import keras\n" + model_source.replace("\n    ", "\n")).Model()
    model.compile(optimizer="sgd", loss="mse")
    assert np.isfinite(model.fit(ROWS, ROWS[:, :1], batch_size=3, verbose=0).history["loss"]).all()


def test_where_ranks_differ_it_has_none() -> None:
    source = """
    def f(x):
        y = 1.0
        if tf.reduce_sum(x) > 10.0:
            y = x
        return y * 2.0 + 1.0
    """
    check(source, ROWS, -ROWS)
    assert tf.function(load(source).f).get_concrete_function(tf.constant(ROWS)).output_shapes.rank is None
