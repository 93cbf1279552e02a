"""What a Python object is made of: attributes, and whether they may change."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Collection, Iterator
from types import FunctionType, SimpleNamespace
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.tensorflow_private import CompositeTensor, Tensor


def is_named_tuple(kind: type) -> bool:
    """Whether a class is a named tuple's."""
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


# Packages whose objects are more than their attributes.
_OTHERS = ("builtins", "functools", "tensorflow", "keras", "numpy")
_MAKERS = (object.__new__, SimpleNamespace.__new__)


class Opaque:
    """An object of ours that no graph carries: each is the one that it is."""


def is_plain_object(value: Any) -> bool:
    """Whether a value is an object of a class written in Python whose attributes are all there is to it."""
    kind: Any = type(value)
    if dataclasses.is_dataclass(kind) or hasattr(kind, "__attrs_attrs__"):
        return True
    if not (hasattr(value, "__dict__") or _has_slots_alone(kind)) or kind.__reduce_ex__ is not object.__reduce_ex__:
        return False
    opaque = (Opaque, type, tf.Module, tf.Variable, BaseException, CompositeTensor, tf.TypeSpec)
    if isinstance(value, opaque) or kind.__module__.partition(".")[0] in _OTHERS:
        return False
    if callable(value) and kind.__module__.startswith("autoimport_graph."):
        return False
    made = kind.__new__ in _MAKERS or (isinstance(kind.__new__, FunctionType) and is_converted(kind.__new__))
    return made and all(base.__module__ != "builtins" or base is object for base in kind.__mro__)


def _has_slots_alone(kind: type) -> bool:
    """Whether the author's classes that a class is derived from all say in ``__slots__`` what attributes there are."""
    ours = kind.__module__.startswith("autoimport_graph.")
    return not ours and all("__slots__" in vars(base) for base in kind.__mro__ if base is not object)


def attributes_of(value: Any) -> dict[str, Any]:
    """The attributes of a plain object, slots included; the arguments and the cause of an exception, these first."""
    found = dict(getattr(value, "__dict__", {}))
    if isinstance(value, BaseException):
        cause = found.pop("__cause__", value.__cause__)
        return {"args": value.args, "__cause__": cause, **found}
    for kind in type(value).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                found[name] = getattr(value, name)
    return found


def set_cause(error: BaseException, cause: Any) -> None:
    """Let an exception know its cause.

    Args:
        error: The exception.
        cause: Another one, or ``None``; where only the graph knows which, it is kept among the attributes.
    """
    if cause is None or isinstance(cause, BaseException):
        error.__cause__ = cause
    else:
        vars(error)["__cause__"] = cause


def is_immutable(value: Any) -> bool:
    """Whether a structure cannot change, so that a copy of it is as good."""
    return is_immutable_class(type(value))


def is_immutable_class(kind: type) -> bool:
    """Whether objects of a class cannot change: tuples and frozen dataclasses."""
    parameters = getattr(kind, "__dataclass_params__", None)
    return issubclass(kind, tuple) or bool(parameters is not None and parameters.frozen)


def changes_in_place(value: Any) -> bool:
    """Whether a value is a list, dict, deque or object that others may see change."""
    return isinstance(value, list | dict | collections.deque) or (is_plain_object(value) and not is_immutable(value))


def mutable_parts(value: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The value and its parts, as far as they can change in place, each once: objects may hold each other."""
    seen = set() if seen is None else seen
    if changes_in_place(value):
        if id(value) in seen:
            return
        seen.add(id(value))
        yield value
    for part in held_by(value):
        yield from mutable_parts(part, seen)


def held_by(value: Any) -> Collection[Any]:
    """The items of a container, or what the attributes of an object hold."""
    if isinstance(value, tuple | list | collections.deque):
        return value
    if isinstance(value, dict):
        return value.values()
    return attributes_of(value).values() if is_plain_object(value) else ()


def is_mutable(value: Any) -> bool:
    """Whether a value, or a part of it, can change in place."""
    return next(mutable_parts(value), None) is not None


def lacks(value: Any, name: str) -> bool:
    """Whether a value surely has no such attribute; nothing of the author's is run to find out."""
    if isinstance(value, Tensor):
        return not hasattr(value, name)
    kind = type(value)
    return not (hasattr(kind, name) or hasattr(kind, "__getattr__") or name in getattr(value, "__dict__", ()))


def refuse_circle(value: Any) -> None:
    """Refuse what holds itself: what a graph carries has an end.

    Args:
        value: What a walk through objects and containers did not get out of.
    """
    inside = _everything_inside(value)
    if any(part is value for part in inside):
        # Which part of the circle a walk does not get out of depends on how deep the stack was before.
        around = [value, *(part for part in inside if any(one is value for one in _everything_inside(part)))]
        shown = next(filter(is_plain_object, around), value)
        raise StagingError(
            f"a {type(shown).__name__} that holds itself, directly or through others, is made or changed by a loop "
            "or branch that the graph runs; a graph can carry it no further. "
            "Let one side hold an index or a key in place of the other object."
        )


def _everything_inside(value: Any) -> list[Any]:
    found: dict[int, Any] = {}
    pending = _parts_inside(value)
    while pending:
        part = pending.pop()
        if id(part) not in found:
            found[id(part)] = part
            pending.extend(_parts_inside(part))
    return list(found.values())


def _parts_inside(value: Any) -> list[Any]:
    if isinstance(value, tuple | list):
        return list(value)
    return list((value if isinstance(value, dict) else attributes_of(value) if is_plain_object(value) else {}).values())
