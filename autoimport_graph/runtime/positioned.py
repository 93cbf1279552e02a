"""Iterators that the graph moves on: ``iter(t)``, and ``enumerate``, ``zip`` and the like that ``next`` takes from."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.conditionals import if_exp
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.regions import Cell, fresh, touch
from autoimport_graph.runtime.taken import AT_END, as_int32, next_position, position_after
from autoimport_graph.runtime.tensorflow_private import Tensor


class Positioned:
    """An iterator over items that the graph finds by position: ``next`` and loops move it on.

    Args:
        source: The items; how many were taken is noted there, so that several of these are one iterator.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, source: Counted) -> None:
        self.source = source
        self.cell = source.cell
        self.place = Cell(self.cell, "position")

    @classmethod
    def of(cls, iterator: Any) -> Positioned:
        """The iterator that something is, or stands for."""
        return iterator if isinstance(iterator, cls) else cls(iterator)

    def __iter__(self) -> Any:
        return self

    def advance(self) -> tuple[Tensor, Any]:
        """Move on; returns the position of what was the next item, and whether there is one."""
        touch(self.place)
        position = self.cell.cell_contents
        index = as_int32(position)
        within = self.source.has(index)
        self.cell.cell_contents = next_position(position, within) if self.ends_for_good else position + 1
        return index, within

    def next_in_range(self) -> Any:
        """Move on to the next item, of which there is one."""
        position = self.cell.cell_contents
        self.cell.cell_contents = position + 1
        return self.source.item(as_int32(position))

    def items(self) -> Counted:
        """All items, by position."""
        return self.source

    @property
    def ends_for_good(self) -> bool:
        """Whether there may be more items after its end was met, of which it gives none."""
        return self.source.within is not None

    def finish(self) -> None:
        """Move on to the end: all items were taken at once."""
        if self.source.count is not None:
            touch(self.place)
            static = tf.get_static_value(self.source.count)
            end = self.source.count if static is None else int(static)
            self.cell.cell_contents = AT_END if self.ends_for_good else end

    def take(self, *default: Any) -> Any:
        """The next item; ``StopIteration``, or the default, after the last."""
        position, within = self.advance()
        if self.source.count is None:
            return self.source.item(position)
        if not default:
            return self.source.item(checked(position, within, "StopIteration"))
        return if_exp(within, lambda: self.source.item(position), lambda: default[0])

    def __next__(self) -> Any:
        # Python's own loops would never end: it is they that ask here, ``next`` in a graph version does not.
        raise StagingError(
            "an iterator over a number of items that only the graph knows is used by code that Python runs; "
            "loop over it in converted code, or give the tensor a static shape"
        )

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items that are left."""
        touch(self.place)
        rest = self.source
        count = None if rest.count is None else tf.maximum(rest.count - as_int32(self.cell.cell_contents), 0)

        def within(_: Tensor) -> Tensor | None:
            return None if rest.within is None else rest.within(as_int32(self.cell.cell_contents))

        Counted(count, lambda _: self.next_in_range(), within).loop(body, [*carried, self.place], temporaries, stop)
        if self.ends_for_good:
            self.cell.cell_contents = position_after(self.cell.cell_contents, False if stop is None else stop())


def search(iterator: Any) -> tuple[Any, Callable[[], Any]]:
    """Take one item from an iterator that only a loop finds the items of, such as a filter.

    Args:
        iterator: It must remember what was taken.

    Returns:
        Whether there was an item, and what gives it.
    """
    found, item = fresh(types.CellType(False)), fresh(types.CellType(UNDEFINED))

    def take(value: Any) -> None:
        found.cell_contents, item.cell_contents = True, value

    iterator.graph_loop(take, [Cell(found, "found"), Cell(item, "item")], [], lambda: found.cell_contents)
    return found.cell_contents, lambda: item.cell_contents


def first_of(iterator: Any, *default: Any) -> Any:
    """``next`` of such an iterator."""
    found, item = search(iterator)
    return if_exp(found, item, (lambda: default[0]) if default else _ended)


def _ended() -> None:
    raise StopIteration
