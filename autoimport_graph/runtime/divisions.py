"""Division of two numbers of the graph, as Python has it: by zero it fails."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor


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


def divisor_of(total: Tensor, divisor: Tensor) -> Tensor:
    """The divisor of a tensor, checked where that may be Python's 0.

    Args:
        total: What is divided.
        divisor: A number that eager Python has as its own, as a tensor.
    """
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
