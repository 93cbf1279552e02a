"""``range``, ``enumerate``, ``zip``, ``map``, ``filter`` and the like on items that only the graph knows."""

from __future__ import annotations

import functools
import itertools
import types
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import defaults, taken
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import made, moved_on
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.dict_keys import Present
from autoimport_graph.runtime.endless import counted
from autoimport_graph.runtime.exceptions import refuse_if_named
from autoimport_graph.runtime.generators import Generated, GeneratorExpression, ends_in_the_graph
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.iteration import (
    of_list,
    remembering,
    static_count,
    symbolic_iterable,
)
from autoimport_graph.runtime.list_methods import append
from autoimport_graph.runtime.logic import not_, or_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.positioned import Positioned, first_of
from autoimport_graph.runtime.postponed import Postponed, selected
from autoimport_graph.runtime.regions import Cell, fresh, staged
from autoimport_graph.runtime.scalars import scalar
from autoimport_graph.runtime.stand_ins import refuse_moved
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor, autograph_unspecified
from autoimport_graph.runtime.truth import is_symbolic, predicate_of, static_value, truth
from autoimport_graph.runtime.weak import WeakScalar, bare, weak_of
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


def loop_over(symbolic: Any) -> Callable[..., None]:
    """The method that stages a loop over a symbolic iterable."""
    return getattr(symbolic, "graph_loop", None) or symbolic.loop


def decides(source: Any) -> bool:
    """Whether Python iterates what a generator is behind that got no tensor: then it makes one item at a time."""
    while isinstance(source, Mapped):
        source = source.inner
    return isinstance(source, Generated) and not source.has_symbolic_arguments()


class Mapped:
    """An iterable whose items are made of another one's."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, inner: Any, function: Callable[[Any], Any]) -> None:
        self.inner = inner
        self.function = function
        self._python: Iterator[Any] | None = None

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items."""
        loop_over(self.inner)(lambda item: body(self.function(item)), carried, temporaries, stop)

    @property
    def suspends(self) -> bool:
        """Whether Python can iterate it, because a generator of the author's is behind it."""
        return bool(getattr(self.inner, "suspends", False))

    @property
    def begun(self) -> bool:
        """Whether Python has begun to iterate it."""
        return self._python is not None

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return map(self.function, self.inner)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self._python is None:
            if not self.suspends:
                raise StagingError(
                    "items that exist only when the graph runs are iterated by code that is not converted; "
                    "loop over them in converted code, or list that code's package"
                )
            self._python = self.python_items()
        return next(self._python)


