"""``sum``, ``any``, ``all``, ``min`` and ``max`` of items that only the graph knows."""

from __future__ import annotations

import builtins
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import exists_in_graph, items_of, len_
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.dict_keys import Present, in_any_order
from autoimport_graph.runtime.divisions import sum_of
from autoimport_graph.runtime.generators import is_generator_function
from autoimport_graph.runtime.graph_containers import wrapped
from autoimport_graph.runtime.graph_items import item_of
from autoimport_graph.runtime.iteration import of_list
from autoimport_graph.runtime.logic import not_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.opened import opened
from autoimport_graph.runtime.ordering import Key, best_of_many
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of
from autoimport_graph.runtime.values import Dense, Weak
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WEAK_DTYPES, WeakScalar, weak_of
from autoimport_graph.runtime.zipped import reaches, to_be_searched


def _items(value: Any) -> Any:
    """The items of an iterable: a tensor, a list in the graph, or whatever Python iterates."""
    value = in_any_order(opened(resolve(settle(value))))
    if is_variable(value):
        value = tf.convert_to_tensor(value)
    if isinstance(value, Tensor) and is_symbolic(value):
        if value.shape.rank == 0:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return value
    if is_generator_function(getattr(type(value), "__iter__", None)):
        return items_of(value)
    return items_of(value) if exists_in_graph(value) else value


def _column(items: Any) -> tuple[Tensor, str | None] | None:
    """All items as one tensor, and the type's name if they are Python's numbers; ``None`` if they are no tensor."""
    if isinstance(items, Tensor):
        return items, None
    if isinstance(items, GraphList) and (isinstance(items.element, Dense | Weak) or not items.handles):
        return items.numbers()
    return None


def _like_items(tensor: Tensor, name: str | None) -> Any:
    return tensor if name is None else weak_of(name, tensor)


@overload(sum)
def sum_(value: Any, /, start: Any = 0) -> Any:
    """``sum(value, start)``."""
    items = _items(value)
    column = _column(items)
    if column is None:
        if isinstance(items, GraphList):
            from autoimport_graph.runtime.overloads.iterators import reduce_

            return reduce_(lambda total, item: add(total, item), wrapped(items), start)
        items = list(items)
        if not any(map(is_symbolic, (start, *items))) and not isinstance(start, list):
            return sum(items, start)  # exact sums of floats, and the errors of strings, are its own
        for item in items:
            start = add(start, item)
        return start
    tensor, name = column
    if name == "bool":
        tensor, name = tf.cast(tensor, tf.int64), "int"
    total = _like_items(tf.reduce_sum(tensor, axis=0), name)
    if not isinstance(start, int) or start != 0:
        return start + total
    return sum_of(total, items) if name is None else total


def add(first: Any, second: Any) -> Any:
    """``first + second``, of lists in the graph, too."""
    from autoimport_graph.runtime.arithmetic import add_

    return add_(first, second)


def _logical(value: Any, neutral: bool) -> Any:
    iterator = to_be_searched(value)
    if iterator is not None:
        return not_(reaches(iterator, not_)) if neutral else reaches(iterator, lambda item: item)
    items = _items(value)
    column = _column(items)
    if column is not None:
        tensor, _ = column
        if tensor.shape.rank is not None and tensor.shape[1:].num_elements() != 1:
            raise ValueError("The truth value of an array with more than one element is ambiguous.")
        if tensor.dtype != tf.bool:
            tensor = tf.not_equal(
                tensor, tf.constant("", tf.string) if tensor.dtype == tf.string else tf.zeros([], tensor.dtype)
            )
        return WeakScalar("bool", tf.reduce_all(tensor) if neutral else tf.reduce_any(tensor))
    if isinstance(items, GraphList):
        from autoimport_graph.runtime.iterables import map_
        from autoimport_graph.runtime.scalars import bool_

        return _logical(map_(bool_, of_list(items)), neutral)
    symbolic = []
    for item in items:
        predicate = predicate_of(item)
        if not isinstance(predicate, bool):
            symbolic.append(predicate)
        elif predicate is not neutral:
            return predicate
    if not symbolic:
        return neutral
    if len(symbolic) == 1:
        return WeakScalar("bool", symbolic[0])
    stacked = tf.stack(symbolic)
    return WeakScalar("bool", tf.reduce_all(stacked) if neutral else tf.reduce_any(stacked))


@overload(any)
def any_(value: Any) -> Any:
    """``any(value)``."""
    return _logical(value, False)


@overload(all)
def all_(value: Any) -> Any:
    """``all(value)``."""
    return _logical(value, True)


