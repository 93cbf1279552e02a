"""``next`` inside a ``try``: whether there is an item is asked first, and the item is taken where there is one."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.calls import call
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.iteration import remembering
from autoimport_graph.runtime.logic import not_
from autoimport_graph.runtime.mapped import Mapped
from autoimport_graph.runtime.positioned import Positioned, search
from autoimport_graph.runtime.zipped import Zipped


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
        if isinstance(iterator, Counted | Positioned) and not isinstance(iterator, SymbolicRange):
            source = Positioned.of(iterator)
            position, within = source.advance()
            ended = False if source.source.count is None else tf.logical_not(within)
            return _Item(ended, lambda: source.source.item(position))
        if isinstance(iterator, Mapped | Zipped) and not iterator.suspends:
            found, take = search(remembering(iterator))
            return _Item(not_(found), take)
    item = call(function)(iterator)
    return _Item(False, lambda: item)


def ended(item: _Item) -> Any:
    """Whether there was no item."""
    return item.ended


def taken(item: _Item) -> Any:
    """The item; only where there is one."""
    return item.take()
