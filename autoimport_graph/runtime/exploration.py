"""What stands in for a loop's results while the loop around it is traced for the first time, only to be traced again.

That trace computes nothing, yet the author's code runs in it: gradients are asked for, and an optimizer warns, or
fails, where there are none. So a stand-in depends on all that the loop's real results may depend on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import promotions
from autoimport_graph.runtime.attempts import raised_in, went_on
from autoimport_graph.runtime.kinds import Kind
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.packing import pack, stand_ins, unpack, zeros
from autoimport_graph.runtime.regions import Place, touch
from autoimport_graph.runtime.tensorflow_private import Tensor


def leave_to_outer(
    trace: Any, places: list[Place], before: list[Any], kinds: list[Kind], temporaries: list[Any]
) -> None:
    """Go on with stand-ins: the loop around throws this trace away and starts again with what was learnt.

    Args:
        trace: The loop's :class:`~autoimport_graph.runtime.loop_trace.Trace`.
        places: Its loop variables.
        before: Their values before the loop.
        kinds: Their kinds, as far as they are known.
        temporaries: Places that nothing reads afterwards.
    """
    initial = [tensor for old, value in zip(trace.kinds, before, strict=False) for tensor in pack(value, old)]
    inputs = _sources(initial, trace.condition_graph, trace.body_graph)
    results = [unpack(kind, iter(_connected(kind, inputs))) for kind in kinds]
    promotions.leave_loop(trace.inputs, before, trace.outputs, results)
    for place, result in zip(places, results, strict=True):
        if place.owner is not None:
            touch(place)
        place.write(result)
    for place in temporaries:
        place.write(UNDEFINED)
    went_on(raised_in({place.key for place in places}))


def _sources(initial: Iterable[Tensor], *graphs: Any) -> list[Tensor]:
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


def _connected(kind: Kind, inputs: list[Tensor]) -> list[Tensor]:
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
