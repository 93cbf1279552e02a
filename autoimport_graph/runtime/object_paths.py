"""Where the body of a loop finds what its places belong to: in the next trace of the loop around, other objects."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.places import Attribute, Cell, Contents, Place
from autoimport_graph.runtime.regions import stack

Path = tuple[Any, ...]


def path_of(place: Place, body: Any) -> Path | None:
    """Where the body finds what the place belongs to; ``None`` where it does not, or need not."""
    if not isinstance(place, Contents | Attribute | Cell):
        return None
    found = next((path for path, holder in _reachable(body) if holder is place.holder), None)
    number = None if found is not None else _numbered(place.holder)
    return found if number is None else (_numbered, number)


def places_at(path: Path, place: Place, body: Any) -> Iterator[Place]:
    """The places of this trace that stand for one of an earlier one.

    Args:
        path: What :func:`path_of` gave for that.
        place: That.
        body: This trace's loop body.
    """
    for owner in _owners(path, body):
        for one in _holders(place, owner):
            yield _moved(place, one)


def _owners(path: Path, body: Any) -> list[Any]:
    """What a path leads to in this trace."""
    if path[0] is _numbered:
        owner = _with_number(path[1])
        return [] if owner is None else [owner]
    return [owner for where, owner in _reachable(body) if where == path]


def _holders(place: Place, owner: Any) -> list[Any]:
    """What a place may belong to in this trace: each container, where the variable is one of several now."""
    if not isinstance(owner, Choice) or isinstance(place, Cell):
        return [owner]
    kind = type(place.holder)
    return [alternative for alternative in owner.__alternatives__ if isinstance(alternative, kind)]


def _moved(place: Place, holder: Any) -> Place:
    """The same place of another object."""
    if isinstance(place, Cell):
        return Cell(holder, place.name)
    return Contents(holder) if isinstance(place, Contents) else Attribute(holder, place.name)  # type: ignore[attr-defined]


def _reachable(body: Callable[..., Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The values that a function closes over, and what they hold."""
    for name, cell in zip(body.__code__.co_freevars, body.__closure__ or (), strict=True):
        try:
            value = cell.cell_contents
        except ValueError:
            continue
        yield (name,), value
        if isinstance(value, types.FunctionType):
            # Variables that a function of the author's binds by ``nonlocal``.
            inner: Any = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        elif isinstance(value, dict):
            inner = value.items()
        elif isinstance(value, list | tuple):
            inner = enumerate(value)
        else:
            inner = attributes_of(value).items() if is_plain_object(value) else ()
        for key, part in inner:
            yield (name, key), part


def _numbered(value: Any) -> tuple[int, Any, int] | None:
    """What tells an object that a region at hand made from others that it made, in each trace of that.

    Returns:
        How many regions further out that is, where in the code, and how many were made there before.
    """
    region, level = stack.top, 0
    while region is not None and id(value) not in region.born:
        region, level = region.parent, level + 1
    for where, made in region.made.items() if region is not None else ():
        for number, one in enumerate(made):
            if one is value:
                return level, where, number
    return None


def _with_number(name: tuple[int, Any, int]) -> Any:
    """The object of a name that :func:`_numbered` gave; ``None`` if there is none in this trace."""
    level, where, number = name
    region = stack.top
    for _ in range(level):
        region = None if region is None else region.parent
    made = [] if region is None else region.made.get(where, [])
    return made[number] if number < len(made) else None
