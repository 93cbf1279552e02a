"""``len``, ``list``, ``tuple``, ``set``, ``dict``: all items of an iterable at once."""

from __future__ import annotations

import types
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import chosen_items
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.dict_keys import Present, in_any_order, present, uncertain
from autoimport_graph.runtime.graph_containers import wrapped, wrapped_tuple
from autoimport_graph.runtime.iteration import (
    FromIterator,
    Reduced,
    finish,
    for_stmt,
    python_iterable,
    stage_for,
    static_count,
    symbolic_iterable,
)
from autoimport_graph.runtime.key_order import is_disordered, mark
from autoimport_graph.runtime.list_methods import append, extend
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.opened import opened
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.regions import fresh, staged
from autoimport_graph.runtime.scalars import int_, weak
from autoimport_graph.runtime.taken import is_older, rest_of
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.weak import WeakScalar

# What only a graph's loop can iterate.
_STAGED = (
    Counted,
    FromIterator,
    Reduced,
    tf.RaggedTensor,
    tf.data.Dataset,
    tf.data.Iterator,
    tf.distribute.DistributedDataset,
    tf.distribute.DistributedIterator,
)


def exists_in_graph(value: Any) -> bool:
    """Whether only the graph knows a value, or the items of an iterable."""
    if rest_of(value) is not None or (is_older(value) and staged() is not None):
        return True
    return is_symbolic(value) or isinstance(value, _STAGED) or hasattr(type(value), "graph_loop")


@overload(len)
def len_(value: Any) -> Any:
    """``len(value)``."""
    value = resolve(value)
    if isinstance(value, Choice):
        return apply(len_, value)
    if isinstance(value, GraphList):
        return value.length()
    if (isinstance(value, Tensor) and not isinstance(value, EagerTensor)) or isinstance(value, tf.Variable):
        if value.shape.rank == 0:
            raise TypeError("Scalar tensor has no `len()`")
        if value.shape.rank is not None and value.shape[0] is not None:
            return value.shape[0]
        return weak("int", tf.shape(value, tf.int64)[0])
    if isinstance(value, tf.RaggedTensor):
        return weak("int", value.nrows())
    if isinstance(value, Counted) and value.count is not None:
        return weak("int", value.count)
    if isinstance(value, tf.data.Dataset):
        return _cardinality(value)
    if isinstance(value, WeakScalar) and value.__type_name__ == "str":
        return weak("int", tf.strings.length(value.__tensor__, "UTF8_CHAR"))
    if isinstance(value, Present):
        return _number_of(value.owner)
    if isinstance(value, dict) and uncertain(value):
        return _number_of(value)
    own = getattr(type(value), "__len__", None)
    if isinstance(own, types.FunctionType):
        # ``len`` would ask for a number that only the graph may know.
        length = own(value)
        return length if isinstance(length, WeakScalar) else len(value)
    return len(value)


def _cardinality(dataset: tf.data.Dataset) -> Any:
    """A dataset's number of items; Python's error, when the graph runs, where TensorFlow does not know it."""
    number = dataset.cardinality()
    number = checked(number, tf.not_equal(number, tf.data.INFINITE_CARDINALITY), "TypeError: The dataset is infinite.")
    unknown = "TypeError: The dataset length is unknown."
    return weak("int", checked(number, tf.not_equal(number, tf.data.UNKNOWN_CARDINALITY), unknown))


def _number_of(owner: dict[Any, Any]) -> Any:
    count: Any = 0
    for value in dict.values(owner):
        count = count + int_(present(value))
    return count


def items_of(value: Any) -> list[Any] | GraphList:
    """All items of an iterable: a Python list, or a list in the graph where only that knows how many there are."""
    value = resolve(value)
    if isinstance(value, GraphList):
        return value
    value = opened(value)
    symbolic = symbolic_iterable(value)
    if symbolic is None:
        return list(value)
    if isinstance(value, Tensor) and static_count(symbolic) is None:
        return GraphList.of(value)
    if static_count(symbolic) is not None and not isinstance(value, SymbolicRange):
        items: Any = list(python_iterable(value))
    else:
        items = fresh([])
        stage_for(symbolic, lambda item: append(items, item), None, None, None)
    finish(value)
    return resolve(items)


