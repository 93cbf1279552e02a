"""The net of :mod:`sample_project.colorbot.functions` as classes: modules with methods, properties and helpers.

The demo of 2018 could not do this yet: what a loop changes here lies in attributes of objects, and methods change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import tensorflow as tf

from sample_project.colorbot import colors, draw


class Layer(tf.Module):
    """Weights from some inputs to some outputs, the seed's, the same in every process."""

    def __init__(self, inputs: int, outputs: int, seed: int):
        super().__init__()
        limit = (6.0 / (inputs + outputs)) ** 0.5
        weight = tf.random.stateless_uniform((inputs, outputs), (seed, inputs * outputs), -limit, limit)
        self.weight = tf.Variable(weight)
        self.bias = tf.Variable(tf.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.weight + self.bias


@dataclass
class Memory:
    """What an LSTM knows after some characters: two of float32 ``[batch, units]``."""

    output: tf.Tensor
    cell: tf.Tensor

    def update(self, gates):
        """Take in one character: float32 ``[batch, 4 * units]``."""
        write, news, keep, read = tf.split(gates, 4, axis=1)
        self.cell = tf.sigmoid(keep + 1.0) * self.cell + tf.sigmoid(write) * tf.tanh(news)
        self.output = tf.sigmoid(read) * tf.tanh(self.cell)


class Lstm(Layer):
    """An LSTM that drops half of its outputs in training."""

    def __init__(self, inputs: int, units: int, seed: int):
        super().__init__(inputs + units, 4 * units, seed)
        self.units = units

    def run(self, sequence, dropout_seed):
        """Float32 ``[time, batch, inputs]`` to ``[time, batch, units]``; no seed, no dropout."""
        nothing = tf.zeros((tf.shape(sequence)[1], self.units))
        memory = Memory(nothing, nothing)
        outputs = []
        while len(outputs) < tf.shape(sequence)[0]:
            memory.update(self(tf.concat([sequence[len(outputs)], memory.output], axis=1)))
            outputs.append(memory.output)
        outputs = tf.stack(outputs)
        if dropout_seed is not None:
            outputs = tf.nn.experimental.stateless_dropout(outputs, Colorbot.DROPOUT, dropout_seed)
        return outputs


@dataclass
class Progress:
    """The losses so far."""

    every: tf.Tensor
    losses: list = field(default_factory=list)

    @property
    def step(self):
        """How many steps have been taken."""
        return len(self.losses)

    def add(self, loss):
        """Note a step's loss, and print it now and then."""
        self.losses.append(loss)
        if self.step % self.every == 0:
            print(f"step {self.step}: train loss {loss:.4f}")


class Colorbot(tf.Module):
    """Two LSTMs and a dense layer, and how they are trained.

    Args:
        lower_units, upper_units: Sizes of the LSTMs.
        optimizer: One of Keras's.
        seed: Determines the first weights.
    """

    DROPOUT = 0.5

    def __init__(self, lower_units: int, upper_units: int, optimizer, seed: int):
        super().__init__()
        self.lower = Lstm(colors.CHARACTERS, lower_units, seed)
        self.upper = Lstm(lower_units, upper_units, seed + 1)
        self.dense = Layer(upper_units, 3, seed + 2)
        self.optimizer = optimizer
        # Made here, because a loop that runs as a graph op cannot make variables.
        optimizer.build(self.weights)

    @property
    def weights(self):
        """All that is trained."""
        return [v for layer in (self.lower, self.upper, self.dense) for v in (layer.weight, layer.bias)]

    def predict(self, characters, lengths, step=None):
        """As the function of this name; dropout with a step alone."""
        sequence = tf.transpose(characters, (1, 0, 2))
        for number, layer in enumerate((self.lower, self.upper)):
            sequence = layer.run(sequence, None if step is None else (number, step))
        return tf.nn.relu(self.dense(self.ends(sequence, lengths)))

    @staticmethod
    def ends(sequence, lengths):
        """The output at each name's last character: float32 ``[batch, units]``."""
        return tf.gather_nd(sequence, tf.stack([lengths - 1, tf.range(tf.size(lengths))], axis=1))

    def learn(self, characters, lengths, rgb, step):
        """Take a step; the loss is returned."""
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self.predict(characters, lengths, step) - rgb) ** 2)
        self.optimizer.apply(tape.gradient(loss, self.weights), self.weights)
        return loss

    def train(self, batches, steps, every):
        """As the function of this name."""
        progress = Progress(every)
        for batch in batches:
            progress.add(self.learn(*batch, progress.step))
            if progress.step >= steps:
                break
        return tf.stack(progress.losses)

    def test(self, batches):
        """As the function of this name."""
        total, count = 0.0, 0
        for characters, lengths, rgb in batches:
            total += tf.reduce_sum((self.predict(characters, lengths) - rgb) ** 2)
            count += tf.size(rgb)
        loss = total / tf.cast(count, tf.float32)
        print(f"test loss {loss:.4f}")
        return loss

    def train_and_test(self, train_batches, test_batches, steps, every):
        """As the function of this name."""
        return self.train(train_batches, steps, every), self.test(test_batches), not tf.executing_eagerly()

    def infer(self, name, path):
        """As the function of this name."""
        characters, length = colors.encode(name)
        rgb = tf.minimum(self.predict(characters[tf.newaxis], length[tf.newaxis])[0], 1.0)
        draw.draw_patch(name, rgb, path)
        return rgb
