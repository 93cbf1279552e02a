"""Comparisons that a library has written for a class: ``dataclass``, attrs and ``functools.total_ordering``.

They stand in no module that could be converted, compare tuples of fields, or ask for the truth of what the author's
method returns.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import sys
import types
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.identities import equal_if_one, one_object
from autoimport_graph.runtime.object_homes import is_copy
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.truth import holds_symbolic

# What ``functools.total_ordering`` makes of the one method that the author gives: whether that one's outcome is
# negated, and whether equality (or its absence) decides beside it.
_TOTAL_ORDERING = {
    "_gt_from_lt": ("lt", True, "and not equal"),
    "_le_from_lt": ("lt", False, "or equal"),
    "_ge_from_lt": ("lt", True, ""),
    "_ge_from_le": ("le", True, "or equal"),
    "_lt_from_le": ("le", False, "and not equal"),
    "_gt_from_le": ("le", True, ""),
    "_lt_from_gt": ("gt", True, "and not equal"),
    "_ge_from_gt": ("gt", False, "or equal"),
    "_le_from_gt": ("gt", True, ""),
    "_le_from_ge": ("ge", True, "or equal"),
    "_gt_from_ge": ("ge", False, "and not equal"),
    "_lt_from_ge": ("ge", True, ""),
}


def generated(name: str, first: Any, second: Any) -> Callable[[], Any] | None:
    """How two objects compare, where a library has written the method.

    Args:
        name: ``"eq"``, ``"ne"``, ``"lt"``, ``"le"``, ``"gt"`` or ``"ge"``.
        first: The left operand.
        second: The right one.

    Returns:
        Does what the method does, by the graph's own comparisons; ``None`` where the method is the author's, or
        Python's.
    """
    if name in ("eq", "ne") and equal_if_one(first, second):
        return functools.partial(_by_identity, name, first, second)
    if name == "ne":
        return _inverted(first, second)
    method = getattr(type(first), f"__{name}__", None)
    if not isinstance(method, types.FunctionType):
        return None
    code = method.__code__
    if code.co_name in _TOTAL_ORDERING and method.__globals__.get("__name__") == "functools":
        return _by_other(code.co_name, first, second)
    if type(first) is not type(second):
        return None
    names = compared_fields(type(first), name)
    return None if names is None else lambda: _fields(name, first, second, names)


def _by_identity(name: str, first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.logic import not_

    return one_object(first, second) if name == "eq" else not_(one_object(first, second))


def compared_fields(kind: type, name: str) -> list[str] | None:
    """The fields by which a library's method compares two objects of one class, in order.

    Args:
        kind: The class.
        name: As of :func:`generated`.

    Returns:
        ``None`` where the method is the author's, or compares otherwise.
    """
    method = getattr(kind, f"__{name}__", None)
    if not isinstance(method, types.FunctionType):
        return None
    owner = next((base for base in kind.__mro__ if f"__{name}__" in vars(base)), kind)
    return _compared(owner, name, method)


def _inverted(first: Any, second: Any) -> Callable[[], Any] | None:
    """``object.__ne__`` asks for the truth of what ``__eq__`` returns."""
    kind: Any = type(first)
    theirs = kind.__ne__ is object.__ne__ or ("__attrs_attrs__" in vars(kind) and by_attrs(kind.__ne__))
    if not theirs or not isinstance(kind.__eq__, types.FunctionType):
        return None

    def differ() -> Any:
        from autoimport_graph.runtime.logic import eq, not_

        return not_(eq(first, second))

    return differ


def _by_other(function: str, first: Any, second: Any) -> Callable[[], Any]:
    root, negated, equality = _TOTAL_ORDERING[function]

    def compare() -> Any:
        from autoimport_graph.runtime.logic import and_, eq, not_, or_

        outcome = getattr(type(first), f"__{root}__")(first, second)
        if outcome is NotImplemented:
            return outcome
        outcome = not_(outcome) if negated else outcome
        if equality == "or equal":
            return or_(outcome, lambda: eq(first, second))
        return and_(outcome, lambda: not_(eq(first, second))) if equality else outcome

    return compare


def _compared(owner: type, name: str, method: types.FunctionType) -> list[str] | None:
    """The fields that a generated method compares; ``None`` if the method is not generated."""
    if dataclasses.is_dataclass(owner) and method.__code__.co_filename == "<string>":
        return [field.name for field in dataclasses.fields(owner) if field.compare]
    attributes = vars(owner).get("__attrs_attrs__")
    if attributes is not None and by_attrs(method):
        return [one.name for one in attributes if (one.eq if name == "eq" else one.order)]
    return None


def by_attrs(method: Any) -> bool:
    """Whether attrs has written a method; where a class has attributes of attrs, that has been imported."""
    code = getattr(method, "__code__", None)
    folder = os.path.dirname(sys.modules["attr"].__file__ or "")
    return code is not None and code.co_filename.startswith(("<attrs generated", folder))


def _fields(name: str, first: Any, second: Any, names: list[str]) -> Any:
    from autoimport_graph.runtime.logic import compare

    one = tuple(getattr(first, field) for field in names)
    other = tuple(getattr(second, field) for field in names)
    return compare(name, one, other)


_METHODS = ("__eq__", "__lt__", "__gt__", "__le__", "__ge__")


def compares_in_graph(value: Any) -> bool:
    """Whether a value is, or a list or tuple holds, an object that its class compares by what only the graph knows."""
    if isinstance(value, list | tuple):
        return any(not isinstance(item, list | tuple) and compares_in_graph(item) for item in value)
    kind: Any = type(value)
    if kind.__eq__ is object.__eq__ and is_copy(value):
        return True
    if not any(isinstance(getattr(kind, name), types.FunctionType) for name in _METHODS):
        return False
    return is_plain_object(value) and any(map(holds_symbolic, attributes_of(value).values()))


def are_sequences(first: Any, second: Any) -> bool:
    """Whether both are lists, or both tuples, without an order of their author's."""
    return any(
        all(isinstance(one, kind) and getattr(type(one), "__lt__") is kind.__lt__ for one in (first, second))  # noqa: B009
        for kind in (list, tuple)
    )
