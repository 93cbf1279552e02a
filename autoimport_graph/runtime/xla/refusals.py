"""Why a loop is not compiled: the first thing in it that XLA cannot do, or would do otherwise than TensorFlow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla import lists, slices  # noqa: F401  # each adds its rules
from autoimport_graph.runtime.xla.graphs import ASSERTION, CONDITIONALS, LOOPS, inner_graphs, needed, static, unchanged
from autoimport_graph.runtime.xla.rules import RULES

# Measured, TensorFlow 2.21 on 2 cores, a body of six operations: compiling takes 0.15 to 0.3 s, and an iteration 0.3
# microseconds for 9 with single numbers, 0.6 for 9 with 100 elements, 7 for 16 with 1,000, 71 for 51 with 10,000.
MAX_ELEMENTS = 256
# XLA's time to compile grows with the number of operations.
MAX_OPERATIONS = 1500
# Loops of fewer iterations, without loops inside, do not win back what compiling takes in any number of calls that is
# likely: half a millisecond each.
MIN_ITERATIONS = 64

DTYPES = frozenset(
    (tf.bool, tf.int8, tf.int16, tf.int32, tf.int64, tf.uint8, tf.uint16, tf.uint32, tf.uint64, tf.float32, tf.float64)
)
_KINDS = {
    "PrintV2": "it prints",
    "Print": "it prints",
    "PyFunc": "it calls Python",
    "PyFuncStateless": "it calls Python",
    "EagerPyFunc": "it calls Python",
    "ReadVariableOp": "it reads a variable",
    "PartitionedCall": "it calls another function of TensorFlow's",
    "StatefulPartitionedCall": "it calls another function of TensorFlow's",
    "Where": "the size of a result is known only when the graph runs (Where)",
    "Unique": "the size of a result is known only when the graph runs (Unique)",
    "UniqueV2": "the size of a result is known only when the graph runs (Unique)",
    "TensorListPushBack": "it changes a list",
    "TensorListPopBack": "it changes a list",
    "TensorListSetItem": "it changes a list",
    "IteratorGetNext": "it reads a dataset",
    "IteratorGetNextAsOptional": "it reads a dataset",
}


def impossible(condition: Any, body: Any, inputs: Sequence[Tensor]) -> str | None:
    """Why a loop cannot be compiled; ``None`` if it can.

    Args:
        condition: The traced condition.
        body: The traced body, with all its outputs.
        inputs: What both take.
    """
    for graph in (body, condition):
        if graph.function_captures.control:
            return "it waits for an operation outside of it"
        for reason in _reasons(graph):
            return reason
    for tensor, inner, after in zip(inputs, body.inputs, body.outputs, strict=True):
        if tensor.dtype == tf.variant:
            rows = lists.rows_of(tensor) if inner is after else None
            reason = "it takes a list" if rows is None else of_tensor(rows)
            if reason is not None:
                return reason
    return None


def futile(condition: Any, body: Any, inputs: Sequence[Tensor], limit: Any) -> str | None:
    """Why a loop is not compiled, though it could be.

    Args:
        condition: The traced condition.
        body: The traced body.
        inputs: What both take.
        limit: The most iterations there can be; ``None`` where that is not known.
    """
    if sum(map(_size, (condition, body))) > MAX_OPERATIONS:
        return f"it holds more than {MAX_OPERATIONS} operations"
    most = None if limit is None else static(limit)
    if most is not None and 0 <= most < MIN_ITERATIONS and not holds_loops(body):
        return f"it runs {most} times at most, and compiling takes longer"
    if is_differentiated(inputs):
        return (
            "a gradient is taken of it, and XLA cannot take that of a loop whose number of iterations it does not know"
        )
    return None


def is_differentiated(inputs: Sequence[Tensor]) -> bool:
    """Whether a gradient may be taken of what is computed of some tensors."""
    return private.is_recorded([tensor for tensor in inputs if tensor.dtype.is_floating])


def has_effects(graph: Any) -> str | None:
    """Why a loop cannot be compiled, where what it does beside computing tells that."""
    for operation in graph.get_operations():
        if operation._is_stateful and operation.type not in (*CONDITIONALS, *LOOPS, ASSERTION):
            return _reason(operation)
    return None


def holds_loops(graph: Any) -> bool:
    """Whether a loop's body, or a branch, holds another loop."""
    return any(
        operation.type in LOOPS or (operation.type in CONDITIONALS and any(map(holds_loops, inner_graphs(operation))))
        for operation in needed(graph)
    )


