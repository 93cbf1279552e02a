"""``+``, ``-``, ``&`` and ``|`` of Counters whose keys or counts the graph decides: Python's own are not converted."""

from __future__ import annotations

import collections
import functools
import operator
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.converted_text import functions_of
from autoimport_graph.runtime.dict_keys import may_lack
from autoimport_graph.runtime.key_order import is_disordered, mark
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.truth import is_symbolic

# A key that a Counter lacks counts nothing, and only counts above 0 are kept.
_TEXT = """
def combined(combine, first, second, keys, result):
    for key in keys:
        count = combine(first.get(key, 0), second.get(key, 0))
        if count > 0:
            result[key] = count
    return result
"""
_COUNTS: dict[str, Callable[..., Any]] = {"add": operator.add, "sub": operator.sub, "and_": min, "or_": max}


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    return functions_of(_TEXT, __name__)


def combined(name: str, first: Any, second: Any) -> Any:
    """The Counter that an operator makes of two; ``None`` where Python makes it, or they are none.

    Args:
        name: The operator's name in :mod:`operator`.
        first: The left operand.
        second: The right one.
    """
    if name not in _COUNTS or not all(isinstance(one, collections.Counter) for one in (first, second)):
        return None
    values = [*dict.values(first), *dict.values(second)]
    if not any(may_lack(value) or is_symbolic(value) for value in values):
        return None
    result: Any = fresh(collections.Counter())
    _functions()["combined"](_COUNTS[name], first, second, list({**first, **second}), result)
    if is_disordered(first) or is_disordered(second):
        mark(result)
    return result
