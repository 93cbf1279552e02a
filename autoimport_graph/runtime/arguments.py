"""Arguments for TensorFlow's functions: numbers of the graph inside lists and tuples become tensors.

TensorFlow packs a list that holds tensors, and converts one that holds Python numbers; a number of the graph in a
list is neither. It takes the dtype of the tensors beside it, as a Python number would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice import settle as settle_choice
from autoimport_graph.runtime.lists import resolve
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar


def of_tensorflow(function: Any) -> bool:
    """Whether a callable is TensorFlow's or Keras's."""
    return str(getattr(function, "__module__", "")).partition(".")[0] in ("tensorflow", "keras")


def with_tensors(arguments: Any) -> Any:
    """Arguments of a function of TensorFlow's, with tensors for the numbers of the graph inside lists and tuples.

    Args:
        arguments: A tuple of positional arguments, or a list or tuple that is one argument.
    """
    if not any(isinstance(leaf, WeakScalar | Choice) for leaf in _leaves(arguments)):
        return arguments
    dtypes = {leaf.dtype for leaf in _leaves(arguments) if isinstance(leaf, Tensor | tf.Variable)}
    return _replaced(arguments, dtypes.pop() if len(dtypes) == 1 else None)


def _leaves(value: Any) -> Iterator[Any]:
    if type(value) in (list, tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _replaced(value: Any, dtype: tf.DType | None) -> Any:
    """The items of a list or tuple, replaced; the outermost are arguments, which TensorFlow converts itself."""
    return type(value)([_inside(item, dtype) if type(item) in (list, tuple) else settle_choice(item) for item in value])


def _inside(value: Any, dtype: tf.DType | None) -> Any:
    value = settle_choice(resolve(value))
    if type(value) in (list, tuple):
        return type(value)([_inside(item, dtype) for item in value])
    if isinstance(value, WeakScalar):
        fits = dtype is not None and (dtype.is_floating or (dtype.is_integer and value.name == "int"))
        return value.to(dtype) if fits else tf.convert_to_tensor(value)
    return tf.convert_to_tensor(value) if isinstance(value, Choice) else value
