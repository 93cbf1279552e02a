"""Where a graph is built: what it alone knows is replaced in the places of Python's that its code has stored into."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of, plain_items
from autoimport_graph.runtime.left_behind import Noted
from autoimport_graph.runtime.lost import LostItems, OutOfScope
from autoimport_graph.runtime.objects import attributes_of, is_plain_object
from autoimport_graph.runtime.places import Attribute
from autoimport_graph.runtime.stand_ins import holds_moved
from autoimport_graph.runtime.tensorflow_private import CompositeTensor, EagerTensor, Tensor
from autoimport_graph.runtime.weak import WeakScalar

_DEPTH = 3  # of containers and objects in each other that are looked into
_OURS = (WeakScalar, Choice)
_ANY = (*_OURS, Tensor, CompositeTensor, tf.TensorArray)


def replace(noted: list[Noted]) -> None:
    """Put what fails in the place of what is gone.

    Args:
        noted: Places that the graph's code has stored into.
    """
    for one in noted:
        if one.place.key[0] != "contents" and is_gone(one.place.read(), _kinds(one)):
            one.place.write(_lost(one.place.read(), one.place.describe(), one))
    for one in noted:
        if one.place.key[0] == "contents":
            _replace_items(one)
        elif one.staged:
            _replace_attributes(one.place.read(), one, _DEPTH)


def _kinds(noted: Noted) -> tuple[type, ...]:
    """What is not left: tensors that a plain statement stores are left as TensorFlow leaves them."""
    return _ANY if noted.staged else _OURS


def is_gone(value: Any, kinds: tuple[type, ...], depth: int = _DEPTH) -> bool:
    """Whether a value is known to a graph alone that is finished, or holds what is.

    Args:
        value: Held by a place.
        kinds: Of values that are looked at.
        depth: Of containers.
    """
    if isinstance(value, kinds):
        return any(map(_is_of_function, _tensors_of(value)))
    if depth == 0 or not isinstance(value, list | tuple | dict | set | collections.deque):
        return False
    if holds_moved(value):
        return True
    items = value.values() if isinstance(value, dict) else value
    return any(is_gone(item, kinds, depth - 1) for item in items)


def _tensors_of(value: Any) -> Iterable[Any]:
    if isinstance(value, WeakScalar):
        return (value.__tensor__,)
    if isinstance(value, Choice):
        return (value.__position__,)
    if isinstance(value, tf.TensorArray):
        return (value.flow,)
    return tf.nest.flatten(value, expand_composites=True)


def _is_of_function(tensor: Any) -> bool:
    """Whether a tensor is of a function's graph: one of a plain ``tf.Graph`` is there for a session."""
    return isinstance(tensor, Tensor) and not isinstance(tensor, EagerTensor) and tensor.graph.building_function


def _lost(value: Any, description: str, noted: Noted) -> OutOfScope:
    lost = OutOfScope(description, noted.file, noted.line)
    if isinstance(value, Tensor):
        lost.dtype, lost.shape = value.dtype, value.shape
    return lost


def _replace_items(noted: Noted) -> None:
    """Replace what is gone in a container, which stays the one that others hold; calls no author's method."""
    owner, kinds = noted.place.owner, _kinds(noted)
    description = f"an item of a {type(owner).__name__}"
    if isinstance(owner, dict):
        for key, value in plain_items(owner).items():
            if is_gone(value, kinds):
                base_of(owner).__setitem__(owner, key, _lost(value, description, noted))
    elif isinstance(owner, list | collections.deque | set):
        if holds_moved(owner):
            items: list[Any] = [LostItems(description, noted.file, noted.line)]
        elif isinstance(owner, set) or not any(is_gone(item, kinds) for item in owner):
            return
        else:
            items = [_lost(item, description, noted) if is_gone(item, kinds) else item for item in owner]
        base: Any = next(kind for kind in (list, collections.deque, set) if isinstance(owner, kind))
        base.clear(owner)
        (base.update if base is set else base.extend)(owner, items)


def _replace_attributes(value: Any, noted: Noted, depth: int) -> None:
    """Replace what is gone in an object that the graph's code has made or chosen."""
    if depth == 0 or not is_plain_object(value):
        return
    for name, attribute in attributes_of(value).items():
        if is_gone(attribute, _kinds(noted)):
            place = Attribute(value, name)
            place.write(_lost(attribute, place.describe(), noted))
        else:
            _replace_attributes(attribute, noted, depth - 1)
