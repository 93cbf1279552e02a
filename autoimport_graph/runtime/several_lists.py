"""Loops over one of several containers, as a tensor decides, which the loop may change."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor


def items_of(iterable: Any) -> Iterator[Any]:
    """The iterator of a loop that Python runs."""
    value = settle(iterable)
    return Items(value) if isinstance(value, Choice) and _lists(value) else iter(value)


class Items:
    """Python's iterator over containers of one length, as they are when it is asked.

    Args:
        choice: The containers.
    """

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.position = 0
        self.contents = _contents(choice)
        self.items = _joined(choice)

    def __iter__(self) -> Items:
        return self

    def __next__(self) -> Any:
        contents = _contents(self.choice)
        if not _are_the_same(contents, self.contents):
            self.contents, self.items = contents, _joined(self.choice)
        if self.position >= len(self.items):
            raise StopIteration
        self.position += 1
        return self.items[self.position - 1]

    def left(self) -> Any:
        """The items that are left, where their number differs by now; ``None`` where Python can go on."""
        from autoimport_graph.runtime.collecting import same_length
        from autoimport_graph.runtime.counted import Counted

        if same_length(self.choice):
            return None
        choice, first = self.choice, self.position
        return Counted(
            _length(choice) - first,
            lambda position: _item(choice, first + position),
            lambda position: first + position < _length(choice),
        )


def changing(source: Any, choice: Choice) -> Any:
    """What the graph loops over for one of several containers that differ in length.

    Args:
        source: The items as they are now: a :class:`~autoimport_graph.runtime.counted.Counted`.
        choice: The containers.
    """
    from autoimport_graph.runtime.counted import Counted

    if not _lists(choice):
        return source
    before = _contents(choice)

    def item(position: Tensor) -> Any:
        return source.item(position) if _are_the_same(_contents(choice), before) else _item(choice, position)

    def within(position: Tensor) -> Tensor | None:
        return None if _are_the_same(_contents(choice), before) else position < _length(choice)

    return Counted(source.count, item, within)


def _lists(choice: Choice) -> list[Any]:
    return [one for one in remaining(choice) if isinstance(one, list)]


def _contents(choice: Choice) -> list[list[Any]]:
    """What the lists hold: items, or handles of lists in the graph."""
    contents = map(resolve, _lists(choice))
    return [list(one.handles) if isinstance(one, GraphList) else list(one) for one in contents]


def _are_the_same(first: list[list[Any]], second: list[list[Any]]) -> bool:
    return all(
        len(one) == len(other) and all(map(operator.is_, one, other)) for one, other in zip(first, second, strict=True)
    )


def _joined(choice: Choice) -> list[Any]:
    from autoimport_graph.runtime.collecting import items_of_choice

    return items_of_choice(choice)


def _item(choice: Choice, position: Tensor) -> Any:
    from autoimport_graph.runtime.subscripts import get_item

    return get_item(choice, position)


def _length(choice: Choice) -> Tensor:
    from autoimport_graph.runtime.collecting import len_
    from autoimport_graph.runtime.scalars import scalar

    return tf.cast(scalar(len_(choice)), tf.int32)


__all__ = ["Items", "changing", "items_of"]
