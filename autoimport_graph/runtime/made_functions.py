"""Functions, methods and partials that a loop or a branch makes anew, and that differ in values of the graph alone.

Such a function is the same code, with other defaults, or with other values in cells that it alone holds and only reads
(what a helper returns: ``def make(k): return lambda x: x + k``). It can be carried by these. Its class, among the
classes of which structures are, stands for all else.
"""

from __future__ import annotations

import collections
import dis
import functools
import sys
import types
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.regions import stack


class Made:
    """Stands for the class of functions, or of partials, that differ in their parts alone.

    Attributes:
        parts: Gives the parts of one.
        make: Makes one of its parts.
    """

    parts: Callable[[Any], Iterable[Any]]
    make: Callable[[list[Any]], Any]


_CALLABLES = (types.FunctionType, types.MethodType, functools.partial)
_CONTAINERS = (list, dict, set, collections.deque, BaseException)
_classes: weakref.WeakValueDictionary[tuple[Any, ...], type[Made]] = weakref.WeakValueDictionary()


def class_of(value: types.FunctionType | types.MethodType | functools.partial[Any]) -> type[Made]:
    """The class that stands for all of a function, method or partial but its parts."""
    if isinstance(value, types.MethodType):
        key: tuple[Any, ...] = (id(value.__func__),)
        make = functools.partial(_method, value.__func__)
        members = {"parts": staticmethod(_method_parts), "make": staticmethod(make)}
    elif isinstance(value, functools.partial):
        key = (len(value.args), *value.keywords)
        members = {"parts": staticmethod(partial_parts), "make": staticmethod(_partial_maker(*key))}
    else:
        own = _own_cells(value)
        cells = value.__closure__ or ()
        # The class keeps its example, and that keeps the objects: no other can get their addresses meanwhile.
        others = [id(cell) for position, cell in enumerate(cells) if position not in own]
        key = (id(value.__code__), id(value.__globals__), own, *others)
        parts = functools.partial(_function_parts, own=own)
        members = {"parts": staticmethod(parts), "make": staticmethod(functools.partial(_function, value, own))}
    found = _classes.get(key)
    if found is None:
        found = _classes[key] = type(getattr(value, "__name__", "partial"), (Made,), members)
    return found


def are_values(parts: Iterable[Any], of: Any) -> bool:
    """Whether no part can change or lead back to what it is a part of; a copy of it is as good.

    Args:
        parts: The parts.
        of: The function or partial; what a partial was made of is older than that.
    """
    older = _CALLABLES if isinstance(of, functools.partial) else ()
    return all(isinstance(part, older) or _is_value(part) for part in parts)


def is_of_object(value: Any) -> bool:
    """Whether a value is a method of an object that is made of its attributes, none of which can lead back to it."""
    if not isinstance(value, types.MethodType):
        return False
    owner: Any = value.__self__
    owners = owner.__alternatives__ if hasattr(type(owner), "__alternatives__") else (owner,)
    return all(is_plain_object(one) and _is_tree(one, set()) for one in owners)


def _is_tree(value: Any, above: set[int]) -> bool:
    if isinstance(value, tuple | list):
        parts: Iterable[Any] = value
    elif isinstance(value, dict):
        parts = value.values()
    elif is_plain_object(value):
        parts = attributes_of(value).values()
    else:
        return not isinstance(value, _CALLABLES)
    return id(value) not in above and all(_is_tree(part, {*above, id(value)}) for part in parts)


def _is_value(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_value, value))
    if hasattr(type(value), "__alternatives__"):
        return all(map(_is_value, value.__alternatives__))
    return not (isinstance(value, (*_CONTAINERS, *_CALLABLES)) or is_plain_object(value))


def same_function(first: types.FunctionType, second: types.FunctionType, same: Callable[[Any, Any], bool]) -> bool:
    """Whether two functions do the same: a lambda in a loop is a new one in each iteration.

    Args:
        first: One.
        second: The other.
        same: Whether two values are one.
    """
    one, other = first.__kwdefaults__ or {}, second.__kwdefaults__ or {}
    return (
        first.__code__ is second.__code__
        and first.__globals__ is second.__globals__
        and same(first.__defaults__, second.__defaults__)
        and one.keys() == other.keys()
        and all(same(one[name], other[name]) for name in one)
        and not (vars(first) or vars(second))
        and _same_cells(first, second, same)
    )


