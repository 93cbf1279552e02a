"""``copy.copy`` and ``copy.deepcopy`` of what a graph holds, and attributes set past a class's own ``__setattr__``."""

from __future__ import annotations

import copy
import copyreg
import types
from typing import Any

from autoimport_graph.runtime.calls import register, register_method_wrapper
from autoimport_graph.runtime.choice import Choice, apply
from autoimport_graph.runtime.lists import moved_lists, resolve, wrapped_like
from autoimport_graph.runtime.ownership import owned
from autoimport_graph.runtime.regions import touch
from autoimport_graph.runtime.stores import attribute_place
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import SymbolicTensor

# A string says that the object is its own copy, deep or not: tensors of a graph do not change.
copyreg.pickle(SymbolicTensor, lambda tensor: tensor.name)


def shallow(value: Any) -> Any:
    """``copy.copy(value)``."""
    if isinstance(value, Choice):
        return apply(shallow, value)
    contents = resolve(value)
    return wrapped_like(value, contents.copied()) if isinstance(contents, GraphList) else owned(copy.copy(value))


def deep(value: Any, memo: Any = None) -> Any:
    """``copy.deepcopy(value, memo)``."""
    if isinstance(value, Choice):
        return apply(deep, value)
    return owned(_deep(value, memo))


def _deep(value: Any, memo: Any) -> Any:
    known: dict[int, Any] = {} if memo is None else memo
    for owner, contents in moved_lists():
        known.setdefault(id(owner), wrapped_like(owner, contents.separate()))
    result = copy.deepcopy(value, known)
    if memo is None:
        known.clear()  # nothing else may hold the copies
    return result


def set_attribute(owner: Any, name: str, value: Any) -> None:
    """``object.__setattr__(owner, name, value)``."""
    place = attribute_place(owner, name)
    if place is not None:
        touch(place)
    object.__setattr__(owner, name, value)


def delete_attribute(owner: Any, name: str) -> None:
    """``object.__delattr__(owner, name)``."""
    place = attribute_place(owner, name)
    if place is not None:
        touch(place)
    object.__delattr__(owner, name)


register(copy.copy, shallow)
register(copy.deepcopy, deep)
for _original, _function in ((object.__setattr__, set_attribute), (object.__delattr__, delete_attribute)):
    register(_original, _function)
    register_method_wrapper(_original.__name__, _function)
assert isinstance(object().__setattr__, types.MethodWrapperType)
