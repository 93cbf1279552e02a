"""``xs.__setitem__(i, v)`` and ``xs.__delitem__(i)``, called by name, by ``super()`` above all."""

from __future__ import annotations

import collections
from typing import Any

from autoimport_graph.runtime.calls import register_method_wrapper
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.lists import note_change, written
from autoimport_graph.runtime.stores import delete_item, store_item

_OWN = (list, dict, collections.deque)
_CONTAINERS = (list, collections.OrderedDict, dict, collections.deque, bytearray)


def _of_base(owner: Any, name: str, *arguments: Any) -> None:
    """Call a method of the class of Python's that an object's class is derived from."""
    base = next((kind for kind in _CONTAINERS if isinstance(owner, kind)), None)
    if base is None:
        getattr(owner, name)(*arguments)
        return
    note_change(owner)
    getattr(base, name)(owner, *arguments)
    written(owner)


def set_item(owner: Any, key: Any, value: Any) -> None:
    """``owner.__setitem__(key, value)``."""
    if type(owner) in _OWN:
        store_item(owner, key, value)
    else:
        _of_base(owner, "__setitem__", key, value)


def remove_item(owner: Any, key: Any) -> None:
    """``owner.__delitem__(key)``."""
    if type(owner) in _OWN:
        delete_item(owner, key)
    else:
        _of_base(owner, "__delitem__", key)


register_method_wrapper("__setitem__", set_item)
register_method_wrapper("__delitem__", remove_item)
