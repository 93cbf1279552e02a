"""Division of two numbers of the graph, as Python has it: by zero it fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.captures import captured
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.kinds import Constant, Weak, kind_of
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor

# What Python's numbers stay Python's own in.
_ARITHMETIC = ("AddV2", "Sub", "Mul", "Neg", "Cast", "Identity")
_DEPTH = 6


def check_divisor(divisor: Tensor, message: str) -> Tensor:
    """The divisor, checked as Python does when the graph runs."""
    known = tf.get_static_value(divisor)
    if known is not None and known != 0:
        return divisor
    return checked(divisor, tf.not_equal(divisor, tf.zeros([], divisor.dtype)), f"ZeroDivisionError: {message}")


def sum_of(total: Tensor, items: Any) -> Tensor:
    """Note what a tensor is the sum of; returns it. Of nothing it is Python's 0, which fails where it is divided by 0.

    Args:
        total: The sum.
        items: A tensor of them, or a list of the graph.
    """
    if not isinstance(total, EagerTensor):
        total.sum_of = items
    return total


def leave(lefts: Iterable[tuple[Any, Sequence[Any]]]) -> None:
    """A loop or branch ends: note which tensors eager Python has as numbers of its own where it ends in another way.

    Args:
        lefts: What each variable is after it, and what it was at each end: of the one branch and of the other, or
            before the loop and after an iteration.
    """
    for value, ends in lefts:
        if isinstance(value, Tensor) and not isinstance(value, EagerTensor) and any(map(_may_be_python, ends)):
            value.may_be_python = True


def _may_be_python(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not isinstance(value, EagerTensor) and value.shape.rank in (0, None) and _made_of_python(value)
    kind = kind_of(value) if isinstance(value, int | float) or hasattr(type(value), "__type_name__") else None
    return isinstance(kind, Constant | Weak)


def _made_of_python(tensor: Tensor, depth: int = _DEPTH) -> bool:
    tensor = captured(tensor)
    if hasattr(tensor, "may_be_python"):
        return True
    if depth == 0 or tensor.op.type not in _ARITHMETIC:
        return False
    operands = [operand for operand in tensor.op.inputs if captured(operand).op.type != "Const"]
    return bool(operands) and all(_made_of_python(operand, depth - 1) for operand in operands)


def divisor_of(total: Tensor, divisor: Tensor) -> Tensor:
    """The divisor of a tensor, checked where that may be Python's 0.

    Args:
        total: What is divided.
        divisor: A number that eager Python has as its own, as a tensor.
    """
    if _may_be_python(total):
        return check_divisor(divisor, "division by zero")
    items = getattr(total, "sum_of", None)
    if items is None or (isinstance(items, Tensor) and items.shape[:1].num_elements()):
        return divisor
    count = tf.shape(items)[0] if isinstance(items, Tensor) else items.size()
    fails = tf.logical_and(tf.equal(count, 0), tf.equal(divisor, tf.zeros([], divisor.dtype)))
    return checked(divisor, tf.logical_not(fails), "ZeroDivisionError: division by zero")


def divide(first: Tensor, second: Tensor) -> Tensor:
    """``first / second``."""
    return first / check_divisor(second, "division by zero")


def floor_divide(first: Tensor, second: Tensor) -> Tensor:
    """``first // second``."""
    return tf.math.floordiv(first, check_divisor(second, "integer division or modulo by zero"))


def modulo(first: Tensor, second: Tensor) -> Tensor:
    """``first % second``."""
    return tf.math.floormod(first, check_divisor(second, "integer division or modulo by zero"))
