"""What code that is not converted hands back: new to the staged region at hand if nobody else can hold it.

``copy.copy``, ``dataclasses.replace`` or a field's default factory make objects without a call that a graph version
sees. Such an object is told by its references: where there is none but the one that was handed over, no older variable
can show what is stored into it.
"""

from __future__ import annotations

import collections
import sys
from typing import Any

from autoimport_graph.runtime.moved_lists import is_moved
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.regions import fresh, stack

_CONTAINERS = (list, tuple, dict, set, collections.deque)  # a tuple's items may change


def _references(value: Any) -> int:
    return sys.getrefcount(value)


def _references_of_part(parts: dict[str, Any]) -> int:
    part = parts["part"]
    return sys.getrefcount(part)


# Those that the calls themselves hold differ between versions of Python.
_ALONE = _references([])
_PART_ALONE = _references_of_part({"part": []})


def owned(value: Any) -> Any:
    """A result of code that is not converted; returns it.

    Args:
        value: The result, handed over without being kept in a variable.
    """
    if stack.top is not None and _has_parts(value) and sys.getrefcount(value) - _ours(value) <= _ALONE:
        fresh(value)
        own_parts(value)
    return value


def own_parts(value: Any) -> None:
    """The containers and objects that a new one alone holds are new, too."""
    if isinstance(value, dict):
        for key in value:
            part = value[key]
            if _has_parts(part) and sys.getrefcount(part) - _ours(part) <= _PART_ALONE:
                fresh(part)
                own_parts(part)
    elif isinstance(value, list | tuple):
        for position in range(len(value)):
            part = value[position]
            if _has_parts(part) and sys.getrefcount(part) - _ours(part) <= _PART_ALONE:
                fresh(part)
                own_parts(part)
    elif is_plain_object(value):
        for name in list(attributes_of(value)):
            part = getattr(value, name, None)
            if _has_parts(part) and sys.getrefcount(part) - _ours(part) <= _PART_ALONE:
                fresh(part)
                own_parts(part)


def _has_parts(value: Any) -> bool:
    return isinstance(value, _CONTAINERS) or is_plain_object(value)


def _ours(value: Any) -> int:
    """How many references to a value are those of regions that have noted what is stored into it."""
    region, found = stack.top, set() if stack.last is None or stack.last.owner is not value else {id(stack.last)}
    while region is not None:
        found |= {id(place) for place in region.places.values() if place.owner is value}
        region = region.parent
    return len(found) + is_moved(value)


__all__ = ["own_parts", "owned"]
