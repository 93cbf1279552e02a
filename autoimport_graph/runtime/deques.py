"""The methods that deques have beside those of lists."""

from __future__ import annotations

import collections
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.contents import as_copies
from autoimport_graph.runtime.copied_objects import freeze
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.list_methods import adopt, as_index, method, pop
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.truth import is_symbolic
from autoimport_graph.runtime.whole_lists import joined, sliced


@method("appendleft", collections.deque)
def append_left(owner: Any, value: Any) -> None:
    """``owner.appendleft(value)``."""
    note_change(owner)
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        kept = contents if owner.maxlen is None else sliced(contents, slice(None, owner.maxlen - 1))
        freeze([value])
        adopt(owner, joined([value], kept))
    else:
        base_of(owner).appendleft(owner, value)
    written(owner)


@method("extendleft", collections.deque)
def extend_left(owner: Any, values: Any) -> None:
    """``owner.extendleft(values)``."""
    from autoimport_graph.runtime.collecting import items_of

    items = items_of(values)
    if isinstance(items, GraphList):
        raise StagingError("deque.extendleft of a number of items that only the graph knows; use a list")
    for item in items:
        append_left(owner, item)


@method("popleft", collections.deque)
def pop_left(owner: Any) -> Any:
    """``owner.popleft()``."""
    if isinstance(resolve(owner), GraphList):
        return pop(owner, 0)
    note_change(owner)
    value = base_of(owner).popleft(owner)
    written(owner)
    return value


@method("rotate", collections.deque)
def rotate(owner: Any, steps: Any = 1) -> None:
    """``owner.rotate(steps)``."""
    note_change(owner)
    contents = resolve(owner)
    if not isinstance(contents, GraphList) and not is_symbolic(steps):
        base_of(owner).rotate(owner, steps)
        return
    contents = as_copies(owner)
    adopt(owner, contents.rearranged(lambda tensor: tf.roll(tensor, as_index(steps), 0)))
