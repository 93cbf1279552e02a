"""Functions that differ in their defaults alone, which may be values of the graph.

A function that a loop or a branch makes anew is the same code, with the same variables around it, and other defaults:
it can be carried by what its defaults are. Its class, among the classes of which structures are, stands for all else.
"""

from __future__ import annotations

import types
import weakref
from typing import Any


class MadeFunction:
    """Stands for the class of functions that differ in their defaults alone."""

    example: types.FunctionType


_classes: weakref.WeakValueDictionary[tuple[int, ...], type[MadeFunction]] = weakref.WeakValueDictionary()


def function_class(function: types.FunctionType) -> type[MadeFunction]:
    """The class that stands for a function's code, globals and cells."""
    # The class keeps its example, and that keeps the objects: no other can get their addresses meanwhile.
    key = (id(function.__code__), id(function.__globals__), *map(id, function.__closure__ or ()))
    found = _classes.get(key)
    if found is None:
        found = _classes[key] = type(function.__name__, (MadeFunction,), {"example": staticmethod(function)})
    return found


def defaults_of(function: types.FunctionType) -> list[Any]:
    """The defaults of a function's parameters, those of keywords last."""
    return [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]


def made_function(kind: type[MadeFunction], defaults: list[Any]) -> types.FunctionType:
    """A function of a class, by its defaults."""
    example = kind.example
    count = len(example.__defaults__ or ())
    function = types.FunctionType(
        example.__code__, example.__globals__, example.__name__, tuple(defaults[:count]), example.__closure__
    )
    function.__kwdefaults__ = dict(zip(example.__kwdefaults__ or {}, defaults[count:], strict=True)) or None
    function.__qualname__ = example.__qualname__
    return function
