"""Python's iterators over lists, which ask the list at each step whether there is an item, and which.

Once a staged branch or loop has changed the number of a list's items, only the graph can tell: what an iterator has not
given yet is then found there, by position.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import several_lists
from autoimport_graph.runtime.endless import Cycle
from autoimport_graph.runtime.moved_lists import any_moved, resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor

FORWARD: type = type(iter([]))
BACKWARD: type = type(reversed([]))
_COPIED = (type(iter(())), type(iter(range(0))), type(iter("")), itertools.count)  # copies go on by themselves


def repeatable(iterator: Any) -> Callable[[], Iterator[Any]] | None:
    """What makes iterators that begin where one of Python's stands, which is not moved on; ``None`` if nothing can."""
    kind = type(iterator)
    if kind is FORWARD or kind is BACKWARD:
        make, (owner, *_), *state = iterator.__reduce__()
        return lambda: _at(make(owner), *state)
    if kind is Cycle:
        return iterator.left().left
    if kind in _COPIED:
        start = copy.copy(iterator)
        return lambda: copy.copy(start)
    if kind is enumerate:
        _, (source, number) = iterator.__reduce__()
        numbered = repeatable(source)
        return None if numbered is None else lambda: enumerate(numbered(), number)
    if kind is zip:
        _, sources, *strict = iterator.__reduce__()
        columns = [column for column in map(repeatable, sources) if column is not None]
        if len(columns) == len(sources):
            return lambda: zip(*[column() for column in columns], strict=bool(strict))
    return None


def _at(iterator: Any, *state: int) -> Iterator[Any]:
    for position in state:
        iterator.__setstate__(position)
    return iterator


def left_to_graph(iterator: Iterator[Any]) -> Any:
    """What an iterator has not given yet, where only the graph can tell.

    Args:
        iterator: Python's.

    Returns:
        A :class:`~autoimport_graph.runtime.iteration.Counted`; ``None`` where Python can go on.
    """
    if type(iterator) is several_lists.Items:
        return iterator.left()
    return _left(iterator) if any_moved() else None


def _left(iterator: Any) -> Any:
    kind = type(iterator)
    if kind is FORWARD or kind is BACKWARD:
        return _of_list(iterator, kind is FORWARD)
    if kind is enumerate or kind is zip:
        _, sources, *_ = iterator.__reduce__()
        return _beside(sources) if kind is zip else _numbered(*sources)
    if kind is map:
        _, (function, *sources) = iterator.__reduce__()
        return _mapped(function, sources)
    return None


def _of_list(iterator: Any, forward: bool) -> Any:
    from autoimport_graph.runtime.counted import Counted
    from autoimport_graph.runtime.iteration import of_list

    _, (owner, *_), *state = iterator.__reduce__()
    contents = resolve(owner)
    if not isinstance(contents, GraphList):
        return None
    items = of_list(contents, owner)
    first = state[0]
    place = (lambda position: first + position) if forward else (lambda position: first - position)
    assert items.count is not None

    def within(position: Tensor) -> Tensor:
        inside = items.has(place(position))
        return inside if forward else tf.logical_and(place(position) >= 0, inside)

    return Counted(items.count - first if forward else tf.constant(first + 1), lambda n: items.item(place(n)), within)


def _numbered(source: Any, number: int) -> Any:
    from autoimport_graph.runtime.iterables import enumerate_

    left = _left(source)
    return None if left is None else enumerate_(left, number)


def _beside(sources: Any) -> Any:
    from autoimport_graph.runtime.iterables import zip_

    left = [_left(source) for source in sources]
    if all(part is None for part in left):
        return None
    return zip_(*[source if part is None else part for source, part in zip(sources, left, strict=True)])


def _mapped(function: Any, sources: Any) -> Any:
    from autoimport_graph.runtime.counted import Counted

    left = _left(sources[0]) if len(sources) == 1 else _beside(sources)
    if left is None:
        return None
    apply = function if len(sources) == 1 else (lambda items: function(*items))
    return Counted(left.count, lambda position: apply(left.item(position)), left.within)
