"""``dataclasses.asdict``, ``astuple`` and ``replace`` of objects that hold lists of the graph."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.calls import register
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.moved_lists import all_moved, resolve
from autoimport_graph.runtime.objects import is_named_tuple
from autoimport_graph.runtime.overloads.copying import deep
from autoimport_graph.runtime.ownership import owned


def as_dict(obj: Any, *, dict_factory: Callable[..., Any] = dict) -> Any:
    """``dataclasses.asdict(obj)``."""

    def make(value: Any, parts: list[Any]) -> Any:
        return dict_factory([(field.name, part) for field, part in zip(dataclasses.fields(value), parts, strict=True)])

    return _converted(obj, lambda value: dataclasses.asdict(value, dict_factory=dict_factory), make)


def as_tuple(obj: Any, *, tuple_factory: Callable[..., Any] = tuple) -> Any:
    """``dataclasses.astuple(obj)``."""
    return _converted(
        obj,
        lambda value: dataclasses.astuple(value, tuple_factory=tuple_factory),
        lambda _, parts: tuple_factory(parts),
    )


def _converted(obj: Any, original: Callable[[Any], Any], make: Callable[[Any, list[Any]], Any]) -> Any:
    if isinstance(obj, Choice):
        return apply(lambda one: _converted(one, original, make), obj)
    if not all_moved() or isinstance(obj, type) or not dataclasses.is_dataclass(obj):
        return owned(original(obj))
    return owned(_part(obj, make))


def _part(value: Any, make: Callable[[Any, list[Any]], Any]) -> Any:
    """A value inside, as the functions copy it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return make(value, [_part(getattr(value, field.name), make) for field in dataclasses.fields(value)])
    if resolve(value) is not value:
        return deep(value)
    if isinstance(value, tuple) and is_named_tuple(type(value)):
        return type(value)(*[_part(item, make) for item in value])
    if isinstance(value, list | tuple):
        return type(value)([_part(item, make) for item in value])
    if type(value) is dict:
        return {_part(key, make): _part(item, make) for key, item in value.items()}
    return deep(value)


def _replacing(function: Callable[..., Any]) -> Callable[..., Any]:
    """A version of ``replace``: what the new object is given, it has as it is."""

    def replaced(obj: Any, /, **changes: Any) -> Any:
        if isinstance(obj, Choice):
            return apply(lambda one: replaced(one, **changes), obj)
        return owned(function(obj, **changes))

    return replaced


for _original in (dataclasses.replace, getattr(copy, "replace", None)):  # the latter is Python 3.13's
    if _original is not None:
        register(_original, _replacing(_original))
register(dataclasses.asdict, as_dict)
register(dataclasses.astuple, as_tuple)
