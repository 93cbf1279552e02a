"""The containers of ``collections`` that are written in Python: what they store, nobody notes."""

from __future__ import annotations

import collections
import types
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.containers import refuse_uncertain
from autoimport_graph.runtime.regions import staged

_CLASSES = (collections.UserDict, collections.UserList, collections.ChainMap)
_MODULES = ("collections", "collections.abc", "_collections_abc")
_METHODS = "append clear extend insert pop popitem remove reverse setdefault sort update"
_OPERATORS = ("__setitem__", "__delitem__", "__iadd__", "__imul__", "__ior__")
_CHANGING = frozenset((*_METHODS.split(), *_OPERATORS))

_COUNTING = ("most_common", "elements", "total")  # what a Counter has in Python that reads all its keys


def refuse_change(owner: Any, name: str, method: Any = None) -> None:
    """Refuse to change such a container where a tensor decides whether, or how often.

    Args:
        owner: Any object.
        name: The name of the method that is about to run.
        method: Its function; default: the one that the object's class has.

    Raises:
        StagingError: If the method is the container's own, and the container is older than the branch or loop; if it
            reads a Counter of which only the graph knows the keys.
    """
    if isinstance(owner, collections.Counter) and name in _COUNTING:
        refuse_uncertain(owner)
    if not isinstance(owner, _CLASSES) or name not in _CHANGING:
        return
    region = staged()
    method = method or getattr(type(owner), name, None)
    if region is None or id(owner) in region.born or not isinstance(method, types.FunctionType):
        return
    if method.__globals__.get("__name__") in _MODULES:
        kind = next(kind for kind in _CLASSES if isinstance(owner, kind))
        plain = "list" if kind is collections.UserList else "dict"
        raise StagingError(
            f"a {type(owner).__name__} is changed under a tensor condition or in a loop of the graph; "
            f"collections.{kind.__name__} keeps its items where no graph can follow. Use a {plain}, or a class derived "
            f"from {plain}"
        )
