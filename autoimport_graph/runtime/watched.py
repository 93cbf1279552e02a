"""Tensors of which a tape is asked, and others that eager code would have as the very same.

``b = t if x > 0 else u`` is ``t`` itself in eager code, and what is computed with the one counts for the gradient by
the other. In a graph ``b`` is an output of an ``If``: where a tape has not seen that being made, they are two for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.tensorflow_private import Tensor

_BRANCHES = ("then_branch", "else_branch")
_IFS = ("If", "StatelessIf")
_WHILES = ("While", "StatelessWhile")
# A tensor, and at which ends of which branches and loops another one is it.
_Origin = tuple[Tensor, dict[int, int]]


class _Table(GraphTable):
    """Tapes by identity, each with the number of operations that its graph had when it was first told to watch."""

    def __init__(self) -> None:
        self.begun: dict[int, tuple[Any, Any, int]] = {}


_table = registered(_Table())


def watches(tape: Any) -> None:
    """A tape watches tensors from here on."""
    graph = private.get_default_graph()
    _table.begun.setdefault(id(tape), (tape, graph, len(graph.get_operations())))


def refuse_two_for_one(tape: Any, target: Any, sources: Any) -> None:
    """A tape is about to be asked for gradients.

    Args:
        tape: It.
        target: A structure of what is differentiated.
        sources: A structure of what it is differentiated by.

    Raises:
        StagingError: If a tensor of these may be another one that has a part in it.
    """
    asked = _symbolic(sources)
    if not asked:
        return
    targets = _symbolic(target)
    if not any(len(list(_origins(one, {}))) > 1 for one in asked):
        if all(len(origins) == 1 for origins in _used(tape, targets, None)):
            return  # as nearly always
    for source in asked:
        origins = list(_origins(source, {}))
        others = [*_used(tape, targets, source), *(list(_origins(one, {})) for one in asked)]
        for other in others:
            if captured(other[0][0]) is not captured(source) and _meet(origins, other):
                raise StagingError(
                    "a tape is asked for the gradient by a tensor that is, as a tensor decides, the very tensor that "
                    "another variable or item holds, which has a part in what is differentiated or is asked about, "
                    "too; a graph has two tensors, and would give the gradient by each alone. "
                    "Make each a tensor of its own by tf.identity before the tape watches it, or choose inside "
                    "the tape's with block"
                )


def _symbolic(values: Any) -> list[Tensor]:
    return [value for value in tf.nest.flatten(values) if isinstance(value, Tensor) and hasattr(value, "op")]


def _used(tape: Any, targets: Iterable[Tensor], source: Tensor | None) -> Iterator[list[_Origin]]:
    """What the operations read that the tape has seen, and that lead to the targets other than through the source: each
    with those that it may be, as far as the tape does not know.
    """
    _, graph, begun = _table.begun.get(id(tape), (None, None, 0))
    earlier = set(graph.get_operations()[:begun]) if graph is not None else set()
    pending, seen = list(targets), {id(source)}
    while pending:
        tensor = pending.pop()
        if id(tensor) in seen or tensor.dtype.is_integer or tensor.dtype.is_bool:
            continue  # by which nothing is differentiated
        seen.add(id(tensor))
        if hasattr(tensor, "op") and tensor.op not in earlier:
            yield [(captured(tensor), {})]
            pending += tensor.op.inputs
        else:
            yield list(_origins(tensor, {}))


def _meet(first: Sequence[_Origin], second: Sequence[_Origin]) -> bool:
    return any(
        one is other and all(conditions.get(key, end) == end for key, end in ends.items())
        for one, ends in first
        for other, conditions in second
    )


def _origins(tensor: Tensor, ends: dict[int, int]) -> Iterator[_Origin]:
    """The tensors that eager code may have in place of one, that one included."""
    tensor = captured(tensor)
    yield tensor, ends
    if hasattr(tensor, "op"):
        for other, key, end in _one_of(tensor):
            if ends.get(key, end) == end:
                yield from _origins(other, {**ends, key: end})


def _one_of(tensor: Tensor) -> Iterator[tuple[Tensor, int, int]]:
    """The tensors of which an operation hands one on as it is, each with the condition and what that is then."""
    operation, number = tensor.op, tensor.value_index
    if operation.type == "Identity" and not operation.graph.building_function and _is_join(operation.inputs[0]):
        yield from _one_of(operation.inputs[0])
    elif operation.type in _IFS:
        for end, graph in enumerate(private.called_graphs(operation, _BRANCHES)):
            other = _handed_on(graph, graph.outputs[number], operation.inputs[1:])
            yield other, id(captured(operation.inputs[0])), end
    elif operation.type in _WHILES:
        yield operation.inputs[number], id(operation), 0
        for graph in private.called_graphs(operation, ["body"]):
            kept = _kept(graph, graph.outputs[number])
            if kept is not None:
                yield operation.inputs[kept], id(operation), 1
    elif operation.type == "TensorListGetItem":
        for other in _pushed_again(operation.inputs[0]):
            yield other, id(operation), 0


def _handed_on(graph: Any, output: Tensor, arguments: Sequence[Tensor]) -> Tensor:
    """What a branch returns: one of its arguments, or a tensor of its own."""
    output = _bare(output)
    number = _position(graph.inputs, output)
    return output if number is None else arguments[number]


def _kept(graph: Any, value: Tensor) -> int | None:
    """The number of a body's argument that a value is, if each iteration hands that on as it is."""
    number = _position(graph.inputs, _bare(value))
    return number if number is not None and _bare(graph.outputs[number]) is graph.inputs[number] else None


def _is_join(tensor: Tensor) -> bool:
    return tensor.op.type in (*_IFS, *_WHILES)


def _bare(tensor: Tensor) -> Tensor:
    """What is returned, without the one identity that TensorFlow may put around it."""
    return tensor.op.inputs[0] if tensor.op.type == "Identity" else tensor


def _position(tensors: Sequence[Tensor], tensor: Tensor) -> int | None:
    return next((number for number, one in enumerate(tensors) if one is tensor), None)


def _pushed_again(handle: Tensor) -> Iterator[Tensor]:
    """What each iteration of a loop puts into a list as the same tensor."""
    operation = handle.op
    if operation.type not in _WHILES:
        return
    for graph in private.called_graphs(operation, ["body"]):
        output = graph.outputs[handle.value_index]
        while output.op.type in ("Identity", "TensorListPushBack"):
            kept = _kept(graph, output.op.inputs[1]) if output.op.type == "TensorListPushBack" else None
            if kept is not None:
                yield operation.inputs[kept]
            output = output.op.inputs[0]
