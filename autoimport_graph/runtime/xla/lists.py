"""Lists that a compiled loop reads: those of a tensor's rows, which XLA sees as the tensor.

A loop over a float tensor reads its items from a tensor list, for the sake of gradients. XLA has tensor lists of a size
that is known at tracing alone; a list that a loop appends to keeps TensorFlow's kernels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla.rules import RULES, Rule


def rows_of(tensor: Tensor) -> Tensor | None:
    """The tensor whose rows a list is, where it is that in the graph around.

    Args:
        tensor: A list (``tf.variant``), as the loop takes it.
    """
    operation = captured(tensor).op
    return operation.inputs[0] if operation.type == "TensorListFromTensor" else None


def _item(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    rows, position = inputs[0], inputs[1]
    size = rows.shape[0]
    doubt((position < 0) | (position >= size))
    return [tf.gather(rows, tf.clip_by_value(position, 0, size - 1))]


def _length(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    return [tf.constant(inputs[0].shape[0])]


def _rows(doubt: Callable[[Tensor], None], operation: Any, inputs: list[Tensor]) -> list[Tensor]:
    return inputs[:1]


RULES["TensorListFromTensor"] = Rule(_rows)
RULES["TensorListGetItem"] = Rule(_item)
RULES["TensorListLength"] = Rule(_length)
