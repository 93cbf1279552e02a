"""An iterator that has no positions beside iterables that have: ``enumerate(dataset)``, ``zip(iterator, xs)``."""

from __future__ import annotations

import functools
import itertools
import types
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.iteration import static_count
from autoimport_graph.runtime.logic import not_, or_
from autoimport_graph.runtime.mapped import Mapped, loop_over
from autoimport_graph.runtime.regions import Cell, fresh
from autoimport_graph.runtime.weak import WeakScalar, bare


class Beside(Mapped):
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


def _reached(number: Any, bound: Counted) -> Any:
    position = number.cell_contents
    return tf.logical_not(bound.has(tf.cast(bare(position), tf.int32)))
