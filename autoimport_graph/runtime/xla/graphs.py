"""What a traced graph is made of: the operations that matter, what is known of a tensor, what a loop leaves alone."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.tensorflow_private import Tensor

CONDITIONALS = ("If", "StatelessIf")
LOOPS = ("While", "StatelessWhile")
ASSERTION = "Assert"


def inner_graphs(operation: Any) -> tuple[Any, Any]:
    """The traced branches of an ``If``, or condition and body of a ``While``; ``None`` for those not at hand."""
    names = ("_cond_graph", "_body_graph") if operation.type in LOOPS else ("_true_graph", "_false_graph")
    return getattr(operation, names[0], None), getattr(operation, names[1], None)


def needed(graph: Any) -> list[Any]:
    """The operations that a graph's outputs and effects need, in the order of their making.

    An assertion needs its condition alone: what makes its message is left out. One that always holds is there for that:
    it may fail.
    """
    waiting = [tensor.op for tensor in graph.outputs]
    waiting += [operation for operation in graph.get_operations() if operation._is_stateful]
    found: set[Any] = set()
    while waiting:
        operation = waiting.pop()
        if operation in found or operation.graph is not graph:
            continue
        found.add(operation)
        inputs = operation.inputs
        if operation.type == ASSERTION and not tf.get_static_value(inputs[0]):
            inputs = inputs[:1]
        waiting += [tensor.op for tensor in inputs]
    return [operation for operation in graph.get_operations() if operation in found]


def static(tensor: Tensor) -> Any:
    """A tensor's value, where it is known at tracing, in whichever graph around it was made."""
    value = tf.get_static_value(tensor)
    return tf.get_static_value(captured(tensor)) if value is None else value


def unchanged(body: Any, count: int) -> list[bool]:
    """Which of a loop's inputs each iteration leaves as they are.

    Args:
        body: The traced body.
        count: How many inputs the loop has.
    """
    return [body.outputs[position] is body.inputs[position] for position in range(count)]
