"""``match``: sequences, mappings and instances. Literals and guards are comparisons, as anywhere.

Each operator returns the tuple of values that the patterns inside are held against, or ``None`` for no match, as
CPython's ``MATCH_SEQUENCE``, ``MATCH_KEYS`` and ``MATCH_CLASS`` do; where only the graph knows which of several
values the subject is, the graph tells whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.calls import call
from autoimport_graph.runtime.choice import Choice, may_lack
from autoimport_graph.runtime.choice_branches import apply_each
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList

_MISSING = object()
# Of these, one positional pattern is held against the instance itself.
_SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def match_sequence(value: Any, count: int, star: int | None) -> Any:
    """The items of a sequence of fitting length. A tensor is none, in a graph as in eager code.

    Args:
        value: The subject.
        count: The number of patterns, a starred one not counted.
        star: The position of the starred pattern, which gets a list; ``None`` if there is none.
    """
    value = resolve(value)
    if isinstance(value, Choice):
        return apply_each(lambda one: match_sequence(one, count, star), value)
    if isinstance(value, GraphList):
        raise StagingError(
            "a list whose length only the graph knows is matched against a sequence pattern; "
            "test len() and index the list instead"
        )
    if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray):
        return None
    length = len(value)
    if length < count or (star is None and length != count):
        return None
    if star is None:
        return tuple(value)
    end = length - (count - star)
    items = [value[position] for position in range(length)]
    return (*items[:star], fresh(items[star:end]), *items[end:])


def match_mapping(value: Any, keys: tuple[Any, ...], rest: bool) -> Any:
    """The values under some keys of a mapping, and a dict of all others if ``rest``.

    Args:
        value: The subject.
        keys: The keys.
        rest: Whether the pattern has ``**rest``.
    """
    if isinstance(value, Choice):
        return apply_each(lambda one: match_mapping(one, keys, rest), value)
    if not isinstance(value, Mapping) or len(value) < len(keys):
        return None
    if len(set(keys)) != len(keys):
        raise ValueError(f"mapping pattern checks duplicate key ({next(key for key in keys if keys.count(key) > 1)!r})")
    found = []
    for key in keys:
        item = value.get(key, _MISSING)
        if item is _MISSING:
            return None
        if may_lack(item):
            raise StagingError(
                f"only the graph knows whether the key {key!r} is there, and a mapping pattern asks for it; "
                "give the dict the key on every path, with None where it has no value"
            )
        found.append(item)
    if rest:
        found.append(fresh({key: item for key, item in value.items() if key not in keys}))
    return tuple(found)


def match_class(value: Any, kind: Any, count: int, names: tuple[str, ...]) -> Any:
    """The attributes of an instance.

    Args:
        value: The subject.
        kind: The class.
        count: The number of positional patterns, whose attributes the class names in ``__match_args__``.
        names: The attributes of the keyword patterns.
    """
    if not isinstance(kind, type):
        raise TypeError("called match pattern must be a class")
    if isinstance(value, Choice):
        return apply_each(lambda one: match_class(one, kind, count, names), value)
    if not call(isinstance)(value, kind):
        return None
    found = []
    if count:
        positional = getattr(kind, "__match_args__", None)
        itself = positional is None and issubclass(kind, _SELF_MATCHING)
        allowed = 1 if itself else len(positional or ())
        if count > allowed:
            plural = "" if allowed == 1 else "s"
            raise TypeError(f"{kind.__name__}() accepts {allowed} positional sub-pattern{plural} ({count} given)")
        if itself:
            found.append(value)
        else:
            names = (*(positional or ())[:count], *names)
            if len(set(names)) != len(names):
                twice = next(name for name in names if names.count(name) > 1)
                raise TypeError(f"{kind.__name__}() got multiple sub-patterns for attribute {twice!r}")
    for name in names:
        item = getattr(value, name, _MISSING)
        if item is _MISSING:
            return None
        found.append(item)
    return tuple(found)
