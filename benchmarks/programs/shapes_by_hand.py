"""The graphs of ``shapes``, built by hand: what Python can do at tracing, it does, and loops are ``tf.while_loop``s."""

import math

import tensorflow as tf

from benchmarks.programs.shapes import Branch, Leaf, attention, layer_norm, lstm_step, transformer, tree, unrolled

__all__ = ["Branch", "Leaf", "attention", "layer_norm", "math", "transformer", "tree", "unrolled"]


def call_tree(x, root):
    return root(x)


def lstm(xs, layers):
    for kernel, bias in layers:
        units = bias.shape[0] // 4
        zeros = tf.zeros((xs.shape[1], units))
        size = xs.shape[0]

        def step(i, output, memory, outputs, xs=xs, kernel=kernel, bias=bias):
            output, memory = lstm_step(tf.gather(xs, i), output, memory, kernel, bias)
            return i + 1, output, memory, outputs.write(i, output)

        outputs = tf.TensorArray(tf.float32, size, element_shape=zeros.shape)
        _, _, _, outputs = tf.while_loop(
            lambda i, output, memory, outputs, size=size: i < size,
            step,
            (0, zeros, zeros, outputs),
            maximum_iterations=size,
        )
        xs = outputs.stack()
    return xs


def nested_conditionals(depth):
    """As ``nests.conditionals(depth)``."""

    def level(x, number):
        if number == depth:
            return x * 2.0
        return tf.cond(x[0] > float(number), lambda: level(x + 1.0, number + 1), lambda: x - 1.0)

    return lambda x: level(x, 0)


def nested_loops(depth):
    """As ``nests.loops(depth)``."""

    def level(n, total, number):
        if number == depth:
            return total + 1
        _, total = tf.while_loop(
            lambda i, total: i < n,
            lambda i, total: (i + 1, level(n, total, number + 1)),
            (0, total),
            maximum_iterations=n,
        )
        return total

    return lambda n: level(n, 0, 0)


def nested_mixed(depth):
    """As ``nests.mixed(depth)``."""

    def level(x, n, number):
        if number == depth:
            return x * 0.5 + 1.0
        if number % 2 == 0:
            _, x = tf.while_loop(
                lambda i, x: i < n, lambda i, x: (i + 1, level(x, n, number + 1)), (0, x), maximum_iterations=n
            )
            return x
        return tf.cond(x[0] > float(number), lambda: level(x, n, number + 1), lambda: x - 1.0)

    return lambda x, n: level(x, n, 0)
