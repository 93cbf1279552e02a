"""Arguments for TensorFlow's functions: numbers of the graph stand where Python numbers would.

TensorFlow converts a Python number, alone or in a list, to the dtype that the place wants. A number of the graph does
so, too, alone and in a list (:func:`_list_to_tensor`); in a list beside tensors it takes their dtype. A function that
takes Python numbers apart before it converts them, as ``tf.pad`` and ``tf.eye`` do, is called again with tensors.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import keras_lists
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import settle as settle_choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import Structure, join, kind_of, pack, unpack
from autoimport_graph.runtime.weak import WeakScalar, with_dtype


def of_tensorflow(function: Any) -> bool:
    """Whether a callable is TensorFlow's or Keras's."""
    return str(getattr(function, "__module__", "")).partition(".")[0] in ("tensorflow", "keras")


def call_tensorflow(function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call a function of TensorFlow's.

    Args:
        function: The function.
        arguments: Its positional arguments.
        keywords: Its keyword arguments.
    """
    if function is tf.print:
        from autoimport_graph.runtime.tensor_printing import needs_texts, print_line

        if needs_texts(arguments):
            return print_line(*arguments, **keywords)
    function = keras_lists.version(function, (*arguments, *keywords.values()))
    arguments = with_tensors(arguments)
    keywords = dict(zip(keywords, with_tensors(tuple(keywords.values())), strict=True))
    values = (*arguments, *keywords.values())
    if not any(isinstance(leaf, WeakScalar) for leaf in _leaves(values)):
        return function(*arguments, **keywords)
    graph = private.get_default_graph()
    version = graph.version
    try:
        return function(*arguments, **keywords)
    except (TypeError, ValueError, StagingError) as error:
        added = graph.version - version
        effects = added and any(operation._is_stateful for operation in graph.get_operations()[-added:])
        if effects or any(callable(value) for value in values):
            raise
        return _again(function, arguments, keywords, error)


def _again(function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any], error: Exception) -> Any:
    """Call a function with tensors for all numbers of the graph: of their own dtype, or of the other arguments'."""
    dtypes = _dtypes((*arguments, *keywords.values()))
    for dtype in (None, *dtypes) if len(dtypes) == 1 else (None,):
        try:
            return function(
                *(_number(value, dtype) for value in arguments),
                **{name: _number(value, dtype) for name, value in keywords.items()},
            )
        except (TypeError, ValueError, StagingError):
            continue
    raise error


def _number(value: Any, dtype: tf.DType | None) -> Any:
    if type(value) in (list, tuple):
        return type(value)(_number(item, dtype) for item in value)
    return _as_tensor(value, dtype) if isinstance(value, WeakScalar) else value


def with_tensors(arguments: Any) -> Any:
    """Arguments of a function of TensorFlow's, each list and tuple among them as TensorFlow can convert it.

    Args:
        arguments: A tuple of positional arguments, or a list or tuple that is one argument.
    """
    if not any(isinstance(leaf, WeakScalar | Choice) for leaf in _leaves(arguments)):
        return arguments
    # TensorFlow converts the outermost itself: they are arguments, not a list's items.
    return type(arguments)([_outermost(value) for value in arguments])


def _outermost(value: Any) -> Any:
    if type(value) not in (list, tuple):
        return settle_choice(value)
    dtypes = _dtypes(value)
    return _inside(value, dtypes.pop() if len(dtypes) == 1 else None)


def _dtypes(value: Any) -> set[tf.DType]:
    return {leaf.dtype for leaf in _leaves(value) if isinstance(leaf, Tensor | tf.Variable)}


def _leaves(value: Any) -> Iterator[Any]:
    if type(value) in (list, tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _inside(value: Any, dtype: tf.DType | None) -> Any:
    value = _of_one_structure(settle_choice(resolve(value)))
    if type(value) in (list, tuple):
        return type(value)([_inside(item, dtype) for item in value])
    if isinstance(value, WeakScalar) and dtype is not None:
        return _as_tensor(value, dtype)
    return tf.convert_to_tensor(value) if isinstance(value, Choice) else value


def _of_one_structure(value: Any) -> Any:
    """One of several lists or tuples that differ in their items' values alone, as one: ``tf.nest`` keeps it a list."""
    if not isinstance(value, Choice):
        return value
    kind = functools.reduce(join, map(kind_of, value.__alternatives__))
    if not isinstance(kind, Structure) or kind.type not in (list, tuple):
        return value
    return unpack(kind, iter(pack(value, kind)))


def _as_tensor(value: WeakScalar, dtype: tf.DType | None) -> Tensor:
    fits = dtype is not None and (dtype.is_floating or (dtype.is_integer and value.__type_name__ in ("bool", "int")))
    return with_dtype(value, dtype) if fits else tf.convert_to_tensor(value)


def _list_to_tensor(value: Any, dtype: Any = None, name: Any = None, as_ref: bool = False) -> Any:
    """A list of numbers of which the graph knows some, as TensorFlow converts a list of Python numbers."""
    leaves = list(_leaves(value))
    if not any(isinstance(leaf, WeakScalar) for leaf in leaves) or any(isinstance(leaf, Tensor) for leaf in leaves):
        return NotImplemented
    if dtype is None:
        dtype = max((tf.convert_to_tensor(leaf).dtype for leaf in leaves), key=lambda one: (one.is_floating, one.size))
    return tf.stack([tf.convert_to_tensor(item, dtype) for item in value])


tf.register_tensor_conversion_function((list, tuple), _list_to_tensor, priority=0)
