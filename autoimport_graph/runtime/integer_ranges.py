"""How large an integer of the graph can be, as far as the operations that compute it tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor

# What is asked of each operation of an unrolled loop must not walk through all that came before.
_DEPTH = 12
_LARGEST_OF = {tf.bool: 1, **{dtype: max(-dtype.min, dtype.max) for dtype in (tf.int8, tf.int16, tf.int32, tf.uint8)}}
UNKNOWN = 2**63
# Iterations of a loop, which TensorFlow counts in 32 bits.
_LONGEST = 2**31


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
    branches = getattr(tensor, "of_branches", None)
    if branches is not None:
        return min(largest, max(magnitude(one, depth - 1) for one in branches))
    rule = _RULES.get(tensor.op.type)
    if rule is None:
        return largest
    return min(largest, rule([magnitude(operand, depth - 1) for operand in tensor.op.inputs]))


def _is_integer(tensor: Tensor) -> bool:
    return bool(tensor.dtype == tf.int64) and tensor.shape.rank == 0


def note_branches(results: Sequence[Tensor], true: Sequence[Tensor], false: Sequence[Tensor]) -> None:
    """Note what integers that two branches leave are made of.

    Args:
        results: What an ``If`` returns.
        true: What its branch returns that is taken when the predicate holds.
        false: What the other one returns.
    """
    for result, *branches in zip(results, true, false, strict=False):
        if _is_integer(result):
            result.of_branches = branches


def note_loop(initial: Sequence[Tensor], body: Any, results: Sequence[Tensor]) -> None:
    """Note which integers that a loop leaves are small: those of which an iteration makes none larger by more than one.

    There are no more than 2**31 iterations.

    Args:
        initial: The loop variables before the loop.
        body: The graph of an iteration, whose first two inputs and outputs are no loop variables.
        results: The loop variables after the loop.
    """
    variables = [
        (inner, output, result)
        for start, inner, output, result in zip(initial, body.inputs[2:], body.outputs[2:], results, strict=False)
        if _is_integer(start) and magnitude(start) < _LONGEST
    ]
    held: list[tuple[Tensor, ...]] = []
    while len(held) != len(variables):
        held = variables
        for inner, *_ in held:
            at_most(inner, _LONGEST)
        variables = [variable for variable in held if magnitude(variable[1]) <= _LONGEST + 1]
        for inner, *_ in held:
            at_most(inner, UNKNOWN)
    for _, _, result in variables:
        at_most(result, _LONGEST)
