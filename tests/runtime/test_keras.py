"""Keras 3: control flow on tensors in each kind of thing that users write for it."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import autograph_refused, load

USER = """
import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("user")
class Steps(keras.layers.Layer):
    def __init__(self, limit=4.0, **options):
        super().__init__(**options)
        self.limit = limit

    def build(self, shape):
        self.scale = self.add_weight(shape=(), initializer="ones")

    def call(self, inputs, training=None):
        x = inputs * self.scale
        if training:
            x = x * 1.0
        if tf.reduce_sum(x) > 0:
            rounds = 0
            while tf.reduce_max(tf.abs(x)) > self.limit:
                x = x / 2
                rounds += 1
            for _ in range(rounds):
                x = x + 0
        else:
            x = -x
        return x

    def compute_output_shape(self, shape):
        return shape

    def get_config(self):
        return {**super().get_config(), "limit": self.limit}


@keras.saving.register_keras_serializable("user")
def loss(target, output):
    error = target - output
    if tf.reduce_mean(tf.abs(error)) > 1.0:
        return tf.reduce_mean(tf.abs(error), axis=-1)
    return tf.reduce_mean(error * error, axis=-1)


@keras.saving.register_keras_serializable("user")
class Loss(keras.losses.Loss):
    def call(self, target, output):
        total = tf.zeros_like(output[:, 0])
        for i in tf.range(tf.shape(output)[1]):
            error = target[:, i] - output[:, i]
            if tf.reduce_sum(error) > 0:
                total += error * error
            else:
                total += tf.abs(error)
        return total


@keras.saving.register_keras_serializable("user")
class Positive(keras.metrics.Metric):
    def __init__(self, name="positive", **options):
        super().__init__(name=name, **options)
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, target, output, sample_weight=None):
        if tf.reduce_sum(output) > 0:
            self.count.assign_add(1.0)

    def result(self):
        return self.count + 0.0 if self.count > 0 else self.count


class Watch(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] >= 0:
            self.seen.append(epoch)


@keras.saving.register_keras_serializable("user")
class Net(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.dense = keras.layers.Dense(3)
        self.steps = Steps()

    def build(self, shape):
        self.dense.build(shape)
        self.steps.build((None, 3))
        super().build(shape)

    def call(self, inputs):
        x = self.dense(inputs)
        return self.steps(x) if tf.reduce_mean(x) > 0 else tf.nn.relu(x)


class Trained(Net):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            output = self(x, training=True)
            value = self.compute_loss(y=y, y_pred=output)
            if value > 1.0:
                value = value * 0.5
        gradients = tape.gradient(value, self.trainable_variables)
        norm = tf.linalg.global_norm(gradients)
        scale = 1.0
        while norm * scale > 1.0:
            scale *= 0.5
        self.optimizer.apply_gradients([(g * scale, v) for g, v in zip(gradients, self.trainable_variables)])
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(value)
            else:
                metric.update_state(y, output)
        return {m.name: m.result() for m in self.metrics}


def functional():
    inputs = keras.Input((4,))
    x = keras.layers.Dense(3)(inputs)
    return keras.Model(inputs, Steps()(x))
"""


@pytest.fixture(scope="module")
def user():
    return load(USER, "")


@pytest.fixture
def data():
    generator = np.random.default_rng(0)
    return generator.normal(size=(12, 4)).astype("float32"), generator.normal(size=(12, 3)).astype("float32")


@pytest.fixture(autouse=True)
def no_autograph():
    with autograph_refused():
        yield


def run(model, data, tmp_path, **options):
    x, y = data
    model.compile("sgd", **options)
    losses = model.fit(x, y, epochs=2, batch_size=4, verbose=0).history["loss"]
    assert np.isfinite(losses).all()
    model.evaluate(x, y, batch_size=4, verbose=0)
    predicted = model.predict(x, batch_size=4, verbose=0)
    eager = np.concatenate([model(x[start : start + 4]).numpy() for start in range(0, 12, 4)])
    np.testing.assert_allclose(predicted, eager, rtol=1e-4, atol=1e-5)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(again.predict(x, batch_size=4, verbose=0), predicted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("jit_compile", [False, True, "auto"])
def test_subclassed_model(user, data, tmp_path, jit_compile):
    # No gradient passes a loop without a limit under XLA: what trains there is the layer's branch, below.
    if jit_compile is True:
        x, y = data
        model = user.functional()
        model.compile("sgd", loss=user.loss, jit_compile=True)
        model.evaluate(x, y, batch_size=4, verbose=0)
        assert model.predict(x, batch_size=4, verbose=0).shape == (12, 3)
        return
    run(user.Net(), data, tmp_path, loss=user.loss, metrics=[user.Positive()], jit_compile=jit_compile)


def test_functional_model_and_loss_class(user, data, tmp_path):
    run(user.functional(), data, tmp_path, loss=user.Loss(), jit_compile=False)


def test_train_step_and_callback(user, data):
    x, y = data
    watch = user.Watch()
    model = user.Trained()
    model.compile("sgd", loss=user.loss, metrics=[user.Positive()], jit_compile=False)
    history = model.fit(x, y, epochs=2, batch_size=4, verbose=0, callbacks=[watch]).history
    assert watch.seen == [0, 1]
    assert set(history) == {"loss", "positive"}


def test_mixed_precision(user, data):
    x, y = data
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        model = user.functional()
        model.compile("sgd", loss=user.loss, jit_compile=False)
        model.fit(x, y, epochs=1, batch_size=4, verbose=0)
        assert model.predict(x, batch_size=4, verbose=0).dtype == np.float16
    finally:
        keras.mixed_precision.set_global_policy("float32")


def test_a_dataset_and_sequential(user, data):
    model = keras.Sequential([keras.layers.Dense(3), user.Steps(), keras.layers.Lambda(lambda x: x)])
    model.compile("adam", loss=user.Loss(), jit_compile=False)
    history = model.fit(tf.data.Dataset.from_tensor_slices(data).batch(4), epochs=1, verbose=0).history
    assert np.isfinite(history["loss"]).all()
