"""The items that lists in the graph take and give.

Each is a copy, while the author's code has one object: what is read, put, replaced and taken out is noted here, so that
a change reaches the list that it belongs to (:mod:`~autoimport_graph.runtime.item_changes`), or is refused.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import sharing
from autoimport_graph.runtime.choice import Choice, choices_in, parts_of_any
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.copied_objects import freeze, freeze_any, freeze_part, note_copies
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.item_indices import may_be_same, surely_same
from autoimport_graph.runtime.item_positions import note_changed, note_pushed
from autoimport_graph.runtime.kinds import Constant, Kind, Union
from autoimport_graph.runtime.moved_lists import owner_of, resolve
from autoimport_graph.runtime.object_homes import (
    homes_of,
    is_copy,
    leave_homes,
    leave_list,
    may_be_at,
    settle,
)
from autoimport_graph.runtime.objects import is_mutable, mutable_parts
from autoimport_graph.runtime.regions import stack
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor


class _Table(GraphTable):
    """What is known of lists and of what they hold, each entry by the identity of what it is about.

    Attributes:
        loose: Objects that a list no longer holds, with its contents: others may.
        outside: Lists with the objects that they had from elsewhere, at positions that are no longer known.
        twice: Lists in which an object has been stored that they hold elsewhere, too, and the positions of that.
    """

    def __init__(self) -> None:
        self.loose: dict[int, tuple[Any, GraphList]] = {}
        self.outside: dict[int, tuple[Any, list[Any]]] = {}
        self.twice: dict[int, tuple[Any, list[Tensor]]] = {}


_known = registered(_Table())


def remember_home(value: Any, owner: Any, index: Tensor) -> Any:
    """A value was read from a list in the graph; returns it."""
    contents = resolve(owner)
    if isinstance(value, Choice):
        note_copies(parts_of_any(value))
        if isinstance(contents, GraphList):
            _freeze_read(value, contents.element)
        return value
    if isinstance(contents, GraphList):
        for part in mutable_parts(value):
            _relate_part(part, contents)
        if contents.shares.repeated or _known.twice.get(id(owner), (owner, []))[1]:
            freeze(value)
            return value
    settle(value, owner, index)
    return value


def _freeze_read(value: Choice, element: Kind) -> None:
    """An item that is one of several was read: which are not objects that the list has as themselves are copies."""
    alternatives = element.alternatives if isinstance(element, Union) else ()
    themselves = [kind.value for kind in alternatives if isinstance(kind, Constant)]
    for one in value.__alternatives__:
        if not any(one is item for item in themselves):
            freeze(one)


def _relate_part(part: Any, contents: GraphList) -> None:
    """What an item of a list holds is what other lists hold that have it for an item."""
    for home in homes_of(part):
        other = resolve(home.holder)
        if isinstance(other, GraphList) and other is not contents:
            sharing.relate(contents, other)
    inner = resolve(part)
    if isinstance(inner, GraphList) and sharing.holds_objects(inner.element):
        sharing.relate(contents, inner)


def item_of(contents: GraphList, index: Tensor) -> Any:
    """An item of the list that has these contents, by a position that is known to be one."""
    value = contents.get_in_range(index)
    owner = owner_of(contents)
    return value if owner is None else remember_home(value, owner, index)


def take_out(value: Any, owner: Any, contents: GraphList) -> Any:
    """A value is no longer an item of a list, which has these contents; returns it."""
    note_changed(owner)
    note_copies(mutable_parts(value))
    if contents.shares.repeated:
        freeze(value)
    elif contents.shares.family is not None:
        for part in mutable_parts(value):
            _known.loose[id(part)] = (part, contents)
    return value


def last_contents(value: Any) -> list[GraphList]:
    """The contents of a list that held an object, which other lists may hold: none or one."""
    return [_known.loose[id(value)][1]] if id(value) in _known.loose else []


def pushed(owner: Any, contents: GraphList, value: Any) -> None:
    """A value is the last item of a list now; while it stays reachable, changes of one are changes of the other."""
    for choice in choices_in(value):
        freeze_any(choice)
    if is_mutable(value):
        note_pushed(owner, value, is_copy(value))
        contents.shares.repeated |= any(map(_may_come_again, mutable_parts(value)))
        _lies_at(owner, value, contents.size() - 1)


def _check_pushed(value: Any) -> None:
    """Refuse to copy an object, again and again, that the loop around changes."""
    region = stack.top
    while region is not None:
        for part in mutable_parts(value):
            if ("contents", id(part)) in region.places and id(part) not in region.born:
                raise StagingError(
                    "a list takes the same mutable object in each iteration, and the loop changes that "
                    "object: in a graph each element is "
                    "a value of its own. Append a copy (list(x), dict(x)) or make the object inside the loop."
                )
        if region.kind == "body":
            return
        region = region.parent


def _may_come_again(part: Any) -> bool:
    """Whether what is put into a list now may be put there another time: it is a list's item, and no loop over that
    list gives it in each iteration anew.
    """
    return any(type(home.index) is int or not _given_by_loop(home.index) for home in homes_of(part))


def _given_by_loop(index: Tensor) -> bool:
    """Whether a position is that of the innermost loop around, which goes over a list."""
    region = stack.top
    while region is not None and region.kind != "body":
        region = region.parent
    return region is not None and index.graph is region.graph and _is_counter(index)


def _is_counter(index: Tensor) -> bool:
    """Whether a position is a loop's counter, forwards or backwards: what an author's index gives has been checked."""
    return index.op.type == "Placeholder" or (
        index.op.type in ("AddV2", "Sub") and any(map(_is_counter, index.op.inputs))
    )


def replaced(owner: Any, value: Any, index: Tensor) -> None:
    """A value was stored as an item of a list in the graph, in place of another one."""
    note_changed(owner)
    for choice in choices_in(value):
        freeze_any(choice)
    if is_mutable(value):
        _lies_at(owner, value, index)


def _lies_at(owner: Any, value: Any, index: Tensor) -> None:
    _check_pushed(value)
    remember_home(value, owner, index)


def overwritten(owner: Any, value: Any, index: Tensor) -> None:
    """A value is about to take the place of an item: what was read from there may be none of the list's any more."""
    own = [home.index for home in homes_of(value) if home.holder is owner]
    elsewhere = [one for one in own if not surely_same(one, index)]
    earlier = _known.twice.get(id(owner), (owner, []))[1]
    # Until something else is stored there, which is how items change places.
    _known.twice[id(owner)] = owner, [one for one in earlier if not surely_same(one, index)] + elsewhere
    for home in may_be_at(owner, index):
        if home.value is value:
            continue
        for part in mutable_parts(home.value):
            leave_homes(part)
        if not surely_same(home.index, index) or any(may_be_same(one, index) for one in own):
            freeze(home.value)


def moved_around(owner: Any) -> None:
    """The items of a list get other positions: those that were read from it are no longer its."""
    for homes in leave_list(owner):
        part = homes[0].part
        freeze_part(part)
        if any(home.holder is owner and type(home.index) is int for home in homes):
            _known.outside.setdefault(id(owner), (owner, []))[1].append(part)


def take_outside(holder: Any) -> list[Any]:
    """The objects that a list had from elsewhere, whose positions :func:`moved_around` has lost; they are forgotten."""
    return _known.outside.pop(id(holder), (holder, []))[1]