def _same_cells(first: types.FunctionType, second: types.FunctionType, same: Callable[[Any, Any], bool]) -> bool:
    """Whether two functions of one code see the same variables; what others hold may change."""
    cells = list(zip(first.__closure__ or (), second.__closure__ or (), strict=True))
    if all(one is other for one, other in cells):
        return True
    own = _own_cells(first)
    return own == _own_cells(second) and all(
        one is other or (position in own and same(one.cell_contents, other.cell_contents))
        for position, (one, other) in enumerate(cells)
    )


def has_parts(value: types.FunctionType | functools.partial[Any]) -> bool:
    """Whether there is anything that one of a class may have for itself."""
    if isinstance(value, functools.partial):
        return True
    return bool(value.__closure__ or value.__defaults__ or value.__kwdefaults__)


# -- functions --------------------------------------------------------------------------------------------------------


def _function_parts(function: types.FunctionType, own: tuple[int, ...]) -> list[Any]:
    contents = [function.__closure__[position].cell_contents for position in own]  # type: ignore[index]
    return [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), *contents]


def _function(example: types.FunctionType, own: tuple[int, ...], parts: list[Any]) -> types.FunctionType:
    count = len(example.__defaults__ or ())
    keywords = list(example.__kwdefaults__ or {})
    cells = list(example.__closure__ or ())
    for position, value in zip(own, parts[count + len(keywords) :], strict=True):
        cells[position] = types.CellType(value)
    defaults = tuple(parts[:count]) or None
    function = types.FunctionType(example.__code__, example.__globals__, example.__name__, defaults, tuple(cells))
    function.__kwdefaults__ = dict(zip(keywords, parts[count:], strict=False)) or None
    function.__qualname__ = example.__qualname__
    return function


def _own_cells(function: types.FunctionType) -> tuple[int, ...]:
    """The positions of cells that nobody else holds, and that the function does not write to."""
    cells = function.__closure__ or ()
    read_only = _only_read(function.__code__)
    return tuple(
        position
        for position, name in enumerate(function.__code__.co_freevars)
        if name in read_only
        and _is_filled(cells[position])
        and _references(function, position) - _ours(cells[position]) <= _ALONE
    )


def _is_filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _references(function: types.FunctionType, position: int) -> int:
    return sys.getrefcount(function.__closure__[position])  # type: ignore[index]


def _alone(value: Any) -> Any:
    return lambda: value


_ALONE = _references(_alone(1), 0)


def _ours(cell: Any) -> int:
    """How many references to a cell are those of regions that have noted what is stored into it."""
    region, found = stack.top, set()
    while region is not None:
        found |= {id(place) for place in region.places.values() if getattr(place, "cell", None) is cell}
        region = region.parent
    return len(found)


@functools.lru_cache(maxsize=1024)
def _only_read(code: types.CodeType) -> frozenset[str]:
    """The variables from around that neither a function nor one inside it writes to."""
    written = {one.argval for one in dis.get_instructions(code) if one.opname in ("STORE_DEREF", "DELETE_DEREF")}
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            written |= set(inner.co_freevars) - _only_read(inner)
    return frozenset(code.co_freevars) - written


# -- methods ----------------------------------------------------------------------------------------------------------


def _method_parts(value: types.MethodType) -> tuple[Any, ...]:
    return (value.__self__,)


def _method(function: Callable[..., Any], parts: list[Any]) -> types.MethodType:
    return types.MethodType(function, parts[0])


# -- partials ---------------------------------------------------------------------------------------------------------


def partial_parts(value: functools.partial[Any]) -> tuple[Any, ...]:
    """What a partial calls, and its arguments."""
    return (value.func, *value.args, *value.keywords.values())


def _partial_maker(count: int, *names: str) -> Callable[[list[Any]], Any]:
    def make(parts: list[Any]) -> Any:
        keywords = dict(zip(names, parts[1 + count :], strict=True))
        return functools.partial(parts[0], *parts[1 : 1 + count], **keywords)

    return make
