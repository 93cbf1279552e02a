"""Specifications of tensors as text, ``float32[None, 3]``: read here, made ``tf.TensorSpec`` by the runtime."""

from __future__ import annotations

import ast
import re
from typing import Any, NamedTuple

from autoimport_graph.errors import AutoimportGraphError

_NAME = r"(?:(?P<name>[A-Za-z_]\w*)\s*[:=]\s*)?"
_SHAPE = r"(?:[\[(](?P<shape>[^\[\]()]*)[\])])?"
_ONE = re.compile(rf"\s*{_NAME}(?P<dtype>[a-z]\w*)\s*{_SHAPE}\s*")
_UNKNOWN = frozenset({"None", "?", "-1", "*"})
_OTHER_NAMES = {"float": "float32", "int": "int32", "str": "string", "double": "float64", "half": "float16"}
DTYPES = frozenset(
    {
        *("float16", "float32", "float64", "bfloat16", "complex64", "complex128", "bool", "string"),
        *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)),
    }
)


class SpecificationError(AutoimportGraphError, ValueError):
    """A specification that cannot be read."""


class Specification(NamedTuple):
    """What is known of an argument.

    Args:
        name: The argument's name; empty if it stands for the next one.
        dtype: The dtype's name.
        shape: Sizes, ``None`` for those that differ from call to call; ``None`` for any rank.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...] | None


def read(text: str) -> list[Specification]:
    """Read specifications, separated by commas.

    Args:
        text: ``dtype[size, ...]`` each; no brackets for a scalar, ``None`` for a size that differs, ``[...]`` for any
            rank; ``name: dtype[...]`` for an argument by name. Or calls of ``tf.TensorSpec``, as Python has them.

    Raises:
        SpecificationError: If it is something else.
    """
    if "TensorSpec" in text:
        return _read_python(text)
    parts = re.split(r",(?![^\[(]*[\])])", text)
    return [_read_one(part) for part in parts] if text.strip() else []


def _read_one(text: str) -> Specification:
    found = _ONE.fullmatch(text)
    if found is None:
        raise SpecificationError(
            f"{text.strip()!r} is no specification; write dtype[size, ...], as in float32[None, 3]"
        )
    dtype = _OTHER_NAMES.get(found["dtype"], found["dtype"])
    if dtype not in DTYPES:
        raise SpecificationError(f"{dtype!r} is no dtype; there are {', '.join(sorted(DTYPES))}")
    return Specification(found["name"] or "", dtype, _read_shape(found["shape"] or "", text))


def _read_python(text: str) -> list[Specification]:
    """Read ``[tf.TensorSpec([None], tf.int32), ...]``, of which nothing is executed."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        calls = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
        return [_of_call(call) for call in calls]
    except (SyntaxError, ValueError, TypeError, LookupError, AttributeError) as error:
        if isinstance(error, SpecificationError):
            raise
        raise SpecificationError(
            f"{text.strip()!r} cannot be read; write tf.TensorSpec([None, 3], tf.float32)"
        ) from None


def _of_call(call: Any) -> Specification:
    values = dict(zip(("shape", "dtype", "name"), call.args, strict=False))
    values.update({part.arg: part.value for part in call.keywords})
    shape = ast.literal_eval(values["shape"])
    dtype = values.get("dtype", ast.Constant("float32"))
    name = ast.literal_eval(values["name"]) if "name" in values else ""
    written = "..." if shape is None else ", ".join(map(str, shape))
    return _read_one(f"{f'{name}: ' if name else ''}{getattr(dtype, 'attr', None) or dtype.value}[{written}]")


def _read_shape(text: str, whole: str) -> tuple[int | None, ...] | None:
    if text.strip() == "...":
        return None
    sizes = [size.strip() for size in text.split(",") if size.strip()]
    for size in sizes:
        if size not in _UNKNOWN and not size.isdigit():
            raise SpecificationError(f"{size!r} in {whole.strip()!r} is no size; write a number, or None")
    return tuple(None if size in _UNKNOWN else int(size) for size in sizes)
