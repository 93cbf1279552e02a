"""Operators, attributes, items and tensors of a value that is one of several: those of whichever alternative it is.

The class gets them here, for they need most of the runtime, which itself needs the class.
"""

from __future__ import annotations

import enum
import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import chosen_items
from autoimport_graph.runtime.arithmetic import add_, multiply
from autoimport_graph.runtime.calls import call, tf_stack
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import items_of_choice, same_length
from autoimport_graph.runtime.conditionals import when
from autoimport_graph.runtime.empty_lists import applied
from autoimport_graph.runtime.failures import on_behalf
from autoimport_graph.runtime.joins import is_text, numeric
from autoimport_graph.runtime.kinds import Constant, kind_of
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.objects import lacks
from autoimport_graph.runtime.stores import writes
from autoimport_graph.runtime.subscripts import get_item
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor


def _attribute(choice: Choice, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    if all(lacks(alternative, name) for alternative in choice.__alternatives__):
        # Libraries ask so what they have got (hasattr), and go by the answer.
        raise AttributeError(f"'{type(choice.__alternatives__[-1]).__name__}' object has no attribute '{name}'")
    return chosen_items.attribute(choice, name, lambda: apply(on_behalf(lambda value: getattr(value, name)), choice))


def _set_attribute(choice: Choice, name: str, value: Any) -> None:
    def store(alternative: Any) -> None:
        on_behalf(lambda owner: setattr(owner, name, value))(writes(alternative, name))

    for number, alternative in enumerate(choice.__alternatives__):
        when(tf.equal(choice.__position__, number), functools.partial(store, alternative))


def _delete_attribute(choice: Choice, name: str) -> None:
    apply(on_behalf(lambda owner: delattr(writes(owner, name), name)), choice)


def _iterate(choice: Choice) -> Iterator[Any]:
    value = settle(choice)
    return iter(items_of_choice(value) if isinstance(value, Choice) else value)


def _call(choice: Choice, *arguments: Any, **keywords: Any) -> Any:
    return apply(lambda function: call(function)(*arguments, **keywords), choice)


def _item(choice: Choice, key: Any) -> Any:
    return apply(lambda value: get_item(value, key), choice)


def _length(choice: Choice) -> int:
    if same_length(choice):
        return len(remaining(choice)[0])
    raise StagingError(
        "len() of a value that is one of several, in code that is not converted; take len() before the call"
    )


def _is_integer_enum(kind: Any) -> bool:
    return isinstance(kind, Constant) and isinstance(kind.value, enum.IntEnum)


def _is_variable(kind: Any) -> bool:
    """Whether a value is a variable, TensorFlow's or Keras's, of which a tensor is read."""
    return isinstance(kind, Constant) and (
        isinstance(kind.value, tf.Variable) or hasattr(type(kind.value), "__tf_tensor__")
    )


def as_tensor(choice: Choice, dtype: tf.DType | None = None) -> Tensor:
    """The choice as one tensor.

    Raises:
        StagingError: If its alternatives have no dtype in common.
    """
    value = settle(choice)
    if not isinstance(value, Choice):
        return tf.convert_to_tensor(value, dtype)
    if dtype is not None:
        return tf.convert_to_tensor(apply(lambda alternative: tf.convert_to_tensor(alternative, dtype), value))
    kinds = [
        kind_of(alternative)
        for alternative in value.__alternatives__
        if alternative is not None and alternative is not UNDEFINED
    ]
    if all(is_text(kind) or (isinstance(kind, Constant) and isinstance(kind.value, bytes)) for kind in kinds):
        return tf.convert_to_tensor(apply(lambda alternative: tf.convert_to_tensor(alternative, tf.string), value))
    if kinds and all(numeric(kind) or _is_variable(kind) or _is_integer_enum(kind) for kind in kinds):
        dtypes = [
            tf.convert_to_tensor(alternative).dtype for alternative in value.__alternatives__ if alternative is not None
        ]
        common = max(dtypes, key=lambda dtype: (dtype.is_complex, dtype.is_floating, dtype.size))
        return apply(lambda alternative: tf.cast(tf.convert_to_tensor(alternative), common), value)
    if all(isinstance(alternative, list | tuple) for alternative in value.__alternatives__):
        stacked = applied(_stacked, value)
        if isinstance(stacked, Tensor):
            return stacked
    described = " or ".join(_describe(alternative) for alternative in value.__alternatives__)
    raise StagingError(
        f"a value is {described}, as a tensor decides; TensorFlow needs one tensor here. "
        "Give it the same dtype and structure on each path, or use it in each branch"
    )


def _stacked(items: Any) -> Tensor:
    """A list or tuple as TensorFlow's functions take it."""
    contents = resolve(items)
    return tf.convert_to_tensor(contents if isinstance(contents, GraphList) else tf_stack(contents))


def _describe(value: Any) -> str:
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, Tensor):
        return f"a {value.dtype.name} tensor of shape {value.shape}"
    return repr(value)


_METHODS: dict[str, Callable[..., Any]] = {
    "__getattr__": _attribute,
    "__setattr__": _set_attribute,
    "__delattr__": _delete_attribute,
    "__iter__": _iterate,
    "__call__": _call,
    "__getitem__": _item,
    "__len__": _length,
    "__tf_tensor__": lambda choice, dtype=None, name=None: as_tensor(choice, dtype),
}
# Of lists and tuples, too, which may be the graph's.
_SEQUENCES: dict[str, Callable[[Any, Any], Any]] = {"add": add_, "mul": multiply}


def _install() -> None:
    for name, method in _METHODS.items():
        setattr(Choice, name, method)

    def forward(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda self, other: apply(lambda value: function(value, other), self)

    def reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda self, other: apply(lambda value: function(other, value), self)

    names = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"]
    for name in names:
        function = _SEQUENCES.get(name) or getattr(operator, f"__{name}__")
        setattr(Choice, f"__{name}__", forward(function))
        setattr(Choice, f"__r{name}__", reflected(function))
    for name in ("lt", "le", "gt", "ge"):
        setattr(Choice, f"__{name}__", forward(getattr(operator, name)))
    for name in ("neg", "pos", "abs", "invert"):
        function = getattr(operator, name)
        setattr(Choice, f"__{name}__", lambda self, function=function: apply(function, self))


_install()
tf.register_tensor_conversion_function(
    Choice, lambda value, dtype=None, name=None, as_ref=False: as_tensor(value, dtype), priority=0
)
