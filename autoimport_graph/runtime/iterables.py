"""``range``, ``enumerate``, ``zip``, ``map``, ``filter`` and ``reversed`` on items that only the graph knows."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import taken
from autoimport_graph.runtime.beside import Beside
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import made
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.endless import counted
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.iter_next import iter_
from autoimport_graph.runtime.iteration import of_list, symbolic_iterable
from autoimport_graph.runtime.list_methods import append
from autoimport_graph.runtime.mapped import Filtered, Mapped, decides, is_lazy
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.positioned import Positioned
from autoimport_graph.runtime.postponed import Postponed, selected
from autoimport_graph.runtime.regions import fresh, staged
from autoimport_graph.runtime.scalars import scalar
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of, static_value
from autoimport_graph.runtime.weak import WeakScalar, weak_of
from autoimport_graph.runtime.zipped import Zipped, column_of


def _python_int(value: Any) -> Any:
    """An integer argument: a Python one where constants decide it."""
    value = settle(value)
    if isinstance(value, Choice):
        return weak_of("int", tf.convert_to_tensor(value))
    if not is_symbolic(value):
        return value
    tensor = scalar(value)
    if not tensor.dtype.is_integer:
        raise TypeError(f"'{tensor.dtype.name}' tensor cannot be interpreted as an integer")
    constant = static_value(tensor)
    return value if constant is None else int(constant)


@overload(range)
def range_(*arguments: Any) -> Any:
    """``range(...)``."""
    ends = [_python_int(argument) for argument in arguments]
    if not any(map(is_symbolic, ends)):
        return range(*ends)
    start, limit, delta = (0, ends[0], 1) if len(ends) == 1 else (*ends, 1)[:3]
    return fresh(SymbolicRange(start, limit, delta))


@overload(enumerate)
def enumerate_(iterable: Any, start: Any = 0) -> Any:
    """``enumerate(iterable, start)``."""
    value = iterable
    if isinstance(value, tf.data.Dataset):
        counted = symbolic_iterable(value.enumerate(tf.cast(_int64(start), tf.int64)))
        return Mapped(counted, lambda pair: (WeakScalar("int", pair[0]), pair[1]))
    symbolic = symbolic_iterable(value)
    if symbolic is None and not is_symbolic(start):
        return fresh(enumerate(value, start))
    if symbolic is None:
        return [(start + position, item) for position, item in enumerate(value)]
    if isinstance(symbolic, Counted):
        return Counted(
            symbolic.count,
            lambda position: (start + weak_of("int", position), symbolic.item(position)),
            symbolic.within,
        )
    return Beside(symbolic, 1, [Counted(None, lambda position: start + _number(position)), symbolic], False)


def _number(position: Any) -> Any:
    return position if isinstance(position, int) else weak_of("int", position)


def _int64(value: Any) -> Any:
    return value.__tensor__ if isinstance(value, WeakScalar) else value


def settled(symbolic: Any) -> Any:
    """The items of an iterable that has no positions, found now, so that it has."""
    if isinstance(symbolic, Counted) or not is_lazy(symbolic):
        return symbolic
    from autoimport_graph.runtime.collecting import items_of

    items = items_of(symbolic)
    return of_list(items) if isinstance(items, GraphList) else counted(items)


@overload(zip)
def zip_(*values: Any, strict: bool = False) -> Any:
    """``zip(...)``."""
    symbolic = [symbolic_iterable(value) for value in values]
    if not any(inner is not None for inner in symbolic):
        if staged() is None or not any(map(taken.is_older, values)):
            return fresh(zip(*values, strict=strict))
    elif all(inner is None or decides(inner) for inner in symbolic):
        # Generators: alone beside sequences one may run its loops in the graph, else they take turns in Python.
        others = [value for value, inner in zip(values, symbolic, strict=True) if inner is None]
        if strict or len(others) != len(values) - 1 or not all(hasattr(value, "__len__") for value in others):
            return fresh(zip(*values, strict=strict))
    symbolic = [settled(inner) for inner in symbolic]
    if strict:
        raise StagingError(
            "zip(strict=True) of iterables whose lengths only the graph knows; compare the lengths first"
        )
    if all(isinstance(value, tf.data.Dataset) for value in values):
        return Mapped(symbolic_iterable(tf.data.Dataset.zip(tuple(values))), tuple)
    pairs = list(zip(values, symbolic, strict=True))
    if not all(inner is None or isinstance(inner, Counted | Positioned | taken.Rest) for inner in symbolic):
        return _zip_with_iterator(pairs)
    if not all(isinstance(inner, Counted) or (inner is None and not taken.is_older(value)) for value, inner in pairs):
        return Zipped([column_of(value if inner is None else inner) for value, inner in pairs])
    parts = [counted(value) if inner is None else inner for value, inner in pairs]
    counts = [part.count for part in parts if part.count is not None]
    static = [tf.get_static_value(count) for count in counts]
    count = tf.constant(min(static)) if None not in static else functools.reduce(tf.minimum, counts)
    return Counted(
        count, lambda position: tuple(part.item(position) for part in parts), functools.partial(_within_all, parts)
    )


def _within_all(parts: list[Counted], position: Tensor) -> Tensor | None:
    """Whether each of some iterables has an item at a position; ``None`` where none of them changes."""
    if all(part.within is None or part.within(position) is None for part in parts):
        return None
    return functools.reduce(tf.logical_and, [part.has(position) for part in parts])


def _zip_with_iterator(pairs: list[tuple[Any, Any]]) -> Any:
    sources = [
        number for number, (_, inner) in enumerate(pairs) if inner is not None and not isinstance(inner, Counted)
    ]
    if len(sources) != 1:
        raise StagingError(
            "zip() of several iterators with something else; zip the datasets with tf.data.Dataset.zip first"
        )
    others = [counted(value) if inner is None else inner for value, inner in pairs]
    moves_on = isinstance(pairs[sources[0]][0], tf.data.Iterator | tf.distribute.DistributedIterator)
    return Beside(others[sources[0]], sources[0], others, moves_on)


@overload(map)
def map_(function: Any, *values: Any) -> Any:
    """``map(function, ...)``."""
    from autoimport_graph.runtime.calls import call

    symbolic = [symbolic_iterable(value) for value in values]
    if not any(inner is not None for inner in symbolic):
        return fresh(map(call(function), *values))
    source = symbolic_iterable(values[0]) if len(values) == 1 else zip_(*values)
    if type(source) is zip:
        return fresh(map(call(function), *values))
    apply_to = call(function) if len(values) == 1 else (lambda items: call(function)(*items))
    if isinstance(source, Counted):
        return Counted(source.count, lambda position: apply_to(source.item(position)), source.within)
    return Mapped(source, apply_to)


@overload(filter)
def filter_(function: Any, value: Any) -> Any:
    """``filter(function, value)``."""
    from autoimport_graph.runtime.calls import call

    condition = call(function) if function is not None else (lambda item: item)
    symbolic = symbolic_iterable(value)
    if symbolic is not None:
        return Filtered(symbolic, condition)
    if isinstance(value, list | tuple) and any(map(is_symbolic, value)):
        return _filtered(list(value), condition)
    return made(
        Postponed(
            value,
            lambda item: predicate_of(condition(item)),
            selected,
            lambda items: counted(_filtered(items, condition)),
        )
    )


def _filtered(items: list[Any], condition: Callable[[Any], Any]) -> Any:
    """The items that satisfy a condition, each by a branch of its own where a tensor decides."""
    from autoimport_graph.runtime.conditionals import when

    kept: list[Any] = fresh([])
    for item in items:
        when(condition(item), functools.partial(append, kept, item))
    return resolve(kept)


@overload(reversed)
def reversed_(value: Any) -> Any:
    """``reversed(value)``."""
    from autoimport_graph.runtime.calls import call
    from autoimport_graph.runtime.collecting import as_list

    value = settle(value)
    if isinstance(value, Choice) and any(_is_authors_sequence(one) for one in remaining(value)):
        # Each is asked for all of its items here, where an iterator that is one of several is not.
        return iter_(apply(lambda one: as_list(reversed_(one)), value))
    if _has_own("__reversed__", value):
        return call(type(value).__reversed__)(value)
    symbolic = None if _has_own("__getitem__", value) else symbolic_iterable(value)
    if symbolic is None:
        return fresh(reversed(value))
    if not isinstance(symbolic, Counted) or symbolic.count is None:
        raise TypeError(f"'{type(value).__name__}' object is not reversible")
    count = symbolic.count

    def within(position: Tensor) -> Tensor | None:
        inside = None if symbolic.within is None else symbolic.within(count - 1 - position)
        return None if inside is None else tf.logical_and(position < count, inside)

    return Counted(count, lambda position: symbolic.item(count - 1 - position), within)


def _has_own(name: str, value: Any) -> bool:
    method = getattr(type(value), name, None)
    return isinstance(method, types.FunctionType) and is_converted(method)


def _is_authors_sequence(value: Any) -> bool:
    return _has_own("__reversed__", value) or _has_own("__getitem__", value)
