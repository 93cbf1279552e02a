"""The text of objects: by the author's ``__str__``, ``__repr__`` and ``__format__``, or by those that a library wrote.

``str`` and ``format`` insist on a Python string, which such a method cannot give where only the graph knows what it
writes.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.generated_order import by_attrs
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.objects import is_named_tuple
from autoimport_graph.runtime.weak import WeakScalar

Text = Any  # a Python string, or a string scalar


def text_method(value: Any, quote: bool) -> Callable[[], Text] | None:
    """What writes an object, where that is neither Python's own code nor a library's that is not converted.

    Args:
        value: The object.
        quote: Whether as ``repr`` writes it.
    """
    kind = type(value)
    name = "__repr__" if quote or getattr(kind, "__str__") is object.__str__ else "__str__"  # noqa: B009
    method: Any = getattr(kind, name)
    if not isinstance(method, types.FunctionType):
        return None
    fields = _written_fields(kind, method)
    if fields is not None:
        return lambda: _fields_text(value, fields)
    return (lambda: text_from(method(value), name)) if is_converted(method) else None


def format_method(value: Any) -> Callable[[str], Text] | None:
    """The author's ``__format__`` of an object, as a function of the specification."""
    method: Any = getattr(type(value), "__format__", None)
    if not isinstance(method, types.FunctionType) or not is_converted(method):
        return None
    return lambda specification: text_from(method(value, specification), "__format__")


def written_fields(value: Any) -> list[str] | None:
    """The fields that a ``__repr__`` writes which a library made for an object's class."""
    kind = type(value)
    method: Any = kind.__repr__
    return _written_fields(kind, method) if isinstance(method, types.FunctionType) else None


def _written_fields(kind: Any, method: types.FunctionType) -> list[str] | None:
    if is_named_tuple(kind) and method.__globals__.get("__name__") == "collections":
        return list(kind._fields)
    inner = getattr(method, "__wrapped__", method)
    if dataclasses.is_dataclass(kind) and inner.__code__.co_filename == "<string>":
        return [field.name for field in dataclasses.fields(kind) if field.repr]
    attributes = getattr(kind, "__attrs_attrs__", None)
    if attributes is not None and by_attrs(method) and all(one.repr in (True, False) for one in attributes):
        return [one.name for one in attributes if one.repr]
    return None


def _fields_text(value: Any, fields: list[str]) -> Text:
    from autoimport_graph.runtime.texts import text_of

    parts = [part for name in fields for part in (f", {name}=", text_of(getattr(value, name), True))]
    if parts:
        parts[0] = parts[0].removeprefix(", ")
    name = type(value).__name__ if isinstance(value, tuple) else type(value).__qualname__.rsplit(">.", 1)[-1]
    if dataclasses.is_dataclass(value):
        name = type(value).__qualname__
    return joined([f"{name}(", *parts, ")"])


def joined(parts: Sequence[Text]) -> Text:
    """Texts in a row: Python's, where Python knows all of them."""
    return "".join(parts) if all(isinstance(part, str) for part in parts) else tf.strings.join(parts)


def text_from(outcome: Any, name: str) -> Text:
    """What a method that has to return a string has returned.

    Raises:
        TypeError: If it is none, as Python has it.
    """
    if isinstance(outcome, str):
        return outcome
    if isinstance(outcome, WeakScalar) and outcome.__type_name__ == "str":
        return outcome.__tensor__
    if isinstance(outcome, Choice):
        return tf.convert_to_tensor(apply(lambda one: tf.convert_to_tensor(text_from(one, name)), outcome))
    raise TypeError(
        f"__format__ must return a str, not {type(outcome).__name__}"
        if name == "__format__"
        else f"{name} returned non-string (type {type(outcome).__name__})"
    )
