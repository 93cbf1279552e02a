"""Places of Python's that a graph's code stores into: where the graph is built, some hold what it alone knows."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from autoimport_graph.runtime.graph_tables import are_shared, call_at_end
from autoimport_graph.runtime.guard import building
from autoimport_graph.runtime.noting import author_frame
from autoimport_graph.runtime.places import Cell, Place

if TYPE_CHECKING:
    from autoimport_graph.runtime.regions import Region


class Noted:
    """A place, and the author's line that stored into it.

    Attributes:
        staged: Whether it did so in a branch or loop that the graph runs.
    """

    __slots__ = ("file", "line", "place", "staged")

    def __init__(self, place: Place, file: str, line: int, staged: bool) -> None:
        self.place = place
        self.file = file
        self.line = line
        self.staged = staged


class _Pending(threading.local):
    """What this thread's outermost graph has stored into so far.

    Attributes:
        places: By key; the places keep what they are of.
        own: Cells that the graph's own functions have made.
    """

    def __init__(self) -> None:
        self.places: dict[tuple[Any, ...], Noted] = {}
        self.own: dict[int, Any] = {}


_pending = _Pending()


def note_own(cell: Any) -> None:
    """A variable is new: who reads it later, as a gradient's function does, may do so in a graph that knows it."""
    if _in_function():
        _pending.own[id(cell)] = cell


def note(place: Place) -> None:
    """A place is about to be stored into where no branch or loop is staged."""
    if place.key not in _pending.places and not (isinstance(place, Cell) and id(place.cell) in _pending.own):
        _note([place], staged=False)


def note_attempt(region: Region) -> None:
    """The body of a ``try`` that is in no branch or loop has been run."""
    for place in region.places.values():
        if not isinstance(place, Cell):
            note(place)


def note_region(region: Region) -> None:
    """A branch or loop that is inside no other has been traced."""
    # Variables of the function itself end with it.
    places = [place for key, place in region.places.items() if not isinstance(place, Cell) or key in _pending.places]
    if places:
        _note(places, staged=True)


def _note(places: list[Place], staged: bool) -> None:
    frame = author_frame(sys._getframe(2)) if _in_function() else None
    if frame is not None:
        file, line = frame.f_code.co_filename, frame.f_lineno
        _pending.places.update((place.key, Noted(place, file, line, staged)) for place in places)


def _in_function() -> bool:
    """Whether this thread builds a function: a plain graph stays, and a session computes its tensors."""
    return 0 not in building and are_shared()


# What threads have left that ended while others built graphs: a replica's thread is told of its caller's graph alone.
_postponed: list[Noted] = []


def _ended() -> None:
    """The thread's outermost graph is built."""
    places, _pending.places = _pending.places, {}
    _pending.own.clear()
    if any(thread != threading.get_ident() for thread in building):
        _postponed.extend(places.values())
    elif places or _postponed:
        from autoimport_graph.runtime import out_of_scope

        earlier = list(_postponed)
        del _postponed[: len(earlier)]  # other threads may add to it meanwhile
        out_of_scope.replace([*earlier, *places.values()])


call_at_end(_ended)