class Filtered(Mapped):
    """The items of an iterable that satisfy a condition."""

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items; the body runs under the condition."""
        from autoimport_graph.runtime.conditionals import under

        def run(item: Any) -> None:
            under(self.function(item), lambda: body(item), carried, temporaries)

        loop_over(self.inner)(run, carried, temporaries, stop)

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return (item for item in self.inner if truth(self.function(item)))


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
    return _Beside(symbolic, 1, [Counted(None, lambda position: start + _number(position)), symbolic], False)


def _number(position: Any) -> Any:
    return position if isinstance(position, int) else weak_of("int", position)


def _int64(value: Any) -> Any:
    return value.__tensor__ if isinstance(value, WeakScalar) else value


def is_lazy(value: Any) -> bool:
    """Whether a value stands for a finite number of items that the graph has yet to find."""
    while isinstance(value, Mapped):
        value = value.inner
    if isinstance(value, SymbolicRange | Positioned):
        return False
    return isinstance(value, GeneratorExpression) or (isinstance(value, Counted) and value.count is not None)


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
    return _Beside(others[sources[0]], sources[0], others, moves_on)


class _Beside(Mapped):
    """An iterator whose items come with those of counted iterables beside it.

    Args:
        source: The iterator.
        position: Where it stands among the others.
        others: All of them.
        moves_on: Whether others see how far the iterator is: what stands before an iterable that ends loses an item.
    """

    def __init__(self, source: Any, position: int, others: list[Any], moves_on: bool) -> None:
        super().__init__(source, lambda item: item)
        self.position = position
        self.others = others
        self.moves_on = moves_on

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop that counts beside the iterator and ends with the shortest."""
        from autoimport_graph.runtime.conditionals import under

        number = types.CellType(0)  # Python's as long as Python counts
        lost = types.CellType(False)
        bounds = [index for index, part in enumerate(self.others) if index != self.position and part.count is not None]
        after = [self.others[index] for index in bounds if self.moves_on and index > self.position]
        before = [self.others[index] for index in bounds if not self.moves_on or index < self.position]

        def run(item: Any) -> None:
            position = number.cell_contents
            if after:
                lost.cell_contents = reached(after)
            number.cell_contents = position + 1
            under(not_(lost.cell_contents), lambda: body(tuple(parts(item, position))), carried, temporaries)

        def parts(item: Any, position: Any) -> list[Any]:
            return [item if index == self.position else at(part, position) for index, part in enumerate(self.others)]

        def reached(parts: list[Counted]) -> Any:
            return functools.reduce(lambda outcome, part: or_(outcome, lambda: _reached(number, part)), parts, False)

        def at(part: Counted, position: Any) -> Any:
            if isinstance(position, WeakScalar):
                return part.item(tf.cast(position.__tensor__, tf.int32))
            return part.item(position if part.count is None else tf.constant(position))

        def ended() -> Any:
            outcome: Any = stop() if stop is not None else False
            return or_(or_(outcome, lambda: lost.cell_contents), lambda: reached(before))

        places = [*carried, Cell(number, "position"), *([Cell(lost, "end")] if after else [])]
        loop_over(self.inner)(run, places, temporaries, ended if bounds or stop is not None else None)

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them; those that only the graph has a number of fail."""
        columns = [
            self.inner if index == self.position else _one_by_one(part) for index, part in enumerate(self.others)
        ]
        return fresh(zip(*columns, strict=False))


def _one_by_one(source: Counted) -> Iterator[Any]:
    count = static_count(source)
    if count is None and source.count is not None:
        iter(source)  # refuses
    for position in itertools.count() if count is None else range(count):
        yield source.item(position if count is None else tf.constant(position))


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


_ITERATORS = (tf.data.Iterator, tf.distribute.DistributedIterator)


def _python_iterator(value: Any) -> Any:
    iterator = iter(value)
    return iterator if iterator is value else fresh(iterator)


@overload(iter)
def iter_(value: Any, *sentinel: Any) -> Any:
    """``iter(value)``."""
    if sentinel:
        from autoimport_graph.runtime.calls import call

        return iter(call(value), *sentinel)
    if ends_in_the_graph(value):
        return value.__iter__()
    symbolic = symbolic_iterable(value)
    if symbolic is None:
        return _python_iterator(value)
    if isinstance(symbolic, Present):
        from autoimport_graph.runtime.collecting import as_list

        return iter_(as_list(symbolic))
    if type(value) is Counted:
        return Positioned(value)
    if isinstance(symbolic, Counted):
        count = static_count(symbolic)
        if count is not None and symbolic.within is None:
            return fresh(iter([symbolic.item(tf.constant(position)) for position in range(count)]))
        return Positioned(Counted(symbolic.count, symbolic.item, symbolic.within))
    if isinstance(symbolic, Generated):
        return symbolic
    return iter(value) if isinstance(value, (*_ITERATORS, tf.data.Dataset, tf.distribute.DistributedDataset)) else value


@overload(next)
def next_(iterator: Any, *default: Any) -> Any:
    """``next(iterator, default)``."""
    rest = taken.in_region(iterator)
    if rest is not None:
        return rest.take(*default)
    moved_on(iterator)
    if isinstance(iterator, GeneratorExpression):
        iterator = _rest(iterator)
    if isinstance(iterator, SymbolicRange):
        raise TypeError("'range' object is not an iterator")
    if isinstance(iterator, Counted | Positioned):
        return Positioned.of(iterator).take(*default)
    if isinstance(iterator, Mapped | Zipped) and not iterator.suspends:
        return first_of(remembering(iterator), *default)
    if isinstance(iterator, _ITERATORS):
        if default:
            from autoimport_graph.runtime.conditionals import if_exp

            upcoming = iterator.get_next_as_optional()
            return if_exp(upcoming.has_value(), upcoming.get_value, lambda: default[0])
        refuse_if_named(StopIteration)
        with autograph_unspecified():
            return next(iterator)
    if default and defaults.is_authors_iterator(iterator):
        return defaults.upcoming(iterator, *default)
    return refuse_moved(next(iterator, *default))


def _rest(generator: GeneratorExpression) -> Any:
    """A generator expression that goes on: a graph cannot suspend it, so all its values are made at once."""
    from autoimport_graph.runtime.collecting import as_list

    if generator.rest is None and generator.pushes() and symbolic_iterable(generator.iterable) is not None:
        generator.rest = Positioned(of_list(as_graph_list(as_list(generator))))
    return generator if generator.rest is None else generator.rest


def _reached(number: Any, bound: Counted) -> Any:
    position = number.cell_contents
    return tf.logical_not(bound.has(tf.cast(bare(position), tf.int32)))
