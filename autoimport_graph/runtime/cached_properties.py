"""``functools.cached_property`` first read inside a branch or a loop's body.

It stores its value past every operator, so its own ``__get__`` is taken over: which runs once for each object and
property, eager code's later reads find the value in the object. Where only the graph knows whether the value has been
computed, the object does not hold it: each read comes here, and the graph computes it where that has not been done.
"""

from __future__ import annotations

import functools
from typing import Any

from autoimport_graph.runtime.choice import Choice, is_alternative, may_lack, narrow, undefined_position
from autoimport_graph.runtime.conditionals import if_exp
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.places import Attribute
from autoimport_graph.runtime.regions import stack, touch

_original = functools.cached_property.__get__


class _Table(GraphTable):
    """Values that may not have been computed: by an object's identity and a property's name, object and value."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, str], tuple[Any, Choice]] = {}


_uncertain = registered(_Table())


class CachedValue(Attribute):
    """What a cached property has stored in an object."""

    __slots__ = ()

    def read(self) -> Any:  # noqa: D102
        entry = _uncertain.values.get((id(self.owner), self.name))
        return super().read() if entry is None else entry[1]

    def write(self, value: Any) -> None:  # noqa: D102
        key = (id(self.owner), self.name)
        _uncertain.values.pop(key, None)
        if may_lack(value):
            _uncertain.values[key] = (self.owner, value)
            value = UNDEFINED
        super().write(value)


def get(self: functools.cached_property[Any], instance: Any, owner: type | None = None) -> Any:
    """``cached_property.__get__``."""
    name = self.attrname
    if instance is None or name is None or (stack.top is None and not _uncertain.values):
        return _original(self, instance, owner)
    place = CachedValue(instance, name)

    def keep(value: Any) -> Any:
        touch(place)
        place.write(value)
        return value

    def compute() -> Any:
        return keep(self.func(instance))

    known = narrow(place.read())
    if known is UNDEFINED:
        return compute()
    if not isinstance(known, Choice):
        return known
    return if_exp(is_alternative(known, undefined_position(known)), compute, lambda: keep(narrow(known)))


functools.cached_property.__get__ = get  # type: ignore[method-assign]
