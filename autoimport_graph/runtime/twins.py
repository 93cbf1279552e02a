"""Objects that are one where a loop has no iteration, and two where it has some.

After ``q = p; for ...: q = Point(...)`` the two names hold one object if there was no iteration. In a graph ``q`` holds
one that is put together from tensors, whichever it is: what is stored into the one would not show through the other.
So where one is changed, reading the other fails from then on; whether they are one is not answered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from autoimport_graph.runtime.captures import graphs_in_scope
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, call_at_end, registered
from autoimport_graph.runtime.lost import Lost
from autoimport_graph.runtime.objects import attributes_of, changes_in_place, is_plain_object
from autoimport_graph.runtime.places import Contents, Place, attribute_place
from autoimport_graph.runtime.regions import stack, store_into
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import get_default_graph

# An object by its identity, and what it may be; each with the graph in which that holds.
_Others = dict[int, tuple[Any, list[tuple[Any, Any]]]]


class _Table(GraphTable):
    """The objects that each object may be, by its identity.

    Attributes:
        twins: After loops.
        first: In loops' bodies. What an iteration stores into is the very object there, which needs no care.
    """

    def __init__(self) -> None:
        self.twins: _Others = {}
        self.first: _Others = {}


_known = registered(_Table())


def note_twins(before: Any, after: Any) -> None:
    """A loop ends, and a variable holds what has been put together from tensors.

    Args:
        before: What it held before the loop.
        after: What it holds now.
    """
    _note(_known.twins, before, after)


def note_first(before: Any, value: Any) -> None:
    """A loop's body begins, and a variable holds what has been put together from tensors.

    Args:
        before: What it held before the loop, and holds in the first iteration.
        value: What it holds.
    """
    _note(_known.first, before, value)


def _note(others: _Others, before: Any, after: Any) -> None:
    graph = get_default_graph()
    for one, other in _pairs(before, after):
        for mine, its in ((one, other), (other, one)):
            others.setdefault(id(mine), (mine, []))[1].append((its, graph))


def _those_of(others: _Others, value: Any) -> list[Any]:
    """What a value may be, as far as that holds in the graph at hand: not what another branch has made."""
    around = list(graphs_in_scope())
    return [one for one, where in others.get(id(value), (value, []))[1] if any(where is graph for graph in around)]


def _pairs(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    if before is after:
        return
    if isinstance(after, Choice):
        if all(one is not before for one in after.__alternatives__):
            for one in after.__alternatives__:
                yield from _pairs(before, one)
        return
    if type(before) is not type(after):
        return
    if changes_in_place(before) and changes_in_place(after):
        yield before, after
    for one, other in _parts(before, after):
        yield from _pairs(one, other)


def _parts(before: Any, after: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(before, tuple | list):
        yield from zip(before, after, strict=False)
    elif isinstance(before, dict):
        yield from ((value, after[key]) for key, value in before.items() if key in after)
    elif is_plain_object(before):
        others = attributes_of(after)
        yield from ((value, others[name]) for name, value in attributes_of(before).items() if name in others)


def may_be_one(first: Any, second: Any) -> bool:
    """Whether two objects are one if a loop had no iteration, or in its first one."""
    mine, its = _may_be(first), _may_be(second)
    return id(second) in mine or not mine.isdisjoint(its)


def _may_be(value: Any) -> set[int]:
    return {id(one) for known in (_known.twins, _known.first) for one in _those_of(known, value)}


def changed(owner: Any) -> None:
    """An object or a container is about to be changed: those that it may be are not to be read any more.

    In a branch or loop it is left at that: what a variable has held before is most often what it holds on other paths.
    """
    if stack.top is not None or id(owner) not in _known.twins:
        return
    seen = {id(owner)}
    pending = _those_of(_known.twins, owner)
    while pending:
        twin = pending.pop()
        if id(twin) not in seen:
            seen.add(id(twin))
            pending += _those_of(_known.twins, twin)
            _spoil(twin)


_LOST = Lost(
    "a list, dict or object is read that another variable holds, too, if a loop of the graph had no iteration, and "
    "that has been changed through one of them. Change it before the loop, or give each variable a copy of its own"
)


def _spoil(value: Any) -> None:
    for place in _places(value):
        former = place.read()
        if isinstance(former, GraphList):
            store_into(place)
        else:
            _spoiled.places.append((place, former))
        if isinstance(value, dict):
            place.write(dict.fromkeys(value, _LOST))
        else:
            place.write([_LOST] * max(len(value), 1) if isinstance(value, list) else _LOST)


def _places(value: Any) -> list[Place]:
    if isinstance(value, dict | list):
        return [Contents(value)]
    names = attributes_of(value) if is_plain_object(value) else ()
    return [place for name in names if (place := attribute_place(value, name)) is not None]


class _Spoiled(threading.local):
    """Places that hold what fails while this thread's graph is built, and what they held."""

    def __init__(self) -> None:
        self.places: list[tuple[Place, Any]] = []


_spoiled = _Spoiled()


def _restore() -> None:
    """The graph is built: objects that are older are again what they were."""
    while _spoiled.places:
        place, value = _spoiled.places.pop()
        place.write(value)


call_at_end(_restore)
