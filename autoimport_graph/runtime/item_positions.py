"""Whether a position of a list in the graph stands for one object, and an object for one position.

That is asked where identities are (:mod:`~autoimport_graph.runtime.identities`), of the items themselves. Whether a
change of one item is one of another, too, is another question, which their parts decide: two new dicts that hold one
list differ, and share it. :class:`~autoimport_graph.runtime.sharing.Shares` keeps that.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.regions import stack


class _Table(GraphTable):
    """What is known of lists, each entry by the identity of the list.

    Attributes:
        repeating: Lists that may hold an object at several positions.
        changed: Lists of which a position may have held several objects.
    """

    def __init__(self) -> None:
        self.repeating: dict[int, Any] = {}
        self.changed: dict[int, Any] = {}


_known = registered(_Table())


def note_repeating(owner: Any) -> None:
    """A list takes objects that it, or another one, may hold already."""
    _known.repeating[id(owner)] = owner


def note_changed(owner: Any) -> None:
    """A position of a list is given to another object."""
    _known.changed[id(owner)] = owner


def note_items(owner: list[Any]) -> None:
    """Python's items of a list are about to move into the graph."""
    if len({id(item) for item in owner}) < len(owner):
        note_repeating(owner)


def note_pushed(owner: Any, value: Any, known: bool) -> None:
    """A list in the graph takes an object as its last item.

    Args:
        owner: The list.
        value: The object.
        known: Whether some list in the graph has it already.
    """
    if known or not _made_in_this_turn(value):
        note_repeating(owner)


def _made_in_this_turn(value: Any) -> bool:
    """Whether an object was made in the iteration that is traced: in each there is another one."""
    region = stack.top
    while region is not None:
        if id(value) in region.born:
            return True
        if region.kind == "body":
            return False
        region = region.parent
    return False


def may_repeat(owner: Any) -> bool:
    """Whether a list may hold an object at several positions."""
    return id(owner) in _known.repeating


def has_changed(owner: Any) -> bool:
    """Whether a position of a list may have held several objects."""
    return id(owner) in _known.changed
