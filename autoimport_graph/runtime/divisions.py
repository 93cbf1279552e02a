"""Division of two numbers of the graph, as Python has it: by zero it fails."""

from __future__ import annotations

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.tensorflow_private import Tensor


def check_divisor(divisor: Tensor, message: str) -> Tensor:
    """The divisor, checked as Python does when the graph runs."""
    known = tf.get_static_value(divisor)
    if known is not None and known != 0:
        return divisor
    return checked(divisor, tf.not_equal(divisor, tf.zeros([], divisor.dtype)), f"ZeroDivisionError: {message}")


def divide(first: Tensor, second: Tensor) -> Tensor:
    """``first / second``."""
    return first / check_divisor(second, "division by zero")


def floor_divide(first: Tensor, second: Tensor) -> Tensor:
    """``first // second``."""
    return tf.math.floordiv(first, check_divisor(second, "integer division or modulo by zero"))


def modulo(first: Tensor, second: Tensor) -> Tensor:
    """``first % second``."""
    return tf.math.floormod(first, check_divisor(second, "integer division or modulo by zero"))
