"""A Keras 3 user's project: it fails as it stands, and works when one configuration file is added."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LAYERS = '''
import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("bottles")
class Calm(keras.layers.Layer):
    """Halves its input until no number is larger than the limit, and adds noise in training."""

    def __init__(self, limit=1.0, **options):
        super().__init__(**options)
        self.limit = limit

    def build(self, shape):
        self.gain = self.add_weight(shape=(shape[-1],), initializer="ones", name="gain")
        self.halvings = self.add_weight(shape=(), dtype="int32", initializer="zeros", trainable=False, name="halvings")

    def call(self, x, training=False):
        count = 0
        while tf.reduce_max(tf.abs(x)) > self.limit:
            x = x / 2.0
            count += 1
        if count > self.halvings:
            self.halvings.assign(count)
        if tf.reduce_mean(x) < 0.0:
            x = -x
        if training:
            x = x + tf.random.normal(tf.shape(x), stddev=0.01)
        return x * self.gain

    def get_config(self):
        return {**super().get_config(), "limit": self.limit}
'''

LOSSES = '''
import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("bottles")
def patient(labels, logits):
    """Cross entropy; a batch that is nearly right counts for little."""
    labels = tf.cast(tf.reshape(labels, [-1]), tf.int32)
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    if loss < 0.05:
        return loss * loss
    return loss
'''

MAIN = """
import sys

import keras
import numpy as np
from bottles.layers import Calm
from bottles.losses import patient
from sklearn.datasets import load_wine

keras.utils.set_random_seed(1)
wine = load_wine()
x = ((wine.data - wine.data.mean(0)) / wine.data.std(0)).astype("float32")
y = wine.target.astype("int32")

inputs = keras.Input((13,))
hidden = keras.layers.Dense(16, activation="relu")(inputs)
model = keras.Model(inputs, keras.layers.Dense(3)(Calm(limit=2.0)(hidden)))
model.compile("adam", loss=patient, metrics=["accuracy"])
history = model.fit(x, y, epochs=25, verbose=0)
loss, accuracy = model.evaluate(x, y, verbose=0)
print("loss fell:", history.history["loss"][-1] < history.history["loss"][0] / 2)
print("accurate:", accuracy > 0.9)
print("halved:", int(model.layers[2].halvings.numpy()) > 0)
predicted = model.predict(x, verbose=0)
print("predicts as called eagerly:", np.allclose(predicted[:32], model(x[:32]), atol=1e-5))

model.save(sys.argv[1])
loaded = keras.models.load_model(sys.argv[1])
print("halvings kept:", int(loaded.layers[2].halvings.numpy()) == int(model.layers[2].halvings.numpy()))
print("loaded predicts alike:", np.allclose(predicted, loaded.predict(x, verbose=0), atol=1e-5))
print("loaded evaluates alike:", np.isclose(loaded.evaluate(x, y, verbose=0)[0], loss, atol=1e-5))
loaded.fit(x, y, epochs=1, verbose=0)
print("loaded trains on")
"""

WORKS = [
    "loss fell: True",
    "accurate: True",
    "halved: True",
    "predicts as called eagerly: True",
    "halvings kept: True",
    "loaded predicts alike: True",
    "loaded evaluates alike: True",
    "loaded trains on",
]


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "bottles").mkdir()
    (tmp_path / "bottles" / "__init__.py").touch()
    (tmp_path / "bottles" / "layers.py").write_text(LAYERS)
    (tmp_path / "bottles" / "losses.py").write_text(LOSSES)
    (tmp_path / "main.py").write_text(MAIN)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert "autoimport_graph" not in LAYERS + LOSSES + MAIN
    return tmp_path


def test_fails_without_the_hook(run, project):
    done = run("main.py", "model.keras", cwd=project, check=False)
    assert done.returncode == 1
    assert "Using a symbolic `tf.Tensor` as a Python `bool` is not allowed" in done.stderr
    assert "while tf.reduce_max" in done.stderr


def test_works_with_the_configuration_file_alone(run, hook, project):
    (project / "autoimport_graph.toml").write_text('packages = ["bottles"]\n')
    done = run(*hook, "main.py", "model.keras", cwd=project)
    assert done.stdout.splitlines() == WORKS
    assert "AutoimportGraphWarning" not in done.stderr
    assert (project / "model.keras").is_file()
    # Converted modules were kept for the next run.
    assert [name for name in os.listdir(project / "bottles" / "__pycache__") if ".graph-" in name]
