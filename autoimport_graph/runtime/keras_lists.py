"""Keras's functions and layers that take a list of tensors apart, given one whose length only the graph knows."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import Dense

# What a layer of this name makes of its inputs, stacked.
_MERGING: dict[str, Callable[..., Tensor]] = {
    "Add": tf.reduce_sum,
    "Average": tf.reduce_mean,
    "Maximum": tf.reduce_max,
    "Minimum": tf.reduce_min,
    "Multiply": tf.reduce_prod,
}


def version(function: Any, values: tuple[Any, ...]) -> Callable[..., Any]:
    """What to call in place of a function of TensorFlow's or Keras's.

    Args:
        function: The function, or a layer.
        values: All that it is given.

    Returns:
        A function that knows lists of the graph, the function itself if there are none.
    """
    if not any(isinstance(value, GraphList) for value in values):
        return function
    keras = sys.modules.get("keras")
    name = str(getattr(function, "__name__", ""))
    if name in _OPERATIONS and getattr(getattr(keras, "ops", None), name, None) is function:
        return _OPERATIONS[name]
    name = type(function).__name__
    if (name in _MERGING or name == "Concatenate") and getattr(getattr(keras, "layers", None), name, None) is type(
        function
    ):
        return functools.partial(_merged, function, name)
    return functools.partial(_refusing, function)


def _refusing(function: Any, *arguments: Any, **keywords: Any) -> Any:
    try:
        return function(*arguments, **keywords)
    except (TypeError, ValueError) as error:
        if GraphList.__name__ not in str(error):
            raise
        name = getattr(function, "__name__", type(function).__name__)
        raise StagingError(
            f"{name} is given a list whose length only the graph knows, and takes it apart in Python; "
            "give it tf.stack(the_list), or tf.concat(the_list, axis)"
        ) from error


def _merged(layer: Any, name: str, inputs: Any) -> Tensor:
    if not isinstance(inputs, GraphList) or not isinstance(inputs.element, Dense):
        return _refusing(layer, inputs)
    contents = inputs.concat(layer.axis) if name == "Concatenate" else inputs.stack()
    empty = f"ValueError: A `{name}` layer should be called on a list of at least 1 input."
    contents = checked(contents, inputs.size() > 0, empty)
    if contents.dtype.is_floating:
        contents = tf.cast(contents, layer.compute_dtype)
    return contents if name == "Concatenate" else _MERGING[name](contents, 0)


def _stack(x: Any, axis: int = 0) -> Tensor:
    from autoimport_graph.runtime.calls import tf_stack

    return tf_stack(x, axis)


def _concatenate(xs: Any, axis: int = 0) -> Tensor:
    return xs.concat(axis)


_OPERATIONS: dict[str, Callable[..., Any]] = {"stack": _stack, "concatenate": _concatenate}

__all__ = ["version"]
