"""Whether two positions in a list of the graph are one, as far as that shows when the graph is built."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor

_ARITHMETIC = ("AddV2", "FloorDiv", "FloorMod", "Mul", "Neg", "Sub")
_DEPTH = 4  # of operations that are looked at


def surely_same(one: Tensor | int, other: Tensor | int) -> bool:
    """Whether two positions are one, in a list whose length has not changed between."""
    return _alike(_origin(one), _origin(other), _DEPTH)


def _alike(first: Any, second: Any, depth: int) -> bool:
    """Whether two numbers are computed in one way of the same numbers, as where ``j + 1`` is written twice."""
    known = _known(first), _known(second)
    if first is second or (known[0] is not None and known[1] is not None):
        return first is second or bool(known[0] == known[1])
    if isinstance(first, int) or isinstance(second, int):
        return False
    one, other = first.op, second.op
    if depth == 0 or one.type not in _ARITHMETIC or one.type != other.type or first.dtype != second.dtype:
        return False
    pairs = zip(one.inputs, other.inputs, strict=True)
    return all(_alike(_origin(left), _origin(right), depth - 1) for left, right in pairs)


def may_be_same(one: Tensor | int, other: Tensor | int) -> bool:
    """Whether nothing tells two positions apart."""
    known = _known(_origin(one)), _known(_origin(other))
    return known[0] is None or known[1] is None or bool(known[0] == known[1]) or bool((known[0] < 0) != (known[1] < 0))


def _known(index: Any) -> Any:
    return index if isinstance(index, int) else tf.get_static_value(index)


def _origin(index: Any) -> Any:
    """The number that a position was made of: it has been checked, and counted from the front."""
    while not isinstance(index, int):
        made_of = getattr(index, "position_of", None)
        if made_of is None:
            made_of = getattr(index, "asserted_of", None)
        if made_of is None and index.op.type == "Cast" and index.op.inputs[0].dtype.is_integer:
            made_of = index.op.inputs[0]
        if made_of is None:
            break
        index = made_of
    return index
