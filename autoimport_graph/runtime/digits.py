"""Numbers as Python and NumPy write them, by TensorFlow's string operations: the shortest digits that give the
number again.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor

# Significant digits to try: fewer than the first always give the same text but for zeros, the last is always enough.
_PRECISIONS = {tf.float64: (15, 16, 17), tf.float32: (6, 7, 8, 9), tf.float16: (3, 4, 5), tf.bfloat16: (2, 3, 4)}
_PAD = 8  # zeros in front of the digits, to cut from


@functools.cache
def first_with_exponent(dtype: tf.DType, array: bool) -> float:
    """The first power of ten that NumPy writes with an exponent; its versions differ.

    Args:
        dtype: A floating dtype.
        array: In an array; else alone.
    """
    kind = (tf.float32 if dtype == tf.bfloat16 else dtype).as_numpy_dtype
    for power in range(1, 17):
        with np.errstate(over="ignore"):
            number = kind(10.0**power)
        if "e" in str(np.array([number]) if array else number):
            return float(10.0**power)
    return 1e16


def to_number(text: Tensor, dtype: tf.DType) -> Tensor:
    """The numbers that texts give; a plus sign before an integer fails, up to TensorFlow 2.18, and is left out."""
    return tf.strings.to_number(tf.strings.regex_replace(text, r"^\+", ""), dtype)


class Decimal(NamedTuple):
    """Floats in decimal.

    Attributes:
        sign: ``"-"`` or nothing.
        digits: Significant digits, without zeros at the end.
        exponent: Of ten, of the first digit.
        scientific: The text with an exponent.
        special: The text of infinities and NaN, else nothing.
    """

    sign: Tensor
    digits: Tensor
    exponent: Tensor
    scientific: Tensor
    special: Tensor


def decimal(tensor: Tensor) -> Decimal:
    """Floats of any shape, taken apart."""
    finite = tf.math.is_finite(tensor)
    wide = tf.cast(tensor, tf.float32) if tensor.dtype in (tf.float16, tf.bfloat16) else tensor
    special = tf.where(tf.math.is_nan(wide), "nan", tf.where(wide > 0, "inf", "-inf"))
    number = tf.where(finite, wide, tf.zeros_like(wide))
    *precisions, most = _PRECISIONS[tensor.dtype]
    text = tf.strings.as_string(number, precision=most - 1, scientific=True)
    for precision in reversed(precisions):
        shorter = tf.strings.as_string(number, precision=precision - 1, scientific=True)
        again = tf.cast(tf.strings.to_number(shorter, wide.dtype), tensor.dtype)
        text = tf.where(tf.equal(again, tf.cast(number, tensor.dtype)), shorter, text)
    text = tf.strings.regex_replace(text, r"\.?0*e", "e")
    mantissa = tf.strings.regex_replace(text, r"e.*|[-.]", "")
    return Decimal(
        sign=tf.strings.regex_replace(text, r"[^-].*", ""),
        digits=mantissa,
        exponent=to_number(tf.strings.regex_replace(text, r".*e", ""), tf.int32),
        scientific=text,
        special=tf.where(finite, "", special),
    )


def fixed_parts(number: Decimal) -> tuple[Tensor, Tensor]:
    """Sign and whole part, and the digits after the point (at least one), of numbers from 1e-7 up to 1e17."""
    exponent = tf.clip_by_value(number.exponent, 1 - _PAD, 16)
    padded = tf.strings.join(["0" * _PAD, number.digits, "0" * 18])
    zeros = tf.zeros_like(exponent)
    whole = tf.strings.substr(padded, zeros + _PAD, tf.maximum(exponent + 1, 1))
    whole = tf.where(exponent >= 0, whole, tf.fill(tf.shape(exponent), "0"))
    rest = tf.maximum(tf.strings.length(number.digits) - exponent - 1, 1)
    return tf.strings.join([number.sign, whole]), tf.strings.substr(padded, exponent + 1 + _PAD, rest)


def number_text(tensor: Tensor) -> Tensor:
    """Numbers of any shape, each as ``str`` writes it alone."""
    if tensor.dtype == tf.bool:
        return tf.where(tensor, "True", "False")
    if tensor.dtype == tf.string:
        return tensor
    if not tensor.dtype.is_floating:
        return tf.strings.as_string(tensor)
    number = decimal(tensor)
    whole, fraction = fixed_parts(number)
    fixed = tf.strings.join([whole, ".", fraction])
    size = tf.abs(tf.cast(tensor, tf.float64))
    plain = tf.equal(size, 0) | ((size >= 1e-4) & (size < first_with_exponent(tensor.dtype, False)))
    text = tf.where(plain, fixed, number.scientific)
    return tf.where(tf.equal(number.special, ""), text, number.special)


def item_text(tensor: Tensor) -> Tensor:
    """A scalar as Python writes the number that ``t.numpy().item()`` is."""
    return number_text(tf.cast(tensor, tf.float64) if tensor.dtype.is_floating else tensor)