def _reasons(graph: Any) -> Iterator[str | None]:
    if graph.deferred_external_captures:
        yield "it uses a value that is found when the graph runs"
    # What an operation does beside computing says most of why the author's loop is not compiled.
    for operation in sorted(needed(graph), key=lambda operation: not operation._is_stateful):
        reason = _reason(operation)
        if reason is not None:
            yield reason


def _reason(operation: Any) -> str | None:
    if operation.type == ASSERTION or operation.type == "NoOp":
        return None
    if operation.type in _KINDS:
        return _KINDS[operation.type]
    if operation.type.startswith("Assign") and operation.inputs[0].dtype == tf.resource:
        return "it changes a variable"
    if operation.type.startswith(("Random", "Stateless", "Multinomial", "ParameterizedTruncated")):
        if operation.type not in CONDITIONALS + LOOPS:
            return f"random numbers are others under XLA ({operation.type})"
    for tensor in operation.outputs:
        if tensor.dtype == tf.resource and operation.type == "Placeholder":
            continue  # what is done with it tells more
        reason = of_tensor(tensor)
        if reason is not None and not (tensor.dtype == tf.variant and _reads_list(operation)):
            return reason
    if operation.type in CONDITIONALS + LOOPS:
        return _of_inner(operation)
    if operation.type == "Placeholder":
        return None
    rule = RULES.get(operation.type)
    if rule is None:
        return f"XLA does not do, or does otherwise, what {operation.type} does"
    return rule.refusal(operation)


def _of_inner(operation: Any) -> str | None:
    graphs = inner_graphs(operation)
    if any(graph is None for graph in graphs):
        return f"{operation.type} that another program made"
    if operation.type in CONDITIONALS and operation.inputs[0].dtype != tf.bool:
        return f"{operation.type} of {operation.inputs[0].dtype.name}"
    for graph in graphs:
        for reason in _reasons(graph):
            return reason
    return None


def _reads_list(operation: Any) -> bool:
    """Whether an operation hands a list on as it is."""
    if operation.type in LOOPS:
        body = inner_graphs(operation)[1]
        kept = [] if body is None else unchanged(body, len(operation.inputs))
        return bool(kept) and all(
            same for same, tensor in zip(kept, operation.outputs, strict=True) if tensor.dtype == tf.variant
        )
    return operation.type in ("Identity", "Placeholder", "TensorListFromTensor")


def of_tensor(tensor: Tensor) -> str | None:
    """Why a tensor can be no part of a compiled loop."""
    if tensor.dtype == tf.string:
        return "it handles strings"
    if tensor.dtype == tf.variant:
        return "it changes a list"
    if tensor.dtype == tf.resource:
        return "it uses a resource (a variable, a table, an iterator)"
    if tensor.dtype not in DTYPES:
        return f"XLA computes {tensor.dtype.name} otherwise than TensorFlow"
    if not tensor.shape.is_fully_defined():
        return f"a shape is known only when the graph runs ({tensor.op.type} of shape {tensor.shape})"
    count = tensor.shape.num_elements()
    if count > MAX_ELEMENTS:
        return f"a tensor has {count} elements, more than the {MAX_ELEMENTS} for which compiling pays"
    return None


def _size(graph: Any) -> int:
    inner = [
        found
        for operation in needed(graph)
        if operation.type in CONDITIONALS + LOOPS
        for found in inner_graphs(operation)
    ]
    return len(graph.get_operations()) + sum(map(_size, inner))
