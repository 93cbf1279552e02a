"""One replacement field: a number by a format specification."""

from __future__ import annotations

import re

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.digits import item_text
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar

_SPECIFICATION = re.compile(
    r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[+\- ]?)(?P<alternate>#?)(?P<zero>0?)(?P<width>\d*)"
    r"(?P<grouping>[,_]?)(?:\.(?P<precision>\d+))?(?P<kind>[a-zA-Z%]?)$",
    re.DOTALL,
)
# Bits of a digit, and what stands before the number in the alternate form.
_BASES = {"b": (1, "0b"), "o": (3, "0o"), "x": (4, "0x"), "X": (4, "0X")}


def _parts(specification: str) -> re.Match[str]:
    match = _SPECIFICATION.match(specification)
    if match is None or match["kind"] not in ("", *"dfFeEgG%s", *_BASES):
        raise StagingError(
            f"the format specification {specification!r} has no counterpart in a graph; format after the graph has run"
        )
    return match


def format_number(tensor: Tensor, specification: str) -> WeakScalar:
    """A scalar by a format specification (Python's mini-language without the types c and n).

    Args:
        tensor: A number, or a string.
        specification: Not empty.
    """
    match = _parts(specification)
    kind = match["kind"]
    if tensor.dtype == tf.string:
        if kind not in ("", "s"):
            raise ValueError(f"Unknown format code '{kind}' for object of type 'str'")
        return aligned(tensor, specification, "<")
    if tensor.dtype == tf.bool:
        tensor = tf.cast(tensor, tf.int64)  # as Python: format(True, "5") is "    1"
    if kind == "s":
        raise ValueError("Unknown format code 's' for object of type 'float'")
    text = _in_base(tensor, match) if kind in _BASES else _digits(tensor, kind, match["precision"])
    text = _grouped(text, match["grouping"], 4 if kind in _BASES else 3)
    if kind in _BASES and match["alternate"]:
        text = tf.strings.regex_replace(text, "^(-?)", rf"\1{_BASES[kind][1]}")
    if match["sign"] in ("+", " "):
        text = tf.where(tf.strings.regex_full_match(text, "-.*"), text, tf.strings.join([match["sign"], text]))
    return aligned(text, specification, ">", number=True)


def _grouped(text: Tensor, separator: str, size: int) -> Tensor:
    for _ in range(64 // size if separator else 0):
        text = tf.strings.regex_replace(text, rf"^(-?[0-9a-fA-F]+)([0-9a-fA-F]{{{size}}})", rf"\1{separator}\2")
    return text


def _in_base(tensor: Tensor, match: re.Match[str]) -> Tensor:
    """An integer's digits to a base that is a power of two."""
    kind = match["kind"]
    if not tensor.dtype.is_integer:
        raise ValueError(f"Unknown format code '{kind}' for object of type 'float'")
    bits = _BASES[kind][0]
    number = tf.cast(tensor, tf.int64)
    places = tf.range(64 // bits * bits, -1, -bits, tf.int64)
    digits = tf.bitwise.bitwise_and(tf.bitwise.right_shift(tf.abs(number), places), 2**bits - 1)
    text = tf.strings.reduce_join(tf.gather(tf.constant(list("0123456789abcdef")), digits))
    text = tf.strings.regex_replace(text, "^0+(.)", r"\1")
    text = tf.strings.upper(text) if kind == "X" else text
    return tf.strings.join([tf.where(number < 0, "-", ""), text])


def _digits(tensor: Tensor, kind: str, precision: str | None) -> Tensor:
    whole = tensor.dtype.is_integer
    if kind == "d" or (not kind and whole):
        if not whole:
            raise ValueError("Unknown format code 'd' for object of type 'float'")
        return tf.strings.as_string(tensor)
    number = tf.cast(tensor, tf.float64)
    if kind in ("f", "F"):
        return tf.strings.as_string(number, precision=int(precision or 6))
    if kind in ("e", "E"):
        text = tf.strings.as_string(number, precision=int(precision or 6), scientific=True)
        return tf.strings.upper(text) if kind == "E" else text
    if kind == "%":
        return tf.strings.join([tf.strings.as_string(number * 100, precision=int(precision or 6)), "%"])
    if kind in ("g", "G"):
        text = tf.strings.as_string(number, precision=max(int(precision or 6), 1), shortest=True)
        return tf.strings.upper(text) if kind == "G" else text
    if precision is None:
        return item_text(tensor)
    # As "g", but a number without exponent has a digit after the point, and the exponent comes one digit earlier.
    digits = max(int(precision), 1)
    text = tf.strings.as_string(number, precision=digits, shortest=True)
    pointed = tf.strings.regex_replace(text, r"^(-?\d+)$", r"\1.0")
    long = tf.strings.regex_full_match(text, rf"-?\d{{{digits},}}")
    scientific = tf.strings.regex_replace(
        tf.strings.as_string(number, precision=digits - 1, scientific=True), r"\.?0*e", "e"
    )
    return tf.where(long, scientific, pointed)


def aligned(text: Tensor, specification: str, default: str, number: bool = False) -> WeakScalar:
    """A text filled up to the width of a format specification.

    Args:
        text: The text.
        specification: The specification.
        default: Where the text goes if the specification does not say it.
        number: Whether zeros go behind a sign.
    """
    match = _parts(specification)
    if not number and match["precision"]:
        text = tf.strings.substr(text, 0, int(match["precision"]), "UTF8_CHAR")
    fill, align, width = (
        match["fill"] or ("0" if match["zero"] else " "),
        match["align"] or ("=" if match["zero"] and number else default),
        int(match["width"] or 0),
    )
    if not width:
        return WeakScalar("str", text)
    missing = tf.maximum(width - tf.strings.length(text, "UTF8_CHAR"), 0)
    filling = fill * width

    def padding(count: Tensor) -> Tensor:
        return tf.strings.substr(filling, 0, count, "UTF8_CHAR")

    if align == "<":
        parts = [text, padding(missing)]
    elif align == "^":
        parts = [padding(missing // 2), text, padding(missing - missing // 2)]
    elif align == "=":
        sign = tf.strings.regex_replace(text, r"^([-+ ]?(?:0[xXob])?).*$", r"\1")
        parts = [sign, padding(missing), tf.strings.regex_replace(text, r"^[-+ ]?(?:0[xXob])?", "")]
    else:
        parts = [padding(missing), text]
    return WeakScalar("str", tf.strings.join(parts))
