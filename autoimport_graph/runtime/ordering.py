"""Order: ``<`` of sequences, ``sorted``."""

from __future__ import annotations

import collections
import functools
import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import as_list, items_of
from autoimport_graph.runtime.dict_keys import Present, in_any_order
from autoimport_graph.runtime.generated_order import compares_in_graph, generated
from autoimport_graph.runtime.lists import GraphList, as_graph_list, resolve, wrapped
from autoimport_graph.runtime.logic import and_, eq, or_
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.scalars import weak
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import holds_symbolic, predicate_of
from autoimport_graph.runtime.values import unpack
from autoimport_graph.runtime.variables import with_values

_SETS: Any = (set, frozenset, Present, type({}.keys()), type({}.items()))
_COMPARED_HERE: Any = (list, tuple, collections.deque, Choice, *_SETS)

_NATIVE: dict[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def compare_order(name: str, first: Any, second: Any) -> Any:
    """``first < second`` and its kin; sequences of tensors are compared item by item, as Python does.

    Args:
        name: ``"lt"``, ``"le"``, ``"gt"`` or ``"ge"``.
        first: The left operand.
        second: The right one.
    """
    if isinstance(first, _SETS) and isinstance(second, _SETS):
        return _sets_compared(name, first, second)
    first, second = resolve(first), resolve(second)
    if isinstance(first, GraphList) or isinstance(second, GraphList):
        raise StagingError(
            "lists whose lengths only the graph knows are compared by < or >; compare tensors, or loop over the items"
        )
    if isinstance(first, collections.deque) and isinstance(second, collections.deque):
        first, second = list(first), list(second)
    if not isinstance(first, list | tuple) or type(first) is not type(second):
        for one in (first, second):
            if isinstance(one, Choice):
                other = functools.partial(_beside, name, first is one, second if first is one else first)
                return apply(other, one)
        compare = generated(name, first, second)
        return _NATIVE[name](first, second) if compare is None else compare()
    if not any(map(holds_symbolic, (first, second))) and not any(map(compares_in_graph, (first, second))):
        return _NATIVE[name](first, second)
    return _compare_items(name, first, second, 0)


def _sets_compared(name: str, first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.set_algebra import compared, decided_by_graph

    return compared(name, first, second) if decided_by_graph(first, second) else _NATIVE[name](first, second)


def _beside(name: str, left: bool, other: Any, value: Any) -> Any:
    return compare_order(name, value, other) if left else compare_order(name, other, value)


def _compare_items(name: str, first: Any, second: Any, position: int) -> Any:
    if position == min(len(first), len(second)):
        return _NATIVE[name](len(first), len(second))
    one, other = first[position], second[position]
    strictly = {"le": "lt", "ge": "gt"}.get(name, name)
    outcome = compare_order(strictly, one, other)
    if position + 1 == len(first) == len(second):
        return compare_order(name, one, other)
    return or_(outcome, lambda: and_(eq(one, other), lambda: _compare_items(name, first, second, position + 1)))


def _operator(name: str) -> Callable[[Any, Any], Any]:
    native = _NATIVE[name]

    def operate(first: Any, second: Any) -> Any:
        if isinstance(first, _COMPARED_HERE) or isinstance(second, Choice):
            return compare_order(name, first, second)
        compare = generated(name, first, second)
        return native(first, second) if compare is None else compare()

    return operate


lt, le, gt, ge = map(_operator, _NATIVE)


def rank_columns(keys: Any) -> list[Tensor]:
    """The tensors that order a list, the most significant first: one for numbers, one for each part of a tuple.

    Raises:
        StagingError: If TensorFlow cannot order the keys.
    """
    columns = as_graph_list(keys if isinstance(keys, GraphList) else [*map(with_values, keys)]).stacked()
    for number, column in enumerate(columns):
        if column.dtype in (tf.string, tf.variant):
            raise StagingError(
                "sorting by strings, or by lists of unknown length, that only the graph knows; sort by numbers"
            )
        if column.shape.rank not in (None, 1):
            raise ValueError("The truth value of an array with more than one element is ambiguous.")
        if column.dtype == tf.bool:
            columns[number] = tf.cast(column, tf.int32)
    return columns


def order_of(keys: Any, reverse: bool) -> Tensor:
    """The positions of a list's items in ascending (or descending) order, equal ones as they were."""
    direction = "DESCENDING" if reverse else "ASCENDING"
    *others, last = rank_columns(keys)
    order = tf.argsort(last, direction=direction, stable=True)
    for column in reversed(others):
        order = tf.gather(order, tf.argsort(tf.gather(column, order), direction=direction, stable=True))
    return order


@overload(sorted)
def sorted_(value: Any, /, *, key: Any = None, reverse: Any = False) -> Any:
    """``sorted(value)``, stable."""
    from autoimport_graph.runtime.calls import call
    from autoimport_graph.runtime.iterables import map_

    value = in_any_order(value)
    if isinstance(value, Present) and value.name != "values" and key is None:
        return as_list(value.sorted(reverse))
    items = items_of(value)
    if isinstance(items, GraphList):
        keys = items if key is None else as_graph_list(items_of(map_(key, wrapped(items))))
        order = order_of(keys, reverse)
        return wrapped(items.rearranged([tf.gather(tensor, order) for tensor in items.stacked()]))
    static_keys = items if key is None else [call(key)(item) for item in items]
    if any(map(compares_in_graph, static_keys)):
        return _sorted_by_comparison(items, static_keys, reverse)
    if not any(map(holds_symbolic, static_keys)):
        positions = sorted(range(len(items)), key=static_keys.__getitem__, reverse=reverse)
        return fresh([items[position] for position in positions])
    order = order_of(static_keys, reverse)
    if key is None and all(isinstance(item, Tensor) for item in items):
        contents = as_graph_list(items)
        parts = [tf.gather(tensor, order) for tensor in contents.stacked()]
        return fresh([unpack(contents.element, iter([part[number] for part in parts])) for number in range(len(items))])
    from autoimport_graph.runtime.subscripts import get_item

    return fresh([get_item(items, weak("int", order[number])) for number in range(len(items))])


def _sorted_by_comparison(items: list[Any], keys: list[Any], reverse: bool) -> list[Any]:
    """Sort by what the keys' own ``__lt__`` says of each pair, which may be something that only the graph knows."""
    from autoimport_graph.runtime.subscripts import get_item

    later_first = {
        (later, earlier): predicate_of(lt(keys[earlier], keys[later]) if reverse else lt(keys[later], keys[earlier]))
        for later in range(len(keys))
        for earlier in range(later)
    }
    if all(isinstance(outcome, bool) for outcome in later_first.values()):
        positions = sorted(range(len(items)), key=keys.__getitem__, reverse=reverse)
        return fresh([items[position] for position in positions])
    ranks: list[Any] = [0] * len(items)
    for (later, earlier), outcome in later_first.items():
        moves = tf.cast(outcome, tf.int32)
        ranks[earlier] += moves
        ranks[later] += 1 - moves
    order = tf.argsort(tf.stack(ranks), stable=True)
    return fresh([get_item(items, weak("int", order[number])) for number in range(len(items))])


__all__ = ["compare_order", "ge", "gt", "le", "lt", "order_of", "sorted_"]
