"""Elements of a tensor list that are tensor lists themselves, with gradients.

TensorFlow's gradients leave out the elements that nothing was read of, and make a zero of those that is no list: what
adds to it or takes from it fails. Here each has a list of zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor, with_gradient

_SCALAR: Any = np.zeros([0], np.int32)


def taken(handle: Tensor, positions: Tensor) -> Tensor:
    """The list of the elements at some positions, each of which may be there more than once."""
    return _listed(_chosen(handle, positions))


def _get(handle: Tensor, index: Tensor) -> Tensor:
    return tf.raw_ops.TensorListGetItem(
        input_handle=handle, index=index, element_shape=_SCALAR, element_dtype=tf.variant
    )


def _set(handle: Tensor, index: Tensor, element: Tensor) -> Tensor:
    return tf.raw_ops.TensorListSetItem(input_handle=handle, index=index, item=element)


def _join(front: Tensor, back: Tensor) -> Tensor:
    return tf.raw_ops.TensorListConcatLists(input_a=front, input_b=back, element_dtype=tf.variant)


def _choose(handle: Tensor, positions: Tensor) -> Tensor:
    return tf.raw_ops.TensorListGather(
        input_handle=handle, indices=positions, element_shape=_SCALAR, element_dtype=tf.variant
    )


def _stack(handle: Tensor) -> Tensor:
    return tf.raw_ops.TensorListStack(input_handle=handle, element_shape=_SCALAR, element_dtype=tf.variant)


def _of(stacked: Tensor) -> Tensor:
    return tf.raw_ops.TensorListFromTensor(tensor=stacked, element_shape=_SCALAR)


def _get_gradient(inputs: Sequence[Tensor], change: Tensor) -> list[Tensor | None]:
    handle, index = inputs[:2]
    return [_set(tf.raw_ops.ZerosLike(x=handle), index, change), None]


def _set_gradient(inputs: Sequence[Tensor], change: Tensor) -> list[Tensor | None]:
    handle, index = inputs[:2]
    former = tf.raw_ops.ZerosLike(x=_get(handle, index))
    return [_set(change, index, former), None, _get(change, index)]


def _join_gradient(inputs: Sequence[Tensor], change: Tensor) -> list[Tensor | None]:
    size, stacked = tf.raw_ops.TensorListLength(input_handle=inputs[0]), _stack(change)
    return [_of(stacked[:size]), _of(stacked[size:])]


def _of_gradient(inputs: Sequence[Tensor], change: Tensor) -> list[Tensor | None]:
    return [_stack(change)]


def _choose_gradient(inputs: Sequence[Tensor], change: Tensor) -> list[Tensor | None]:
    handle, positions = inputs[:2]
    count, changes = tf.size(positions), _of(change)

    def add(number: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
        place = positions[number]
        return number + 1, _set(total, place, tf.add_n([_get(total, place), _get(changes, number)]))

    start = [tf.constant(0), tf.raw_ops.ZerosLike(x=handle)]
    return [tf.while_loop(lambda number, _: number < count, add, start)[1], None]


# The element of a list at a position.
item = with_gradient("AutoimportGraphItem", "TensorListGetItem", _get, _get_gradient)
# The list with another element at a position.
replaced = with_gradient("AutoimportGraphReplaced", "TensorListSetItem", _set, _set_gradient)
# The list of the elements of two.
joined = with_gradient("AutoimportGraphJoined", "TensorListConcatLists", _join, _join_gradient)
# Their gradients need no tensor of several lists: TensorFlow aborts where a branch hands one to its gradient.
_listed = with_gradient("AutoimportGraphListed", "TensorListFromTensor", _of, _of_gradient)
_chosen = with_gradient("AutoimportGraphChosen", "TensorListGather", _choose, _choose_gradient)
