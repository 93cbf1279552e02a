"""Two more ways to train the digits' net: in a session of ``tf.Graph``, and by Keras's ``fit``."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from sample_project import data
from sample_project.model import Classifier, Momentum

LIMIT = 1.0


def in_session(train, sizes, rate, train_batches, test, steps, every, seed):
    """Train in a graph of its own; the number of steps is fed.

    Args:
        train: The training loop.
        sizes, rate, seed: Of the model and its optimizer.
        train_batches: Makes the batches, in the graph.
        test: Digits that are looked at after each step.
        steps, every: As of ``train``.

    Returns:
        The curves, four of float32 ``[steps]``.
    """
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        model = Classifier(sizes, seed)
        optimizer = Momentum(model.trainable_variables, rate)
        count = tf.compat.v1.placeholder(tf.int32, [], "steps")
        curves, _ = train(model, optimizer, train_batches(), *data.scale(*test), count, tf.constant(every))
        session.run(tf.compat.v1.global_variables_initializer())
        return session.run(curves, {count: steps})


class Calm(keras.layers.Layer):
    """Halves its input until no number in it is larger than the limit."""

    def __init__(self, limit):
        super().__init__()
        self.limit = limit

    def compute_output_shape(self, shape):
        return shape

    def call(self, x):
        while tf.reduce_max(tf.abs(x)) > self.limit:
            x = x / 2.0
        return x


class CarefulModel(keras.Model):
    """Takes steps no longer than a limit."""

    def train_step(self, batch):
        images, labels = batch
        with tf.GradientTape() as tape:
            logits = self(images, training=True)
            loss = self.compute_loss(images, labels, logits)
        gradients = tape.gradient(loss, self.trainable_variables)
        norm = tf.linalg.global_norm(gradients)
        if norm > LIMIT:
            gradients = [gradient * (LIMIT / norm) for gradient in gradients]
        self.optimizer.apply(gradients, self.trainable_variables)
        return {**self.compute_metrics(images, labels, logits), "last_loss": loss}


def by_fit(sizes, rate, train_batches, test, steps, seed, eagerly):
    """Train by ``fit``.

    Args:
        sizes, rate, seed: Of the model and its optimizer.
        train_batches: Makes the batches.
        test: The test digits.
        steps: How many to take.
        eagerly: Whether Keras runs each step eagerly.

    Returns:
        The last batch's loss, and the share of the test digits that the model gets right.
    """
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((sizes[0],))
    x = inputs
    for size in sizes[1:-1]:
        x = Calm(4.0)(keras.layers.Dense(size, activation="relu")(x))
    model = CarefulModel(inputs, keras.layers.Dense(sizes[-1])(x))
    model.compile(
        keras.optimizers.SGD(rate, momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        run_eagerly=eagerly,
    )
    history = model.fit(train_batches(), steps_per_epoch=steps, shuffle=False, verbose=0).history
    images, labels = data.scale(*test)
    right = np.argmax(model.predict(images, verbose=0), axis=1) == labels
    return float(history["last_loss"][-1]), float(np.mean(right))
