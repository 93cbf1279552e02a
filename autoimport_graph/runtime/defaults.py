"""``getattr``, ``next`` and ``Mapping.get`` with a default, ``hasattr`` and ``in``, where it is the author's code that
says there is nothing: by an exception, which a tensor may decide about.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping
from typing import Any

from autoimport_graph.runtime.converted_text import functions_of
from autoimport_graph.runtime.guard import is_converted

_TEXT = """
def attribute(owner, name, default):
    try:
        return getattr(owner, name)
    except AttributeError:
        return default

def has_attribute(owner, name):
    try:
        getattr(owner, name)
    except AttributeError:
        return False
    return True

def item(owner, key, default):
    try:
        return owner[key]
    except KeyError:
        return default

def has_item(owner, key):
    try:
        owner[key]
    except KeyError:
        return False
    return True

def upcoming(iterator, default):
    try:
        return next(iterator)
    except StopIteration:
        return default
"""


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    return functions_of(_TEXT, __name__)


def item(owner: Any, key: Any, default: Any = None) -> Any:
    """``owner.get(key, default)``, as :class:`collections.abc.Mapping` has it."""
    if not _is_authors(type(owner), "__getitem__"):
        return Mapping.get(owner, key, default)
    return _functions()["item"](owner, key, default)


def has_item(owner: Any, key: Any) -> Any:
    """``key in owner``, as :class:`collections.abc.Mapping` has it."""
    if not _is_authors(type(owner), "__getitem__"):
        return Mapping.__contains__(owner, key)
    return _functions()["has_item"](owner, key)


def attribute(owner: Any, name: str, default: Any) -> Any:
    """``getattr(owner, name, default)``, where the author's code looks it up."""
    return _functions()["attribute"](owner, name, default)


def has_attribute(owner: Any, name: str) -> Any:
    """``hasattr(owner, name)``, where the author's code looks it up."""
    return _functions()["has_attribute"](owner, name)


def upcoming(iterator: Any, default: Any) -> Any:
    """``next(iterator, default)``, where the iterator's class is the author's."""
    return _functions()["upcoming"](iterator, default)


def authors_look_up(owner: Any, name: str) -> bool:
    """Whether the author's code says what an attribute of an object is: a property, or ``__getattr__``."""
    kind = type(owner)
    if _is_authors(kind, "__getattribute__"):
        return True
    found = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    if isinstance(found, property):
        return is_converted(found.fget)
    if name in _namespace(owner):
        return False
    if isinstance(found, functools.cached_property):
        return is_converted(found.func)
    return _is_authors(kind, "__getattr__") if found is None else _is_authors(type(found), "__get__")


def _namespace(owner: Any) -> Any:
    """An object's own attributes, asked for past the author's ``__getattr__``."""
    try:
        return object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return ()


def is_authors_iterator(value: Any) -> bool:
    """Whether an iterator is an object of an author's class."""
    return _is_authors(type(value), "__next__")


def _is_authors(kind: type, name: str) -> bool:
    method = getattr(kind, name, None)
    return type(method) is types.FunctionType and is_converted(method)
