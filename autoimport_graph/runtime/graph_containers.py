"""New containers of Python's for items that only the graph knows: ``[0] * n``, ``sorted(xs)``, ``set(xs)``.

To the author they are what Python would have made: a list, a tuple (for which a list stands, as a tuple cannot be
filled later), a set, a frozen set or a deque.
"""

from __future__ import annotations

import collections
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.item_positions import note_repeating
from autoimport_graph.runtime.moved_lists import hold, is_tuple, mark_tuple
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.stand_ins import MOVED
from autoimport_graph.runtime.tensor_lists import GraphList


def wrapped(contents: GraphList) -> list[Any]:
    """A new Python list that holds what a list in the graph holds."""
    owner = [MOVED]
    hold(owner, contents)
    note_repeating(owner)
    return fresh(owner)


def wrapped_tuple(contents: GraphList) -> list[Any]:
    """A new list that stands for a tuple: ``+=`` makes another one."""
    owner = wrapped(contents)
    mark_tuple(owner)
    return owner


def wrapped_set(contents: GraphList) -> set[Any]:
    """A Python set that stands for items in the graph, each once."""
    owner: set[Any] = {MOVED}
    hold(owner, contents)
    return fresh(owner)


def wrapped_deque(contents: GraphList, kind: Any, maxlen: int | None) -> Any:
    """A new deque that stands for items in the graph.

    Args:
        contents: The items.
        kind: Its class.
        maxlen: The most items that it holds.
    """
    owner = kind([MOVED], maxlen)
    hold(owner, contents)
    return fresh(owner)


class GraphFrozenSet(frozenset[Any]):
    """A frozen set that stands for items in the graph: to the author it is no other class than Python's."""

    __slots__ = ()

    def __hash__(self) -> int:
        raise StagingError(
            "a frozenset is hashed whose items only the graph knows, as a key of a dict or an item of a set; use "
            "tuple(sorted(the_set)) of items that every path has, or a list that is searched with =="
        )


def wrapped_frozenset(contents: GraphList) -> frozenset[Any]:
    """A frozen set that stands for items in the graph, each once."""
    owner: Any = GraphFrozenSet({MOVED})
    hold(owner, contents)
    return owner


_WRAPPERS: dict[type, Any] = {set: wrapped_set, frozenset: wrapped_frozenset}


def wrapped_like(owner: Any, contents: GraphList) -> Any:
    """A new container of the class of another one, for contents in the graph."""
    if isinstance(owner, collections.deque):
        return wrapped_deque(contents, owner.__class__, owner.maxlen)
    make = next((make for kind, make in _WRAPPERS.items() if isinstance(owner, kind)), wrapped)
    return wrapped_tuple(contents) if is_tuple(owner) else make(contents)
