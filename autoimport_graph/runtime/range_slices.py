"""Slices of Python's ranges, between ends that only the graph knows."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.counted import SymbolicRange
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar, weak_of


def slice_of_range(numbers: range, key: slice) -> SymbolicRange:
    """``numbers[a:b]``.

    Args:
        numbers: The range.
        key: The ends, Python's or the graph's.

    Raises:
        StagingError: For a slice with a step.
    """
    if key.step not in (None, 1):
        raise StagingError(
            "a slice with a step of a range, between ends that only the graph knows; slice list(the_range) instead"
        )
    first = _position(key.start, 0, len(numbers))
    last = tf.maximum(first, _position(key.stop, len(numbers), len(numbers)))
    start, limit = (weak_of("int", numbers.start + numbers.step * position) for position in (first, last))
    return SymbolicRange(start, limit, numbers.step)


def _position(end: Any, default: int, size: int) -> Tensor:
    """The end of a slice, from the first item to behind the last."""
    if end is None:
        return tf.constant(default, tf.int64)
    position = tf.cast(end.__tensor__ if isinstance(end, WeakScalar) else end, tf.int64)
    return tf.clip_by_value(tf.where(position < 0, position + size, position), 0, size)
