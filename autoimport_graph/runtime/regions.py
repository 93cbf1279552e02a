"""Staged regions and the places that they write.

While a branch or a loop body is traced, Python runs its stores for real. Each store that the region could leave
behind is noted first, so that the region's end finds what changed, puts the old values back, and carries the new ones
out as outputs of the graph op.
"""

from __future__ import annotations

import collections
import sys
import threading
from collections.abc import Iterable
from typing import Any

from autoimport_graph.runtime import left_behind
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.facts import Fact
from autoimport_graph.runtime.objects import is_plain_object
from autoimport_graph.runtime.places import (
    Attribute,
    Cell,
    Contents,
    Global,
    Place,
    attribute_place,
    cells_of,
    refuse_two_ways,
    unbound_local,
)
from autoimport_graph.runtime.tensorflow_private import Tensor


class Region:
    """A branch or loop body that is being traced.

    Args:
        kind: ``"branch"``, a loop's ``"condition"`` or ``"body"``, or ``"attempt"``: the body of a ``try``, or a
            condition that is tried out: traced where it stands.
        places: What it is known to write.

    Attributes:
        before: Values of the places when it began.
        discovered: Places that it turned out to write.
        stores: Whether it has stored anything into a place that is older.
        born: Containers, objects and variables made in it, by identity: nothing outside can hold them.
        made: Those of them that no region inside has made, in order, by where in the code that was.
        exploring: Whether nothing is known of a loop yet, so that it will most likely be traced again.
        carried: A loop's variables, by key, and their kinds.
        resumes: Whether what follows an exception that a tensor decides about can be a branch inside.
        dead: Keys of places that nothing reads after the body of a ``try``.
        must_retrace: Set by an inner loop that did.
        waiting: Whether a loop inside is left to this one for XLA to compile, see :mod:`~autoimport_graph.runtime.xla`.
        undefined_reads: Variables for want of which a branch failed, by name; None for one whose name is not known.
        mismatched: Whether tensors of two dtypes met.
        reads_old_items: Whether an iteration reads items of a list and then changes them through another one.
        fact: What holds in it about a value that is one of several, see :mod:`autoimport_graph.runtime.facts`.
        code: Of the function that is being traced.
        options: Of a loop's body: what the author says of the loop.
        memory: What the loops inside turned out to need, shared by the regions of one outermost loop.
        path: What tells the loop that this is traced for from others, in each trace of the loops around.
        met: How many loops of one signature have begun in it: one function called twice runs two loops.
    """

    def __init__(self, kind: str, places: Iterable[Place], parent: Region | None) -> None:
        self.kind = kind
        self.parent = parent
        self.places: dict[tuple[Any, ...], Place] = {}
        self.before: dict[tuple[Any, ...], Any] = {}
        self.discovered: list[Place] = []
        self.born: dict[int, Any] = {}
        self.stores = False
        self.made: dict[Any, list[Any]] = {}
        self.exploring = False
        self.carried: dict[tuple[Any, ...], Any] = {}
        self.resumes = False
        self.dead: frozenset[Any] = frozenset()
        self.must_retrace = False
        self.waiting = False
        self.mismatched = False
        self.reads_old_items = False
        self.undefined_reads: set[str | None] = set()
        self.graph: Any = None
        self.code: Any = None
        self.options: Any = None
        self.fact: Fact | None = None
        self.memory: dict[Any, Any] = {} if parent is None else parent.memory
        self.path: Any = None if parent is None else parent.path
        self.met: dict[Any, int] = {}
        for place in places:
            self.before[place.key] = place.read()
            self.places[place.key] = place

    def note(self, place: Place) -> None:
        """Take a place into account that is about to be written."""
        self.stores = True
        if place.key not in self.places:
            refuse_two_ways(place, self.places)
            self.before[place.key] = place.read()
            self.places[place.key] = place
            self.discovered.append(place)

    def occurrence(self, signature: Any) -> Any:
        """What tells a loop that begins in this region from others of its signature."""
        number = self.met[signature] = self.met.get(signature, 0) + 1
        return self.path, signature, number

    def forget(self, owner: Any) -> None:
        """An object turned out to be new: its places are nobody else's."""
        for key in [key for key, place in self.places.items() if place.owner is owner]:
            del self.places[key]
            del self.before[key]
        self.discovered = [place for place in self.discovered if place.owner is not owner]

    def restore(self) -> None:
        """Put the old values back."""
        for key, place in self.places.items():
            place.write(self.before[key])


def frozen(value: Any, after: dict[tuple[Any, ...], Any]) -> Any:
    """A value as it was at a region's end, which puts the contents of older containers back.

    Args:
        value: What a place held at the end.
        after: What all places held, contents of containers among them.
    """
    if isinstance(value, tuple):
        return like(value, [frozen(item, after) for item in value])
    return after.get(("contents", id(value)), value)


