"""Unpacking of a value into several."""

from __future__ import annotations

import itertools
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.iteration import Counted, python_iterable, static_count, symbolic_iterable


def unpack_value(value: Any, pattern: tuple[Any, ...]) -> Any:
    """The items of a value for ``a, b = value``.

    Args:
        value: What is unpacked.
        pattern: 0 for a target, ``"*"`` for a starred one, a tuple for a nested target.

    Returns:
        Something that Python unpacks.
    """
    value = settle(value)
    symbolic = symbolic_iterable(value)
    nested = any(isinstance(part, tuple) for part in pattern)
    if symbolic is not None:
        if (
            static_count(symbolic) is None
            and isinstance(symbolic, Counted)
            and symbolic.count is not None
            and "*" not in pattern
        ):
            items = _expected(symbolic, len(pattern))
        else:
            items = python_iterable(value)
    elif nested:
        # One more than fits tells that there are too many, and an iterator may be endless.
        items = list(value if "*" in pattern else itertools.islice(iter(value), len(pattern) + 1))
    else:
        return value
    return _nested(list(items), pattern) if nested else items


def _nested(items: list[Any], pattern: tuple[Any, ...]) -> list[Any]:
    """Unpack the parts that are unpacked in turn; a number of items that does not fit is for Python to refuse."""
    star = pattern.index("*") if "*" in pattern else len(pattern)
    after = len(pattern) - star - 1
    for number, part in enumerate(pattern):
        position = number if number < star else number - star - 1 + len(items) - after
        if isinstance(part, tuple) and 0 <= position < len(items):
            items[position] = unpack_value(items[position], part)
    return items


def _expected(symbolic: Counted, size: int) -> list[Any]:
    """Items of which the graph checks how many there are."""
    message = f"ValueError: the number of values to unpack is not the expected {size}"
    count = checked(symbolic.count, tf.equal(symbolic.count, size), message)
    with tf.control_dependencies([count]):
        return [symbolic.item(tf.constant(position)) for position in range(size)]
