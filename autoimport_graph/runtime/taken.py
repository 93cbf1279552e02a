"""Python's iterators from which only the graph knows how many items were taken.

A ``break`` that a tensor decides leaves an iterator at a place that tracing cannot know, and in a staged branch or loop
Python must not move on an iterator that others hold. What is left of it then becomes a list, and the place a variable.
"""

from __future__ import annotations

import functools
import itertools
import types
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.endless import Cycle, counted
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.list_iterators import left_to_graph, repeatable
from autoimport_graph.runtime.regions import Cell, born_with, cells_of, stack, staged, touch
from autoimport_graph.runtime.truth import predicate_of

LIMIT = 1_000  # items, before an iterator is taken for endless
# Where an iterator is that has met its end: it gives nothing any more, whatever is appended to its list.
AT_END = 2**30
_EMPTY: dict[Any, Any] = {}
_SAMPLES: tuple[Any, ...] = (
    iter([]),
    iter(()),
    iter(range(0)),
    iter(""),
    iter(_EMPTY),
    iter(_EMPTY.values()),
    iter(_EMPTY.items()),
    itertools.chain(),
    itertools.islice((), 0),
    itertools.count(),
    Cycle(()),
)
_KINDS: set[type] = {enumerate, zip, type(reversed([])), *map(type, _SAMPLES)}


def is_endless(iterator: Any) -> bool:
    """Whether one of Python's iterators is known to have no end."""
    return type(iterator) is itertools.count or (type(iterator) is Cycle and bool(iterator.items))


class _Table(GraphTable):
    """Iterators by identity, each with what is left of it."""

    def __init__(self) -> None:
        self.rest: dict[int, tuple[Any, Rest]] = {}


_table = registered(_Table())


