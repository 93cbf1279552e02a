"""Stores: items and attributes; what is about to be written is noted first."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.report import events
from autoimport_graph.runtime import arrays, list_methods, python_containers
from autoimport_graph.runtime.choice import Choice, is_alternative, narrow, remaining
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.container_bases import CONTAINERS, base_of, has_own
from autoimport_graph.runtime.contents import as_contents
from autoimport_graph.runtime.copied_objects import refuse_torn
from autoimport_graph.runtime.dict_keys import note_key
from autoimport_graph.runtime.failures import asserted
from autoimport_graph.runtime.graph_items import overwritten, replaced
from autoimport_graph.runtime.happens_once import refuse_state
from autoimport_graph.runtime.item_changes import attribute_changed, note_change, written
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.object_homes import has_home
from autoimport_graph.runtime.regions import Attribute, attribute_place, store_into
from autoimport_graph.runtime.subscripts import is_mask, position_in, symbolic_key, tensor_key
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import graph_key, holds_symbolic, is_symbolic


def writes(owner: Any, name: str) -> Any:
    """An attribute is about to be stored or deleted; returns the owner."""
    owner = settle(owner)
    refuse_torn(owner)
    if has_home(owner):
        raise StagingError(
            f"attribute {name!r} is stored into an object that lies in a list whose length only the graph "
            "knows, which holds a copy. "
            "Put a changed object into the list instead: xs[i] = ..."
        )
    attribute_changed(owner)
    if events.enabled:
        from autoimport_graph.runtime import lasting_stores

        lasting_stores.note(owner, Attribute(owner, name).describe())
    if not isinstance(owner, Choice):
        place = attribute_place(owner, name)
        if place is not None:
            store_into(place)
    return owner


def set_item(container: Any, key: Any, value: Any) -> Any:
    """``container[key] = value``; returns what the container's name is to be bound to: a new tensor, or the same
    object.
    """
    moved = resolve(container)
    if isinstance(moved, Tensor):
        return _into_tensor(moved, key, value)
    if isinstance(moved, GraphList):
        _into_graph_list(container, moved, key, value)
        return container
    if isinstance(moved, Choice):
        from autoimport_graph.runtime.conditionals import when

        for number, alternative in enumerate(moved.__alternatives__):
            when(tf.equal(moved.__position__, number), functools.partial(set_item, alternative, key, value))
        return container
    if isinstance(moved, np.ndarray):
        if symbolic_key(key) or holds_symbolic(value):
            return _into_array(moved, key, value)
        arrays.refuse_buffer(moved)
    if has_own(moved, "__setitem__"):
        note_change(moved)
        moved[key] = value
        written(moved)
    else:
        refuse_state(moved, "__setitem__")
        set_item_of_base(moved, key, value)
    return container


def set_item_of_base(moved: Any, key: Any, value: Any) -> None:
    """``container[key] = value`` by the class of Python's, whatever method an author's subclass has; the contents are
    not in the graph.
    """
    if isinstance(moved, CONTAINERS):
        note_change(moved)
    if isinstance(moved, dict) and isinstance(key, Hashable) and not graph_key(key):
        note_key(moved, key)
    if isinstance(moved, list) and symbolic_key(key):
        _into_list(moved, key, value)
    elif isinstance(moved, dict) and graph_key(key):
        _into_dict(moved, key, value)
    elif isinstance(moved, list) and type(key) is slice:
        from autoimport_graph.runtime.collecting import items_of

        items = items_of(value)
        if isinstance(items, GraphList):
            list_methods.set_slice(moved, key, items)
        else:
            _put(moved, key, items)
    else:
        python_containers.refuse_change(moved, "__setitem__")
        _put(moved, key, value)
    written(moved)


def _put(container: Any, key: Any, value: Any) -> None:
    if has_own(container, "__setitem__"):  # which has called us
        base_of(container).__setitem__(container, key, value)
    else:
        container[key] = value


def store_item(container: Any, key: Any, value: Any) -> None:
    """``container[key] = value`` where no name can be bound to a new tensor: ``self.x[i] = v``, ``xs[i][j] = v``.

    Raises:
        TypeError: For a tensor, as eager TensorFlow raises.
    """
    if set_item(container, key, value) is not container:
        raise TypeError(
            f"'{type(container).__name__}' object does not support item assignment, unless a variable of the function "
            "holds it: assign it to one, change that, and store it back"
        )


def _into_tensor(tensor: Tensor, key: Any, value: Any) -> Tensor:
    """A tensor with some items replaced; it stands for the array that the other one stands for, if that does."""
    arrays.stored_into(tensor)
    result = _with_items(tf.identity(tensor) if isinstance(tensor, EagerTensor) else tensor, key, value)
    arrays.stands_for(result, tensor)
    return result


def _with_items(tensor: Tensor, key: Any, value: Any) -> Tensor:
    value = tf.convert_to_tensor(value, tensor.dtype)
    key = tensor_key(key)
    if is_mask(key):
        mask = key
        if value.shape.rank not in (0, None) and (value.shape.rank or 0) + mask.shape.rank - 1 != tensor.shape.rank:
            return tf.tensor_scatter_nd_update(tensor, tf.where(mask), value)
        if value.shape.rank == 0:
            for _ in range((tensor.shape.rank or mask.shape.rank) - mask.shape.rank):
                mask = mask[..., tf.newaxis]
            return tf.where(mask, value, tensor)
        return tf.tensor_scatter_nd_update(tensor, tf.where(mask), value)
    # The positions that the index selects, by indexing the positions themselves: every kind of index is served alike.
    positions = tf.reshape(tf.range(tf.size(tensor)), tf.shape(tensor))
    selected = positions[key]
    flat = tf.tensor_scatter_nd_update(
        tf.reshape(tensor, [-1]),
        tf.reshape(selected, [-1, 1]),
        tf.reshape(tf.broadcast_to(value, tf.shape(selected)), [-1]),
    )
    result = tf.reshape(flat, tf.shape(tensor))
    result.set_shape(tensor.shape)
    return result


def _into_array(array: Any, key: Any, value: Any) -> Tensor:
    """An array with some items replaced that only the graph knows: a tensor from there on."""
    tensor = tf.convert_to_tensor(array)
    arrays.stands_for(tensor, array)
    return _into_tensor(tensor, key, tf.cast(value, tensor.dtype))


def _into_graph_list(owner: Any, contents: GraphList, key: Any, value: Any) -> None:
    if type(key) is slice:
        list_methods.set_slice(owner, key, value)
        return
    note_change(owner)
    index = contents.position(tensor_key(key), "list assignment index out of range")
    overwritten(owner, value, index)
    as_contents(owner).put_in_range(index, value)
    replaced(owner, value, index)
    written(owner)


def _into_list(container: list[Any], key: Any, value: Any) -> None:
    """Replace the item at a position that only the graph knows: each item may be it."""
    from autoimport_graph.runtime.conditionals import if_exp

    if type(key) is slice:
        list_methods.set_slice(container, key, value)
        return
    if not container:
        raise IndexError("list assignment index out of range")
    position = position_in(key, len(container), "list assignment index")
    for number, item in enumerate(list(container)):
        _put(container, number, if_exp(tf.equal(position, number), lambda: value, functools.partial(_itself, item)))


def _into_dict(container: dict[Any, Any], key: Any, value: Any) -> None:
    from autoimport_graph.runtime.conditionals import if_exp
    from autoimport_graph.runtime.logic import eq
    from autoimport_graph.runtime.membership import in_

    if _by_alternatives(functools.partial(set_item_of_base, container, value=value), key):
        return
    keys = list(container)
    if not keys:
        raise StagingError(
            "a key that only the graph knows is stored into a dict; a dict in a graph has the keys that "
            "it had at tracing. "
            "Use a tensor or tf.lookup.experimental.MutableHashTable."
        )

    # No exception of the author's, whom a handler must not hear: eager code adds the key.
    message = (
        f"KeyError: a key that is none of {keys} cannot be added to a dict in a graph; store all keys before, or use "
        "tf.lookup.experimental.MutableHashTable"
    )
    asserted(in_(key, keys), [message])
    for existing in keys:
        old = dict.__getitem__(container, existing)
        chosen = if_exp(eq(existing, key), lambda: value, functools.partial(_itself, old))
        _put(container, existing, chosen)


def _by_alternatives(change: Callable[..., None], key: Any) -> bool:
    """Change a dict at a key that is one of some that Python knows, at each on the condition that it is the one.

    Args:
        change: Takes ``key``.
        key: The key.

    Returns:
        Whether the key is such a one.
    """
    from autoimport_graph.runtime.conditionals import when

    key = narrow(key)
    if not isinstance(key, Choice) or any(is_symbolic(one) or not isinstance(one, Hashable) for one in remaining(key)):
        return False
    for number, one in enumerate(key.__alternatives__):
        when(is_alternative(key, number), functools.partial(change, key=one))
    return True


def delete_item(container: Any, key: Any) -> None:
    """``del container[key]``."""
    moved = resolve(container)
    if isinstance(moved, Choice):
        apply(lambda one: delete_item(one, key), moved)
        return
    if isinstance(moved, dict) and _by_alternatives(functools.partial(delete_item, container), key):
        return
    if isinstance(moved, GraphList) or (isinstance(moved, list) and symbolic_key(key)):
        list_methods.delete(container, key)
        return
    if symbolic_key(key):
        raise StagingError(
            "an item with a key that only the graph knows is deleted from a Python container; build a new one"
        )
    refuse_state(moved, "__delitem__")
    if isinstance(moved, CONTAINERS):
        note_change(moved)
    python_containers.refuse_change(moved, "__delitem__")
    del moved[key]
    written(moved)


def _itself(value: Any) -> Any:
    return value
