"""Python's integers of more than 64 bits beside those of the graph, which have 64.

What would need more ends the graph with an error, where it is computed: an integer that a loop multiplies with, or adds
to another such one, may. A counter may not, nor a sum of what fits into 32 bits: no loop lasts that long.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.failures import asserted
from autoimport_graph.runtime.integer_ranges import UNKNOWN, magnitude
from autoimport_graph.runtime.tensorflow_private import Tensor

_SMALL = 2**32  # what can be added to a number for as long as a loop may last
_HELP = "use floats, or split the number"
_TOO_LARGE = (
    "a Python integer needs more than 64 bits here, and one that is known only when the graph runs has no more; "
    + _HELP
)
_TOO_LARGE_FOR_32 = (
    "a Python integer that is known only when the graph runs leaves it, or becomes a tensor, as int32, and is too "
    "large for that; write tf.cast(the_number, tf.int64)"
)


def among(*operands: Any) -> bool:
    """Whether an operand is such an integer."""
    return any(type(operand) is int and not -(2**63) <= operand < 2**63 for operand in operands)


def operated(method: str, compares: bool, first: Any, second: Any) -> bool:
    """An operator on such an integer and one of the graph.

    Args:
        method: The special method's name without underscores.
        compares: Whether it is a comparison.
        first: The first operand.
        second: The second.

    Raises:
        StagingError: If it computes an integer.
    """
    if not compares:
        raise StagingError(
            "a Python integer of more than 64 bits meets one that is known only when the graph runs, which has 64; "
            + _HELP
        )
    # Whatever the graph's number is, the other one is on the same side of it.
    return bool(getattr(operator, method)(*(value if among(value) else 0 for value in (first, second))))


def fitting(method: str, first: Tensor, second: Tensor, result: Tensor) -> Tensor:
    """The result of an operator on two integers of the graph, which must not need more than 64 bits.

    Args:
        method: The special method's name without underscores.
        first: The first operand, an ``int64`` scalar.
        second: The second.
        result: What TensorFlow makes of them.
    """
    fits = _FITS.get(method)
    condition = None if fits is None else fits(first, second, result)
    return result if condition is None else _asserted(result, condition, _TOO_LARGE)


def as_int32(tensor: Tensor) -> Tensor:
    """Integers that Python would have, as TensorFlow takes them where nothing says otherwise.

    Args:
        tensor: An ``int64`` tensor.
    """
    narrow = tf.cast(tensor, tf.int32)
    if tensor.shape.rank == 0 and magnitude(tensor) <= 2**31:
        return narrow
    fits = tf.equal(tf.cast(narrow, tf.int64), tensor)
    return _asserted(narrow, fits if tensor.shape.rank == 0 else tf.reduce_all(fits), _TOO_LARGE_FOR_32)


def _asserted(tensor: Tensor, condition: Tensor, message: str) -> Tensor:
    """A tensor, beside a check. No handler of the author's hears of it: Python raises nothing."""
    asserted(condition, [message])
    return tensor


def _sum_fits(first: Tensor, second: Tensor, result: Tensor) -> Tensor | None:
    sizes = magnitude(first), magnitude(second)
    if sum(sizes) < UNKNOWN or min(sizes) <= _SMALL:
        return None
    return tf.equal(result < first, second < 0)


def _difference_fits(first: Tensor, second: Tensor, result: Tensor) -> Tensor | None:
    return _sum_fits(result, second, first) if _sum_fits(first, second, result) is not None else None


def _product_fits(first: Tensor, second: Tensor, result: Tensor) -> Tensor | None:
    if magnitude(first) * magnitude(second) < UNKNOWN:
        return None
    for one, other in ((first, second), (second, first)):
        factor = tf.get_static_value(one)
        if factor is not None:
            return tf.abs(other) <= (UNKNOWN - 1) // abs(int(factor))
    return _near(result, tf.cast(first, tf.float64) * tf.cast(second, tf.float64))


def _power_fits(first: Tensor, second: Tensor, result: Tensor) -> Tensor | None:
    exponent = tf.get_static_value(second)
    if exponent is not None and magnitude(first) ** min(int(exponent), 64) < UNKNOWN:
        return None
    return _near(result, tf.cast(first, tf.float64) ** tf.cast(second, tf.float64))


def _near(result: Tensor, exact: Tensor) -> Tensor:
    """Whether a result is the number that it is as a float, too: else it is wrong by a multiple of 2**64."""
    return tf.abs(tf.cast(result, tf.float64) - exact) < 2.0**62


def _shifted_fits(first: Tensor, second: Tensor, result: Tensor) -> Tensor | None:
    inside = tf.logical_and(second >= 0, second < 64)
    back = tf.bitwise.right_shift(result, tf.clip_by_value(second, 0, 63))
    return tf.logical_and(inside, tf.equal(back, first))


_FITS: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor | None]] = {
    "add": _sum_fits,
    "sub": _difference_fits,
    "mul": _product_fits,
    "pow": _power_fits,
    "lshift": _shifted_fits,
}