class Rest:
    """What is left of an iterator.

    Args:
        again: Makes iterators of Python's over the items that it has not given yet.
        endless: Whether there is always another one.

    Attributes:
        place: How many of them were taken: a Python number as long as no tensor decides.
    """

    def __init__(self, again: Callable[[], Iterator[Any]], endless: bool = False) -> None:
        self.again = again
        self.endless = endless
        self.cell = types.CellType(0)
        self.place = Cell(self.cell, "position")

    def next_in_range(self) -> Any:
        """Move on to the next item, of which there is one."""
        return self.items().item(as_int32(self.advance()))

    def advance(self) -> Any:
        """Move on; returns the position of what was the next item."""
        touch(self.place)
        position = self.cell.cell_contents
        self.cell.cell_contents = position + 1
        return position

    def _next(self) -> list[Any] | None:
        """The next item alone, or nothing at the end; ``None`` if only the graph can tell which it is."""
        position = self.cell.cell_contents
        if not self._known():
            return None
        return list(itertools.islice(self.again(), position, position + 1))

    ends_for_good = True

    def _known(self) -> bool:
        """Whether Python knows what is left."""
        return isinstance(self.cell.cell_contents, int) and left_to_graph(self.again()) is None

    def python_items(self) -> Iterator[Any]:
        """What is left, for Python to take one by one.

        Raises:
            StagingError: If only the graph knows it.
        """
        found = self._next()
        while found:
            self.advance()
            yield found[0]
            found = self._next()
        if found is None:
            raise StagingError(
                "only the graph knows how many items an iterator has given, and Python needs what is left of it here; "
                "loop over it"
            )
        self._finish(False)

    def items(self) -> Any:
        """The items as they are now, by position."""
        if self.endless:
            return counted(self.again())
        left = left_to_graph(self.again())
        return counted(list(self.again())) if left is None else left

    def run(self, body: Callable[[Any], None], carried: Any, temporaries: Any, stop: Any, stopped: Any = False) -> None:
        """Run a loop over the items from a place that Python knows."""
        while stopped is False:
            found = self._next()
            if found is None:
                self.graph_loop(body, cells_of(carried), cells_of(temporaries), stop)
                return
            if not found:
                self._finish(False)
                return
            self.advance()
            body(found[0])
            stopped = predicate_of(stop()) if stop is not None else False
        if stopped is not True:
            self._guarded(body, carried, temporaries, stop, stopped)

    def _guarded(self, body: Callable[[Any], None], carried: Any, temporaries: Any, stop: Any, stopped: Any) -> None:
        """Each further iteration runs under the condition that no break was met."""
        from autoimport_graph.runtime.conditionals import stage

        def step(item: Any) -> None:
            self.advance()
            after = self.cell.cell_contents
            body(item)
            if self.cell.cell_contents is not after:
                raise StagingError(
                    "a loop that a tensor ends takes items from its iterator in its body, too: the items of an "
                    "iteration are known only when the graph runs. Loop over positions, and index a list"
                )

        found = self._next()
        if found is None or self.endless:
            self.graph_loop(body, cells_of(carried), cells_of(temporaries), stop)
            return
        position = self.cell.cell_contents
        places = [*cells_of(carried), self.place]
        while left_to_graph(self.again()) is None:
            rest = list(itertools.islice(self.again(), position, position + 1))
            if not rest:
                self._finish(stopped)
                return
            touch(self.place)
            stage(tf.logical_not(stopped), functools.partial(step, rest[0]), None, places, cells_of(temporaries))
            position += 1
            stopped = predicate_of(stop())
            if stopped is True:
                return
        self.graph_loop(body, cells_of(carried), cells_of(temporaries), stop)

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items from a place that only the graph knows."""
        from autoimport_graph.runtime.counted import Counted
        from autoimport_graph.runtime.logic import or_

        if stop is None and self._known():
            for item in self.python_items():
                body(item)
            return
        touch(self.place)

        def ended() -> Any:
            at_end = tf.logical_not(self.items().has(as_int32(self.cell.cell_contents)))
            return at_end if stop is None else or_(at_end, stop)

        items = Counted(None, lambda _: self.next_in_range())
        items.loop(body, [*carried, self.place], temporaries, ended)
        self._finish(False if stop is None else stop())

    def _finish(self, stopped: Any) -> None:
        """A loop is over, by a break or because there was nothing left."""
        touch(self.place)
        self.cell.cell_contents = position_after(self.cell.cell_contents, stopped)

    def take(self, *default: Any) -> Any:
        """``next``: the next item, the default, or ``StopIteration``."""
        from autoimport_graph.runtime.checks import checked
        from autoimport_graph.runtime.conditionals import if_exp

        found = self._next()
        touch(self.place)
        position = self.cell.cell_contents
        if found is not None:
            self.cell.cell_contents = next_position(position, bool(found))
            return next(iter(found), *default)
        source = self.items()
        index = as_int32(position)
        within = source.has(index)
        self.cell.cell_contents = next_position(position, within)
        if source.count is not None and tf.get_static_value(source.count) == 0:
            return default[0] if default else next(iter(()))
        if not default:
            return source.item(checked(index, within, "StopIteration"))
        return if_exp(within, lambda: source.item(index), lambda: default[0])


def as_int32(number: Any) -> tf.Tensor:
    """An integer of Python's, the graph's or a tensor, as what counts iterations."""
    return tf.cast(getattr(number, "__tensor__", number), tf.int32)


def next_position(position: Any, within: Any) -> Any:
    """Where an iterator is once it was asked for an item.

    Args:
        position: Where it was.
        within: Whether there was one.
    """
    return position_after(position + 1, within)


def position_after(position: Any, stopped: Any) -> Any:
    """Where an iterator is after a loop.

    Args:
        position: How many items were taken.
        stopped: Whether a break has ended it, so that its end was not met.
    """
    predicate = predicate_of(stopped)
    if isinstance(predicate, bool):
        return position if predicate else AT_END
    return tf.where(predicate, as_int32(position), AT_END)


def rest_of(iterator: Any) -> Rest | None:
    """What is left of an iterator from which the graph has taken items; ``None`` if Python alone has."""
    entry = _table.rest.get(id(iterator)) if _table.rest else None
    return entry[1] if entry is not None and entry[0] is iterator else None


def taken_over(iterator: Any) -> Rest:
    """Let the graph take what is left of an iterator.

    Args:
        iterator: Python's.

    Raises:
        StagingError: If it does not end.
    """
    again = repeatable(iterator)
    if again is not None and is_endless(iterator):
        return _noted(iterator, Rest(again, True))
    items = list(itertools.islice(iterator if again is None else again(), LIMIT))
    if len(items) >= LIMIT:
        raise StagingError(
            f"a loop that a tensor ends, or next() under a tensor condition, has taken {LIMIT} items from an iterator "
            "of Python's that does not end by itself; "
            "loop over range, itertools.count, a tensor or a dataset, or use while"
        )
    return _noted(iterator, Rest(again or (lambda: iter(items))))


def _noted(iterator: Any, rest: Rest) -> Rest:
    born_with(iterator, rest.cell)
    _table.rest[id(iterator)] = (iterator, rest)
    return rest


def is_of_python(value: Any) -> bool:
    """Whether a value is an iterator of Python's over containers, which the graph can go on with."""
    return type(value) in _KINDS


def is_older(value: Any) -> bool:
    """Whether a value is an iterator of Python's that is not new in the region at hand, so that others may hold it."""
    return is_of_python(value) and (stack.top is None or id(value) not in stack.top.born)


def in_region(iterator: Any) -> Rest | None:
    """The same for an iterator of Python's containers, where a staged branch or loop may or may not move it on."""
    rest = rest_of(iterator)
    if rest is None and staged() is not None and is_of_python(iterator):
        rest = taken_over(iterator)
    return rest
