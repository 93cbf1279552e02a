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
from autoimport_graph.runtime.ownership import owned
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
    for owner, contents in all_moved():
        known.setdefault(id(owner), wrapped_like(owner, contents.separate()))
    result = copy.deepcopy(value, known)
    if memo is None:
        known.clear()  # nothing else may hold the copies
    return result


register(copy.copy, shallow)
register(copy.deepcopy, deep)
