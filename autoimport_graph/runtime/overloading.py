"""The table of builtins that have a graph version; filled by the modules that import it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

BUILTINS: dict[Any, Callable[..., Any]] = {}


def overload(original: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the graph version of a callable.

    Args:
        original: What authors call.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        BUILTINS[original] = functools.wraps(original, assigned=("__name__", "__doc__"), updated=())(function)
        return function

    return register
