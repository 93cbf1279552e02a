"""Which of the tensors that carry a value decide how it compares: with those alone, a whole list is compared at once.

Numbers, strings, and tuples, lists and dicts of these are their tensors. So is an object whose class compares by
fields, as ``dataclass`` and attrs write it: by those fields. What any other object says of itself only its own method
knows.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.generated_order import compared_fields
from autoimport_graph.runtime.kinds import Constant, Dense, Kind, Nothing, Structure, Weak


def deciding(kind: Kind, name: str) -> list[int] | None:
    """The tensors that decide how two values of one kind compare.

    Args:
        kind: Of the values.
        name: ``"eq"``, ``"lt"`` or ``"gt"``.

    Returns:
        Their positions among those that carry a value, the most significant first; ``None`` if a comparison must be
        asked for.
    """
    if isinstance(kind, Constant | Nothing):
        return []
    if isinstance(kind, Dense | Weak):
        return [0]
    keys = _compared_keys(kind, name) if isinstance(kind, Structure) else None
    return None if keys is None else _of_parts(kind, keys, name)


def _of_parts(kind: Any, keys: list[Any], name: str) -> list[int] | None:
    found: list[int] = []
    for key in keys:
        part = kind.keys.index(key)
        inner = deciding(kind.parts[part], name)
        if inner is None:
            return None
        before = sum(len(one.specifications()) for one in kind.parts[:part])
        found += [before + position for position in inner]
    return found


def _compared_keys(kind: Structure, name: str) -> list[Any] | None:
    methods = ["__eq__", f"__{name}__"]
    for base in (tuple, list, dict) if name == "eq" else (tuple, list):
        if issubclass(kind.type, base):
            own = all(getattr(kind.type, method) is getattr(base, method) for method in methods)
            return list(kind.keys) if own else None
    fields = compared_fields(kind.type, name)
    # Sequences are ordered by their first items that are not equal.
    if fields is None or fields != compared_fields(kind.type, "eq") or not set(fields) <= set(kind.keys):
        return None
    return fields
