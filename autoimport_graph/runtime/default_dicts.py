"""Dicts with a default, of which a branch or loop makes others: each has what made the missing values of the first."""

from __future__ import annotations

import collections
import types
import weakref
from typing import Any

_CLASSES: weakref.WeakValueDictionary[Any, type] = weakref.WeakValueDictionary()


def class_of(value: collections.defaultdict[Any, Any]) -> type:
    """A class that stands for the dict's: called, it makes an empty ``defaultdict`` with the same factory.

    Args:
        value: The dict. A factory that closes over nothing (``lambda: 0``) is the same in each trace.
    """
    factory: Any = value.default_factory
    known = _code_of(factory) or id(factory)  # the class keeps the factory, so that its identity stays its own
    found = _CLASSES.get(known)
    if found is None:
        namespace: dict[str, Any] = {"__new__": lambda kind: collections.defaultdict(factory)}
        found = _CLASSES[known] = type("defaultdict", (collections.defaultdict,), namespace)
    return found


def _code_of(factory: Any) -> types.CodeType | None:
    """The code of a function that is nothing else."""
    if type(factory) is not types.FunctionType:
        return None
    more = factory.__closure__ or factory.__defaults__ or factory.__kwdefaults__
    return None if more else factory.__code__
