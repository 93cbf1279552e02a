"""``zip`` of iterators that the author holds: each goes on from where the loop has left it.

Python asks one after the other for an item. Where one has none left, those before it have given theirs up already.
"""

from __future__ import annotations

import functools
import itertools
import sys
import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import taken
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.endless import counted
from autoimport_graph.runtime.positioned import Positioned
from autoimport_graph.runtime.regions import Cell, fresh, touch
from autoimport_graph.runtime.taken import AT_END, Rest, as_int32
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.weak import WeakScalar

# Items come one after the other, and those of an iterator are gone once asked for.
_DATA = (tf.data.Dataset, tf.data.Iterator, tf.distribute.DistributedDataset, tf.distribute.DistributedIterator)

Column = Positioned | Rest


def _tuple(*parts: Any) -> tuple[Any, ...]:
    return parts


class Zipped:
    """Items of several iterators, which are moved on.

    Args:
        columns: The iterators; one may be there more than once.
        make: Makes an item of one of each, a tuple as it stands.
    """

    __hash__ = None  # type: ignore[assignment]
    suspends = False

    def __init__(self, columns: list[Column], make: Callable[..., Any] = _tuple) -> None:
        self.columns = columns
        self.make = make

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(Counted(None, self._item))  # type: ignore[call-overload]  # refuses

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over what is left."""
        places = list({place.key: place for place in (column.place for column in self.columns)}.values())
        for place in places:
            touch(place)
        count = self._count()
        items = Counted(count, self._item, self._within if count is None else None)
        items.loop(body, [*carried, *places], temporaries, stop)
        self._ask_once_more(False if stop is None else predicate_of(stop()))

    def _item(self, _: Tensor) -> Any:
        return self.make(*[column.next_in_range() for column in self.columns])

    def _count(self) -> Tensor | None:
        """How many items are left, where a loop does not change that."""
        counts = []
        for column in self.columns:
            items = column.items()
            if items.within is not None:
                return None
            if items.count is None:
                continue  # it never ends
            left = tf.maximum(items.count - as_int32(column.cell.cell_contents), 0)
            counts.append(left // sum(other is column for other in self.columns))
        return functools.reduce(tf.minimum, counts) if counts else None

    def _within(self, _: Tensor) -> Tensor:
        """Whether each column has an item."""
        outcome: Any = tf.constant(True)
        for number, column in enumerate(self.columns):
            before = sum(other is column for other in self.columns[:number])
            position = as_int32(column.cell.cell_contents) + before
            outcome = tf.logical_and(outcome, column.items().has(position))
        return outcome

    def _ask_once_more(self, stopped: Any) -> None:
        """The end is met by asking: the iterators before the one that has ended lose an item."""
        asked: Any = tf.logical_not(stopped)
        for column in self.columns:
            position = as_int32(column.cell.cell_contents)
            given = tf.logical_and(asked, column.items().has(position))
            ended = AT_END if column.ends_for_good else position
            column.cell.cell_contents = tf.where(given, position + 1, tf.where(asked, ended, position))
            asked = given


def column_of(value: Any) -> Column:
    """An iterator that stands in ``zip``, or one over what can be iterated."""
    if isinstance(value, Positioned | Rest):
        return value
    if isinstance(value, Counted):
        return Positioned(Counted(value.count, value.item, value.within))
    rest = taken.rest_of(value)
    if rest is None and taken.is_of_python(value):
        rest = taken.taken_over(value)
    return Positioned(counted(value)) if rest is None else rest


def _sources(iterator: Any) -> list[tuple[Any, int]]:
    """The iterators behind one of Python's, each with the number of references to it."""
    if type(iterator) is zip or type(iterator) is map:
        parts: tuple[Any, ...] = iterator.__reduce__()[1]  # type: ignore[assignment]
        return [(source, sys.getrefcount(source)) for source in parts]
    if type(iterator) is enumerate:
        numbered: tuple[Any, Any] = iterator.__reduce__()[1]  # type: ignore[assignment]
        source, number = numbered
        return [(itertools.count(number), 0), (source, sys.getrefcount(source))]
    return []


# References to an iterator that nothing else holds, by what holds it.
_MADE: tuple[Any, ...] = (zip(iter(()), strict=False), map(abs, iter(())), enumerate(iter(())))
_ALONE = {type(made): max(count for source, count in _sources(made) if taken.is_of_python(source)) for made in _MADE}


def shared(iterator: Any) -> Zipped | None:
    """Python's ``zip``, ``enumerate`` or ``map``, if others hold an iterator that it moves on.

    Args:
        iterator: Any iterator of Python's.

    Returns:
        The same for the graph to go on with.
    """
    sources = _sources(iterator)
    if not any(taken.is_of_python(source) and count > _ALONE[type(iterator)] for source, count in sources):
        return None
    if type(iterator) is map:
        (function, _), *sources = sources
        return Zipped([column_of(source) for source, _ in sources], function)
    return Zipped([column_of(source) for source, _ in sources])


def to_be_searched(iterable: Any, by_graph: bool = False) -> Any:
    """An iterator that the graph moves on to an item, no further; ``None`` where Python does, or nothing is moved.

    Args:
        iterable: Any iterable.
        by_graph: Whether only the graph knows which item.
    """
    if isinstance(iterable, Positioned | Zipped):
        return iterable
    if by_graph and taken.is_of_python(iterable):
        return taken.rest_of(iterable) or taken.taken_over(iterable)
    if isinstance(iterable, _DATA):
        from autoimport_graph.runtime.iteration import symbolic_iterable

        return symbolic_iterable(iterable)
    return taken.in_region(iterable) if taken.is_older(iterable) else taken.rest_of(iterable)


def reaches(iterator: Any, test: Callable[[Any], Any]) -> Any:
    """Move an iterator on to the first item that passes a test; returns whether there is one."""
    found = fresh(types.CellType(False))

    def look(item: Any) -> None:
        found.cell_contents = predicate_of(test(item))

    loop = getattr(iterator, "graph_loop", None) or iterator.loop
    loop(look, [Cell(found, "found")], [], lambda: found.cell_contents)
    outcome = found.cell_contents
    return WeakScalar("bool", outcome) if isinstance(outcome, Tensor) else outcome
