"""Strings of tensors as Python writes bytes: in quotes, with escapes."""

from __future__ import annotations

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor

# Each byte; quotes are seen to afterwards.
_WRITTEN = ["'" if code == ord("'") else repr(bytes([code]))[2:-1] for code in range(256)]


def bytes_text(tensor: Tensor) -> Tensor:
    """The ``repr`` of each string of a tensor.

    Args:
        tensor: Strings, of any shape.
    """
    characters = tf.strings.bytes_split(tf.reshape(tensor, [-1]))
    codes = tf.reshape(tf.io.decode_raw(characters.values, tf.uint8), [-1])
    written = tf.gather(tf.constant(_WRITTEN), tf.cast(codes, tf.int32))
    texts = tf.reshape(tf.strings.reduce_join(characters.with_values(written), axis=-1), tf.shape(tensor))
    texts = tf.ensure_shape(texts, tensor.shape)
    single, double = (tf.strings.regex_full_match(texts, f".*{quote}.*") for quote in "'\"")
    within_single = tf.strings.join(["b'", tf.strings.regex_replace(texts, "'", r"\\'"), "'"])
    return tf.where(single & ~double, tf.strings.join(['b"', texts, '"']), within_single)
