"""One tensor list behind another.

TensorFlow's operation for it, ``TensorListConcatLists``, is registered as not differentiable: the gradient of what
went through it is None, without a word. What is here has gradients.
"""

from __future__ import annotations

import tensorflow as tf

from autoimport_graph.runtime import inner_lists
from autoimport_graph.runtime.packing import element_shape
from autoimport_graph.runtime.tensorflow_private import Tensor


def moved_to(front: Tensor, back: Tensor, element: tf.TensorSpec, result: tf.TensorSpec | None = None) -> Tensor:
    """A tensor list with the elements of two.

    Args:
        front: The first list.
        back: The list whose elements follow.
        element: What is known of the elements of ``back``.
        result: What is known of those of ``front``, which must be able to take the others; the same by default.
    """
    if element.dtype == tf.variant:
        return inner_lists.joined(front, back)
    if element.shape.is_fully_defined():
        return _together(front, back, element, result or element)
    shape = element_shape(element)
    count = tf.raw_ops.TensorListLength(input_handle=back)

    def push(position: Tensor, handle: Tensor) -> tuple[Tensor, Tensor]:
        item = tf.raw_ops.TensorListGetItem(
            input_handle=back, index=position, element_shape=shape, element_dtype=element.dtype
        )
        return position + 1, tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=item)

    return tf.while_loop(lambda position, handle: position < count, push, [tf.constant(0), front])[1]


def _together(front: Tensor, back: Tensor, element: tf.TensorSpec, result: tf.TensorSpec) -> Tensor:
    """The same for elements of one static shape, as one tensor."""
    stacks = [
        tf.raw_ops.TensorListStack(
            input_handle=handle, element_shape=element_shape(element), element_dtype=element.dtype
        )
        for handle in (front, back)
    ]
    return tf.raw_ops.TensorListFromTensor(tensor=tf.concat(stacks, 0), element_shape=element_shape(result))
