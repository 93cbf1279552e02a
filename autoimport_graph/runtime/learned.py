"""What a loop inside another one turned out to need, kept until the outer loop is traced again.

The outer loop's second trace makes new cells and new lists, so that nothing is remembered by identity: variables go
by their names, and a list or object by where the loop's body finds it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from autoimport_graph.runtime.aliases import Aliases
from autoimport_graph.runtime.growth import loop_kind
from autoimport_graph.runtime.identity_kinds import stays_itself
from autoimport_graph.runtime.joins import join, lift
from autoimport_graph.runtime.kinds import NUMBERS, Constant, Kind, Nothing, Structure, Union, kind_of
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.object_paths import path_of, places_at
from autoimport_graph.runtime.older_items import kind_again
from autoimport_graph.runtime.regions import (
    Contents,
    Place,
    Region,
    is_fresh,
    made_inside,
    stack,
)

_SIMPLE = (str, bytes, *NUMBERS)


class Learned:
    """The kinds of a loop's variables, and the places that its body turned out to write.

    Args:
        start: The kinds that the variables began with that the compiler knows the body to bind.
        kinds: What they turned out to need.
        found: Other places, and their kinds.
        body: The author's loop body.
        aliases: What the variables share.

    Attributes:
        complete: Whether the next trace of the loop around will meet all of the places.
        waits: How often the loop was left to the next trace of the one around.
    """

    def __init__(
        self, start: list[Kind], kinds: list[Kind], found: list[tuple[Place, Kind]], body: Any, aliases: Aliases
    ) -> None:
        self.start = start
        self.aliases = aliases
        self.branch = _branch()
        self.waits = 0
        self.kinds = list(map(_to_be_made_anew, kinds))
        placed = [(path_of(place, body), place, kind) for place, kind in found]
        # The next trace makes anew what this one made, and would not meet it by its identity.
        self.found = [
            (path, place, _to_be_made_anew(kind))
            for path, place, kind in placed
            if path is not None or not made_inside(place.holder)
        ]
        self.complete = len(self.found) == len(found)

    def began_with(self, kinds: list[Kind]) -> bool:
        """Whether this was learnt of a loop whose variables had these kinds before it."""
        return list(map(_outline, self.start)) == list(map(_outline, kinds))

    def may_begin_with(self, kinds: list[Kind]) -> bool:
        """Whether the same loop may have these kinds before it by now: the loop around has learnt something, too."""
        return self.branch is _branch() and all(map(_may_be_now, self.start, kinds))

    def apply(self, kinds: list[Kind]) -> list[Kind]:
        """The kinds to begin with, where without this the loop would begin with ``kinds``."""
        return [
            kind if by_identity(old) else join(kind, _found_again(old, kind))
            for kind, old in zip(kinds, self.kinds, strict=True)
        ]

    def places(self, body: Any) -> Iterator[tuple[Place, Kind]]:
        """The other places, as the body of this trace finds them."""
        for path, place, kind in self.found:
            if path is None:
                yield place, kind
                continue
            for moved in places_at(path, place, body):
                yield moved, kind


def met_again(place: Place, kind: Kind) -> Kind:
    """The kind that a place found by the trace before begins with.

    Args:
        place: The place, in this trace.
        kind: What was learnt of it.
    """
    value = place.read()
    if by_identity(kind):
        return loop_kind(value)
    if isinstance(place, Contents):
        start = kind_again(value, kind, _stays)
    else:
        start = loop_kind(value) if _is_made_anew(kind) else lift(kind_of(value))
    return join(start, _found_again(kind, start))


def _stays(kind: Kind) -> bool:
    return stays_itself(kind) or _is_made_anew(kind)


def _is_made_anew(kind: Kind) -> bool:
    parts = kind.alternatives if isinstance(kind, Union) else kind.parts if isinstance(kind, Structure) else ()
    return isinstance(kind, _Anew) or any(map(_is_made_anew, parts))


class _Anew(Kind):
    """The kind of a container or object that this trace made: the next one makes another, of the same parts.

    Args:
        type: Its class.
        kind: The kind of one like it.
    """

    def __init__(self, type: type, kind: Kind) -> None:
        self.type = type
        self.kind = kind


def _to_be_made_anew(kind: Kind) -> Kind:
    """A kind without the containers and objects that this trace made."""
    if isinstance(kind, Union):
        return Union(tuple(map(_to_be_made_anew, kind.alternatives)), kind.missing)
    if isinstance(kind, Structure):
        return Structure(kind.type, kind.keys, tuple(map(_to_be_made_anew, kind.parts)))
    if isinstance(kind, Constant) and by_identity(kind) and made_inside(kind.value):
        return _Anew(type(kind.value), kind_of(kind.value))
    return kind


def outlasting(kind: Kind, region: Region) -> Kind:
    """A kind as a region's end sees it: what is made inside, each time anew, is one of its like.

    Args:
        kind: Of what a variable holds inside.
        region: The region.
    """
    if isinstance(kind, Union):
        joined = functools.reduce(join, (outlasting(one, region) for one in kind.alternatives))
        return Union(joined.alternatives, kind.missing) if isinstance(joined, Union) else joined
    if isinstance(kind, Structure):
        return Structure(kind.type, kind.keys, tuple(outlasting(part, region) for part in kind.parts))
    if isinstance(kind, Constant) and by_identity(kind) and _made_since(region, kind.value):
        return kind_of(kind.value)
    return kind


def _made_since(region: Region, value: Any) -> bool:
    """Whether an object was made in a region, or in one inside it that is being traced."""
    inner = stack.top
    while inner is not None and inner is not region:
        if is_fresh(value, inner):
            return True
        inner = inner.parent
    return is_fresh(value, region)


def _found_again(old: Kind, kind: Kind) -> Kind:
    """What was learnt of a variable, less the containers and objects in whose place this trace has others."""
    if isinstance(old, _Anew):
        return Nothing() if old.type in _types_by_identity(kind) else old.kind
    if isinstance(old, Union):
        alternatives = [_found_again(one, kind) for one in old.alternatives]
        joined = functools.reduce(join, alternatives)
        return Union(joined.alternatives, old.missing) if isinstance(joined, Union) else joined
    if isinstance(old, Structure):
        parts: tuple[Kind, ...] = (Nothing(),) * len(old.parts)
        if isinstance(kind, Structure) and (old.type, old.keys) == (kind.type, kind.keys):
            parts = kind.parts
        return Structure(old.type, old.keys, tuple(map(_found_again, old.parts, parts)))
    return old


def _types_by_identity(kind: Kind) -> set[type]:
    alternatives = kind.alternatives if isinstance(kind, Union) else (kind,)
    return {type(one.value) for one in alternatives if isinstance(one, Constant) and by_identity(one)}


def signature(body: Any, places: list[Place]) -> tuple[Any, ...]:
    """What tells a loop from others, in each trace."""
    return getattr(body, "__code__", body), tuple(getattr(place, "name", "") for place in places)


def _branch() -> Any:
    """The code of the innermost branch, if that is what is being traced."""
    return None if stack.top is None else stack.top.code


def _may_be_now(start: Kind, kind: Kind) -> bool:
    if _outline(start) == _outline(kind):
        return True
    if isinstance(kind, Union):
        alternatives = start.alternatives if isinstance(start, Union) else (start,)
        return all(any(_may_be_now(one, other) for other in kind.alternatives) for one in alternatives)
    if isinstance(start, Structure) and isinstance(kind, Structure) and start.keys == kind.keys:
        return start.type is kind.type and all(map(_may_be_now, start.parts, kind.parts))
    return not by_identity(start) and join(lift(start), kind) == kind


def by_identity(kind: Kind) -> bool:
    """Whether a kind stands for one object, that of the trace that found it."""
    if not isinstance(kind, Constant):
        return False
    return not (kind.value is None or kind.value is UNDEFINED or isinstance(kind.value, _SIMPLE))


def _outline(kind: Kind) -> Any:
    if isinstance(kind, Constant):
        return type(kind.value) if by_identity(kind) else kind
    if isinstance(kind, Structure):
        return kind.type, kind.keys, tuple(map(_outline, kind.parts))
    if isinstance(kind, Union):
        return tuple(map(_outline, kind.alternatives))
    return kind
