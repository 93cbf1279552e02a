"""A net of dense layers and gradient descent with momentum, written by hand on plain variables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import tensorflow as tf


class Dense(tf.Module):
    """A dense layer.

    Args:
        inputs: Size of the last dimension of what it is called with.
        outputs: Size of the last dimension of what it returns.
        activation: Applied to the sum; None leaves it as it is.
        seed: Determines the first weights (Glorot's uniform distribution), the same in every process.
    """

    def __init__(self, inputs, outputs, activation, seed):
        super().__init__()
        self.shape = (inputs, outputs)
        self.activation = activation
        self.seed = (seed, inputs * outputs)
        self.weight = tf.Variable(self.first_weight())
        self.bias = tf.Variable(tf.zeros((outputs,)))

    def first_weight(self):
        """What the weight is before training."""
        limit = (6.0 / sum(self.shape)) ** 0.5
        return tf.random.stateless_uniform(self.shape, self.seed, -limit, limit)

    def reset(self):
        """Go back to the first weights."""
        self.weight.assign(self.first_weight())
        self.bias.assign(tf.zeros_like(self.bias))

    def __call__(self, x):
        """Float32 ``[batch, inputs]`` to float32 ``[batch, outputs]``."""
        x = x @ self.weight + self.bias
        if self.activation is not None:
            x = self.activation(x)
        return x


class Classifier(tf.Module):
    """Dense layers, ReLU after each but the last.

    Args:
        sizes: Sizes from the input to the last layer, e.g. ``(784, 100, 100, 10)``.
        seed: Determines the first weights.
    """

    def __init__(self, sizes: Sequence[int], seed: int = 0):
        super().__init__()
        last = len(sizes) - 2
        self.layers = [
            Dense(inputs, outputs, tf.nn.relu if position < last else None, seed + position)
            for position, (inputs, outputs) in enumerate(pairwise(sizes))
        ]

    def reset(self):
        """Go back to the first weights."""
        for layer in self.layers:
            layer.reset()

    def __call__(self, x):
        """Pixels, float32 ``[batch, sizes[0]]``, to logits, float32 ``[batch, sizes[-1]]``."""
        for layer in self.layers:
            x = layer(x)
        return x


class Momentum(tf.Module):
    """Gradient descent with momentum.

    Its variables are made here, before any loop, because a loop that runs as a graph op cannot make variables.

    Args:
        variables: What to train.
        rate: Learning rate.
        momentum: Share of the last step that the next one keeps.
    """

    def __init__(self, variables: Sequence[tf.Variable], rate: float, momentum: float = 0.9):
        super().__init__()
        self.targets = list(variables)
        self.velocities = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
        self.rate = rate
        self.momentum = momentum

    def reset(self):
        """Forget the last steps."""
        for velocity in self.velocities:
            velocity.assign(tf.zeros_like(velocity))

    def apply(self, gradients: Sequence[tf.Tensor]):
        """Take one step down the gradients, one for each variable and of its shape."""
        for variable, velocity, gradient in zip(self.targets, self.velocities, gradients, strict=True):
            velocity.assign(self.momentum * velocity + gradient)
            variable.assign_sub(self.rate * velocity)


def loss_and_accuracy(logits: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Mean cross entropy, and the share of labels that the largest logit gets right.

    Args:
        logits: float32 ``[batch, classes]``.
        labels: int32 ``[batch]``.

    Returns:
        Two float32 scalars.
    """
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    right = tf.argmax(logits, axis=1, output_type=tf.int32) == labels
    return loss, tf.reduce_mean(tf.cast(right, tf.float32))
