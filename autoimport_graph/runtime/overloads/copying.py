"""``copy.copy`` and ``copy.deepcopy`` of what a graph holds."""

from __future__ import annotations

import copy
import copyreg
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.graph_containers import wrapped_like
from autoimport_graph.runtime.moved_lists import all_moved, resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.ownership import own_parts, owned
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import SymbolicTensor

# A string says that the object is its own copy, deep or not: tensors of a graph do not change.
copyreg.pickle(SymbolicTensor, lambda tensor: tensor.name)


def shallow(value: Any) -> Any:
    """``copy.copy(value)``."""
    if isinstance(value, Choice):
        return apply(shallow, value)
    if isinstance(value, SymbolicTensor):
        return value  # TensorFlow's own copy is another one, which no branch around has captured
    contents = resolve(value)
    return wrapped_like(value, contents.copied()) if isinstance(contents, GraphList) else owned(copy.copy(value))


def deep(value: Any, memo: Any = None) -> Any:
    """``copy.deepcopy(value, memo)``."""
    if isinstance(value, Choice):
        return apply(deep, value)
    return owned(_deep(value, memo))


def _deep(value: Any, memo: Any) -> Any:
    known: dict[int, Any] = {} if memo is None else memo
    for owner, contents in all_moved():
        known.setdefault(id(owner), wrapped_like(owner, contents.separate()))
    result = copy.deepcopy(value, known)
    if memo is None:
        known.clear()  # nothing else may hold the copies
    return result


def _deep_choice(choice: Choice, memo: dict[int, Any]) -> Choice:
    """A copy of one of several values that lies in what is copied: of each of them, as others there may hold them."""
    copies = [copy.deepcopy(one, memo) for one in choice.__alternatives__]
    for one, copied in zip(choice.__alternatives__, copies, strict=True):
        if copied is not one:
            fresh(copied)
            own_parts(copied)
    return Choice(choice.__position__, copies, choice.__unbound__)


Choice.__deepcopy__ = _deep_choice  # type: ignore[attr-defined]
register(copy.copy, shallow)
register(copy.deepcopy, deep)
