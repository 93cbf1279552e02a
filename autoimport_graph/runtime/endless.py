"""Python iterators beside items that only the graph knows: by position, without asking an endless one for its end."""

from __future__ import annotations

import ast
import itertools
import operator
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import weak_of

LIMIT = 10_000  # items of an iterator without a length, before it is taken for endless


class Cycle:
    """``itertools.cycle`` of a sequence, which can be asked for its items by position."""

    def __init__(self, items: Any) -> None:
        self.items = list(items)
        self._given = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if not self.items:
            raise StopIteration
        self._given += 1
        return self.items[(self._given - 1) % len(self.items)]

    def left(self) -> Cycle:
        """Another one that begins where this one stands."""
        start = self._given % len(self.items) if self.items else 0
        return Cycle(self.items[start:] + self.items[:start])


def counted(value: Any) -> Counted:
    """A Python iterable, by position.

    Raises:
        StagingError: For an iterator that does not seem to end.
    """
    from autoimport_graph.runtime.subscripts import get_item

    if isinstance(value, itertools.count):
        numbers = [ast.literal_eval(text) for text in repr(value)[len("count(") : -1].split(",")]
        first, step = numbers if len(numbers) == 2 else (numbers[0], 1)

        def number(position: Any) -> Any:  # which Python counts itself beside an iterator
            known: Any = position if isinstance(position, int) else weak_of("int", position)
            return first + known * step

        return Counted(None, number)
    if isinstance(value, itertools.repeat) and operator.length_hint(value, -1) < 0:
        repeated = next(value)
        return Counted(None, lambda position: repeated)
    if isinstance(value, Cycle) and value.items:
        items_from_here = value.left().items
        return Counted(None, lambda position: get_item(items_from_here, position % len(items_from_here)))
    items = value if isinstance(value, list | tuple | range) else _all(value)

    def item(position: Tensor) -> Any:
        known = tf.get_static_value(position)
        return get_item(items, position) if known is None else items[int(known)]

    return Counted(tf.constant(len(items)), item)


def _all(value: Any) -> list[Any]:
    if hasattr(value, "__len__"):
        return list(value)
    items = list(itertools.islice(value, LIMIT + 1))
    if len(items) > LIMIT:
        raise StagingError(
            f"a Python iterator beside items that only the graph knows has given {LIMIT} items and does not end; "
            "use a list, range or itertools.count"
        )
    return items
