"""``functools.lru_cache`` and ``functools.cache``: what is made of a graph's tensors is kept as long as they are.

Their own cache would hand a branch's tensor to the other branch, to the next graph, and to eager code. Anything else
stays in it: an object that eager code has made is the object that the graph gets.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Hashable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.captures import graphs_in_scope
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensorflow_private import SymbolicTensor, get_default_graph
from autoimport_graph.runtime.weak import WeakScalar

CachedFunction = functools._lru_cache_wrapper


class _Results:
    """What a function has given that holds a graph's tensors.

    Attributes:
        function: The function.
        found: By arguments, and by the graph that the call was in.
        hits: How often one of these was asked for again.
        misses: Of calls that its own cache knows nothing of any more.
    """

    def __init__(self, function: CachedFunction[Any]) -> None:
        self.function = function
        self.found: dict[Hashable, dict[Any, Any]] = {}
        self.hits = self.misses = 0

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result, which has just been put into the function's own cache, here instead."""
        self.forget()
        self.found.setdefault(key, {})[get_default_graph()] = result

    def forget(self) -> None:
        """Empty the function's own cache."""
        info = self.function.cache_info()
        self.hits, self.misses = self.hits + info.hits, self.misses + info.misses
        self.function.cache_clear()


class _Table(GraphTable):
    """Results, by function's identity."""

    def __init__(self) -> None:
        self.of: dict[int, _Results] = {}


_table = registered(_Table())
_MISSING = object()


def version_of(function: Any) -> Callable[..., Any] | None:
    """The graph version of a function that keeps its results, or of one of its methods.

    Args:
        function: What is called; anything.
    """
    if type(function) is CachedFunction:
        return functools.partial(_call, function)
    if type(function) is types.MethodType and type(function.__func__) is CachedFunction:
        return functools.partial(_call, function.__func__, function.__self__)
    if type(function) is types.BuiltinMethodType and type(function.__self__) is CachedFunction:
        method = {"cache_info": _info, "cache_clear": _clear}.get(function.__name__)
        return None if method is None else functools.partial(method, function.__self__)
    return None


def _call(function: CachedFunction[Any], *arguments: Any, **keywords: Any) -> Any:
    if any(isinstance(one, WeakScalar | Choice) for one in (*arguments, *keywords.values())):
        return function.__wrapped__(*arguments, **keywords)  # Python cannot look up what only the graph knows
    results = _table.of.setdefault(id(function), _Results(function))
    key = (arguments, tuple(keywords.items()))
    try:
        known = _in_scope(results.found.get(key, {}))
    except TypeError:  # something has no hash; Python says what
        return function(*arguments, **keywords)
    if known is not _MISSING:
        results.hits += 1
        return known
    result = function(*arguments, **keywords)
    parts = tf.nest.flatten(resolve(result), expand_composites=True)
    if any(isinstance(part, SymbolicTensor) and part.graph not in graphs_in_scope() for part in parts):
        result = function.__wrapped__(*arguments, **keywords)  # code that is not converted has left it in the cache
    if any(map(_is_of_graph, parts)):
        results.keep(key, result)
    return result


def _info(function: CachedFunction[Any]) -> Any:
    info, results = function.cache_info(), _table.of.get(id(function))
    if results is None:
        return info
    size = sum(_in_scope(found) is not _MISSING for found in results.found.values())
    return type(info)(info.hits + results.hits, info.misses + results.misses, info.maxsize, info.currsize + size)


def _clear(function: CachedFunction[Any]) -> None:
    _table.of.pop(id(function), None)
    function.cache_clear()


def _in_scope(found: dict[Any, Any]) -> Any:
    """What the function gave in this graph, or in one around it."""
    return next((found[graph] for graph in graphs_in_scope() if graph in found), _MISSING)


def _is_of_graph(part: Any) -> bool:
    """Whether a part of a result ends with the graph that has made it."""
    return isinstance(part, SymbolicTensor | WeakScalar | Choice) or resolve(part) is not part
