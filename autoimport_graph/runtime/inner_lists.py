"""Elements of a tensor list that are tensor lists themselves, with gradients.

TensorFlow's gradients leave out the elements that nothing was read of, and make a zero of those that is no list: what
adds to it or takes from it fails. Here each has a list of zeros.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor

_Gradient = Callable[[Tensor], tuple[Tensor, Tensor | None]]
_SCALAR: Any = np.zeros([0], np.int32)


def _differentiable(function: Callable[..., tuple[Tensor, Any]]) -> Callable[..., Tensor]:
    """A function of tensors that returns a tensor, and its gradient, as one that TensorFlow can take the gradient of.

    Identities make the tensors those of the graph at hand: a branch's gradient knows the branch's and no others.
    """
    differentiable = tf.custom_gradient(function)

    @functools.wraps(function)
    def call(*tensors: Tensor) -> Tensor:
        return differentiable(*map(tf.identity, tensors))

    return call


@_differentiable
def item(handle: Tensor, index: Tensor) -> tuple[Tensor, _Gradient]:
    """The element of a list at a position."""
    return _get(handle, index), lambda change: (_set(tf.raw_ops.ZerosLike(x=handle), index, change), None)


@_differentiable
def replaced(handle: Tensor, index: Tensor, element: Tensor) -> tuple[Tensor, Any]:
    """The list with another element at a position."""

    def gradient(change: Tensor) -> tuple[Tensor, None, Tensor]:
        former = tf.raw_ops.ZerosLike(x=_get(handle, index))
        return _set(change, index, former), None, _get(change, index)

    return _set(handle, index, element), gradient


@_differentiable
def taken(handle: Tensor, positions: Tensor) -> tuple[Tensor, _Gradient]:
    """The list of the elements at some positions, each of which may be there more than once."""

    def gradient(changes: Tensor) -> tuple[Tensor, None]:
        def add(number: Tensor, total: Tensor) -> tuple[Tensor, Tensor]:
            place = positions[number]
            return number + 1, _set(total, place, tf.add_n([_get(total, place), _get(changes, number)]))

        zeros = tf.raw_ops.ZerosLike(x=handle)
        return tf.while_loop(lambda number, _: number < tf.size(positions), add, [tf.constant(0), zeros])[1], None

    return _of(tf.gather(_stack(handle), positions)), gradient


@_differentiable
def joined(front: Tensor, back: Tensor) -> tuple[Tensor, _Gradient]:
    """The list of the elements of two."""

    def gradient(changes: Tensor) -> tuple[Tensor, Tensor]:
        size, stacked = tf.raw_ops.TensorListLength(input_handle=front), _stack(changes)
        return _of(stacked[:size]), _of(stacked[size:])

    return tf.raw_ops.TensorListConcatLists(input_a=front, input_b=back, element_dtype=tf.variant), gradient


def _get(handle: Tensor, index: Tensor) -> Tensor:
    return tf.raw_ops.TensorListGetItem(
        input_handle=handle, index=index, element_shape=_SCALAR, element_dtype=tf.variant
    )


def _set(handle: Tensor, index: Tensor, element: Tensor) -> Tensor:
    return tf.raw_ops.TensorListSetItem(input_handle=handle, index=index, item=element)


def _stack(handle: Tensor) -> Tensor:
    return tf.raw_ops.TensorListStack(input_handle=handle, element_shape=_SCALAR, element_dtype=tf.variant)


def _of(stacked: Tensor) -> Tensor:
    return tf.raw_ops.TensorListFromTensor(tensor=stacked, element_shape=_SCALAR)