def kept(value: Any, region: Region, after: dict[tuple[Any, ...], Any]) -> Any:
    """The same, but a container that is older than the region stays itself, whatever was stored into it.

    Args:
        value: What a place held at the end.
        region: The region.
        after: What all places held.
    """
    if isinstance(value, tuple):
        return like(value, [kept(item, region, after) for item in value])
    if isinstance(value, list | dict | set | collections.deque) and not is_fresh(value, region):
        return value
    return frozen(value, after)


def like(value: tuple[Any, ...], items: list[Any]) -> tuple[Any, ...]:
    """A tuple of a class with other items; the tuple itself if they are its own."""
    if all(one is other for one, other in zip(items, value, strict=True)):
        return value
    return type(value)._make(items) if hasattr(value, "_make") else type(value)(items)


class _Stack(threading.local):
    top: Region | None = None
    last: Any = None  # the place that was touched last: its store may be yet to come


stack = _Stack()


def touch(place: Place) -> None:
    """A place is about to be written: every region older than it takes note."""
    stack.last = place
    region = stack.top
    holder = place.holder
    while region is not None:
        if holder is not None and id(holder) in region.born:
            return
        region.note(place)
        region = region.parent


def store_into(place: Place) -> None:
    """A place is about to be written, in a branch or loop or outside of any."""
    if stack.top is None:
        left_behind.note(place)
    else:
        touch(place)


def staged() -> Region | None:
    """The innermost branch or loop body; the body of a ``try`` alone is none."""
    region = stack.top
    while region is not None and region.kind == "attempt":
        region = region.parent
    return region


def fresh(value: Any) -> Any:
    """A container or object was just made; returns it."""
    if stack.top is not None:
        _note_birth(stack.top, value)
        namespace = getattr(value, "__dict__", None)
        if type(namespace) is dict:
            _note_birth(stack.top, namespace)
    return value


def born_with(older: Any, value: Any) -> None:
    """What is made for an object is as old as that: new to the region in which the object was made, if to any.

    Args:
        older: The object.
        value: What was made for it.
    """
    region = stack.top
    while region is not None:
        if id(older) in region.born:
            _note_birth(region, value)
            return
        region = region.parent


def _note_birth(region: Region, value: Any) -> None:
    if id(value) not in region.born:
        maker = sys._getframe(2)
        region.made.setdefault((maker.f_code, maker.f_lasti, type(value)), []).append(value)
    region.born[id(value)] = value
    ancestor: Region | None = region
    while ancestor is not None and ancestor.discovered:
        ancestor.forget(value)
        ancestor = ancestor.parent


def leave(region: Region) -> None:
    """A region has been traced: the one around goes on, and what was made inside was made in it, too."""
    stack.top = region.parent
    if region.parent is not None:
        region.parent.born.update(region.born)
    if stack.last is not None and id(stack.last.holder) in region.born:
        stack.last = None  # what was stored into has ended with the region, or is another object after it
    region.restore()
    if staged() is None:
        left_behind.note_region(region)


def made_inside(value: Any) -> bool:
    """Whether an object was made in a region at hand, so that each trace of it makes another."""
    region = stack.top
    while region is not None:
        if id(value) in region.born:
            return True
        region = region.parent
    return False


def is_fresh(value: Any, region: Region) -> bool:
    """Whether an object was made in a region (or one inside it).

    Code that is not converted tells nobody what it makes (``tf.nest.map_structure`` returns a new list), but what holds
    a tensor of the region's graph, at its end, cannot be older.
    """
    return id(value) in region.born or (region.graph is not None and _holds_tensor_of(region.graph, value))


def _holds_tensor_of(graph: Any, value: Any, depth: int = 3) -> bool:
    if isinstance(value, Tensor):
        return getattr(value, "graph", None) is graph
    if depth == 0:
        return False
    items: Iterable[Any] = ()
    if isinstance(value, list | tuple):
        items = value
    elif isinstance(value, dict):
        items = value.values()
    elif is_plain_object(value):
        items = vars(value).values() if hasattr(value, "__dict__") else ()
    return any(_holds_tensor_of(graph, item, depth - 1) for item in items)


__all__ = [
    "Attribute",
    "Cell",
    "Contents",
    "Global",
    "Place",
    "Region",
    "attribute_place",
    "born_with",
    "cells_of",
    "fresh",
    "frozen",
    "is_fresh",
    "kept",
    "leave",
    "like",
    "made_inside",
    "stack",
    "staged",
    "store_into",
    "touch",
    "unbound_local",
]
