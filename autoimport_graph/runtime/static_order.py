"""Sorting tuples whose first items that differ are Python's: ``sorted(d.items())`` of a dict of tensors."""

from __future__ import annotations

import functools
from typing import Any

_KNOWN = frozenset({int, float, str, bytes, bool})


class _UndecidedError(Exception):
    """Only the graph knows how two keys compare."""


def known_order(keys: list[Any], reverse: bool) -> list[int] | None:
    """The positions of keys in order, as Python's ``sorted`` has it.

    Args:
        keys: Tuples, in which there are values of the graph.
        reverse: Whether the order is descending.

    Returns:
        ``None`` where a value of the graph decides, or where a key is no tuple.

    Raises:
        TypeError: As Python does, if two keys cannot be compared.
    """

    def compare(first: int, second: int) -> int:
        return _compare(keys[first], keys[second])

    try:
        return sorted(range(len(keys)), key=functools.cmp_to_key(compare), reverse=reverse)
    except _UndecidedError:
        return None


def _compare(first: Any, second: Any) -> int:
    if type(first) is not tuple or type(second) is not tuple:
        raise _UndecidedError
    for one, other in zip(first, second, strict=False):
        if one is other:
            continue
        known = type(one) in _KNOWN and type(other) in _KNOWN
        if not known or one != one or other != other:  # not a number is neither less nor equal
            raise _UndecidedError
        if one != other:
            return -1 if one < other else 1
    return len(first) - len(second)
