"""``next`` inside a ``try``: whether there is an item is asked first, and the item is taken where there is one."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.calls import call
from autoimport_graph.runtime.iterables import Positioned


class _Item:
    """The outcome of a ``next`` that is not looked at yet.

    Args:
        ended: Whether there is none.
        take: Gives the item.
    """

    def __init__(self, ended: Any, take: Callable[[], Any]) -> None:
        self.ended = ended
        self.take = take


def upcoming(function: Any, iterator: Any) -> _Item:
    """What ``next(iterator)`` finds; an iterator of Python's raises ``StopIteration`` here.

    Args:
        function: What the author calls by the name ``next``.
        iterator: Its argument.
    """
    if function is builtins.next:
        if isinstance(iterator, tf.data.Iterator | tf.distribute.DistributedIterator):
            optional = iterator.get_next_as_optional()
            return _Item(tf.logical_not(optional.has_value()), optional.get_value)
        if isinstance(iterator, Positioned) and iterator.source.count is not None:
            position = iterator.advance()
            return _Item(position >= iterator.source.count, lambda: iterator.source.item(position))
    item = call(function)(iterator)
    return _Item(False, lambda: item)


def ended(item: _Item) -> Any:
    """Whether there was no item."""
    return item.ended


def taken(item: _Item) -> Any:
    """The item; only where there is one."""
    return item.take()
