"""Arrays as NumPy prints them: columns of one width, brackets, lines of 75 characters.

Not as NumPy does it: arrays of more than 1,000 elements, of which only the graph knows how many, are written in full.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.byte_text import bytes_text
from autoimport_graph.runtime.digits import decimal, first_with_exponent, fixed_parts, number_text
from autoimport_graph.runtime.tensorflow_private import Tensor

_LINE = 75
_ZEROS = "0" * 20
_SPACES = " " * 64


def _longest(texts: Tensor) -> Tensor:
    return tf.reduce_max(tf.concat([tf.strings.length(texts), [0]], 0))


def _pad(texts: Tensor, width: Tensor, left: bool, fill: str = _SPACES) -> Tensor:
    missing = tf.maximum(width - tf.strings.length(texts), 0)
    padding = tf.strings.substr(tf.fill(tf.shape(texts), fill), tf.zeros_like(missing), missing)
    return tf.strings.join([padding, texts] if left else [texts, padding])


def _float_columns(tensor: Tensor) -> Tensor:
    """Floats with their points below each other, or all with exponents where they differ much in size."""
    number = decimal(tensor)
    usual = tf.equal(number.special, "")
    sizes = tf.abs(tf.cast(tensor, tf.float64))
    nonzero = tf.logical_and(usual, sizes > 0)
    largest = tf.reduce_max(tf.where(nonzero, sizes, tf.zeros_like(sizes)))
    smallest = tf.reduce_min(tf.where(nonzero, sizes, tf.fill(tf.shape(sizes), tf.constant(float("inf"), tf.float64))))
    exponents = (largest >= first_with_exponent(tensor.dtype, True)) | (
        tf.reduce_any(nonzero) & ((smallest < 1e-4) | (largest / smallest > 1000.0))
    )

    def fixed() -> Tensor:
        whole, fraction = fixed_parts(number)
        # At most eight digits after the point.
        rounded = tf.strings.as_string(
            tensor if tensor.dtype == tf.float64 else tf.cast(tensor, tf.float32), precision=8
        )
        short = tf.strings.regex_replace(tf.strings.regex_replace(rounded, r".*\.", ""), r"0+$", "")
        many = tf.strings.length(fraction) > 8
        whole = tf.where(many, tf.strings.regex_replace(rounded, r"\..*", ""), whole)
        fraction = tf.where(many, short, tf.where(tf.equal(fraction, "0"), tf.fill(tf.shape(fraction), ""), fraction))
        whole, fraction = (tf.where(usual, part, tf.fill(tf.shape(part), "")) for part in (whole, fraction))
        right = _longest(fraction)
        left = tf.maximum(_longest(whole), _longest(number.special) - right - 1)
        plain = tf.strings.join([_pad(whole, left, True), ".", _pad(fraction, right, False)])
        return tf.where(usual, plain, _pad(number.special, left + right + 1, True))

    def scientific() -> Tensor:
        limited = tf.where(
            tf.strings.length(number.digits) > 9,
            tf.strings.regex_replace(
                tf.strings.as_string(tf.cast(tensor, tf.float64), precision=8, scientific=True), r"\.?0*e", "e"
            ),
            number.scientific,
        )
        mantissa = tf.strings.regex_replace(limited, r"e.*", "")
        whole = tf.strings.regex_replace(mantissa, r"\..*", "")
        fraction = tf.strings.regex_replace(mantissa, r"^[^.]*\.?", "")
        power = tf.strings.regex_replace(limited, r".*e", "e")
        whole, fraction, power = (
            tf.where(usual, part, tf.fill(tf.shape(part), "")) for part in (whole, fraction, power)
        )
        width = _longest(fraction)
        left = tf.maximum(_longest(whole), _longest(number.special) - width - _longest(power) - 1)
        plain = tf.strings.join([_pad(whole, left, True), ".", _pad(fraction, width, False, _ZEROS), power])
        return tf.where(usual, plain, _pad(number.special, left + width + _longest(power) + 1, True))

    keep = tf.autograph.experimental.do_not_convert
    return tf.cond(exponents, keep(scientific), keep(fixed))


def _columns(flat: Tensor) -> Tensor:
    if flat.dtype.is_floating:
        return _float_columns(flat)
    texts = bytes_text(flat) if flat.dtype == tf.string else number_text(flat)
    if flat.dtype == tf.string:
        return texts
    # NumPy gives truth values five characters, whatever they are.
    return _pad(texts, tf.constant(5) if flat.dtype == tf.bool else _longest(texts), True)


def array_text(tensor: Tensor, separator: str = " ", prefix: int = 0) -> Tensor:
    """A tensor of rank one or more as ``str`` of its array writes it.

    Args:
        tensor: The tensor; its rank is known.
        separator: Between the items of a row.
        prefix: Characters in front of the array, and one for the bracket behind it, if any.
    """
    rank = tensor.shape.rank
    flat = tf.reshape(tensor, [-1])
    texts = _columns(flat)
    shape = tf.shape(tensor)
    count = tf.size(flat)
    position = tf.range(count)
    width = _longest(texts)
    # As numpy.core.arrayprint: each line begins with an indent and ends before the brackets that close it.
    room = _LINE - 2 * rank - prefix - (1 if prefix else 0) + len(separator)
    on_a_line = tf.maximum(room // (width + len(separator)), 1)
    row = tf.maximum(shape[-1], 1)
    indent = " " * prefix
    wrapped = tf.equal(position % row % on_a_line, 0)
    between: Any = tf.where(wrapped, separator.rstrip() + "\n" + indent + " " * rank, separator)
    block = row
    for level in range(1, rank):
        mark = "]" * level + separator.rstrip() + "\n" * level + indent + " " * (rank - level) + "[" * level
        between = tf.where(tf.equal(position % block, 0), mark, between)
        block = block * tf.maximum(shape[rank - 1 - level], 1)
    between = tf.where(tf.equal(position, 0), "", between)
    body = tf.strings.reduce_join(tf.strings.join([between, texts]))
    body = tf.strings.regex_replace(body, r" +\n", "\n")
    return tf.where(tf.equal(count, 0), "[]", tf.strings.join(["[" * rank, body, "]" * rank]))


def array_repr(tensor: Tensor) -> Tensor:
    """A tensor of rank one or more as ``repr`` of its array writes it."""
    text = array_text(tensor, ", ", len("array("))
    text = tf.strings.join(["array(", text])
    name = "object" if tensor.dtype == tf.string else tensor.dtype.name
    last = tf.strings.length(tf.strings.regex_replace(text, r"(?s).*\n", ""))
    suffix = f"dtype={name})"
    space = tf.where(last + 2 + len(suffix) > _LINE, ",\n      ", ", ")
    shown = tf.strings.join([text, space, suffix])
    if tensor.dtype in (tf.int64, tf.float64, tf.bool):
        shown = tf.strings.join([text, ")"])
    if tensor.shape.num_elements() or (0 not in tensor.shape.as_list() and None not in tensor.shape.as_list()):
        return shown
    shape = tf.strings.reduce_join(tf.strings.as_string(tf.shape(tensor)), separator=", ")
    sizes = "shape=(" if tensor.shape.rank > 1 else ""
    empty = ["array([], ", sizes, shape, "), ", suffix] if sizes else ["array([], ", suffix]
    return tf.where(tf.equal(tf.size(tensor), 0), tf.strings.join(empty), shown)
