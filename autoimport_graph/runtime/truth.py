"""The truth of a value: a Python bool where that is known at tracing, else a boolean scalar."""

from __future__ import annotations

import collections
import functools
import types
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, is_alternative, narrow
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import assert_that, message_of
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar


def predicate_of(value: Any) -> Any:
    """The truth of any value, as Python's ``bool`` has it.

    Args:
        value: A condition.

    Returns:
        ``True`` or ``False`` where Python or constant folding can tell, else a ``tf.bool`` scalar.

    Raises:
        ValueError: For a tensor whose static shape has more than one element, as NumPy has it.
    """
    if value is True or value is False or value is None:
        return bool(value)
    if isinstance(value, Tensor):
        return _tensor_truth(value)
    if isinstance(value, WeakScalar):
        return _tensor_truth(value.__tensor__)
    if isinstance(value, tf.Variable):
        return _tensor_truth(tf.convert_to_tensor(value))
    if isinstance(value, Choice):
        return predicate_of(apply_truth(value))
    if isinstance(value, list | collections.deque | set):
        value = resolve(value)
    if isinstance(value, dict):
        from autoimport_graph.runtime.dict_keys import any_key, uncertain

        return any_key(value) if uncertain(value) else bool(value)
    if isinstance(value, GraphList):
        return _tensor_truth(value.length().__tensor__)
    return _own_truth(value)


def _own_truth(value: Any) -> Any:
    """The truth of an object whose class says so itself: ``bool`` would insist on what only the graph may know."""
    for name, kind in (("__bool__", "bool"), ("__len__", "int")):
        method = getattr(type(value), name, None)
        if method is not None:
            if not isinstance(method, types.FunctionType):
                break
            outcome = method(value)
            if isinstance(outcome, WeakScalar) and outcome.__type_name__ == kind:
                return _tensor_truth(outcome.__tensor__)
            if name == "__bool__" and not isinstance(outcome, bool):
                raise TypeError(f"__bool__ should return bool, returned {type(outcome).__name__}")
            return bool(outcome)
    return bool(value)


def apply_truth(value: Choice) -> Any:
    """The truth of a choice: None and unbound variables have one, too (the latter by failing)."""

    def truth(alternative: Any) -> Any:
        predicate = predicate_of(alternative)
        return tf.constant(predicate) if isinstance(predicate, bool) else predicate

    narrowed: Any = narrow(value)
    if not isinstance(narrowed, Choice):
        return predicate_of(narrowed)
    value = narrowed
    nones = [number for number, alternative in enumerate(value.__alternatives__) if alternative is None]
    others = [alternative for alternative in value.__alternatives__ if alternative is not None]
    if nones and len(others) == 1 and others[0] is not UNDEFINED:
        from autoimport_graph.runtime.conditionals import if_exp

        return if_exp(is_alternative(value, nones[0]), lambda: tf.constant(False), lambda: truth(others[0]))
    return apply(truth, value)


def _tensor_truth(tensor: Tensor) -> Any:
    if isinstance(tensor, EagerTensor):
        return bool(tensor)
    count = tensor.shape.num_elements()
    if count is None:
        return tf.reduce_any(_differs_from_zero(_checked_size(tensor)))
    if count != 1:
        return False if count == 0 and _empty_is_false() else bool(np.zeros([count]))
    if tensor.shape.rank != 0:
        tensor = tf.reshape(tensor, [])
    constant = static_value(tensor)
    return _differs_from_zero(tensor) if constant is None else bool(constant)


def _differs_from_zero(tensor: Tensor) -> Tensor:
    if tensor.dtype == tf.bool:
        return tensor
    zero = tf.constant("", tf.string) if tensor.dtype == tf.string else tf.zeros([], tensor.dtype)
    return tf.not_equal(tensor, zero)


def _empty_is_false() -> bool:
    """Whether an empty eager tensor is false; some versions of TensorFlow and NumPy raise instead."""
    with tf.init_scope():
        return not tf.executing_eagerly() or _empty_is_false_eagerly()  # a session's graph has no eager code around it


@functools.cache
def _empty_is_false_eagerly() -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return not tf.zeros([0])
        except ValueError:
            return False


def _checked_size(tensor: Tensor) -> Tensor:
    """A tensor of unknown shape, of one element (or none) when the graph runs."""
    size = tf.size(tensor)
    fits = tf.less_equal(size, 1) if _empty_is_false() else tf.equal(size, 1)
    error = ValueError("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
    with tf.control_dependencies([assert_that(fits, message_of(error))]):
        return tf.identity(tensor)


_FOLDED: dict[str, Callable[..., Any]] = {
    "Greater": np.greater,
    "GreaterEqual": np.greater_equal,
    "Less": np.less,
    "LessEqual": np.less_equal,
    "Equal": np.equal,
    "NotEqual": np.not_equal,
    "LogicalAnd": np.logical_and,
    "LogicalOr": np.logical_or,
    "LogicalNot": np.logical_not,
    "AddV2": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "FloorMod": np.mod,
}


def static_value(tensor: Tensor, depth: int = 6) -> Any:
    """A tensor's value where constants alone decide it, else ``None``; looks through comparisons, sums, items."""
    fold = _item_of if _takes_one_item(tensor.op) else _FOLDED.get(tensor.op.type)
    if fold is None or depth == 0:
        return tf.get_static_value(tensor)
    operands = []
    for operand in tensor.op.inputs:
        value = static_value(operand, depth - 1)
        if value is None:
            return None
        operands.append(value)
    return fold(*operands)


def _takes_one_item(operation: tf.Operation) -> bool:
    """Whether an operation is ``vector[index]``."""
    return (
        operation.type == "StridedSlice"
        and operation.inputs[1].shape == [1]
        and operation.get_attr("shrink_axis_mask") == 1
        and operation.get_attr("new_axis_mask") == 0
    )


def _item_of(vector: Any, begin: Any, *_: Any) -> Any:
    return vector[begin[0]]


def is_symbolic(value: Any) -> bool:
    """Whether only the graph knows a value."""
    if isinstance(value, Tensor):
        return not isinstance(value, EagerTensor)
    if isinstance(value, list | collections.deque | set):
        value = resolve(value)
    return isinstance(value, WeakScalar | Choice | GraphList) or is_variable(value)


def graph_key(key: Any) -> bool:
    """Whether only the graph knows a dict's key, which may be a tuple."""
    return is_symbolic(key) or (isinstance(key, tuple) and any(map(graph_key, key)))


def holds_symbolic(value: Any) -> bool:
    """Whether only the graph knows a value or something inside it, if it is a list or tuple."""
    if not isinstance(value, list | tuple):
        return is_symbolic(value)
    seen = {id(value)}
    pending = [resolve(value)]
    while pending:
        outer = pending.pop()
        if not isinstance(outer, list | tuple):
            return True
        for item in outer:
            if isinstance(item, list | tuple):
                if id(item) not in seen:  # a list may hold itself
                    seen.add(id(item))
                    pending.append(resolve(item))
            elif is_symbolic(item):
                return True
    return False


def truth(value: Any) -> bool:
    """The truth of a condition that only Python can take.

    Raises:
        StagingError: If only the graph knows it.
    """
    predicate = predicate_of(value)
    if isinstance(predicate, bool):
        return predicate
    raise StagingError(
        "a condition on a tensor decides about a statement that holds a yield or an await, "
        "which a graph cannot suspend. "
        "Collect the values in a list and return it instead."
    )


def truth_value(value: Any) -> Any:
    """An operand of ``and`` or ``or`` beside one that suspends: Python must be able to decide."""
    truth(value)
    return value
