"""Keras 3: control flow on tensors in the smaller parts that users write, in every step, and under XLA."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from autoimport_graph.errors import StagingError
from tests.runtime.programs import autograph_refused, check, load

USER = """
import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("parts")
class Branch(keras.layers.Layer):
    def build(self, shape):
        self.weight = self.add_weight(shape=(shape[-1],), initializer="ones")

    def call(self, x):
        weight = self.weight
        if tf.reduce_mean(x) > 0:
            weight = weight * 2.0
        return x * weight if keras.ops.max(x) > 1 else x + weight


class Cell(keras.layers.Layer):
    state_size = 3

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 3))

    def call(self, x, states):
        state = x @ self.kernel + states[0]
        if tf.norm(state) > 3.0:
            state = state / tf.norm(state)
        return state, [state]


class Inside(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.mean = keras.metrics.Mean(name="inside")
        self.dropout = keras.layers.Dropout(0.5)

    def call(self, x, training=None):
        if tf.reduce_sum(x) < 1e9:
            self.mean.update_state(1.0)
            x = self.dropout(x, training=training)
        for _ in tf.range(2):
            self.mean.update_state(4.0)
        return self.dropout(x, training=training)


def activation(x):
    return x if tf.reduce_sum(x) > 0 else tf.nn.relu(x)


class Initializer(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        x = keras.random.normal(shape, dtype=dtype)
        return x if tf.reduce_sum(x) > 0 else -x


class Regularizer(keras.regularizers.Regularizer):
    def __call__(self, x):
        size = tf.reduce_sum(tf.abs(x))
        if size > 1.0:
            return 0.01 * size
        return 0.0 * size


class Constraint(keras.constraints.Constraint):
    def __call__(self, w):
        while tf.norm(w) > 1.0:
            w = w * 0.9
        return w


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        if step < 2:
            return 0.1
        elif step < 4:
            return 0.01
        return 0.001


class Optimizer(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        if tf.norm(gradient) > 0.5:
            gradient = gradient / tf.norm(gradient) * 0.5
        super().update_step(gradient, variable, learning_rate)


class Steps(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(3)

    def call(self, x):
        rows = []
        for row in self.dense(x):
            rows.append(row if row[0] > 0 else -row)
        return tf.stack(rows)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss = tf.reduce_mean((y - y_pred) ** 2)
        return loss if loss < 1.0 else tf.sqrt(loss)

    def test_step(self, data):
        x, y = data
        total = 0.0
        for predicted, wanted in zip(self(x), y):
            if wanted[0] > 0:
                total += tf.reduce_sum((predicted - wanted) ** 2)
        return {"total": total}

    def predict_step(self, data):
        predicted = self(data)
        if tf.reduce_max(predicted) > 0.5:
            predicted = tf.clip_by_value(predicted, -0.5, 0.5)
        return predicted
"""


@pytest.fixture(scope="module")
def user():
    return load(USER, "")


@pytest.fixture(autouse=True)
def no_autograph():
    with autograph_refused():
        yield


GENERATOR = np.random.default_rng(0)
X, Y = GENERATOR.normal(size=(12, 4)).astype("float32"), GENERATOR.normal(size=(12, 3)).astype("float32")


def trained(model, x=X, **options):
    """A model after an epoch, whose predictions are what it gives eagerly."""
    model.compile(loss="mse", **{"optimizer": "sgd", "jit_compile": False, **options})
    assert np.isfinite(model.fit(x, Y, epochs=1, batch_size=4, verbose=0).history["loss"]).all()
    predicted = model.predict(x, batch_size=4, verbose=0)
    eager = np.concatenate([model(x[start : start + 4]).numpy() for start in range(0, 12, 4)])
    np.testing.assert_allclose(predicted, eager, rtol=1e-4, atol=1e-5)
    return model


@pytest.mark.parametrize("jit_compile", [True, False, "auto"])
def test_training_a_branch(user, jit_compile, tmp_path):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, user.Branch()(keras.layers.Dense(3)(inputs)))
    trained(model, jit_compile=jit_compile)
    assert model.jit_compile == (jit_compile is True)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(again.predict(X, verbose=0), model.predict(X, verbose=0), rtol=1e-4, atol=1e-5)


def test_parts_of_a_layer(user):
    parts = {
        "kernel_initializer": user.Initializer(),
        "kernel_regularizer": user.Regularizer(),
        "kernel_constraint": user.Constraint(),
        "activation": user.activation,
    }
    model = trained(keras.Sequential([keras.layers.Dense(3, **parts)]))
    assert float(tf.norm(model.layers[0].kernel)) <= 1.0


def test_a_cell(user):
    sequences = np.random.default_rng(0).normal(size=(12, 5, 4)).astype("float32")
    trained(keras.Sequential([keras.layers.RNN(user.Cell())]), sequences)


def test_a_schedule(user):
    model = trained(keras.Sequential([keras.layers.Dense(3)]), optimizer=keras.optimizers.SGD(user.Schedule()))
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)


@pytest.mark.parametrize("jit_compile", [True, False])
def test_an_optimizer(user, jit_compile):
    trained(keras.Sequential([keras.layers.Dense(3)]), optimizer=user.Optimizer(0.1), jit_compile=jit_compile)


def test_metrics_and_seeds_inside_branches_of_a_layer(user):
    layer = user.Inside()
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(3)(layer(inputs)))
    trained(model)
    layer.mean.reset_state()
    model.evaluate(X, Y, batch_size=4, verbose=0)
    assert float(layer.mean.result()) == 3


@pytest.mark.parametrize("options", [{}, {"run_eagerly": True}, {"steps_per_execution": 3}])
def test_steps(user, options):
    keras.utils.set_random_seed(0)  # only some weights predict a batch with more than 0.5 in it, which is cut off
    model = user.Steps()
    model.compile("sgd", jit_compile=False, **options)
    model.fit(X, Y, epochs=1, batch_size=4, verbose=0)
    total = model.evaluate(X[:4], Y[:4], batch_size=4, verbose=0, return_dict=True)["total"]
    expected = sum(((p - y) ** 2).sum() for p, y in zip(model(X[:4]).numpy(), Y[:4], strict=True) if y[0] > 0)
    assert float(total) == pytest.approx(float(expected), rel=1e-4)
    assert np.abs(model.predict(X, batch_size=4, verbose=0)).max() <= 0.5


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_mixed_precision(user, policy):
    keras.mixed_precision.set_global_policy(policy)
    try:
        inputs = keras.Input((4,))
        model = keras.Model(inputs, user.Branch()(keras.layers.Dense(3)(inputs)))
        model.compile("sgd", "mse", jit_compile=policy == "mixed_float16")
        model.fit(X, Y, epochs=1, batch_size=4, verbose=0)
        assert model.predict(X, verbose=0).dtype.name == policy.removeprefix("mixed_")
    finally:
        keras.mixed_precision.set_global_policy("float32")


FILLED = """
import keras
import tensorflow as tf


def f(x):
    out = []
    for i in tf.range(tf.cast(x[0, 0], tf.int32)):
        out.append(x + tf.cast(i, tf.float32))
    return {expression}
"""
TAKE_A_LIST = [
    "keras.ops.stack(out), keras.ops.stack(x=out, axis=-1)",
    "keras.ops.concatenate(out, axis=0), keras.ops.concatenate(xs=out, axis=1)",
    "keras.ops.mean(out, axis=0)",
    "keras.layers.Add()(out), keras.layers.Average()(out)",
    "keras.layers.Maximum()(out), keras.layers.Minimum()(out), keras.layers.Multiply()(out)",
    "keras.layers.Concatenate()(out), keras.layers.Concatenate(axis=0)(out)",
    "keras.layers.Add(dtype='float16')(out)",
]


@pytest.mark.parametrize("expression", TAKE_A_LIST)
def test_lists_that_a_loop_has_filled(expression):
    check(FILLED.format(expression=expression), [[2.0, 1.0]], [[3.0, 1.0]], header="")


@pytest.mark.parametrize(
    "call", ["keras.layers.add(out)", "keras.layers.Subtract()(out)", "keras.layers.Dense(2)(out)"]
)
def test_lists_of_unknown_length_that_keras_takes_apart_are_refused(call):
    program = load(FILLED.format(expression=call), "")
    with pytest.raises(StagingError, match=r"(?s)takes it apart.*tf\.stack.*line 10"):
        tf.function(program.f)(tf.constant([[2.0, 1.0]]))
