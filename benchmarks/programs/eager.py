"""Eager TensorFlow programs with the control flow that such programs have."""

import tensorflow as tf


def dense(x, weights):
    for i, weight in enumerate(weights):
        x = x @ weight
        if i < len(weights) - 1:
            x = tf.nn.relu(x)
    return x


def train_step(x, weights):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(dense(x, weights) ** 2)
    for weight, gradient in zip(weights, tape.gradient(loss, weights)):
        if gradient is not None:
            weight.assign_sub(0.001 * gradient)
    return loss


def clipped(x, weights):
    norm = tf.norm(x)
    if norm > 10.0:
        x = x / norm * 10.0
    elif norm < 0.1:
        x = x * 10.0
    return x


def newton(x, weights):
    value = tf.constant(2.0)
    guess = value
    while abs(guess * guess - value) > 1e-4:
        guess = (guess + value / guess) / 2.0
    return guess


def recurrent(x, weights):
    state = tf.zeros((x.shape[0], 32))
    outputs = []
    for step in range(10):
        state = tf.tanh(x[:, :32] + state)
        if step % 2 == 0:
            outputs.append(state)
    return tf.stack(outputs)


def collatz(x, weights):
    n = tf.constant(7)
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


PROGRAMS = [dense, train_step, clipped, newton, recurrent, collatz]


def arguments():
    weights = [tf.Variable(tf.eye(64) * 0.9) for _ in range(4)]
    return tf.random.stateless_uniform((32, 64), (1, 2)), weights
