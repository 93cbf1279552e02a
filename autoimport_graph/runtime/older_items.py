"""Items of a container that a loop changes: objects that are older than the loop stay themselves.

A list whose objects change places in an iteration, or a dict that takes one which a variable holds, goes on holding
these very objects, and so do all places that no iteration changes: what is stored into an object shows wherever it is
held.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Container
from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.identity_kinds import stays_itself
from autoimport_graph.runtime.joins import join, lift
from autoimport_graph.runtime.kinds import Constant, Kind, Structure, Union, kind_of
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.objects import changes_in_place
from autoimport_graph.runtime.regions import Region, is_fresh


def first_kind(value: Any, output: Any, region: Region, written: Container[int]) -> Kind:
    """The kind that a container's contents begin the second trace with.

    Args:
        value: What it held before the loop.
        output: What an iteration left in it.
        region: The loop's body.
        written: Identities of objects that the iteration stores into: such a one stays itself.
    """
    before, after = _items(value), _items(output)
    stay: set[Any] = set()
    if isinstance(output, dict) or len(before) == len(after):
        stay = _older(after, region) | {key for key, item in after.items() if _is_left(item, before.get(key))}
        stay |= {key for key, item in before.items() if id(item) in written or key not in after}
    return join(
        lift(_described(value, stay, Constant)),
        lift(_described(output, stay, functools.partial(_itself, region=region))),
    )


def grown_kind(output: Any, region: Region, kind: Kind) -> Kind:
    """The kind of contents that an iteration left.

    Args:
        output: The contents.
        region: The loop's body.
        kind: What covers them so far.
    """
    known = _parts(kind)
    stay = {key for key, part in known.items() if stays_itself(part)}
    if isinstance(output, dict):
        stay |= {key for key in _older(output, region) if key not in known}
    return _described(output, stay, functools.partial(_itself, region=region))


def kind_again(value: Any, kind: Kind, stays: Callable[[Kind], bool]) -> Kind:
    """The kind of contents that a loop begins with, of which the kind was learnt in an earlier trace.

    Args:
        value: The contents.
        kind: What was learnt.
        stays: Whether a kind stands for an object that stays itself.
    """
    return lift(_described(value, {key for key, part in _parts(kind).items() if stays(part)}, Constant))


def _parts(kind: Kind) -> dict[Any, Kind]:
    return dict(zip(kind.keys, kind.parts, strict=True)) if isinstance(kind, Structure) else {}


def _items(contents: Any) -> dict[Any, Any]:
    if isinstance(contents, dict):
        return contents
    return dict(enumerate(contents)) if isinstance(contents, list) else {}


def _described(contents: Any, stay: set[Any], describe: Callable[[Any], Kind]) -> Kind:
    kind = kind_of(contents)
    if not stay or not isinstance(kind, Structure) or not isinstance(contents, list | dict):
        return kind
    parts = [
        describe(contents[key]) if key in stay and any(map(changes_in_place, _each(contents[key]))) else part
        for key, part in zip(kind.keys, kind.parts, strict=True)
    ]
    return Structure(kind.type, kind.keys, tuple(parts))


def _itself(value: Any, region: Region) -> Kind:
    if isinstance(value, Choice):
        return Union(tuple(_itself(one, region) for one in value.__alternatives__), value.__unbound__)
    return Constant(value) if changes_in_place(value) and not is_fresh(value, region) else kind_of(value)


def _is_left(item: Any, before: Any) -> bool:
    return item is before and changes_in_place(item)


def _older(items: dict[Any, Any], region: Region) -> set[Any]:
    """The keys of items that are objects, all of them older than a region."""
    found = set()
    for key, item in items.items():
        objects = [one for one in _each(item) if one is not UNDEFINED]
        if objects and all(map(changes_in_place, objects)):
            if not any(is_fresh(one, region) for one in objects):
                found.add(key)
    return found


def _each(value: Any) -> list[Any]:
    return value.__alternatives__ if isinstance(value, Choice) else [value]
