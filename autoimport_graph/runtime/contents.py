"""What a container holds, as a value that regions carry; a list's moves into the graph when the graph changes it.

No method of the author's is called: see :mod:`~autoimport_graph.runtime.container_bases`.
"""

from __future__ import annotations

import collections
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import key_order
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of, plain_items
from autoimport_graph.runtime.copied_objects import freeze_any, note_copies
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.item_positions import note_items
from autoimport_graph.runtime.moved_lists import contents_of, hold, release, resolve
from autoimport_graph.runtime.object_homes import forget_items, remember_items
from autoimport_graph.runtime.objects import mutable_parts
from autoimport_graph.runtime.sharing import Shares
from autoimport_graph.runtime.stand_ins import MOVED
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    NUMBERS,
    WEAK_DTYPES,
    Constant,
    Kind,
    Nothing,
    SetItems,
    Union,
    Weak,
    element_kind,
    empty_list,
    join,
    kind_of,
    pack,
)


class _Table(GraphTable):
    """What is known of lists.

    Attributes:
        shares: What lists share that hold Python's items again, by the identity of each.
    """

    def __init__(self) -> None:
        self.shares: dict[int, tuple[Any, Shares]] = {}


_known = registered(_Table())


def read_contents(owner: Any) -> Any:
    """What a container holds, as a value of its own."""
    moved = resolve(owner)
    if isinstance(moved, GraphList):
        return moved.snapshot()
    if isinstance(owner, dict):
        copied = plain_items(owner)
        key_order.mark(copied, key_order.is_disordered(owner))
        return copied
    if isinstance(owner, set):
        return SetItems(owner)
    return bytes(owner) if isinstance(owner, bytearray) else plain_items(owner)


def write_contents(owner: Any, value: Any) -> None:
    """Let a container hold what :func:`read_contents` gave, or what a region made of it; calls no author's method."""
    value = resolve(value)
    if isinstance(value, GraphList):
        _move(owner, value)
    elif isinstance(owner, list):
        _move_back(owner)
        list.__setitem__(owner, slice(None), value)
    elif isinstance(owner, dict):
        base_of(owner).clear(owner)
        for key in value:
            base_of(owner).__setitem__(owner, key, value[key])
        key_order.mark(owner, key_order.is_disordered(value))
    elif isinstance(owner, set) and isinstance(value, frozenset):
        _move_back(owner)
        set.clear(owner)
        set.update(owner, value)
    elif isinstance(owner, collections.deque) and isinstance(value, list):
        _move_back(owner)
        if len(owner) == len(value):
            for position, item in enumerate(value):  # as item by item, a loop over it goes on
                collections.deque.__setitem__(owner, position, item)
        else:
            collections.deque.clear(owner)
            collections.deque.extend(owner, value)
    elif isinstance(owner, bytearray) and isinstance(value, bytes):
        owner[:] = value
    else:
        raise StagingError(
            f"a {type(owner).__name__} that a tensor condition changes holds other items in each branch; "
            "use a list or a dict of tensors"
        )


def replace_contents(owner: list[Any], contents: GraphList) -> None:
    """Let a list hold these contents themselves, whatever it held."""
    note_items(owner)
    list.__setitem__(owner, slice(None), [MOVED])
    _keep_shares(owner, contents)
    hold(owner, contents)


def _move(owner: Any, value: GraphList) -> None:
    if not isinstance(owner, list | collections.deque | set):
        raise StagingError(
            f"a {type(owner).__name__} cannot hold a number of items that only the graph knows; use a list"
        )
    held = contents_of(owner)
    if held is None:
        if isinstance(owner, list):
            note_items(owner)
        # One more than there were: an iterator of Python's that stands in the list must not take it for finished.
        stand_ins = [MOVED] * (len(owner) + 1)
        base: Any = next(kind for kind in (list, collections.deque, set) if isinstance(owner, kind))
        add: Any = set.update if base is set else base.extend
        remember_items(owner)
        base.clear(owner)
        add(owner, stand_ins)
        contents = value.snapshot()
        contents.shares.join(value.shares)
        _keep_shares(owner, contents)
        hold(owner, contents)
    else:
        # Loops over the list hold its contents: they stay the one.
        held.element, held.handles = value.element, list(value.handles)
        held.shares.join(value.shares)


def _move_back(owner: Any) -> None:
    """A list holds Python's items again; what it shares is kept for when its contents move once more."""
    held = release(owner)
    forget_items(owner)
    if held is not None and (held.shares.family is not None or held.shares.repeated):
        _known.shares[id(owner)] = (owner, held.shares)


def _keep_shares(owner: Any, contents: GraphList) -> None:
    """A list has contents that are new: they share what those shared that it had before."""
    held = contents_of(owner)
    known = _known.shares.get(id(owner), (owner, None))[1] if held is None else held.shares
    if known is not None:
        known.join(contents.shares)
        contents.shares = known


def as_graph_list(value: Any) -> GraphList:
    """A list, or a tensor's slices, as contents in the graph."""
    value = resolve(value)
    if isinstance(value, GraphList):
        return value
    if isinstance(value, Tensor):
        return GraphList.of(value)
    items = list(value)
    note_copies(part for item in items for part in mutable_parts(item))
    return _of_items(items, [kind_of(item) for item in items])


def as_copies(value: Any, known: Kind | None = None) -> GraphList:
    """The same, for a list of its own, which holds copies: the objects that it was made of are not to change any more.

    Args:
        value: The list, or tensor.
        known: The kind of items of a list that it is going to be a part of: objects that this has as themselves are
            not copied.
    """
    contents = resolve(value)
    if isinstance(contents, GraphList | Tensor):
        return as_graph_list(contents)
    alternatives = known.alternatives if isinstance(known, Union) else ()
    themselves = [kind for kind in alternatives if isinstance(kind, Constant)]
    items = list(contents)
    kinds = [next((kind for kind in themselves if kind.value is item), kind_of(item)) for item in items]
    for item, kind in zip(items, kinds, strict=True):
        if kind not in themselves:
            freeze_any(item)
    return _of_items(items, kinds)


def _of_items(items: list[Any], kinds: list[Kind]) -> GraphList:
    element: Kind = Nothing()
    for kind in kinds:
        element = join(element, element_kind(kind))
    return GraphList(element, pushed_handles(items, element))


def as_contents(owner: Any) -> GraphList:
    """The contents of a list that is about to change, moved into the graph."""
    contents = resolve(owner)
    if not isinstance(contents, GraphList):
        write_contents(owner, as_graph_list(owner))
        contents = resolve(owner)
    return contents


def pushed_handles(items: list[Any], element: Kind) -> list[Tensor]:
    """The tensor lists that hold items, as a kind has them."""
    if isinstance(element, Weak) and items and all(type(item) in NUMBERS for item in items):
        return GraphList.of_parts(element, [tf.constant(items, WEAK_DTYPES[element.name])]).handles
    handles = [empty_list(specification) for specification in element.specifications()]
    for item in items:
        handles = [
            tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=tensor)
            for handle, tensor in zip(handles, pack(item, element), strict=True)
        ]
    return handles
