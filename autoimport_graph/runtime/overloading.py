"""The tables of builtins that have a graph version, and of iterables that have a stand-in."""

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


# Classes of iterables, and what hands out something in place of one that the graph can loop over.
STAND_INS: dict[type, Callable[[Any], Any]] = {}


def register_iterable(kind: type, function: Callable[[Any], Any]) -> None:
    """Let the objects of a class be looped over by the graph.

    Args:
        kind: The class; its subclasses are meant, too.
        function: Takes an object, returns a tensor, a dataset or anything else that the graph loops over. Where it
            returns what Python iterates, Python iterates the object itself.
    """
    STAND_INS[kind] = function


def stand_in_for(value: Any) -> Callable[[Any], Any] | None:
    """What hands out something to loop over in place of a value, ``None`` if nothing is registered."""
    if not STAND_INS:
        return None
    return next((STAND_INS[kind] for kind in type(value).__mro__ if kind in STAND_INS), None)
