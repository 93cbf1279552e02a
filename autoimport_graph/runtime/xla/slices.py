"""``x[i]`` in a compiled loop: ``StridedSlice`` at positions that only the graph knows.

XLA moves a position outside the tensor to its edge; TensorFlow fails. So each such position is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla.graphs import static
from autoimport_graph.runtime.xla.rules import RULES, Rule, emit_same


class _Dimension:
    """What one part of a subscript takes of its dimension: everything, or the item at ``begin[number]``."""

    def __init__(self, number: int, item: bool) -> None:
        self.number = number
        self.item = item


def _dimensions(operation: Any) -> Iterator[_Dimension] | None:
    """The parts of a subscript of items and whole dimensions alone; ``None`` for any other."""
    begin_mask, end_mask, shrink = (operation.get_attr(name) for name in ("begin_mask", "end_mask", "shrink_axis_mask"))
    if operation.get_attr("ellipsis_mask") or operation.get_attr("new_axis_mask"):
        return None
    strides = static(operation.inputs[3])
    if strides is None or any(stride != 1 for stride in strides):
        return None
    count = len(strides)
    whole = begin_mask & end_mask
    if any(not (shrink | whole) >> number & 1 for number in range(count)):
        return None
    return iter([_Dimension(number, bool(shrink >> number & 1)) for number in range(count)])


def _refuse(operation: Any) -> str | None:
    if all(static(tensor) is not None for tensor in operation.inputs[1:]):
        return None
    return None if _dimensions(operation) is not None else "a slice whose size only the graph knows"


def _emit(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    if all(static(tensor) is not None for tensor in operation.inputs[1:]):
        constants = [tf.constant(static(tensor), tensor.dtype) for tensor in operation.inputs[1:]]
        return emit_same(doubt, operation, [inputs[0], *constants])
    result, begin = inputs[0], inputs[1]
    axis = 0
    for dimension in _dimensions(operation) or ():
        if not dimension.item:
            axis += 1
            continue
        size = tf.constant(result.shape[axis], begin.dtype)
        position = begin[dimension.number]
        doubt((position < -size) | (position >= size))
        position = tf.where(position < 0, position + size, position)
        result = tf.gather(result, tf.clip_by_value(position, 0, size - 1), axis=axis)
    return [result]


RULES["StridedSlice"] = Rule(_emit, _refuse)
