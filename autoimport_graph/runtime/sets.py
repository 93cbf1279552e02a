"""Sets of values that only the graph knows: lists of the graph in which no value comes twice.

Python leaves the order of a set's items open; here it is the order in which they came.
"""

from __future__ import annotations

import functools
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.contents import as_contents
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.list_methods import METHODS, clear, method
from autoimport_graph.runtime.list_methods import pop as pop_item
from autoimport_graph.runtime.list_search import matches
from autoimport_graph.runtime.logic import not_
from autoimport_graph.runtime.membership import in_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.values import Nothing


def _depends(owner: set[Any], value: Any) -> bool:
    """Whether the graph has to find out what a method does."""
    parts = value if isinstance(value, tuple) else (value,)
    return isinstance(resolve(owner), GraphList) or any(map(is_symbolic, parts))


def _hashable(value: Any) -> Any:
    """A value that a set can hold.

    Raises:
        TypeError: For a tensor, as eager TensorFlow raises.
    """
    value = settle(value)
    parts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(part, Tensor | tf.Variable) for part in parts):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")
    if any(isinstance(part, Choice) for part in parts):
        raise StagingError(
            "a set takes a value that is one of several kinds, as a tensor decides; give it the same kind on each path"
        )
    return value


@method("add", set)
def add(owner: set[Any], value: Any) -> None:
    """``owner.add(value)``."""
    from autoimport_graph.runtime.conditionals import when

    value = _hashable(value)
    if not _depends(owner, value):
        note_change(owner)
        base_of(owner).add(owner, value)
        written(owner)
        return
    note_change(owner)
    as_contents(owner)
    when(not_(in_(value, owner)), functools.partial(_push, owner, value))
    written(owner)


def _push(owner: set[Any], value: Any) -> None:
    note_change(owner)
    as_contents(owner).push(value)


@method("discard", set)
def discard(owner: set[Any], value: Any) -> None:
    """``owner.discard(value)``."""
    from autoimport_graph.runtime.conditionals import when

    if _depends(owner, value):
        note_change(owner)
        as_contents(owner)
        when(in_(value, owner), functools.partial(remove, owner, value))
    else:
        note_change(owner)
        base_of(owner).discard(owner, value)
        written(owner)


@method("remove", set)
def remove(owner: set[Any], value: Any) -> None:
    """``owner.remove(value)``."""
    value = _hashable(value)
    if _depends(owner, value):
        note_change(owner)  # before its items move into this graph
        positions = tf.where(matches(as_contents(owner), value))[:, 0]
        found = checked(positions, tf.size(positions) > 0, "KeyError: the value is not in the set")
        pop_item(owner, tf.cast(found[0], tf.int32))
    else:
        note_change(owner)
        base_of(owner).remove(owner, value)
        written(owner)


@method("update", set)
def update(owner: set[Any], *others: Any) -> None:
    """``owner.update(...)``."""
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.iteration import for_stmt

    for other in others:
        for_stmt(items_of(other), lambda item: add(owner, item), None, None, None)


METHODS[set, "clear"] = clear


@method("pop", set)
def pop(owner: set[Any]) -> Any:
    """``owner.pop()``."""
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        if isinstance(contents.element, Nothing):
            raise KeyError("pop from an empty set")
        return pop_item(owner, checked(tf.constant(0), contents.size() > 0, "KeyError: 'pop from an empty set'"))
    note_change(owner)
    value = base_of(owner).pop(owner)
    written(owner)
    return value
