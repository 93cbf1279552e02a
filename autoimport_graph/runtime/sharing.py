"""Which lists of the graph hold the same objects.

``sorted(xs)``, a slice, ``list(xs)`` and a comprehension make a list of another one's items: in eager code both hold
the same dicts, lists and objects, in a graph each holds a copy. Where an item changes through one of them, the others
no longer tell what the author's code would find there, and reading them is refused.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.kinds import Elements, Kind, Structure, Union
from autoimport_graph.runtime.regions import Region, stack

if TYPE_CHECKING:
    from autoimport_graph.runtime.tensor_lists import GraphList


class Shares:
    """What one list's contents share with others.

    Attributes:
        family: Of the lists that may hold the same objects, by identity; they are not kept.
        stale: Whether one of these objects has changed since, so that the copy here is an old one.
        repeated: Whether one object may be several of the items.
        apart: Objects that these lists hold, and this one surely does not.
        made_in: The region in which the list was made; ``None`` outside of any.
        read_in: The regions in which its items were read.
    """

    __slots__ = ("__weakref__", "apart", "family", "made_in", "read_in", "repeated", "stale")

    def __init__(self) -> None:
        self.family: weakref.WeakValueDictionary[int, Shares] | None = None
        self.stale = False
        self.repeated = False
        self.apart: list[Any] = []
        self.made_in = stack.top
        self.read_in: list[Region] = []

    def is_read_by(self, loop: Region) -> bool:
        """Whether an iteration of a loop reads items of the list, which is older."""
        return not _is_inside(self.made_in, loop) and any(_is_inside(region, loop) for region in self.read_in)

    def join(self, other: Shares) -> None:
        """Share what another list shares, too."""
        self.repeated |= other.repeated
        if other.family is not None and other.family is not self.family:
            family = _family(self)
            for member in list(other.family.values()):
                member.family = family
                family[id(member)] = member


def _is_inside(region: Region | None, outer: Region) -> bool:
    while region is not None and region is not outer:
        region = region.parent
    return region is outer


def holds_objects(kind: Kind) -> bool:
    """Whether a value of a kind can hold a list, dict or object that is put together from tensors."""
    if isinstance(kind, Union):
        return any(map(holds_objects, kind.alternatives))
    if isinstance(kind, Structure):
        return not issubclass(kind.type, tuple) or any(map(holds_objects, kind.parts))
    return isinstance(kind, Elements)


def relate(one: GraphList, other: GraphList) -> None:
    """Two lists may hold the same objects from here on."""
    if not holds_objects(one.element) or not holds_objects(other.element):
        return
    _family(other.shares)
    one.shares.join(other.shares)


def related(one: GraphList, other: GraphList) -> bool:
    """Whether two lists may hold the same objects."""
    return one is other or (one.shares.family is not None and one.shares.family is other.shares.family)


def derive(new: GraphList, source: GraphList) -> GraphList:
    """A list was made of items of another one, each taken once at most; returns it."""
    relate(new, source)
    new.shares.stale |= source.shares.stale
    return new


def changed(item: Any, through: Collection[GraphList]) -> None:
    """An object has changed, and so have the copies that some lists hold: those of others are old ones.

    Args:
        item: The object, or the item that holds it.
        through: The lists' contents.
    """
    current = {id(contents.shares) for contents in through}
    for contents in through:
        for member in list((contents.shares.family or {}).values()):
            if id(member) not in current and not any(one is item for one in member.apart):
                member.stale = True
                for loop in _loops_around(stack.top):
                    loop.reads_old_items |= member.is_read_by(loop)


def _loops_around(region: Region | None) -> Iterator[Region]:
    while region is not None:
        if region.kind == "body":
            yield region
        region = region.parent


def refuse_stale(contents: GraphList) -> None:
    """The items of a list are about to be read.

    Raises:
        StagingError: If one of them was changed through another list.
    """
    if contents.shares.stale:
        _refuse()
    region = stack.top
    if region is not None and region not in contents.shares.read_in:
        contents.shares.read_in.append(region)


def refuse_old_items(loop: Region) -> None:
    """A loop's trace is the one that the graph has.

    Raises:
        StagingError: If an iteration reads items that the one before it has changed through another list.
    """
    if loop.reads_old_items:
        _refuse()


def _refuse() -> NoReturn:
    raise StagingError(
        "an item of a list whose length only the graph knows was changed through another list that holds the "
        "same items (sorted(), list(), a slice or a comprehension has made one of the other), and the first is read "
        "after that: in a graph each list has copies of its own. Change the items through the list that is read: "
        "xs[i][...] = ..., give the other list items of its own ([dict(x) for x in xs]), or read that one"
    )


def _family(shares: Shares) -> weakref.WeakValueDictionary[int, Shares]:
    if shares.family is None:
        shares.family = weakref.WeakValueDictionary({id(shares): shares})
    return shares.family
