"""Calls of the author's own ``tf.function`` and :func:`autoimport_graph.graph` functions inside of a graph.

TensorFlow traces a function for the types of its arguments, and knows none of ours. A number of the graph crosses in
an extension type, and is a number of the graph on the other side again (:func:`arriving`). A list that the graph holds,
or one of several values, crosses in none, and no exception crosses back to a handler: such a call is run where it
stands, as if the function were not decorated.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.attempts import handlers
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import like
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.weak import WeakScalar


class Number(tf.experimental.ExtensionType):  # type: ignore[misc]  # Any, as all of TensorFlow is here
    """A number of the graph as an argument.

    Args:
        tensor: Its value.
        kind: The Python type's name.
    """

    tensor: tf.Tensor
    kind: str


class _CannotCross(Exception):
    """A value of the graph that no argument of a traced function can be."""


def call_traced(function: Any, /, *arguments: Any, **keywords: Any) -> Any:
    """Call a ``tf.function`` while a graph is built.

    Args:
        function: The ``tf.function``.
        arguments: Its positional arguments.
        keywords: Its keyword arguments.
    """
    if handlers.active and is_converted(function):
        return function.python_function(*arguments, **keywords)
    if getattr(function, "input_signature", None) is not None:
        return function(*arguments, **keywords)  # its specifications convert numbers
    try:
        arguments, keywords = changed(_leaving, arguments), changed(_leaving, keywords)
    except _CannotCross:
        return function.python_function(*arguments, **keywords)
    return function(*arguments, **keywords)


def arriving(value: Any) -> Any:
    """Arguments as the traced function is to see them.

    Args:
        value: A structure of them.
    """
    return changed(lambda leaf: WeakScalar(leaf.kind, leaf.tensor) if isinstance(leaf, Number) else leaf, value)


def _leaving(value: Any) -> Any:
    if isinstance(value, Choice):
        raise _CannotCross
    return Number(value.__tensor__, value.__type_name__) if isinstance(value, WeakScalar) else value


def changed(change: Callable[[Any], Any], value: Any) -> Any:
    """A structure with its leaves changed; one whose leaves stay is returned as it is.

    Args:
        change: Takes a leaf.
        value: A structure of tuples, lists and dicts.
    """
    if isinstance(value, list) and isinstance(resolve(value), GraphList):
        raise _CannotCross
    if type(value) in (list, tuple) or hasattr(type(value), "_fields"):
        parts = [changed(change, item) for item in value]
        return value if all(map(operator.is_, parts, value)) else like(value, parts)
    if type(value) is dict:
        items = {key: changed(change, item) for key, item in value.items()}
        return value if all(items[key] is value[key] for key in value) else items
    return change(value)


__all__ = ["arriving", "call_traced", "changed"]
