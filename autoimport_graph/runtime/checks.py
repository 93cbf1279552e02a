"""Conditions that Python checks and a graph must check when it runs."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.failures import assert_that
from autoimport_graph.runtime.tensorflow_private import Tensor


def checked(tensor: Tensor, condition: Any, message: str) -> Tensor:
    """A tensor whose use waits for an assertion; the tensor itself where the condition is known to hold.

    Args:
        tensor: What needs the condition.
        condition: A boolean scalar.
        message: Name and text of the exception that eager Python raises.
    """
    assertion = assert_that(condition, message)
    if assertion is None:
        return tensor
    with tf.control_dependencies([assertion]):
        return waiting(tensor)


def waiting(tensor: Tensor) -> Tensor:
    """A tensor that waits for the assertions in force."""
    identity = tf.identity(tensor)
    identity.asserted_of = tensor
    return identity


def without_assertion(tensor: Any) -> Any:
    """The tensor that :func:`waiting` was given, where this is one that it returned."""
    return getattr(tensor, "asserted_of", tensor)
