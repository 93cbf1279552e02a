"""TensorFlow's own functions that take a Python value apart, given one of the graph."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.values import Weak
from autoimport_graph.runtime.weak import WeakScalar


def tensor_like(value: Any) -> Any:
    """A value as TensorFlow takes it: lists of the graph as tensors, in lists and tuples, too."""
    value = resolve(settle(value))
    if isinstance(value, GraphList | WeakScalar):
        return tf.convert_to_tensor(value)
    if type(value) in (list, tuple) and any(isinstance(resolve(item), GraphList | list | tuple) for item in value):
        return type(value)(map(tensor_like, value))
    return value


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str = "Const") -> Any:
    """``tf.constant`` of values that only the graph knows."""
    contents = resolve(settle(value))
    if isinstance(contents, GraphList | WeakScalar):
        tensor = tf.convert_to_tensor(contents, dtype)
        return tensor if shape is None else tf.broadcast_to(tensor, shape)
    if type(contents) in (list, tuple):
        return _constant_of_items(tensor_like(contents), dtype, shape, name)
    return tf.constant(contents, dtype, shape, name)


def _constant_of_items(items: Any, dtype: Any, shape: Any, name: str) -> Any:
    from autoimport_graph.runtime.truth import is_symbolic

    if any(map(is_symbolic, tf.nest.flatten(items))):
        tensor = tf.convert_to_tensor(items, dtype)
        return tensor if shape is None else tf.reshape(tensor, shape)
    return tf.constant(items, dtype, shape, name)


def convert(value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None) -> Any:
    """``tf.convert_to_tensor`` of lists that hold lists of the graph."""
    contents = resolve(settle(value))
    if not isinstance(contents, GraphList | WeakScalar):
        contents = tensor_like(contents)
    return tf.convert_to_tensor(contents, dtype, dtype_hint, name)


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """``tf.cast`` of Python's integers, which are as large as TensorFlow's largest."""
    contents = resolve(settle(x))
    if isinstance(contents, WeakScalar) and contents.__type_name__ == "int":
        contents = contents.__tensor__
    elif isinstance(contents, GraphList) and contents.element == Weak("int"):
        contents = contents.numbers()[0]
    return tf.cast(contents, dtype, name)


register(tf.cast, cast)
register(tf.constant, constant)
register(tf.convert_to_tensor, convert)
