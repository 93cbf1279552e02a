"""Methods of Python's other containers."""

from __future__ import annotations

import collections
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of, has_own, plain_items
from autoimport_graph.runtime.dict_keys import Present, may_lack, take_over, uncertain
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.key_order import is_disordered, mark
from autoimport_graph.runtime.list_methods import METHODS, append, extend, method
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import graph_key, is_symbolic


def _noting(kind: type, name: str) -> None:
    """A method that runs as it is, after word to the regions."""
    original = getattr(kind, name)

    def noted(owner: Any, *arguments: Any, **keywords: Any) -> Any:
        note_change(owner)
        result = original(owner, *arguments, **keywords)
        written(owner)
        return result

    METHODS[kind, name] = noted


_noting(dict, "clear")
for _name in ("clear", "move_to_end"):
    _noting(collections.OrderedDict, _name)
for _name in ("append", "extend", "insert", "pop", "clear", "remove", "reverse"):
    _noting(bytearray, _name)


# -- dicts ------------------------------------------------------------------------------------------------------------


@method("get", dict)
def get(owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    """``owner.get(key, default)``."""
    from autoimport_graph.runtime.conditionals import if_exp
    from autoimport_graph.runtime.membership import in_
    from autoimport_graph.runtime.subscripts import get_item

    if has_own(owner, "__getitem__") or has_own(owner, "__contains__"):
        owner = plain_items(owner)
    present = in_(key, owner)
    if (isinstance(present, bool) and not graph_key(key)) or isinstance(key, Tensor):  # a tensor has no hash
        return dict.get(owner, key, default)
    return if_exp(present, lambda: get_item(owner, key), lambda: default)


@method("pop", dict, collections.OrderedDict)
def pop(owner: dict[Any, Any], key: Any, *default: Any) -> Any:
    """``owner.pop(key, default)``."""
    from autoimport_graph.runtime.stores import delete_item
    from autoimport_graph.runtime.subscripts import get_item

    if graph_key(key):
        raise StagingError(
            "dict.pop with a key that only the graph knows; a dict in a graph keeps the keys that it had at tracing. "
            "Mark the entry as gone by a value, or use tf.lookup.experimental.MutableHashTable"
        )
    if not dict.__contains__(owner, key) or not may_lack(dict.__getitem__(owner, key)):
        note_change(owner)
        value = base_of(owner).pop(owner, key, *default)
        written(owner)
        return value
    value = get(owner, key, *default) if default else get_item(owner, key)
    delete_item(owner, key)
    return value


@method("setdefault", dict, collections.OrderedDict)
def set_default(owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    """``owner.setdefault(key, default)``."""
    from autoimport_graph.runtime.stores import set_item
    from autoimport_graph.runtime.subscripts import get_item

    if not graph_key(key) and not (dict.__contains__(owner, key) and may_lack(dict.__getitem__(owner, key))):
        note_change(owner)
        value = base_of(owner).setdefault(owner, key, default)
        written(owner)
        return value
    key = narrow(key)
    if isinstance(key, Choice):
        return apply(lambda one: set_default(owner, one, default), key)
    if is_symbolic(key) or key not in owner or may_lack(owner[key]):
        set_item(owner, key, get(owner, key, default))
    return get_item(owner, key)


def _view(kind: Any, name: str) -> None:
    """``keys``, ``values`` and ``items`` of a dict whose keys depend on the graph: of those that are there."""
    original = getattr(kind, name)

    def view(owner: dict[Any, Any]) -> Any:
        return Present(owner, name) if uncertain(owner) else original(owner)

    METHODS[kind, name] = view


for _name in ("keys", "values", "items"):
    _view(dict, _name)
    _view(collections.OrderedDict, _name)


@method("popitem", dict, collections.OrderedDict)
def pop_item(owner: dict[Any, Any], *arguments: Any, **keywords: Any) -> Any:
    """``owner.popitem()``."""
    refuse_uncertain(owner)
    Present(owner).check_order()
    note_change(owner)
    item = base_of(owner).popitem(owner, *arguments, **keywords)
    written(owner)
    return item


@method("update", dict, collections.OrderedDict)
def update(owner: dict[Any, Any], *others: Any, **more: Any) -> None:
    """``owner.update(other, **more)``."""
    if others and isinstance(others[0], Choice):
        apply(lambda other: update(owner, other, **more), others[0])
        return
    if others and isinstance(others[0], dict) and uncertain(others[0]):
        take_over(owner, others[0])
        others = ()
    note_change(owner)
    base_of(owner).update(owner, *others, **more)
    written(owner)


def merged(*parts: Any) -> Any:
    """``{**a, **b}``: the items of all parts, later ones in place of earlier ones."""
    for position, part in enumerate(parts):
        if isinstance(part, Choice):
            before, after = parts[:position], parts[position + 1 :]
            return apply(functools.partial(_merged_with, before, after), part)
    result: dict[Any, Any] = fresh({})
    for part in parts:
        if isinstance(part, dict) and uncertain(part):
            take_over(result, part)
        else:
            result.update(part if hasattr(part, "keys") else {**part})
    return result


def _merged_with(before: tuple[Any, ...], after: tuple[Any, ...], part: Any) -> Any:
    return merged(*before, part, *after)


def refuse_uncertain(owner: Any) -> Any:
    """Refuse to hand on a dict of which only the graph knows the keys; returns anything else.

    Raises:
        StagingError: If there is a key that may be missing, or it is one of several dicts.
    """
    if isinstance(owner, Choice):
        raise StagingError(
            "one of several dicts, as a tensor decides, is used where all its keys must be known (f(**the_dict)); give "
            "it the same keys on every path, or call the function in each branch"
        )
    for key, value in dict.items(owner) if isinstance(owner, dict) else ():
        if may_lack(value):
            raise StagingError(
                f"a dict that has the key {key!r} on some paths only, as a tensor decides, is used where all its keys "
                "must be known; give it the key on every path"
            )
    return owner


@method("copy", dict, collections.OrderedDict, collections.defaultdict)
def copy(owner: dict[Any, Any]) -> Any:
    """``owner.copy()``."""
    copied = fresh(base_of(owner).copy(owner))
    mark(copied, is_disordered(owner))
    return copied


def copy_counter(owner: Any) -> Any:
    """``owner.copy()``, of a Counter."""
    copied = fresh(type(owner)())
    dict.update(copied, owner)
    mark(copied, is_disordered(owner))
    return copied


def count_up(owner: Any, items: Any = None, /, **more: Any) -> None:
    """``owner.update(items, **more)``, of a Counter."""
    _count(owner, items, more, operator.add)


def count_down(owner: Any, items: Any = None, /, **more: Any) -> None:
    """``owner.subtract(items, **more)``, of a Counter."""
    _count(owner, items, more, operator.sub)


def _count(owner: Any, items: Any, more: dict[str, Any], combine: Callable[[Any, Any], Any]) -> None:
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.stores import set_item
    from autoimport_graph.runtime.subscripts import get_item

    if isinstance(items, Mapping):
        counts = list(items.items())
    else:
        counts = [(item, 1) for item in (() if items is None else items_of(items))]
    for key, count in [*counts, *more.items()]:
        set_item(owner, key, combine(get_item(owner, key), count))


def deque(construct: Callable[..., Any], items: Any = (), *arguments: Any, **keywords: Any) -> Any:
    """``collections.deque(items, maxlen)``.

    Args:
        construct: Makes one of what Python iterates.
        items: An iterable, or a list in the graph.
        arguments: ``maxlen``, which may be named.
        keywords: Likewise.
    """
    if not isinstance(resolve(items), GraphList):
        return construct(items, *arguments, **keywords)
    made = construct((), *arguments, **keywords)
    extend(made, items)
    return made


__all__ = ["METHODS", "append", "may_lack", "merged", "refuse_uncertain", "uncertain"]
