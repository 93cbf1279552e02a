"""How lists of the graph, and the sets and tuples that are such, are carried: as tensor lists.

They register themselves with :mod:`autoimport_graph.runtime.packing`.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.contents import pushed_handles
from autoimport_graph.runtime.copied_objects import freeze
from autoimport_graph.runtime.graph_containers import (
    GraphFrozenSet,
    wrapped,
    wrapped_deque,
    wrapped_frozenset,
    wrapped_set,
    wrapped_tuple,
)
from autoimport_graph.runtime.joins import join_elements
from autoimport_graph.runtime.list_conversion import converted
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    _UNPACKERS,
    Constant,
    DequeElements,
    Elements,
    FrozenSetElements,
    Kind,
    Nothing,
    SetElements,
    TupleElements,
    _container_kind,
    kind_of,
    pack,
    register,
    stand_ins,
)


def _pack_list(value: Any, kind: Elements) -> list[Tensor]:
    value = resolve(value)
    if not isinstance(value, GraphList | list | tuple | collections.deque | set | frozenset):
        return _pack_chosen(value, kind)
    if not isinstance(value, GraphList):
        freeze(list(value))
        return pushed_handles(list(value), kind.element)
    if isinstance(value.element, Nothing):
        return stand_ins(kind)
    return list(value.handles) if value.element == kind.element else converted(value, kind.element)


def _pack_chosen(choice: Any, kind: Elements) -> list[Tensor]:
    """One of several lists, as a tensor decides."""
    *first, last = [pack(alternative, kind) for alternative in choice.__alternatives__]
    for position, handles in reversed(list(enumerate(first))):
        chosen = tf.equal(choice.__position__, position)
        last = list(tf.cond(chosen, lambda handles=handles: handles, lambda last=last: last))
    return last


def _unpacker(wrap: Callable[[GraphList], Any]) -> Callable[[Elements, Iterator[Tensor]], Any]:
    return lambda kind, tensors: wrap(_contents(kind, tensors))


def _contents(kind: Elements, tensors: Iterator[Tensor]) -> GraphList:
    return GraphList(kind.element, [next(tensors) for _ in kind.element.specifications()])


def _set_kind(value: Any) -> Kind:
    moved = resolve(value)
    if moved is value:
        return Constant(value)
    return (SetElements if isinstance(value, set) else FrozenSetElements)(moved.element)


def _unpack_deque(kind: DequeElements, tensors: Iterator[Tensor]) -> collections.deque[Any]:
    return wrapped_deque(_contents(kind, tensors), collections.deque, kind.maxlen)


def _deque_kind(value: collections.deque[Any]) -> Kind:
    moved = resolve(value)
    kind = DequeElements(Nothing(), value.maxlen)
    if isinstance(moved, GraphList):
        return kind.of(moved.element)
    return join_elements([kind_of(item) for item in moved], kind.of)


def _list_kind(value: list[Any]) -> Kind:
    moved = resolve(value)
    if moved is value:
        return _container_kind(value)
    return (TupleElements if is_tuple(value) else Elements)(moved.element)


_UNPACKERS["pack_list"] = _pack_list
_UNPACKERS["Elements"] = _unpacker(wrapped)
_UNPACKERS["DequeElements"] = _unpack_deque
_UNPACKERS["SetElements"] = _unpacker(wrapped_set)
_UNPACKERS["FrozenSetElements"] = _unpacker(wrapped_frozenset)
_UNPACKERS["TupleElements"] = _unpacker(wrapped_tuple)
register(collections.deque, _deque_kind)
register(set, _set_kind)
register(frozenset, _set_kind)
register(GraphFrozenSet, _set_kind)
register(GraphList, lambda value: Elements(value.element))
register(list, _list_kind)
