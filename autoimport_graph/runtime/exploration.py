"""What stands in for a loop's results while the loop around it is traced for the first time, only to be traced again.

That trace computes nothing, yet the author's code runs in it: gradients are asked for, and an optimizer warns, or
fails, where there are none. So a stand-in depends on all that the loop's real results may depend on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.kinds import Kind
from autoimport_graph.runtime.packing import stand_ins, zeros
from autoimport_graph.runtime.tensorflow_private import Tensor


def sources(initial: Iterable[Tensor], *graphs: Any) -> list[Tensor]:
    """The differentiable tensors that the results of a loop may depend on.

    Args:
        initial: What carries its variables' initial values.
        graphs: Its traced condition and body.
    """
    found = {tensor.ref(): tensor for tensor in initial}
    for graph in graphs:
        found.update((tensor.ref(), tensor) for tensor in graph.external_captures)
    variables = {variable.ref(): variable for graph in graphs for variable in graph.variables}
    values = [*found.values(), *(variable.read_value() for variable in variables.values())]
    return [value for value in values if value.dtype.is_floating]


def connected(kind: Kind, inputs: list[Tensor]) -> list[Tensor]:
    """Tensors for a value of a kind, of which nothing else is known, with gradients to some inputs."""
    nothing = tf.add_n([0.0 * tf.reduce_sum(tf.cast(tensor, tf.float32)) for tensor in inputs or [tf.zeros([])]])

    def single(specification: tf.TensorSpec) -> Tensor:
        value = tf.raw_ops.Placeholder(dtype=specification.dtype, shape=specification.shape)
        differentiable = specification.dtype.is_floating or specification.dtype.is_complex
        return value + tf.cast(nothing, specification.dtype) if differentiable else value

    def listed(element: tf.TensorSpec) -> Tensor:
        value = tf.raw_ops.Placeholder(dtype=tf.variant, shape=[])
        if not element.dtype.is_floating:
            return value
        item = zeros(element) + tf.cast(nothing, element.dtype)
        return tf.raw_ops.TensorListPushBack(input_handle=value, tensor=item)

    return stand_ins(kind, single, listed)
