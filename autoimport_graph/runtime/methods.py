"""Methods that eager values have and a graph's have not, or the other way round, found where they are called."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import arrays
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import on_behalf
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import is_symbolic, static_value
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar

_VALUES = ("numpy", "item", "tolist")


@on_behalf
def method_to_call(owner: Any, name: str) -> Any:
    """What ``owner.name`` is, to be called.

    Args:
        owner: What the author calls a method of; maybe a module.
        name: ``"stack"``, ``"numpy"``, ``"item"``, ``"tolist"``, or the name of a method of NumPy's arrays.

    Raises:
        StagingError: Where Python asks for a number that exists only when the graph runs.
    """
    from autoimport_graph.runtime.calls import call, tf_stack

    if name == "stack":
        # Lists have no such method in Python; on a list that the graph holds it was there in 2018.
        return (lambda axis=0: tf_stack(owner, axis)) if isinstance(owner, list) else call(owner.stack)
    if is_symbolic(owner) and not hasattr(type(owner), name):
        if name in _VALUES:
            return _value_of(owner, name)
        if arrays.is_array(owner):
            return functools.partial(_of_array, owner, name)
    if is_variable(owner) and name == "numpy":
        return _value_of(owner, name)
    return call(getattr(owner, name))


def _of_array(owner: Tensor, name: str, *arguments: Any, **keywords: Any) -> Any:
    """A method of a NumPy array that has become a tensor."""
    from autoimport_graph.runtime.calls import call

    if name == "astype":
        return arrays.computed(tf.cast(owner, *arguments, **keywords))
    if name == "reshape" and len(arguments) > 1:
        arguments = (arguments,)
    if name in ("flatten", "copy"):
        return arrays.computed(tf.identity(call(np.ravel)(owner) if name == "flatten" else owner))
    return call(getattr(np, name))(owner, *arguments, **keywords)


def _value_of(owner: Any, name: str) -> Callable[..., Any]:
    tensor = owner.__tensor__ if isinstance(owner, WeakScalar) else owner
    value = static_value(tensor) if isinstance(tensor, Tensor) and not isinstance(tensor, EagerTensor) else None
    if value is None:
        raise StagingError(
            f".{name}() asks for a value that exists only when the graph runs. Use the tensor itself, "
            "or move what needs NumPy into a function run by autoimport_graph.py_func"
        )
    return (lambda: value) if name == "numpy" else getattr(value, name)
