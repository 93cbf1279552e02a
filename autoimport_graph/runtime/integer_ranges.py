"""How large an integer of the graph can be, as far as the operations that compute it tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.xla.graphs import captured

# What is asked of each operation of an unrolled loop must not walk through all that came before.
_DEPTH = 12
_LARGEST_OF = {tf.bool: 1, **{dtype: max(-dtype.min, dtype.max) for dtype in (tf.int8, tf.int16, tf.int32, tf.uint8)}}
UNKNOWN = 2**63


def _kept(magnitudes: Sequence[int]) -> int:
    return magnitudes[0]


def _product(magnitudes: Sequence[int]) -> int:
    return magnitudes[0] * magnitudes[1]


# What an operation makes of the magnitudes of its operands.
_RULES: dict[str, Callable[[Sequence[int]], int]] = {
    **dict.fromkeys(("Identity", "Cast", "Neg", "Abs", "FloorDiv"), _kept),
    **dict.fromkeys(("Add", "AddV2", "Sub"), sum),
    **dict.fromkeys(("Maximum", "Minimum"), max),
    "Mul": _product,
    "FloorMod": lambda magnitudes: magnitudes[1],
    "SelectV2": lambda magnitudes: max(magnitudes[1:]),
}


def at_most(tensor: Tensor, largest: int) -> Tensor:
    """Note what is known of a scalar's absolute value; returns the scalar."""
    if not isinstance(tensor, EagerTensor):
        tensor.largest = largest
    return tensor


def magnitude(tensor: Tensor, depth: int = _DEPTH) -> int:
    """The largest absolute value that a scalar can have; ``UNKNOWN`` or more where nothing is known.

    Args:
        tensor: An integer scalar.
        depth: How many operations to look back.
    """
    value = tf.get_static_value(tensor)
    if value is not None:
        return abs(int(value))
    largest: int = getattr(tensor, "largest", _LARGEST_OF.get(tensor.dtype, UNKNOWN))
    if depth == 0 or isinstance(tensor, EagerTensor):
        return largest
    outer = captured(tensor) if tensor.op.type == "Placeholder" else tensor
    if outer is not tensor:
        return min(largest, magnitude(outer, depth - 1))
    rule = _RULES.get(tensor.op.type)
    if rule is None:
        return largest
    return min(largest, rule([magnitude(operand, depth - 1) for operand in tensor.op.inputs]))
