"""``+`` and ``*`` of sequences that only the graph knows, ``%`` of texts with fields for its values, division by its
numbers; all else is Python's.
"""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import counters
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.divisions import divisor_of
from autoimport_graph.runtime.graph_containers import wrapped, wrapped_tuple
from autoimport_graph.runtime.late_modules import LateModule
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.possible_shapes import ranked
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, SymbolicTensor, Tensor
from autoimport_graph.runtime.weak import WeakScalar, weak_name, weak_tensor, with_dtype
from autoimport_graph.runtime.whole_lists import concatenated, repeat

_strings = LateModule("strings")
# What is no sequence of the graph's, and no integer that may leave a tensor as it is: Python adds and multiplies it.
# Each unrolled iteration asks.
_TENSORS_AND_FLOATS = frozenset({SymbolicTensor, float})


def add_(first: Any, second: Any) -> Any:
    """``first + second``."""
    if type(first) in _TENSORS_AND_FLOATS and type(second) in _TENSORS_AND_FLOATS:
        return ranked(first + second)
    if is_tuple(first) or is_tuple(second):
        return wrapped_tuple(concatenated(first, second))
    if _may_be_lists(first, second):
        return _of_each(add_, first, second)
    if isinstance(first, list) and isinstance(second, list):
        if isinstance(resolve(first), GraphList) or isinstance(resolve(second), GraphList):
            return wrapped(concatenated(first, second))
        return fresh(first + second)
    if isinstance(first, collections.deque):
        if any(isinstance(resolve(one), GraphList) for one in (first, second)):
            return _extended(first, second)
        if isinstance(second, collections.deque):
            return fresh(first + second)
    counter = counters.combined("add", first, second)
    if counter is not None:
        return counter
    for zero, other in ((first, second), (second, first)):
        if _is_literal(zero, 0, other):
            return other
    return ranked(_plain(first) + _plain(second))


def _extended(first: Any, second: Any) -> Any:
    """``first + second``, of deques."""
    from autoimport_graph.runtime.list_methods import copy, extend

    if not isinstance(second, collections.deque):
        raise TypeError(f'can only concatenate deque (not "{type(second).__name__}") to deque')
    result = copy(first)
    extend(result, second)
    return result


def multiply(first: Any, second: Any) -> Any:
    """``first * second``."""
    if type(first) in _TENSORS_AND_FLOATS and type(second) in _TENSORS_AND_FLOATS:
        return ranked(first * second)
    if _may_be_lists(first, second):
        return _of_each(multiply, first, second)
    for sequence, count in ((first, second), (second, first)):
        if isinstance(sequence, collections.deque) and isinstance(resolve(sequence), GraphList):
            raise StagingError(
                "a deque whose length only the graph knows is repeated; extend it as often, or multiply list(the_deque)"
            )
        if not isinstance(sequence, list | tuple):
            continue
        if isinstance(count, WeakScalar) and count.__type_name__ in ("int", "bool"):
            return repeat(sequence, count)
        if isinstance(count, int):
            if isinstance(resolve(sequence), GraphList):
                return repeat(sequence, count)
            return fresh(sequence * count) if isinstance(sequence, list) else sequence * count
    for text, count in ((first, second), (second, first)):
        if weak_name(text) == "str" and weak_name(count) in ("int", "bool") and WeakScalar in (type(text), type(count)):
            copies = tf.fill([tf.maximum(tf.cast(weak_tensor(count, "int"), tf.int32), 0)], weak_tensor(text, "str"))
            return WeakScalar("str", tf.strings.reduce_join(copies))
    for one, other in ((first, second), (second, first)):
        if _is_literal(one, 1, other):
            return other
    return ranked(_plain(first) * _plain(second))


def _may_be_lists(first: Any, second: Any) -> bool:
    """Whether an operand is one of several values, and lists have a part in it: TensorFlow would add their items."""
    if not isinstance(first, Choice) and not isinstance(second, Choice):
        return False
    return any(
        isinstance(value, list)
        for one in (first, second)
        for value in (remaining(one) if isinstance(one, Choice) else [one])
    )


def _of_each(operate: Callable[[Any, Any], Any], first: Any, second: Any) -> Any:
    """An operation on each alternative of an operand that is one of several."""
    if isinstance(first, Choice):
        return apply(lambda value: operate(value, second), first)
    return apply(lambda value: operate(first, value), second)


def mod(first: Any, second: Any) -> Any:
    """``first % second``: of numbers, or a string with fields."""
    return _strings.filled_in(first, second) if isinstance(first, str) else first % second


def truediv(first: Any, second: Any) -> Any:
    """``first / second``."""
    return ranked(first / _divisor(first, second))


def floordiv(first: Any, second: Any) -> Any:
    """``first // second``."""
    return ranked(first // _divisor(first, second))


def _divisor(first: Any, second: Any) -> Any:
    """A number of the graph's by which a tensor is divided: TensorFlow does not ask it for integers."""
    if type(second) is not WeakScalar or second.__type_name__ != "int":
        return second
    if not isinstance(first, Tensor) or not (first.dtype.is_integer or first.dtype.is_floating):
        return second
    return divisor_of(
        first, tf.convert_to_tensor(second) if first.dtype == tf.int32 else with_dtype(second, first.dtype)
    )


def _is_literal(value: Any, neutral: int, other: Any) -> bool:
    """Whether a Python integer leaves a tensor as it is.

    Not only for a smaller graph: TensorFlow 2.21's optimizer folds ``(0 + x) + x`` inside a branch or a loop's body
    into nothing, and the result is an empty tensor of another dtype, without an error.
    """
    if type(value) is not int or value != neutral or not isinstance(other, Tensor) or isinstance(other, EagerTensor):
        return False
    return bool(other.dtype.is_integer or other.dtype.is_floating or other.dtype.is_complex)


def _plain(value: Any) -> Any:
    """An operand for TensorFlow: a list in the graph is the tensor that the list would be."""
    value = resolve(value)
    return tf.convert_to_tensor(value) if isinstance(value, GraphList) else value


__all__ = ["add_", "floordiv", "mod", "multiply", "truediv"]
