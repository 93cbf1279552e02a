"""Text with fields: f-strings, ``format``, ``%`` and ``str.format``."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.digits import item_text
from autoimport_graph.runtime.field_format import aligned, format_number
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.object_text import format_method
from autoimport_graph.runtime.output import assert_stmt, print_
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.texts import holds_symbolic, str_join, tensor_text, text_of
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar, bare


def _tensor(text: Any) -> Tensor:
    return text.__tensor__ if isinstance(text, WeakScalar) else tf.constant(text)


@overload(format)
def format_(value: Any, specification: str = "") -> Any:
    """``format(value, specification)``."""
    return formatted(value, -1, specification)


@overload(hex)
def hex_(number: Any, /) -> Any:
    """``hex(number)``."""
    return formatted(number, -1, "#x") if is_symbolic(number) else hex(number)


@overload(oct)
def oct_(number: Any, /) -> Any:
    """``oct(number)``."""
    return formatted(number, -1, "#o") if is_symbolic(number) else oct(number)


@overload(bin)
def bin_(number: Any, /) -> Any:
    """``bin(number)``."""
    return formatted(number, -1, "#b") if is_symbolic(number) else bin(number)


def formatted(value: Any, conversion: int, specification: Any) -> Any:
    """One replacement field of an f-string.

    Args:
        value: The value.
        conversion: -1, or the code of ``s``, ``r`` or ``a``.
        specification: The format specification.
    """
    owner = settle(value)
    value = resolve(owner)
    if not holds_symbolic(value) and not is_symbolic(specification):
        conversions: dict[int, Callable[[Any], Any]] = {115: str, 114: repr, 97: ascii}
        convert = conversions.get(conversion)
        return format(value if convert is None else convert(value), specification)
    if is_symbolic(specification):
        raise StagingError(
            "a format specification that only the graph knows; a graph needs to know it while it is built: "
            "choose between texts with an if statement"
        )
    if conversion != -1:
        return _aligned_text(text_of(owner, conversion != 115), specification)
    if isinstance(value, Choice):
        return WeakScalar("str", apply(lambda item: _tensor(formatted(item, -1, specification)), value))
    if is_variable(value):
        return WeakScalar("str", text_of(value))
    tensor = value.__tensor__ if isinstance(value, WeakScalar) else value
    if not isinstance(tensor, Tensor):
        own = format_method(value)
        text = text_of(owner) if own is None else own(specification)
        if own is None and specification:
            raise TypeError(f"unsupported format string passed to {type(value).__name__}.__format__")
        return text if isinstance(text, str) else WeakScalar("str", text)
    return _formatted_tensor(tensor, isinstance(value, Tensor), specification)


def _aligned_text(text: Any, specification: str) -> Any:
    if isinstance(text, str):
        return format(text, specification)
    return aligned(text, specification, "<")


def _formatted_tensor(tensor: Tensor, numpy: bool, specification: str) -> WeakScalar:
    if tensor.shape.rank == 0 and not (numpy and tensor.dtype == tf.string):
        return WeakScalar("str", item_text(tensor)) if not specification else format_number(tensor, specification)
    if specification:
        raise TypeError("unsupported format string passed to numpy.ndarray.__format__")
    return WeakScalar("str", tensor_text(tensor))


def fstring(*parts: Any) -> Any:
    """The parts of an f-string, joined."""
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return WeakScalar("str", tf.strings.join([bare(part) for part in parts]))


_PERCENT = re.compile(r"%(?:\((\w+)\))?([#0\- +]*)(\*|\d+)?(?:\.(\d+))?([diouxXeEfFgGcrsa%])")


def filled_in(template: str, second: Any) -> Any:
    """``template % second``."""
    if not holds_symbolic(second):
        return template % resolve(second)
    values = iter(second if isinstance(second, tuple) else (second,))
    parts: list[Any] = []
    end = 0
    for match in _PERCENT.finditer(template):
        parts.append(template[end : match.start()])
        end = match.end()
        name, flags, width, precision, kind = match.groups()
        if kind == "%":
            parts.append("%")
            continue
        value = second[name] if name else next(values)
        if not holds_symbolic(value):
            parts.append(("%" + flags + (width or "") + (f".{precision}" if precision else "") + kind) % value)
            continue
        parts.append(_percent_field(value, flags, width, precision, kind))
    return fstring(*parts, template[end:])


def _percent_field(value: Any, flags: str, width: str | None, precision: str | None, kind: str) -> Any:
    align = "<" if "-" in flags else ">"
    zero = "0" if "0" in flags and align == ">" else ""
    sign = "+" if "+" in flags else " " if " " in flags else ""
    if kind in ("s", "r", "a"):
        cut = f".{precision}" if precision else ""
        return formatted(value, 115 if kind == "s" else 114, (align if width else "") + (width or "") + cut)
    if kind in ("d", "i", "u"):
        from autoimport_graph.runtime.scalars import int_

        value, kind = int_(value), "d"
    specification = (
        ("" if zero else align) + sign + zero + (width or "") + (f".{precision}" if precision else "") + kind
    )
    return formatted(value, -1, specification)


def str_format(template: str, *arguments: Any, **keywords: Any) -> Any:
    """``template.format(...)``."""
    if not any(map(holds_symbolic, (*arguments, *keywords.values()))):
        return str.format(template, *arguments, **keywords)  # a subclass may have called this from its own
    parts: list[Any] = []
    formatter, automatic = string.Formatter(), 0
    for literal, field, specification, conversion in formatter.parse(template):
        parts.append(literal)
        if field is None:
            continue
        if field == "" or field[0] in ".[":
            field, automatic = f"{automatic}{field}", automatic + 1
        value, _ = formatter.get_field(field, arguments, keywords)
        parts.append(formatted(value, ord(conversion) if conversion else -1, specification or ""))
    return fstring(*parts)


__all__ = [
    "assert_stmt",
    "formatted",
    "fstring",
    "holds_symbolic",
    "print_",
    "str_format",
    "str_join",
    "text_of",
]
