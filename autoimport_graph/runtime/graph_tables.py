"""What is known of values while a graph is built, and how long: as long as the graph, which its tensors keep.

A traced function's tables end with its outermost trace. A plain ``tf.Graph`` can be left and entered again, by another
thread, too: its tables lie in the graph itself, and go with it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from autoimport_graph.runtime.graph_mode import Tables
from autoimport_graph.runtime.tensorflow_private import call_when_default_graph_is_reset, get_default_graph

_KEPT = "_autoimport_graph_tables"


class GraphTable(threading.local):
    """Base of the tables of one module, which a thread has for the graph that it builds.

    ``__init__`` of a subclass makes them; entries hold the values that they tell of, lest another take their identity.
    """


T = TypeVar("T", bound=GraphTable)
# The attributes of all tables, in their order.
Contents = tuple[dict[str, Any], ...]
_tables: list[GraphTable] = []


def registered(table: T) -> T:
    """Have a module's tables change with the graph; returns them."""
    _tables.append(table)
    return table


def are_shared() -> bool:
    """Whether the graph that this thread enters inside another one is a part of that, as nearly all are."""
    return get_default_graph().building_function


def entered(outermost: bool) -> Contents:
    """This thread has entered a graph.

    Args:
        outermost: Whether it was in none before.

    Returns:
        The tables of the graph around, for :func:`left`.
    """
    if not outermost and are_shared():
        return ()
    around = () if outermost else _contents()
    _exchange(getattr(get_default_graph(), _KEPT, ()))
    return around


def left(around: Contents, outermost: bool) -> None:
    """This thread is about to leave a graph.

    Args:
        around: What :func:`entered` returned; nothing where converted code first ran inside the graph.
        outermost: As there.
    """
    shared = are_shared()
    if not shared:
        setattr(get_default_graph(), _KEPT, _contents())
    if outermost or not shared:
        _exchange(around)
    if outermost:
        for function in _at_end:
            function()


# Called when a thread's outermost graph has been left, and its tables are gone.
_at_end: list[Callable[[], None]] = []


def call_at_end(function: Callable[[], None]) -> None:
    """Have a function called whenever a thread has built its outermost graph."""
    _at_end.append(function)


def _contents() -> Contents:
    return tuple(dict(vars(table)) for table in _tables)


def _exchange(contents: Contents) -> None:
    for table in _tables:
        vars(table).clear()
        table.__init__()  # type: ignore[misc]  # anew, for this thread
    for table, attributes in zip(_tables, contents, strict=False):
        vars(table).update(attributes)


# Without eager execution each thread has a graph that it never enters or leaves.
call_when_default_graph_is_reset(lambda: _exchange(()))
# From here on each graph that is entered or left is told.
Tables.are_shared, Tables.entered, Tables.left = are_shared, entered, left  # type: ignore[method-assign]
