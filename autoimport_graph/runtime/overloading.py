"""The tables of callables that have a graph version, and of iterables that have a stand-in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from typing import Any

# By identity: asking for a hash would run the author's code, and equal callables need not be the same.
VERSIONS: dict[int, tuple[Any, Callable[..., Any]]] = {}


def register(original: Any, function: Callable[..., Any]) -> None:
    """Let a callable have a graph version.

    Args:
        original: The callable that authors call.
        function: What runs instead in a graph version.
    """
    VERSIONS[id(original)] = (original, function)


def registered(original: Any) -> Callable[..., Any] | None:
    """The graph version of a callable, ``None`` if it has none."""
    entry = VERSIONS.get(id(original))
    return None if entry is None else entry[1]


def overload(original: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the graph version of a callable.

    Args:
        original: What authors call.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        register(original, functools.wraps(original, assigned=("__name__", "__doc__"), updated=())(function))
        return function

    return decorate


class LateVersion:
    """Stands for the graph version of a callable whose module has not been imported.

    Args:
        home: The module, of this package.
        original: The callable.
    """

    __slots__ = ("home", "original")

    def __init__(self, home: str, original: Callable[..., Any]) -> None:
        self.home = home
        self.original = original

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the version, or the callable itself where it has none."""
        from autoimport_graph.runtime.calls import call

        self.load()
        return call(self.original)(*arguments, **keywords)

    def load(self) -> Callable[..., Any] | None:
        """Import the module, which registers its versions; return the callable's, if it has one."""
        import_module(f"autoimport_graph.runtime.{self.home}")
        if registered(self.original) is self:
            del VERSIONS[id(self.original)]
        return registered(self.original)


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
