"""Lists of the graph where a branch or loop begins or ends: what they share with others, and what was left in them."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator
from typing import Any

from autoimport_graph.runtime import sharing
from autoimport_graph.runtime.choice import parts_of_any
from autoimport_graph.runtime.copied_objects import freeze, refuse_change
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.object_homes import has_home
from autoimport_graph.runtime.places import Place
from autoimport_graph.runtime.tensor_lists import GraphList


def keep_shared(place: tuple[Any, ...], value: Any, sources: Iterable[Any], start: Any = None) -> None:
    """The lists that were put together where a region begins or ends hold what those held that they are made of.

    Args:
        place: The key of what the value is for.
        value: What was put together.
        sources: The values that it may be.
        start: What it was before the loop, which may have changed the items of lists since.
    """
    # The contents of a list that is older are that list's, with what it shares.
    mine = [] if place[0] == "contents" else list(_contents_in(value))
    for source in (*sources, start) if mine else ():
        for other in _contents_in(source):
            for contents in mine:
                sharing.relate(contents, other)
                contents.shares.repeated |= other.shares.repeated
                contents.shares.stale |= other.shares.stale and source is not start


def relate_made_together(values: Iterable[Any], sources: Iterable[Any]) -> None:
    """Lists that were Python's and are the graph's after a branch or loop share the objects that they were made of.

    Args:
        values: What places hold now.
        sources: What each held at the end of one branch, or before a loop.
    """
    holders: dict[int, GraphList] = {}
    for value, source in zip(values, sources, strict=True):
        contents = resolve(value)
        if type(contents) is not GraphList or not isinstance(source, list | tuple | collections.deque):
            continue
        for item in source if sharing.holds_objects(contents.element) else ():
            for part in parts_of_any(item):
                sharing.relate(holders.setdefault(id(part), contents), contents)


def refuse_stale(values: Iterable[Any]) -> None:
    """Values are about to be a loop's variables.

    Raises:
        StagingError: If one is a list of which an item was changed through another list.
    """
    for value in values:
        for contents in _contents_in(value):
            sharing.refuse_stale(contents)


def _contents_in(value: Any) -> Iterator[GraphList]:
    for part in parts_of_any(value):
        contents = resolve(part)
        if type(contents) is GraphList and sharing.holds_objects(contents.element):
            yield contents


def leave_behind(outputs: list[Any], results: list[Any], inputs: list[Any], written: Iterable[Place]) -> None:
    """A loop is over: its variables may hold copies of what lies in lists of the graph.

    Args:
        outputs: What its variables held at the end of an iteration.
        results: What they hold now.
        inputs: What they held at the beginning of an iteration.
        written: The places that an iteration writes.

    Raises:
        StagingError: If an iteration changes what the one before it has left in a list.
    """
    owners = {id(place.owner) for place in written if place.owner is not None}
    for output, result, start in zip(outputs, results, inputs, strict=True):
        left = list(parts_of_any(output))
        if output is start or not any(map(has_home, left)):
            continue
        same = {id(part) for part in left}
        for part in parts_of_any(start):
            if id(part) in owners and id(part) not in same:
                refuse_change(part)
        for part in parts_of_any(result):
            if id(part) not in same:
                freeze(part)
