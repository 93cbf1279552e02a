"""Lists in the graph whose items are sorted and searched by what their own methods say, one comparison after the other.

Written in Python and converted as an author's code: an item's ``__lt__`` or ``__eq__`` may be any code of his.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.weak import WeakScalar, bare

# As Python's sort does it: a binary insertion, which is stable.
_TEXT = """
def order(count, less):
    positions = tf.zeros([0], tf.int32)
    for position in range(count):
        low, high = 0, position
        while low < high:
            middle = (low + high) // 2
            if less(position, positions[middle]):
                high = middle
            else:
                low = middle + 1
        positions = tf.concat([positions[:low], [position], positions[low:]], 0)
    return positions

def best(count, better):
    found = 0
    for position in range(1, count):
        if better(position, found):
            found = position
    return found

def first(count, holds):
    for position in range(count):
        if holds(position):
            return position
    return -1

def each(count, holds):
    return [holds(position) for position in range(count)]
"""


@functools.cache
def _functions() -> dict[str, Any]:
    from autoimport_graph.adoption.executed import executable

    namespace: dict[str, Any] = {"tf": tf}
    exec(executable(exec, _TEXT, f"<{__name__}>", "exec", 0), namespace)
    return namespace


def _reader(contents: GraphList) -> Callable[[Any], Any]:
    from autoimport_graph.runtime.iteration import of_list

    read = of_list(contents).item
    return lambda position: read(_index(position))


def _index(position: Any) -> Tensor:
    return tf.cast(bare(position), tf.int32)


def order(contents: GraphList, less: Callable[[Any, Any], Any], reverse: bool) -> Tensor:
    """The positions of items in ascending order, equal ones as they were.

    Args:
        contents: The items.
        less: Takes two items, says whether the first comes before the second.
        reverse: Whether the order is descending.
    """
    item = _reader(contents)
    if not reverse:
        return _functions()["order"](contents.length(), lambda first, second: less(item(first), item(second)))
    # From the back, and back again: equal ones stay as they were.
    last = contents.size() - 1
    back = _functions()["order"](
        contents.length(), lambda first, second: less(item(last - _index(first)), item(last - _index(second)))
    )
    return tf.reverse(last - back, [0])


def best(contents: GraphList, better: Callable[[Any, Any], Any]) -> Tensor:
    """The position of the first item than which none is better; arguments as of :func:`order`."""
    item = _reader(contents)
    return _index(_functions()["best"](contents.length(), lambda first, second: better(item(first), item(second))))


def first(contents: GraphList, holds: Callable[[Any], Any]) -> Tensor:
    """The position of the first item of which something is true, -1 if there is none; those after it are not asked.

    Args:
        contents: The items.
        holds: Takes an item, returns what has a truth.
    """
    item = _reader(contents)
    return _index(_functions()["first"](contents.length(), lambda position: holds(item(position))))


def each(contents: GraphList, holds: Callable[[Any], Any]) -> Tensor:
    """What is true of each item, a boolean vector.

    Args:
        contents: The items.
        holds: Takes an item, returns what has a truth.
    """
    from autoimport_graph.runtime.contents import as_graph_list
    from autoimport_graph.runtime.truth import predicate_of

    item = _reader(contents)

    def outcome(position: Any) -> WeakScalar:
        return WeakScalar("bool", tf.convert_to_tensor(predicate_of(holds(item(position)))))

    found = as_graph_list(_functions()["each"](contents.length(), outcome))
    return found.numbers()[0] if found.handles else tf.zeros([0], tf.bool)
