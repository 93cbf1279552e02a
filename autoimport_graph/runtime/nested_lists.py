"""Lists of lists whose lengths only the graph knows, as one tensor."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.packing import element_shape
from autoimport_graph.runtime.tensorflow_private import Tensor


def ragged(handle: Tensor, element: tf.TensorSpec) -> Any:
    """A ragged tensor of the rows.

    Args:
        handle: A tensor list of tensor lists.
        element: What is known of the elements of those.
    """
    count = tf.raw_ops.TensorListLength(input_handle=handle)
    shape = None if element.shape.rank is None else [None, *element.shape]
    rows = tf.TensorArray(element.dtype, count, infer_shape=False, element_shape=shape)
    lengths = tf.TensorArray(tf.int64, count, element_shape=[])

    def read(position: Tensor, rows: Any, lengths: Any) -> Any:
        row = tf.raw_ops.TensorListStack(
            input_handle=tf.raw_ops.TensorListGetItem(
                input_handle=handle, index=position, element_shape=tf.constant([], tf.int32), element_dtype=tf.variant
            ),
            element_shape=element_shape(element),
            element_dtype=element.dtype,
        )
        return position + 1, rows.write(position, row), lengths.write(position, tf.shape(row, tf.int64)[0])

    _, rows, lengths = tf.while_loop(lambda position, *_: position < count, read, [tf.constant(0), rows, lengths])
    return tf.RaggedTensor.from_row_lengths(rows.concat(), lengths.stack(), validate=False)


def dense(rows: Any) -> Tensor:
    """The rows of a ragged tensor as a tensor, which fails when the graph runs if their lengths differ."""
    lengths = rows.row_lengths()
    width = tf.reduce_max(tf.concat([lengths, [0]], 0))
    message = "ValueError: lists of different lengths are stacked"
    values = checked(rows.values, tf.reduce_all(tf.equal(lengths, width)), message)
    shape = tf.concat([[rows.nrows(), width], tf.shape(values, tf.int64)[1:]], 0)
    return tf.reshape(values, shape)
