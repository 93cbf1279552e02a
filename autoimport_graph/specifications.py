"""Specifications of tensors as text, ``float32[None, 3]``: read here, made ``tf.TensorSpec`` by the runtime."""

from __future__ import annotations

import re
from typing import NamedTuple

from autoimport_graph.errors import AutoimportGraphError

_ONE = re.compile(r"\s*(?:(?P<name>[A-Za-z_]\w*)\s*[:=]\s*)?(?P<dtype>[a-z]\w*)\s*(?:\[(?P<shape>[^\[\]]*)\])?\s*")
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
            rank; ``name: dtype[...]`` for an argument by name.

    Raises:
        SpecificationError: If it is something else.
    """
    parts = re.split(r",(?![^\[]*\])", text)
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


def _read_shape(text: str, whole: str) -> tuple[int | None, ...] | None:
    if text.strip() == "...":
        return None
    sizes = [size.strip() for size in text.split(",") if size.strip()]
    for size in sizes:
        if size not in _UNKNOWN and not size.isdigit():
            raise SpecificationError(f"{size!r} in {whole.strip()!r} is no size; write a number, or None")
    return tuple(None if size in _UNKNOWN else int(size) for size in sizes)