@overload(list)
def as_list(value: Any = ()) -> Any:
    """``list(value)``."""
    items = items_of(settle(value))
    return wrapped(items.copied()) if isinstance(items, GraphList) else fresh(list(items))


def same_length(choice: Choice) -> bool:
    """Whether all alternatives that are left are Python's lists, tuples or dicts with one number of items."""
    alternatives = [resolve(alternative) for alternative in remaining(choice)]
    if not all(isinstance(alternative, list | tuple | dict) for alternative in alternatives):
        return False
    return len({len(alternative) for alternative in alternatives}) == 1


def items_of_choice(choice: Choice) -> list[Any]:
    """The items of one of several containers, as they are now: a list, of Python's or of the graph.

    Raises:
        StagingError: If they have nothing in common.
    """
    containers = remaining(choice)
    if not same_length(choice) or any(isinstance(one, dict) for one in containers):
        return _joined(choice)
    return fresh(chosen_items.items(choice, list(range(len(containers[0]))), lambda: _joined(choice)))


def _joined(choice: Choice) -> list[Any]:
    items = apply(as_list, choice)
    if isinstance(items, Choice):
        raise StagingError(
            "a loop over one of several iterables of which one is no list, as a tensor decides; "
            "put the loop into each branch, or make each a list first"
        )
    return items


@overload(tuple)
def as_tuple(value: Any = ()) -> Any:
    """``tuple(value)``; with a number of items that only the graph knows, a list that nobody else holds."""
    items = items_of(settle(value))
    return wrapped_tuple(items.copied()) if isinstance(items, GraphList) else tuple(items)


@overload(set)
def as_set(value: Any = ()) -> Any:
    """``set(value)``."""
    items = items_of(in_any_order(settle(value)))
    if not isinstance(items, GraphList) and not any(map(is_symbolic, items)):
        return fresh(set(items))
    from autoimport_graph.runtime.sets import add

    result: set[Any] = fresh(set())
    for_stmt(items, lambda item: add(result, item), None, None, None)
    return result


@overload(dict)
def as_dict(*arguments: Any, **keywords: Any) -> Any:
    """``dict(...)``."""
    if len(arguments) == 1 and isinstance(arguments[0], Choice):
        return apply(lambda one: as_dict(one, **keywords), arguments[0])
    if len(arguments) == 1 and not hasattr(arguments[0], "keys"):
        items = _as_keys(arguments[0])
        arguments = ([python_iterable(item) if exists_in_graph(item) else item for item in items],)
    made = fresh(dict(*arguments, **keywords))
    mark(made, any(isinstance(one, dict) and is_disordered(one) for one in arguments))
    return made


def from_keys(kind: type[dict[Any, Any]], keys: Any, value: Any = None) -> Any:
    """``kind.fromkeys(keys, value)``."""
    if isinstance(keys, Choice):
        return apply(lambda one: from_keys(kind, one, value), keys)
    return fresh(kind.fromkeys(_as_keys(keys), value))


def _as_keys(iterable: Any) -> list[Any]:
    items = items_of(iterable)
    if isinstance(items, GraphList):
        raise StagingError("a dict cannot hold a number of keys that only the graph knows; use lists, or tensors")
    return items


def spread(kind: str, starred: tuple[bool, ...], *values: Any) -> Any:
    """``[*a, b]``, ``(*a, b)`` or ``{*a, b}``.

    Args:
        kind: ``"list"``, ``"tuple"`` or ``"set"``.
        starred: Which values are spread.
        values: The items, in order.
    """
    result: list[Any] = fresh([])
    for value, star in zip(values, starred, strict=True):
        if star:
            extend(result, value)
        else:
            append(result, value)
    return {"list": lambda items: items, "tuple": as_tuple, "set": as_set}[kind](result)
