"""Functions of all shapes, for tracing: a call tree, unrolled loops, an LSTM, a transformer.

Nested conditionals and loops are written by ``nests``. Each shape is two lists of arguments away from its graph, see
``SHAPES``; the same names are in ``shapes_by_hand``.
"""

import math

import tensorflow as tf


class Leaf:
    def __init__(self, weight):
        self.weight = weight

    def __call__(self, x):
        if self.weight > 0:
            return x * self.weight
        return x - self.weight


class Branch:
    def __init__(self, children):
        self.children = children

    def __call__(self, x):
        total = x
        for child in self.children:
            total = total + child(x)
        return total


def tree(depth, width=3):
    """A tree of callables, ``width`` below each but the leaves."""
    if depth == 0:
        return Leaf(0.5)
    return Branch([tree(depth - 1, width) for _ in range(width)])


def call_tree(x, root):
    return root(x)


def unrolled(x, weights):
    for i, weight in enumerate(weights):
        if i % 3 == 0:
            x = x * weight
        elif i % 3 == 1 and weight > 0.0:
            x = x + weight
        else:
            x = tf.tanh(x)
    return x


def lstm_step(x, output, memory, kernel, bias):
    gates = tf.concat([x, output], axis=1) @ kernel + bias
    write, news, keep, read = tf.split(gates, 4, axis=1)
    memory = tf.sigmoid(keep + 1.0) * memory + tf.sigmoid(write) * tf.tanh(news)
    return tf.sigmoid(read) * tf.tanh(memory), memory


def lstm(xs, layers):
    for kernel, bias in layers:
        units = bias.shape[0] // 4
        output = memory = tf.zeros((xs.shape[1], units))
        outputs = []
        for x in xs:
            output, memory = lstm_step(x, output, memory, kernel, bias)
            outputs.append(output)
        xs = tf.stack(outputs)
    return xs


def layer_norm(x, epsilon=1e-5):
    mean = tf.reduce_mean(x, axis=-1, keepdims=True)
    variance = tf.reduce_mean((x - mean) ** 2, axis=-1, keepdims=True)
    return (x - mean) / tf.sqrt(variance + epsilon)


def attention(x, layer, heads, mask=None):
    queries, keys, values = (tf.split(x @ layer[name], heads, axis=-1) for name in ("query", "key", "value"))
    outputs = []
    for query, key, value in zip(queries, keys, values):
        scores = tf.matmul(query, key, transpose_b=True) / math.sqrt(query.shape[-1])
        if mask is not None:
            scores = tf.where(mask, scores, -1e9)
        outputs.append(tf.nn.softmax(scores) @ value)
    return tf.concat(outputs, axis=-1) @ layer["output"]


def transformer(x, layers, heads=4, causal=True):
    mask = None
    if causal:
        positions = tf.range(x.shape[1])
        mask = positions[:, tf.newaxis] >= positions
    for layer in layers:
        x = x + attention(layer_norm(x), layer, heads, mask)
        hidden = layer_norm(x) @ layer["up"]
        for activation in layer["activations"]:
            hidden = activation(hidden)
        x = x + hidden @ layer["down"]
    return x


def lstm_layers(units):
    return [(tf.ones([2 * units, 4 * units]) * 0.01, tf.zeros([4 * units])) for _ in range(2)]


def transformer_layers(count, size):
    square = ("query", "key", "value", "output")
    return [
        {
            **{name: tf.eye(size) for name in square},
            "up": tf.ones([size, 2 * size]) * 0.01,
            "down": tf.ones([2 * size, size]) * 0.01,
            "activations": [tf.nn.gelu],
        }
        for _ in range(count)
    ]


# By name: the tensors that a shape is called with, and what it is built from.
SHAPES = {
    "call_tree": (lambda: tf.ones([4]), lambda module: module.tree(4)),
    "unrolled": (lambda: tf.ones([4]), lambda module: [0.5] * 150),
    "lstm": (lambda: tf.ones([10, 4, 8]), lambda module: lstm_layers(8)),
    "transformer": (lambda: tf.ones([2, 10, 16]), lambda module: transformer_layers(3, 16)),
}
