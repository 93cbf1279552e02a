"""Overloads that are imported when converted code first calls one of their functions: few programs call any.

Importing them all took a sixth of what the first graph of a process waits for.
"""

from __future__ import annotations

import bisect
import functools
import heapq
import itertools
import math
import operator
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from autoimport_graph.runtime.calls import call, register, registered, take_back
from autoimport_graph.runtime.python_methods import register_class_method

# By module of this package, where to find what it may have versions of.
_HOMES: dict[str, tuple[ModuleType, ...]] = {
    "mathematics": (math,),
    "iterators": (itertools,),
    "algorithms": (bisect, heapq),
    "arrays": (np, np.linalg),
    "operator_functions": (operator,),
}


def _originals(home: str) -> Iterator[Any]:
    for module in _HOMES[home]:
        for name, original in vars(module).items():
            if not name.startswith("_") and callable(original):
                yield original
    if home == "iterators":
        yield functools.reduce


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
        """Import the version, and call it."""
        self.load()
        return call(self.original)(*arguments, **keywords)

    def load(self) -> None:
        """Import the module, which registers its versions, unless that is done; what it has none of has none then."""
        waiting = [original for original in _originals(self.home) if is_late(original)]
        if not waiting:
            return
        import_module(f"autoimport_graph.runtime.overloads.{self.home}").install()
        for original in waiting:
            if is_late(original):
                take_back(original)


def is_late(original: Any) -> bool:
    """Whether the module that may have a version of a callable has not been imported."""
    return isinstance(registered(original), LateVersion)


def load_for(original: Any) -> None:
    """Import what has a version of a callable, which would else replace one that is registered before.

    Args:
        original: The callable.
    """
    version = registered(original)
    if isinstance(version, LateVersion):
        version.load()


for _home in _HOMES:
    for _original in _originals(_home):
        register(_original, LateVersion(_home, _original))
_from_iterable = itertools.chain.from_iterable
register_class_method(itertools.chain, "from_iterable", LateVersion("iterators", _from_iterable))
