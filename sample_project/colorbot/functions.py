"""The colour of a name, by a recurrent net: functions of weights, as the demo of 2018 had them.

Two LSTM layers read the name's characters one after the other, and a dense layer makes three numbers of what the upper
one says at the name's end.
"""

from __future__ import annotations

from typing import NamedTuple

import tensorflow as tf

from sample_project.colorbot import colors, draw

DROPOUT = 0.5


class Layer(NamedTuple):
    """Variables of a layer: float32 ``[inputs, outputs]`` and ``[outputs]``; an LSTM has four outputs for a unit."""

    weight: tf.Variable
    bias: tf.Variable


class Net(NamedTuple):
    """The layers from a name's characters to its colour."""

    lower: Layer
    upper: Layer
    dense: Layer


def new_net(lower_units: int, upper_units: int, seed: int) -> Net:
    """A net with the seed's weights, the same in every process."""
    return Net(
        _new_layer(colors.CHARACTERS + lower_units, 4 * lower_units, seed),
        _new_layer(lower_units + upper_units, 4 * upper_units, seed + 1),
        _new_layer(upper_units, 3, seed + 2),
    )


def _new_layer(inputs, outputs, seed):
    limit = (6.0 / (inputs + outputs)) ** 0.5
    weight = tf.random.stateless_uniform((inputs, outputs), (seed, inputs * outputs), -limit, limit)
    return Layer(tf.Variable(weight), tf.Variable(tf.zeros((outputs,))))


def lstm_step(layer, x, output, memory):
    """One character further.

    Args:
        layer: An LSTM's variables.
        x: float32 ``[batch, inputs]``.
        output: What the step before returned, float32 ``[batch, units]``.
        memory: As ``output``.

    Returns:
        Output and memory.
    """
    gates = tf.concat([x, output], axis=1) @ layer.weight + layer.bias
    write, news, keep, read = tf.split(gates, 4, axis=1)
    memory = tf.sigmoid(keep + 1.0) * memory + tf.sigmoid(write) * tf.tanh(news)
    return tf.sigmoid(read) * tf.tanh(memory), memory


def lstm(layer, sequence, training, seed):
    """An LSTM's outputs over time.

    Args:
        layer: Its variables.
        sequence: float32 ``[time, batch, inputs]``.
        training: Whether to drop half of the outputs.
        seed: Which half: two int32 numbers.

    Returns:
        float32 ``[time, batch, units]``.
    """
    output = memory = tf.zeros((tf.shape(sequence)[1], layer.bias.shape[0] // 4))
    outputs = []
    time = 0
    while time < tf.shape(sequence)[0]:
        output, memory = lstm_step(layer, sequence[time], output, memory)
        outputs.append(output)
        time += 1
    outputs = tf.stack(outputs)
    if training:
        outputs = tf.nn.experimental.stateless_dropout(outputs, DROPOUT, seed)
    return outputs


def predict(net, characters, lengths, training=False, step=0):
    """The colours of names.

    Args:
        net: The weights.
        characters: float32 ``[batch, longest, 256]``.
        lengths: int32 ``[batch]``.
        training: Whether to drop outputs.
        step: Determines which.

    Returns:
        float32 ``[batch, 3]``, 0 or more.
    """
    sequence = tf.transpose(characters, (1, 0, 2))
    sequence = lstm(net.lower, sequence, training, (0, step))
    sequence = lstm(net.upper, sequence, training, (1, step))
    ends = tf.gather_nd(sequence, tf.stack([lengths - 1, tf.range(tf.size(lengths))], axis=1))
    return tf.nn.relu(ends @ net.dense.weight + net.dense.bias)


def train(net, optimizer, batches, steps, every):
    """Train a net, and print the loss after each so many steps.

    Returns:
        The losses, float32 ``[steps]``.
    """
    variables = tf.nest.flatten(net)
    losses = []
    step = 0
    for characters, lengths, rgb in batches:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((predict(net, characters, lengths, True, step) - rgb) ** 2)
        optimizer.apply(tape.gradient(loss, variables), variables)
        losses.append(loss)
        step += 1  # noqa: SIM113 - by hand on purpose: a Python number that a graph's loop has to carry
        if step % every == 0:
            print(f"step {step}: train loss {loss:.4f}")
        if step >= steps:
            break
    return tf.stack(losses)


def test(net, batches):
    """The mean squared error over all batches, which is printed, too."""
    total, count = 0.0, 0
    for characters, lengths, rgb in batches:
        total += tf.reduce_sum((predict(net, characters, lengths) - rgb) ** 2)
        count += tf.size(rgb)
    loss = total / tf.cast(count, tf.float32)
    print(f"test loss {loss:.4f}")
    return loss


def train_and_test(net, optimizer, train_batches, test_batches, steps, every):
    """Train, then test: one graph op under the hook.

    Returns:
        The losses of training, float32 ``[steps]``, the test loss, and whether this ran as a graph.
    """
    losses = train(net, optimizer, train_batches, steps, every)
    return losses, test(net, test_batches), not tf.executing_eagerly()


def infer(net, name, path):
    """Find a name's colour and draw it.

    Args:
        net: The weights.
        name: A string scalar.
        path: The picture's file, a string scalar.

    Returns:
        float32 ``[3]``, from 0 to 1.
    """
    characters, length = colors.encode(name)
    rgb = predict(net, characters[tf.newaxis], length[tf.newaxis])[0]
    rgb = tf.minimum(rgb, 1.0)
    draw.draw_patch(name, rgb, path)
    return rgb
