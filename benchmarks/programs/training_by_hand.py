"""The training loops of the sample project as graphs written by hand: ``tf.while_loop`` over an iterator."""

import tensorflow as tf

from sample_project.colorbot import functions
from sample_project.model import loss_and_accuracy


def report(number, every, *words):
    """Print after each so many steps, as the sample project does."""
    return tf.cond(tf.equal(number % every, 0), lambda: tf.print("step", number, *words), tf.no_op)


def digits(model, optimizer, dataset, test_images, test_labels, steps, every):
    """As ``sample_project.digits.train``."""
    iterator = iter(dataset)

    def step(number, curves):
        images, labels = next(iterator)
        figures = digits_step(model, optimizer, images, labels, test_images, test_labels)
        report(number + 1, every, figures[0], figures[2], figures[3])
        return number + 1, tuple(curve.write(number, figure) for curve, figure in zip(curves, figures))

    curves = tuple(tf.TensorArray(tf.float32, steps, element_shape=[]) for _ in range(4))
    _, curves = tf.while_loop(lambda number, curves: number < steps, step, (0, curves), maximum_iterations=steps)
    return tuple(curve.stack() for curve in curves)


def digits_step(model, optimizer, images, labels, test_images, test_labels):
    """One step: four figures."""
    with tf.GradientTape() as tape:
        loss, accuracy = loss_and_accuracy(model(images), labels)
    optimizer.apply(tape.gradient(loss, model.trainable_variables))
    return (loss, accuracy, *loss_and_accuracy(model(test_images), test_labels))


def lstm(layer, sequence, training, seed):
    """As ``functions.lstm``."""
    size = tf.shape(sequence)[0]
    zeros = tf.zeros((tf.shape(sequence)[1], layer.bias.shape[0] // 4))
    units = layer.bias.shape[0] // 4

    def step(time, output, memory, outputs):
        output, memory = functions.lstm_step(layer, tf.gather(sequence, time), output, memory)
        return time + 1, output, memory, outputs.write(time, output)

    outputs = tf.TensorArray(tf.float32, size, element_shape=[None, units])
    _, _, _, outputs = tf.while_loop(
        lambda time, *_: time < size,
        step,
        (0, zeros, zeros, outputs),
        shape_invariants=(
            tf.TensorShape([]),
            tf.TensorShape([None, units]),
            tf.TensorShape([None, units]),
            tf.TensorShape(None),
        ),
        maximum_iterations=size,
    )
    outputs = outputs.stack()
    return tf.nn.experimental.stateless_dropout(outputs, functions.DROPOUT, seed) if training else outputs


def predict(net, characters, lengths, training, step):
    """As ``functions.predict``."""
    sequence = tf.transpose(characters, (1, 0, 2))
    sequence = lstm(net.lower, sequence, training, (0, step))
    sequence = lstm(net.upper, sequence, training, (1, step))
    ends = tf.gather_nd(sequence, tf.stack([lengths - 1, tf.range(tf.size(lengths))], axis=1))
    return tf.nn.relu(ends @ net.dense.weight + net.dense.bias)


def colors_step(net, optimizer, characters, lengths, rgb, step):
    """One step: the loss."""
    variables = tf.nest.flatten(net)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((predict(net, characters, lengths, True, step) - rgb) ** 2)
    optimizer.apply(tape.gradient(loss, variables), variables)
    return loss


def colors(net, optimizer, batches, steps, every):
    """As ``functions.train``."""
    iterator = iter(batches)

    def step(number, losses):
        loss = colors_step(net, optimizer, *next(iterator), number)
        report(number + 1, every, loss)
        return number + 1, losses.write(number, loss)

    losses = tf.TensorArray(tf.float32, steps, element_shape=[])
    _, losses = tf.while_loop(lambda number, losses: number < steps, step, (0, losses), maximum_iterations=steps)
    return losses.stack()
