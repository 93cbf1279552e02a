"""Containers change: the lists in the graph of which they are items change with them.

Others that were read from there, and may be the same item, are brought up to date; what cannot be kept alike is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autoimport_graph.report import events
from autoimport_graph.runtime import sharing, twins
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.contents import as_contents, read_contents, write_contents
from autoimport_graph.runtime.copied_objects import is_frozen, refuse_change, refuse_torn
from autoimport_graph.runtime.graph_items import last_contents, take_outside
from autoimport_graph.runtime.lost import Lost
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.object_homes import Home, homes_of, in_scope, may_be_at
from autoimport_graph.runtime.regions import Contents, store_into
from autoimport_graph.runtime.tensor_lists import GraphList


def note_change(owner: Any) -> None:
    """A container is about to change.

    Raises:
        TypeError: If it stands for a tuple.
        StagingError: If a list in the graph holds a copy of it.
    """
    if is_tuple(owner):
        raise TypeError("'tuple' object cannot be changed")
    _note_change(owner)


def _note_change(owner: Any) -> None:
    refuse_torn(owner)
    twins.changed(owner)
    homes = homes_of(owner)
    if is_frozen(owner) or not all(in_scope(home.index) for home in homes):
        refuse_change(owner)
    if events.enabled:
        from autoimport_graph.runtime import lasting_stores

        lasting_stores.note(owner, f"items of a {type(owner).__name__}")
    store_into(Contents(owner))


def written(owner: Any) -> None:
    """A container has changed: where it was read from a list in the graph, that changes, too."""
    item = next((home.value for home in homes_of(owner)), owner)
    sharing.changed(item, [*_written(owner), *last_contents(owner)])


def attribute_changed(owner: Any) -> None:
    """An attribute of an object that no list of the graph has for an item is about to be stored."""
    twins.changed(owner)
    sharing.changed(owner, last_contents(owner))


def _written(owner: Any) -> Iterator[GraphList]:
    """Bring the lists up to date that a container was read from; their contents."""
    for home in homes_of(owner):
        _note_change(home.holder)
        contents = as_contents(home.holder)
        contents.put_in_range(home.index, home.value)
        _bring_up_to_date(home, contents)
        _spoil(home.holder)
        yield contents
        yield from _written(home.holder)


def _bring_up_to_date(changed: Home, contents: GraphList) -> None:
    """An item has changed: others that were read from the list may be the same one."""
    for other in may_be_at(changed.holder, changed.index):
        if other.value is not changed.value and other.part is other.value:
            _take_over(other.value, contents.get_in_range(other.index))


def _take_over(target: Any, source: Any) -> None:
    """Let a container hold what another one holds, which is like it; containers inside stay the ones that they are."""
    store_into(Contents(target))
    lists = isinstance(resolve(target), GraphList) or isinstance(resolve(source), GraphList)
    if lists or not isinstance(target, list | dict) or len(target) != len(source):
        write_contents(target, read_contents(source))
        return
    for key in target if isinstance(target, dict) else range(len(target)):
        if isinstance(target[key], list | dict):
            _take_over(target[key], source[key])
        else:
            base_of(target).__setitem__(target, key, source[key])


def _spoil(holder: Any) -> None:
    """An item of a list has changed, at whatever position: objects that the list had from outside may be that item."""
    for part in take_outside(holder):
        lost = Lost(
            f"a {type(part).__name__} is read that a list holds whose items have changed places, and one of which has "
            "changed, in a graph: which, only the graph knows. Read it from the list"
        )
        store_into(Contents(part))
        if isinstance(part, dict):
            for key in part:
                base_of(part).__setitem__(part, key, lost)
        elif isinstance(part, list):
            write_contents(part, [lost] * max(len(part), 1))
