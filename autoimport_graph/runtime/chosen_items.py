"""Items of one of several containers, as a tensor decides, and of lists in the graph: read twice, the same tensor.

Author's code takes gradients by the tensors that it has read: what a tape has watched is what it is asked about.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable
from typing import Any

from autoimport_graph.runtime.captures import graphs_in_scope
from autoimport_graph.runtime.choice import Choice, may_lack, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.dict_keys import uncertain
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph, is_recorded
from autoimport_graph.runtime.weak import WeakScalar

_KEYS = (int, str, bytes)


class _Attribute:
    """An attribute's name among the keys of items."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return type(other) is _Attribute and other.name == self.name

    def __hash__(self) -> int:
        return hash((_Attribute, self.name))


def item(choice: Choice, key: Any, read: Callable[[], Any]) -> Any:
    """An item of one of several containers.

    Args:
        choice: The containers.
        key: Which item.
        read: Joins the containers' items, where that has not been done.
    """
    return items(choice, [key], lambda: [read()])[0]


def attribute(choice: Choice, name: str, read: Callable[[], Any]) -> Any:
    """An attribute of one of several objects.

    Args:
        choice: The objects.
        name: The attribute's.
        read: Joins the objects' attributes, where that has not been done.
    """
    if name in ("items", "values"):
        container = structure(choice)
        if isinstance(container, dict):
            return getattr(container, name)
    return items(choice, [_Attribute(name)], lambda: [read()])[0]


def items(choice: Choice, keys: list[Any], read: Callable[[], Iterable[Any]]) -> list[Any]:
    """Items of one of several containers.

    Args:
        choice: The containers.
        keys: Which items.
        read: Joins the containers' items, where that has not been done for each.
    """
    keys = [_from_the_front(choice, key) for key in keys]
    parts = [_parts(choice, key) for key in keys]
    known = [_known(choice, key, part) for key, part in zip(keys, parts, strict=True)]
    done = [one.value for one in known if one is not None]
    if len(done) == len(keys):
        return done
    found = list(read())
    for position, (key, part) in enumerate(zip(keys, parts, strict=True)):
        old = known[position]
        if old is not None:
            found[position] = old.value
        elif part is not None and isinstance(found[position], Tensor | Choice | WeakScalar):
            _of(choice)[key] = _Joined(found[position], part)
    return found


def item_of_list(contents: GraphList, position: int, read: Callable[[], Any]) -> Any:
    """An item of a list in the graph.

    Args:
        contents: What the list holds.
        position: Which item, as the author counts.
        read: Takes it from the list, where that has not been done since the list was changed.
    """
    known = _of(contents).get(position)
    if known is not None and known.holds(contents.handles):
        return known.value
    value = read()
    if isinstance(value, Tensor | WeakScalar):
        _of(contents)[position] = _Joined(value, list(contents.handles))
    return value


def structure(choice: Choice) -> Any:
    """One of several lists, tuples or dicts as one, whose items are one of several; other choices are returned."""
    containers = [resolve(one) for one in remaining(choice)]
    kind = type(containers[0])
    if any(type(one) is not kind for one in containers):
        return choice
    if kind is dict:
        if any(list(one) != list(containers[0]) or uncertain(one) for one in containers):
            return choice
        return dict(zip(containers[0], values(choice), strict=True))
    if kind in (list, tuple) and len({len(one) for one in containers}) == 1:
        return kind(choice)
    return choice


def values(choice: Choice) -> list[Any]:
    """The values of one of several dicts that have the same keys in the same order."""
    keys = list(remaining(choice)[0])
    return items(choice, keys, lambda: apply(lambda one: [one[key] for key in keys], choice))


class _Joined:
    """The item that has been made of those of several containers.

    Args:
        value: The item.
        parts: What it was made of.
    """

    def __init__(self, value: Any, parts: list[Any]) -> None:
        self.value = value
        self.parts = parts
        self.graph = get_default_graph()

    def holds(self, parts: list[Any]) -> bool:
        """Whether it is what would be made of some items here and now."""
        if len(parts) != len(self.parts) or any(new is not old for new, old in zip(parts, self.parts, strict=True)):
            return False
        known = any(self.graph is graph for graph in graphs_in_scope())
        # What a tape follows through an item must not end at a tensor that was made before the tape began.
        return known and (_is_followed([self.value]) or not _is_followed(parts))


class _Table(GraphTable):
    """Items that have been joined, by the identity of the choice or list, each with this one, which so keeps it."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Choice | GraphList, dict[Any, _Joined]]] = {}


_table = registered(_Table())


def _of(owner: Choice | GraphList) -> dict[Any, _Joined]:
    return _table.known.setdefault(id(owner), (owner, {}))[1]


def _is_followed(values: list[Any]) -> bool:
    tensors = [one.__tensor__ if isinstance(one, WeakScalar) else one for one in values]
    return is_recorded([one for one in tensors if isinstance(one, Tensor)])


def _known(choice: Choice, key: Any, parts: list[Any] | None) -> _Joined | None:
    if parts is None:
        return None
    joined: _Joined | None = _of(choice).get(key)
    return joined if joined is not None and joined.holds(parts) else None


def _from_the_front(choice: Choice, key: Any) -> Any:
    if type(key) is not int or key >= 0:
        return key
    lengths = {len(one) if type(one) in (list, tuple) else None for one in remaining(choice)}
    length = lengths.pop() if len(lengths) == 1 else None
    return key if length is None else key + length


def _parts(choice: Choice, key: Any) -> list[Any] | None:
    """What each container has there; ``None`` where it is not Python alone who knows."""
    if type(key) is _Attribute:
        return _attributes(choice, key.name)
    if type(key) not in _KEYS and not (type(key) is tuple and all(type(part) in _KEYS for part in key)):
        return None
    parts = []
    for one in remaining(choice):
        kind = type(one)
        if kind not in (list, tuple, dict) or resolve(one) is not one:
            return None
        try:
            part = one[key]
        except (LookupError, TypeError):
            return None
        if may_lack(part):
            return None
        parts.append(part)
    return parts


def _attributes(choice: Choice, name: str) -> list[Any] | None:
    """What each object has for an attribute; ``None`` where a class has a say in it."""
    parts: list[Any] = []
    for one in remaining(choice):
        kind: Any = type(one)
        in_class = inspect.getattr_static(kind, name, None)
        computed = hasattr(in_class, "__set__") and not isinstance(in_class, types.MemberDescriptorType)
        if computed or not is_plain_object(one) or kind.__getattribute__ is not object.__getattribute__:
            return None
        found = attributes_of(one)
        if name not in found or may_lack(found[name]):
            return None
        parts.append(found[name])
    return parts


__all__ = ["attribute", "item", "item_of_list", "items", "structure", "values"]
