"""Where objects lie in lists of the graph.

A list in the graph holds copies of the author's objects, and each read makes another one. As long as such an object
stays reachable, a change of it is a change of the list, at the position that is kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autoimport_graph.runtime.captures import graphs_in_scope
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.copied_objects import is_frozen, is_noted
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.item_indices import may_be_same
from autoimport_graph.runtime.objects import mutable_parts
from autoimport_graph.runtime.tensorflow_private import Tensor


class Home:
    """Where an object lies in a list of the graph.

    Attributes:
        part: The object.
        value: The item that it is, or is a part of.
        holder: The list.
        index: The item's position; a number where the list has been Python's.
    """

    __slots__ = ("holder", "index", "part", "value")

    def __init__(self, part: Any, value: Any, holder: Any, index: Tensor | int) -> None:
        self.part = part
        self.value = value
        self.holder = holder
        self.index = index


class _Table(GraphTable):
    """Where objects lie.

    Attributes:
        homes: By the identity of each object.
    """

    def __init__(self) -> None:
        self.homes: dict[int, list[Home]] = {}


_known = registered(_Table())


def homes_of(value: Any) -> Sequence[Home]:
    """Where an object lies."""
    return _known.homes.get(id(value), ())


def settle(value: Any, holder: Any, index: Tensor | int) -> None:
    """A value is an item of a list: what it is made of lies there."""
    for part in mutable_parts(value):
        _known.homes.setdefault(id(part), []).append(Home(part, value, holder, index))


def leave_homes(part: Any) -> None:
    """An object may lie where it did no longer."""
    _known.homes.pop(id(part), None)


def leave_list(holder: Any) -> list[list[Home]]:
    """What lies in a list may be anywhere in it; returns where each of these objects lay, also in other lists."""
    left = {key: homes for key, homes in _known.homes.items() if any(home.holder is holder for home in homes)}
    for key in left:
        del _known.homes[key]
    return list(left.values())


def has_home(value: Any) -> bool:
    """Whether an object lies in a list of the graph, or is a copy of one that does."""
    return id(value) in _known.homes or is_frozen(value)


def positions_in_one_list(first: Any, second: Any) -> tuple[Any, Tensor, Tensor] | None:
    """A list in the graph that two objects were read from as items, and where each was; ``None`` if there is none."""
    if is_frozen(first) or is_frozen(second):
        return None
    for one in homes_of(first):
        for other in homes_of(second):
            items = one.part is one.value and other.part is other.value and one.holder is other.holder
            if items and one.holder is not None and in_scope(one.index) and in_scope(other.index):
                return one.holder, one.index, other.index
    return None


def may_be_at(holder: Any, index: Tensor) -> list[Home]:
    """Where objects were read from a list that may be the item at a position."""
    homes = [home for homes in _known.homes.values() for home in homes if home.holder is holder]
    return [home for home in homes if in_scope(home.index) and may_be_same(home.index, index)]


def in_scope(index: Tensor | int) -> bool:
    """Whether a position is one here: that of an item which a loop has put into a list is known to its body alone."""
    return isinstance(index, int) or any(index.graph is graph for graph in graphs_in_scope())


def remember_items(owner: Any) -> None:
    """The items of a list go into the graph: the objects themselves may be in variables, too."""
    forget_items(owner)
    for position, item in enumerate(owner if isinstance(owner, list) else ()):
        settle(item, owner, position)


def forget_items(owner: Any) -> None:
    """A list holds Python's items again, or others: where they were in the graph tells nothing of them."""
    for key, homes in list(_known.homes.items()):
        kept = [home for home in homes if home.holder is not owner or type(home.index) is not int]
        if not kept:
            del _known.homes[key]
        elif len(kept) < len(homes):
            _known.homes[key] = kept


def is_copy(value: Any) -> bool:
    """Whether an object is one of several that stand for one object of the author's."""
    return has_home(value) or is_noted(value)
