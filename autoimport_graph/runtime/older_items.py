"""Items of a container that a loop changes: objects that are older than the loop stay themselves.

A list whose objects change places in an iteration, or a dict that takes one which a variable holds, goes on holding
these very objects: what is stored into one of them shows wherever it is held.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.branch_joins import object_kind
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.joins import join, lift
from autoimport_graph.runtime.kinds import Constant, Kind, Structure, Union, kind_of
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.objects import is_immutable, is_plain_object
from autoimport_graph.runtime.regions import Region, is_fresh


def first_kind(value: Any, output: Any, region: Region) -> Kind:
    """The kind that a container's contents begin the second trace with.

    Args:
        value: What it held before the loop.
        output: What an iteration left in it.
        region: The loop's body.
    """
    alike = isinstance(output, dict) or (isinstance(value, list) and isinstance(output, list))
    stay = _older(output, region) if alike and (isinstance(output, dict) or len(value) == len(output)) else set()
    return join(lift(_described(value, stay, Constant)), lift(_described(output, stay, _describe(region))))


def grown_kind(output: Any, region: Region, kind: Kind) -> Kind:
    """The kind of contents that an iteration left.

    Args:
        output: The contents.
        region: The loop's body.
        kind: What covers them so far.
    """
    stay = {key for key, part in _parts(kind).items() if stays_itself(part)}
    if isinstance(output, dict):
        stay |= {key for key in _older(output, region) if key not in _parts(kind)}
    return _described(output, stay, _describe(region))


def kind_again(value: Any, kind: Kind, stays: Callable[[Kind], bool]) -> Kind:
    """The kind of contents that a loop begins with, of which the kind was learnt in an earlier trace.

    Args:
        value: The contents.
        kind: What was learnt.
        stays: Whether a kind stands for an object that stays itself.
    """
    return lift(_described(value, {key for key, part in _parts(kind).items() if stays(part)}, Constant))


def stays_itself(kind: Kind) -> bool:
    """Whether a kind stands for an object, or for one of several, and not for what they are made of."""
    if isinstance(kind, Union):
        return any(map(stays_itself, kind.alternatives))
    return isinstance(kind, Constant) and _is_object(kind.value)


def _parts(kind: Kind) -> dict[Any, Kind]:
    return dict(zip(kind.keys, kind.parts, strict=True)) if isinstance(kind, Structure) else {}


def _describe(region: Region) -> Callable[[Any], Kind]:
    return functools.partial(object_kind, region=region)


def _described(contents: Any, stay: set[Any], describe: Callable[[Any], Kind]) -> Kind:
    kind = kind_of(contents)
    if not stay or not isinstance(kind, Structure) or not isinstance(contents, list | dict):
        return kind
    parts = [
        describe(contents[key]) if key in stay and _is_object(contents[key]) else part
        for key, part in zip(kind.keys, kind.parts, strict=True)
    ]
    return Structure(kind.type, kind.keys, tuple(parts))


def _older(contents: Any, region: Region) -> set[Any]:
    """The keys of items that are objects, all of them older than a region."""
    items = contents.items() if isinstance(contents, dict) else enumerate(contents)
    return {key for key, item in items if _is_object(item) and not any(is_fresh(one, region) for one in _each(item))}


def _is_object(value: Any) -> bool:
    objects = [one for one in _each(value) if one is not UNDEFINED]
    return bool(objects) and all(is_plain_object(one) and not is_immutable(one) for one in objects)


def _each(value: Any) -> list[Any]:
    return value.__alternatives__ if isinstance(value, Choice) else [value]
