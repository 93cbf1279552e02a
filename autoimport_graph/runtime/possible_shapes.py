"""The shapes that a tensor may have which is a scalar on one path and a matrix, say, on the other.

A static shape has no word for that: TensorFlow knows no rank of it, and Keras layers refuse what they are given. What
arithmetic makes of it most often has one rank again (``x + bonus``, whichever ``bonus`` is), and is told so here.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.joins import join_shapes, numeric
from autoimport_graph.runtime.kinds import Shape, kind_of
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor

_DEPTH = 6  # operations between a branch's end and what has a rank again
_MOST = 8
_BROADCAST = frozenset({"AddV2", "Add", "Sub", "Mul", "RealDiv", "FloorDiv", "FloorMod", "Pow", "Maximum", "Minimum"})
_ELEMENTWISE = frozenset(
    {
        "Abs",
        "Cast",
        "Elu",
        "Exp",
        "Identity",
        "Log",
        "Neg",
        "Relu",
        "Sigmoid",
        "Sign",
        "Softplus",
        "Sqrt",
        "Square",
        "Tanh",
    }
)


def leave(lefts: Iterable[tuple[Any, Sequence[Any]]]) -> None:
    """A loop or branch ends: note the shapes of what it leaves without a rank.

    Args:
        lefts: What each variable is after it, and what it was at each end, as for
            :func:`~autoimport_graph.runtime.divisions.leave`.
    """
    for value, ends in lefts:
        if _lacks_rank(value):
            of_ends = [possible_shapes(end) for end in ends]
            if all(of_ends):
                value.possible_shapes = frozenset(itertools.chain(*of_ends))


def _lacks_rank(value: Any) -> bool:
    return isinstance(value, Tensor) and not isinstance(value, EagerTensor) and value.shape.rank is None


def possible_shapes(value: Any, depth: int = _DEPTH) -> frozenset[Shape]:
    """The shapes that a value may have.

    Args:
        value: Any value.
        depth: How many operations to look back.

    Returns:
        Static shapes; none where they are not known.
    """
    if not _lacks_rank(value):
        return _known(value)
    tensor = captured(value)
    noted = getattr(tensor, "possible_shapes", None)
    if noted is not None:
        return noted
    if depth and tensor.op.type in _ELEMENTWISE:
        return possible_shapes(tensor.op.inputs[0], depth - 1)
    if depth and tensor.op.type in _BROADCAST:
        return _broadcast(*(possible_shapes(operand, depth - 1) for operand in tensor.op.inputs))
    return frozenset()


def _known(value: Any) -> frozenset[Shape]:
    if isinstance(value, Tensor | tf.Variable | np.ndarray | np.generic):
        shape = tf.TensorShape(value.shape)
        return frozenset() if shape.rank is None else frozenset([tuple(shape.as_list())])
    return frozenset([()]) if numeric(kind_of(value)) else frozenset()


def _broadcast(first: frozenset[Shape], second: frozenset[Shape]) -> frozenset[Shape]:
    """The shapes of what two operands make; two that do not go together fail where the graph runs."""
    found = set()
    for one, other in itertools.product(first, second):
        with contextlib.suppress(ValueError):
            shape = tf.broadcast_static_shape(tf.TensorShape(one), tf.TensorShape(other))
            found.add(tuple(shape.as_list()))
    return frozenset(found) if len(found) <= _MOST else frozenset()


def ranked(value: Any) -> Any:
    """A value; a tensor without a rank is given one, if the shapes that it may have are all of one.

    Args:
        value: Any value.
    """
    if _lacks_rank(value):
        shapes = possible_shapes(value)
        shape = functools.reduce(join_shapes, shapes) if shapes else None
        if shape is not None:
            value.set_shape(shape)
    return value