# -- extremes ---------------------------------------------------------------------------------------------------------

_MISSING = object()


def _extreme(name: str, arguments: tuple[Any, ...], key: Any, default: Any) -> Any:
    items: Any = list(arguments)
    if len(arguments) == 1:
        keys = in_any_order(arguments[0])
        items = keys if key is None and isinstance(keys, Present) and keys.name == "keys" else _items(keys)
    if isinstance(items, GraphList | Tensor | Present):
        return _extreme_of_many(name, items, key, default)
    if len(arguments) > 1 and default is not _MISSING:
        return getattr(builtins, name)(*arguments, default=default)
    upcoming = iter(items)
    best = next(upcoming, _MISSING)
    if best is _MISSING:
        return getattr(builtins, name)([], **({} if default is _MISSING else {"default": default}))
    by = Key(key)
    best_key = by.of(best)
    for item in upcoming:
        other_key = by.of(item)
        better = by.compare("lt" if name == "min" else "gt", other_key, best_key)
        if not by.maps:
            best = best_key = _pick(better, item, best)
        else:
            best, best_key = _pick(better, item, best), _pick(better, other_key, best_key)
    return best


def _pick(better: Any, first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.conditionals import if_exp

    if first is second:
        return first
    predicate = predicate_of(better)
    if isinstance(predicate, bool):
        return first if predicate else second
    tensors = _as_scalars(first, second)
    if tensors is not None:
        return _like_items(tf.where(predicate, *tensors[:2]), tensors[2])
    return if_exp(predicate, lambda: first, lambda: second)


def _as_scalars(first: Any, second: Any) -> tuple[Tensor, Tensor, str | None] | None:
    """Two scalars of one dtype, with the Python type's name if they are Python's numbers; no ``If`` is needed to
    choose one.
    """
    if isinstance(first, WeakScalar) and isinstance(second, WeakScalar) and first.__type_name__ == second.__type_name__:
        return first.__tensor__, second.__tensor__, first.__type_name__
    for weak, number in ((first, second), (second, first)):
        if (
            isinstance(weak, WeakScalar)
            and type(number) in (bool, int, float)
            and type(number).__name__ == weak.__type_name__
        ):
            constant = tf.constant(number, WEAK_DTYPES[weak.__type_name__])
            return (
                (weak.__tensor__, constant, weak.__type_name__)
                if weak is first
                else (constant, weak.__tensor__, weak.__type_name__)
            )
    if isinstance(first, Tensor) and isinstance(second, Tensor) and first.dtype == second.dtype:
        if first.shape.rank == 0 and second.shape.rank == 0:
            return first, second, None
    return None


def _extreme_of_many(name: str, items: Any, key: Any, default: Any) -> Any:
    from autoimport_graph.runtime.conditionals import if_exp

    count = len_(items)
    if isinstance(count, int):
        if count == 0:
            return getattr(builtins, name)([], **({} if default is _MISSING else {"default": default}))
        return _best(name, items, key)
    if default is not _MISSING:
        return if_exp(count > 0, lambda: _best(name, items, key), lambda: default)
    message = f"ValueError: {name}() iterable argument is empty"
    with tf.control_dependencies([checked(count.__tensor__, tf.greater(count.__tensor__, 0), message)]):
        return _best(name, items, key)


def _best(name: str, items: Any, key: Any) -> Any:
    if key is None and isinstance(items, Present):
        # Python knows the keys, and orders them: the first that is there is the one.
        return as_graph_list(items_of(items.sorted(name == "max"))).get_in_range(tf.constant(0))
    column = _column(items)
    if key is None and column is not None and column[1] != "str":
        tensor, weak_name = column
        if tensor.shape.rank is not None and tensor.shape[0] == 1:
            return _like_items(tensor[0], weak_name)  # whatever its shape: nothing is compared
        if tensor.shape.rank not in (None, 1):
            raise ValueError("The truth value of an array with more than one element is ambiguous.")
        reduce = tf.reduce_min if name == "min" else tf.reduce_max
        return _like_items(reduce(tensor, axis=0), weak_name)
    contents = as_graph_list(items)
    return item_of(contents, best_of_many(name, contents, key))


@overload(min)
def min_(*arguments: Any, key: Any = None, default: Any = _MISSING) -> Any:
    """``min(...)``."""
    return _extreme("min", arguments, key, default)


@overload(max)
def max_(*arguments: Any, key: Any = None, default: Any = _MISSING) -> Any:
    """``max(...)``."""
    return _extreme("max", arguments, key, default)
