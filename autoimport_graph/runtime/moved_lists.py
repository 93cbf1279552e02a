"""Python lists whose contents have moved into the graph.

A Python list that a staged region appends to keeps its identity: others may hold it. Its contents become a
:class:`~autoimport_graph.runtime.tensor_lists.GraphList`, found by :func:`resolve`; the list itself then holds what
:mod:`~autoimport_graph.runtime.stand_ins` has for it.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.lost import LostItems
from autoimport_graph.runtime.stand_ins import MOVED
from autoimport_graph.runtime.tensor_lists import GraphList


class _Table(GraphTable):
    """What is known of lists.

    By identity: lists are not hashable, and an entry must keep its list alive lest another take its identity.

    Attributes:
        moved: Lists whose contents are in the graph, with these.
        tuples: Lists that stand for tuples.
    """

    def __init__(self) -> None:
        self.moved: dict[int, tuple[Any, GraphList]] = {}
        self.tuples: dict[int, list[Any]] = {}


_known = registered(_Table())


def resolve(value: Any) -> Any:
    """A list's contents where the graph holds them, else the value itself."""
    if _known.moved and type(value) is not GraphList:
        entry = _known.moved.get(id(value))
        if entry is not None and entry[0] is value:
            return entry[1]
        if isinstance(value, set | frozenset) and MOVED in value:
            MOVED.refuse()
        if type(value) is list and value and (value[0] is MOVED or value[-1] is MOVED):
            # Made from such a list by code that is not converted: [*xs], xs + ys.
            MOVED.refuse()
    if type(value) is list and value and type(value[0]) is LostItems:
        value[0].refuse()
    return value


def is_moved(value: Any) -> bool:
    """Whether a list's contents have moved into the graph."""
    return id(value) in _known.moved


def any_moved() -> bool:
    """Whether there are lists whose contents have moved into the graph."""
    return bool(_known.moved)


def all_moved() -> list[tuple[list[Any], GraphList]]:
    """All lists whose contents have moved into the graph, with these."""
    return list(_known.moved.values())


def owner_of(contents: GraphList) -> Any:
    """The list that has these contents; ``None`` if no list of the program has."""
    return next((owner for owner, held in _known.moved.values() if held is contents), None)


def contents_of(owner: Any) -> GraphList | None:
    """The contents that a list has in the graph; ``None`` if it holds Python's items."""
    entry = _known.moved.get(id(owner))
    return None if entry is None else entry[1]


def hold(owner: Any, contents: GraphList) -> None:
    """A list's contents are these in the graph from here on."""
    _known.moved[id(owner)] = (owner, contents)


def release(owner: Any) -> GraphList | None:
    """A list holds Python's items again; returns what it held in the graph."""
    entry = _known.moved.pop(id(owner), None)
    return None if entry is None else entry[1]


def mark_tuple(owner: list[Any]) -> None:
    """Let a list stand for a tuple."""
    _known.tuples[id(owner)] = owner


def is_tuple(value: Any) -> bool:
    """Whether a list stands for a tuple."""
    return id(value) in _known.tuples
