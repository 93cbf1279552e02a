"""Python's own list, dict, set or deque behind an author's container.

A class of the author's may have methods in place of Python's. What the graph keeps in a container, it reads and writes
by Python's, so that none of these runs unasked.
"""

from __future__ import annotations

import collections
import types
from typing import Any

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.guard import is_converted

_DICTS = (collections.OrderedDict, collections.defaultdict, dict)
CONTAINERS = (list, tuple, *_DICTS, set, frozenset, collections.deque, bytearray)  # derived classes first


def base_of(owner: Any) -> Any:
    """The class of Python's whose methods read and change a container: a subclass's own must not run, and an
    OrderedDict keeps its order beside the dict that it is.
    """
    return next(kind for kind in CONTAINERS if isinstance(owner, kind))


def has_own(owner: Any, name: str) -> bool:
    """Whether a container's class has a method of the author's in place of Python's.

    Args:
        owner: The container, or anything else.
        name: The method's name.
    """
    method = getattr(type(owner), name, None)
    return type(method) is types.FunctionType and isinstance(owner, CONTAINERS) and is_converted(method)


def plain_items(owner: Any) -> Any:
    """A list, dict or deque as a list or dict of Python's; calls no author's method."""
    if has_own(owner, "__iter__") or has_own(owner, "__getitem__") or has_own(owner, "keys"):
        if isinstance(owner, dict):
            return dict(base_of(owner).items(owner))
        if isinstance(owner, list):
            return list.__getitem__(owner, slice(None))
    return dict(owner) if isinstance(owner, dict) else list(owner)
