"""Items, read."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import arrays, chosen_items
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice, one_of
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import has_own
from autoimport_graph.runtime.contents import as_copies
from autoimport_graph.runtime.graph_containers import wrapped, wrapped_tuple
from autoimport_graph.runtime.graph_items import remember_home
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.program_order import may_fail
from autoimport_graph.runtime.range_slices import slice_of_range
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.values import (
    Constant,
    Dense,
    Nothing,
    Structure,
    Weak,
    join,
    kind_of,
    pack,
    rebuild,
    unpack,
)
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar
from autoimport_graph.runtime.whole_lists import sliced

slice = slice  # the builtin, as an operator: the author's module may shadow it


def get_item(container: Any, key: Any) -> Any:
    """``container[key]``."""
    if has_own(container, "__getitem__"):
        return container[key]
    owner, container = container, resolve(container)
    if isinstance(container, Choice):
        return chosen_items.item(container, key, lambda: _from_choice(container, key))
    if isinstance(key, Choice):
        return _by_choice(container, key)
    if isinstance(container, Tensor | tf.RaggedTensor) or is_variable(container):
        return _from_tensor(container, key)
    if isinstance(container, GraphList):
        return _from_graph_list(owner, container, key)
    if isinstance(container, WeakScalar) and container.__type_name__ == "str":
        return _part_of_text(container.__tensor__, key)
    if isinstance(container, str) and symbolic_key(key):
        return _part_of_text(tf.constant(container), key)
    if isinstance(container, list | tuple | range | bytes) and symbolic_key(key):
        return _from_sequence(container, key)
    if isinstance(container, dict):
        from autoimport_graph.runtime.dict_items import item

        return item(container, key)
    if isinstance(container, np.ndarray) and symbolic_key(key):
        tensor = tf.convert_to_tensor(container)
        arrays.stands_for(tensor, container)
        return _from_tensor(tensor, key)
    if isinstance(container, list) and type(key) is slice:
        return fresh(container[key])
    return container[key]


def symbolic_key(key: Any) -> bool:
    """Whether only the graph knows an index, or a part of it."""
    if type(key) is slice:
        return any(is_symbolic(end) for end in (key.start, key.stop, key.step))
    if isinstance(key, tuple):
        return any(map(symbolic_key, key))
    return is_symbolic(key)


def tensor_key(key: Any) -> Any:
    """An index as TensorFlow takes it: Python numbers of the graph become tensors."""
    if isinstance(key, WeakScalar):
        return tf.cast(key.__tensor__, tf.int32) if key.__type_name__ == "int" else key.__tensor__
    if type(key) is slice:
        return slice(*(tensor_key(end) for end in (key.start, key.stop, key.step)))
    if isinstance(key, tuple):
        return tuple(map(tensor_key, key))
    if isinstance(key, Choice):
        return tf.convert_to_tensor(key)
    return key


def is_mask(key: Any) -> bool:
    """Whether an index is a boolean tensor that picks items."""
    return isinstance(key, Tensor) and key.dtype == tf.bool and (key.shape.rank or 0) > 0


def _from_tensor(tensor: Any, key: Any) -> Any:
    key = tensor_key(key)
    if not isinstance(tensor, tf.RaggedTensor) and (
        is_mask(key) or (isinstance(key, np.ndarray) and key.dtype == bool)
    ):
        return tf.boolean_mask(tensor, key)
    return arrays.part_of(tensor, may_fail(tensor[key]))


def _from_graph_list(owner: Any, contents: GraphList, key: Any) -> Any:
    if type(key) is slice:
        return (wrapped_tuple if is_tuple(owner) else wrapped)(sliced(contents, tensor_key(key)))
    if isinstance(contents.element, Nothing):
        raise IndexError("list index out of range")

    def read() -> Any:
        index = contents.position(tensor_key(key), "list index out of range")
        return remember_home(contents.get_in_range(index), owner, index)

    return chosen_items.item_of_list(contents, key, read) if type(key) is int else read()


def _part_of_text(text: Tensor, key: Any) -> WeakScalar:
    """A character of a string, or a slice."""
    characters = tf.strings.unicode_split(text, "UTF-8")
    if type(key) is slice:
        return WeakScalar("str", tf.strings.reduce_join(characters[tensor_key(key)]))
    return WeakScalar("str", characters[position_in(key, tf.size(characters), "string index")])


def _by_choice(container: Any, key: Choice) -> Any:
    """An item by a key that is one of several: the items keep their identity."""
    from autoimport_graph.runtime.dict_items import items_of

    items = items_of(container, key) if isinstance(container, dict) else None
    if items is not None:
        return select(key.__position__, items)
    return apply(lambda value: get_item(container, value), key)


def _from_choice(container: Choice, key: Any) -> Any:
    """An item of one of several containers: of lists of numbers, without an ``If`` for each."""
    lists = container.__alternatives__
    if all(isinstance(value, list) and resolve(value) is value and value for value in lists) and type(key) is not slice:
        if len({len(value) for value in lists}) == 1 and (isinstance(key, int) or is_symbolic(key)):
            chosen = select(container.__position__, [get_item(value, key) for value in lists], keep=False)
            if chosen is not None:
                return chosen
    return apply(lambda value: get_item(value, key), container)


def _from_sequence(container: Any, key: Any) -> Any:
    """An item of a Python sequence, by a position that only the graph knows."""
    if type(key) is slice:
        return _python_slice(container, key)
    if not container:
        raise IndexError(f"{type(container).__name__} index out of range")
    return select(position_in(key, len(container), f"{type(container).__name__} index"), list(container))


def _python_slice(container: Any, key: slice) -> Any:
    if isinstance(container, range):
        return slice_of_range(container, key)
    if not isinstance(container, list | tuple):
        raise StagingError(
            f"a slice of a {type(container).__name__} has a length that only the graph knows; use a list or a tensor"
        )
    return (wrapped_tuple if isinstance(container, tuple) else wrapped)(sliced(as_copies(container), tensor_key(key)))


def select(position: Tensor, items: list[Any], keep: bool = True) -> Any:
    """The item at a position that is known to be one.

    Args:
        position: Which, an ``int32`` scalar.
        items: What there is to choose from.
        keep: Whether items that no one tensor can hold give a choice; else ``None``.
    """
    kind = kind_of(items[0])
    for item in items[1:]:
        kind = join(kind, kind_of(item))
    if isinstance(kind, Constant):
        return items[0]
    if isinstance(kind, Weak) or (isinstance(kind, Dense) and kind.shape is not None and None not in kind.shape):
        stacked = tf.stack([pack(item, kind)[0] for item in items])
        return unpack(kind, iter([tf.gather(stacked, position)]))
    if isinstance(kind, Structure) and issubclass(kind.type, tuple):
        return rebuild(kind, [select(position, list(parts)) for parts in zip(*items, strict=True)])
    # A choice keeps the items' identity: what is stored into the one that is chosen is stored into the author's object.
    return one_of(position, items) if keep else None


def position_in(key: Any, size: Any, name: str) -> Tensor:
    """A position counted from the front, checked when the graph runs; ``name`` is what Python calls the access."""
    index = tf.cast(tensor_key(key), tf.int32)
    index = tf.reshape(index, []) if index.shape.rank != 0 else index
    inside = tf.logical_and(index >= -size, index < size)
    index = checked(index, inside, f"IndexError: {name} out of range")
    return tf.where(index < 0, index + size, index)
