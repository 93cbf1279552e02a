"""Objects that several variables share where a staged region ends.

What a branch or an iteration makes leaves it as tensors, from which a new object is put together for each place that
holds it. Two places that held one object must hold one afterwards: what is stored through the first shows through the
second. Where the paths differ in what they share, so that neither one object nor two would be right, a change of
either is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_packing import position_of
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.copied_objects import freeze, tear
from autoimport_graph.runtime.kinds import Elements, Kind, Structure, Union
from autoimport_graph.runtime.made_functions import Made
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.object_homes import has_home
from autoimport_graph.runtime.objects import is_immutable_class
from autoimport_graph.runtime.packing import parts_of
from autoimport_graph.runtime.regions import like
from autoimport_graph.runtime.sharing import holds_objects

# Which path a value came by, and which alternative of which choice: ("true",), ("false", (index, 1)), ...
Path = tuple[Any, ...]
Sources = list[tuple[Path, Any]]
# Given when they are asked for: most values hold no object that could be shared.
Origin = Callable[[], Sources]


class Held:
    """A mutable object where a value holds it.

    Args:
        where: The value's number and the numbers of the parts that lead to the object.
        sources: The objects that it is to be put together from, by path.
    """

    def __init__(self, where: Path, sources: dict[Path, Any]) -> None:
        self.where = where
        self.sources = sources

    def agrees(self, other: Held) -> bool:
        """Whether both are surely the same object on each path that has both."""
        for side in {path[0] for path in self.sources} & {path[0] for path in other.sources}:
            mine, its = self._on(side), other._on(side)
            if mine != its and len({*mine.values(), *its.values()}) != 1:
                return False
        return True

    def _on(self, side: Any) -> dict[Path, int]:
        return {path: id(source) for path, source in self.sources.items() if path[0] == side}

    def objects(self) -> set[tuple[Any, int]]:
        """What it may be, by path; which alternative it is does not count."""
        return {(path[0], id(source)) for path, source in self.sources.items()}


class Aliases:
    """What the values that a region leaves share.

    Args:
        shared: Where an object is that another one is, and where that is.
        torn: Where objects are that some paths share and others do not.
        listed: Where objects are that a list of the graph has a copy of.
    """

    def __init__(
        self,
        shared: dict[Path, Path] | None = None,
        torn: frozenset[Path] = frozenset(),
        listed: frozenset[Path] = frozenset(),
    ) -> None:
        self.shared = shared or {}
        self.torn = torn
        self.listed = listed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aliases) and other.__dict__ == self.__dict__

    __hash__ = None  # type: ignore[assignment]  # it holds a dict

    def applied(self, values: list[Any], kinds: list[Kind]) -> list[Any]:
        """Values that were put together, with what they share in the place of their own.

        Args:
            values: Their lists, dicts and objects are changed in place.
            kinds: What they were put together from.
        """
        if not (self.shared or self.torn or self.listed):
            return values
        found: dict[Path, Any] = {}
        for number, value in enumerate(zip(values, kinds, strict=True)):
            found.update(_objects((number,), *value))
        # What each iteration binds anew has no value before it, and holds nothing yet.
        for where in self.torn & found.keys():
            tear(found[where])
        for where in self.listed & found.keys():
            freeze(found[where])
        there = {where: other for where, other in self.shared.items() if where in found and other in found}
        instead = {id(found[where]): found[other] for where, other in there.items()}
        return [_relinked(value, kind, instead) for value, kind in zip(values, kinds, strict=True)]


def aliases_of(values: Iterable[tuple[Kind, Origin]], listed: bool) -> Aliases:
    """What values share.

    Args:
        values: The kind of each, and what it is to be put together from, by path.
        listed: Whether to look for objects of which lists of the graph have copies.
    """
    held = [
        one
        for number, (kind, origin) in enumerate(values)
        if holds_objects(kind)
        for one in _held((number,), kind, origin())
    ]
    shared: dict[Path, Path] = {}
    torn: list[Path] = []
    for group in _groups(held):
        widest = max(group, key=lambda one: len(one.objects()))
        alike = all(one.agrees(other) for one in group for other in group)
        if alike and widest.objects() == set().union(*(one.objects() for one in group)):
            shared.update({one.where: widest.where for one in group if one is not widest})
        else:
            torn += [one.where for one in group]
    copied = [one.where for one in held if listed and any(map(has_home, one.sources.values()))]
    return Aliases(shared, frozenset(torn), frozenset(copied))


def _held(where: Path, kind: Kind, sources: Sources) -> Iterator[Held]:
    sources = list(_single(sources))
    if isinstance(kind, Union):
        positions = [position_of(source, kind) for _, source in sources]
        for number, inner in enumerate(kind.alternatives):
            mine = [source for source, position in zip(sources, positions, strict=True) if position == number]
            yield from _held((*where, number), inner, mine)
    elif _is_mutable(kind):
        yield Held(where, dict(sources))
    if isinstance(kind, Structure):
        parts = [(path, list(parts_of(source, kind))) for path, source in sources]
        for number, inner in enumerate(kind.parts):
            if holds_objects(inner):
                yield from _held((*where, number), inner, [(path, found[number]) for path, found in parts])


def _is_mutable(kind: Kind) -> bool:
    if isinstance(kind, Structure):
        return not (issubclass(kind.type, Made) or is_immutable_class(kind.type))
    return isinstance(kind, Elements)


def _parts(value: Any, kind: Kind) -> Iterator[tuple[Any, Kind]]:
    if isinstance(kind, Union):
        yield from zip(value.__alternatives__, kind.alternatives, strict=True)
    elif isinstance(kind, Structure):
        yield from zip(parts_of(value, kind), kind.parts, strict=True)


def _objects(where: Path, value: Any, kind: Kind) -> Iterator[tuple[Path, Any]]:
    """The mutable objects that a value was put together with, by where they are."""
    if _is_mutable(kind):
        yield where, value
    for number, part in enumerate(_parts(value, kind)):
        if holds_objects(part[1]):
            yield from _objects((*where, number), *part)


def _relinked(value: Any, kind: Kind, instead: dict[int, Any]) -> Any:
    parts = [_relinked(part, inner, instead) if holds_objects(inner) else part for part, inner in _parts(value, kind)]
    if isinstance(kind, Union):
        object.__setattr__(value, "__alternatives__", parts)
    elif isinstance(kind, Structure) and issubclass(kind.type, tuple):
        return like(value, parts)
    elif isinstance(kind, Structure) and issubclass(kind.type, Made):
        return kind.type.make(parts)
    elif isinstance(kind, Structure):
        for key, new, old in zip(kind.keys, parts, list(parts_of(value, kind)), strict=True):
            if new is not old:
                _put(value, key, new)
    return instead.get(id(value), value)


def _put(owner: Any, key: Any, value: Any) -> None:
    """Store a part into a new object, of which nobody takes note."""
    if isinstance(owner, list):
        list.__setitem__(owner, key, value)
    elif isinstance(owner, dict):
        base_of(owner).__setitem__(owner, key, value)
    else:
        object.__setattr__(owner, key, value)


def _single(sources: Sources) -> Iterator[tuple[Path, Any]]:
    """The sources that there are, each alternative of one of several by itself."""
    for path, source in sources:
        if isinstance(source, Choice):
            index = id(source.__position__)
            yield from _single([((*path, (index, number)), one) for number, one in enumerate(source.__alternatives__)])
        elif source is not UNSET and source is not UNDEFINED:
            yield path, source


def _groups(held: list[Held]) -> list[list[Held]]:
    """The objects that share a source with another, those together that do."""
    first: dict[tuple[Any, int], int] = {}
    group = list(range(len(held)))

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for number, one in enumerate(held):
        for path, source in one.sources.items():
            group[root(number)] = root(first.setdefault((path[0], id(source)), number))
    groups: dict[int, list[Held]] = {}
    for number, one in enumerate(held):
        groups.setdefault(root(number), []).append(one)
    return [found for found in groups.values() if len(found) > 1]
