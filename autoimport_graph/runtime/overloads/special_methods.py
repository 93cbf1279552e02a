"""Special methods of Python's containers and objects that are called by name: ``xs.__setitem__(i, v)``,
``super().__setitem__(i, v)``, ``list.__setitem__(xs, i, v)``, ``object.__setattr__(owner, name, v)``; and
``Mapping.get``, which calls one.
"""

from __future__ import annotations

import collections
import collections.abc
import functools
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime import defaults
from autoimport_graph.runtime.arithmetic import add_, multiply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import len_
from autoimport_graph.runtime.container_bases import CONTAINERS, base_of, plain_items
from autoimport_graph.runtime.dict_keys import uncertain
from autoimport_graph.runtime.item_changes import attribute_changed, note_change, written
from autoimport_graph.runtime.iter_next import iter_
from autoimport_graph.runtime.list_methods import method_of
from autoimport_graph.runtime.logic import eq, ne
from autoimport_graph.runtime.membership import in_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.ordering import ge, gt, le, lt
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.python_methods import register_special_method
from autoimport_graph.runtime.regions import stack, touch
from autoimport_graph.runtime.stores import attribute_place, delete_item, set_item_of_base, store_item
from autoimport_graph.runtime.subscripts import get_item
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.truth import holds_symbolic, is_symbolic

_SEQUENCES = (list, tuple, str, bytes, range)
_INPLACE = ("iadd", "imul", "ior", "iand", "isub", "ixor")
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
    "add": add_,
    "mul": multiply,
}


def _is_own(method: Any, owner: Any) -> bool:
    """Whether the operator calls this method itself: the object's class has no other."""
    return getattr(type(owner), method.__name__, None) is method


def _in_graph(owner: Any) -> bool:
    """Whether only the graph knows a container's items or keys."""
    return resolve(owner) is not owner or (isinstance(owner, dict) and uncertain(owner))


def _without_class(owner: Any) -> Any:
    """A container's items in one of Python's, so that no method of the author's runs."""
    if isinstance(resolve(owner), GraphList):
        copy = method_of(base_of(owner), "copy")
        assert copy is not None
        return copy(owner)
    if isinstance(owner, tuple):
        return tuple.__getitem__(owner, slice(None))
    return set(owner) if isinstance(owner, set) else plain_items(owner) if isinstance(owner, list | dict) else owner


def _read(operator: Callable[..., Any], method: Any, owner: Any, *arguments: Any) -> Any:
    """Call a special method that changes nothing."""
    if not _in_graph(owner) and not any(map(is_symbolic, arguments)) and not holds_symbolic(_without_class(owner)):
        return method(owner, *arguments)
    return operator(owner if _is_own(method, owner) else _without_class(owner), *arguments)


def _compared(operator: Callable[..., Any], method: Any, owner: Any, other: Any) -> Any:
    """Call a special method that has no answer for objects of other classes."""
    if not isinstance(owner, CONTAINERS) or not isinstance(other, base_of(owner)):
        return method(owner, other)
    return _read(operator, method, owner, other)


def _contains(owner: Any, item: Any) -> Any:
    return in_(item, owner)


def set_item(method: Any, owner: Any, key: Any, value: Any) -> None:
    """``owner.__setitem__(key, value)``."""
    if _is_own(method, owner) or isinstance(resolve(owner), GraphList):
        store_item(owner, key, value)
    else:
        set_item_of_base(owner, key, value)


def delete(method: Any, owner: Any, key: Any) -> None:
    """``owner.__delitem__(key)``."""
    if (
        _is_own(method, owner)
        or isinstance(resolve(owner), GraphList)
        or (isinstance(owner, list) and is_symbolic(key))
    ):
        delete_item(owner, key)
    else:
        _noted(method, owner, key)


def _noted(method: Any, owner: Any, *arguments: Any, **keywords: Any) -> Any:
    note_change(owner)
    result = method(owner, *arguments, **keywords)
    written(owner)
    return result


def _changed(name: str, method: Any, owner: Any, value: Any) -> Any:
    """``owner.__iadd__(value)`` and its kin."""
    from autoimport_graph.runtime.in_place import inplace, list_inplace  # late: few programs call these by name

    if isinstance(owner, list):
        return list_inplace(name, owner, value)
    if _is_own(method, owner):
        return inplace(name, owner, value)
    return _noted(method, owner, value)


def _made_again(method: Any, owner: Any, *arguments: Any, **keywords: Any) -> Any:
    """``owner.__init__(...)``: of a container that is there, its contents are others."""
    return method(owner, *arguments, **keywords) if stack.top is None else _noted(method, owner, *arguments, **keywords)


def change_attribute(method: Any, owner: Any, name: str, *value: Any) -> None:
    """``object.__setattr__(owner, name, value)``, ``object.__delattr__(owner, name)``."""
    attribute_changed(owner)
    place = attribute_place(owner, name)
    if place is not None:
        touch(place)
    method(owner, name, *value)


def _register() -> None:
    for name in ("__setattr__", "__delattr__"):
        register_special_method(name, change_attribute, object)
    register_special_method("__setitem__", set_item, *CONTAINERS)
    register_special_method("__delitem__", delete, *CONTAINERS)
    register_special_method("__init__", _made_again, list, dict, collections.OrderedDict, set, collections.deque)
    for name in _INPLACE:
        register_special_method(f"__{name}__", functools.partial(_changed, name), *CONTAINERS)
    reads: dict[str, Callable[..., Any]] = {"getitem": get_item, "len": len_, "contains": _contains, "iter": iter_}
    for name, operator in reads.items():
        register_special_method(f"__{name}__", functools.partial(_read, operator), *CONTAINERS, *_SEQUENCES)
    for name, operator in _BINARY.items():
        register_special_method(f"__{name}__", functools.partial(_compared, operator), *CONTAINERS)


_register()
register(collections.abc.Mapping.get, defaults.item)
