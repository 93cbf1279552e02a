"""Methods of lists and deques: Python's own, with word to the regions that they change something, and on contents
in the graph.
"""

from __future__ import annotations

import collections
from collections.abc import Callable
from importlib import import_module
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.choice_branches import defined, settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.contents import as_contents, as_copies, as_graph_list, write_contents
from autoimport_graph.runtime.copied_objects import freeze
from autoimport_graph.runtime.dict_keys import decides
from autoimport_graph.runtime.generated_order import compares_in_graph
from autoimport_graph.runtime.graph_containers import wrapped_like
from autoimport_graph.runtime.graph_items import moved_around, pushed, take_out
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.item_positions import note_repeating
from autoimport_graph.runtime.list_search import first_match, is_item, matches
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of
from autoimport_graph.runtime.values import Nothing
from autoimport_graph.runtime.variables import is_variable, with_values
from autoimport_graph.runtime.weak import WeakScalar, weak_of
from autoimport_graph.runtime.whole_lists import concatenated, joined, sliced

# (class, method name) -> function of the container and the arguments
METHODS: dict[tuple[type, str], Callable[..., Any]] = {}
# Modules that register methods of a class, imported when converted code first calls one.
_LATE: dict[type, tuple[str, ...]] = {
    set: ("sets", "set_algebra"),
    frozenset: ("set_algebra",),
    collections.deque: ("deques",),
}


def method_of(kind: type, name: str) -> Callable[..., Any] | None:
    """The graph version of a method, ``None`` if it has none.

    Args:
        kind: The class whose method it is, one of Python's.
        name: Its name.
    """
    for module in _LATE.get(kind, ()):
        import_module(f"autoimport_graph.runtime.{module}")
    return METHODS.get((kind, name))


def method(name: str, *kinds: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the graph version of a method.

    Args:
        name: Its name.
        kinds: The classes that have it.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for kind in kinds:
            METHODS[kind, name] = function
        return function

    return register


def adopt(owner: Any, contents: GraphList) -> None:
    """Let a list hold other contents."""
    moved_around(owner)
    write_contents(owner, contents)


@method("append", list, collections.deque)
def append(owner: Any, value: Any) -> None:
    """``owner.append(value)``."""
    value = defined(value)
    note_change(owner)
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        contents.push(value)
        pushed(owner, resolve(owner), value)  # the first element may have made other contents of it
        _within_limit(owner)
    else:
        base_of(owner).append(owner, value)
    written(owner)


def _within_limit(owner: Any) -> None:
    """Drop the first items of a deque that holds more than its ``maxlen``."""
    limit = getattr(owner, "maxlen", None)
    contents = resolve(owner)
    if limit is not None and isinstance(contents, GraphList):
        adopt(owner, sliced(contents, slice(-limit, None)))


@method("extend", list, collections.deque)
def extend(owner: Any, values: Any) -> None:
    """``owner.extend(values)``."""
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.iteration import symbolic_iterable
    from autoimport_graph.runtime.mapped import decides

    if (decides(values) or symbolic_iterable(values) is None) and not isinstance(resolve(owner), GraphList):
        note_change(owner)
        # Item by item, as Python does: an iterator may look at the list, or fail half way.
        base_of(owner).extend(owner, values)
        written(owner)
        return
    items = items_of(values)
    note_change(owner)
    if getattr(owner, "maxlen", None) == 0:
        return
    note_repeating(owner)
    if isinstance(items, GraphList):
        write_contents(owner, concatenated(owner, items))
    else:
        contents = resolve(owner)
        if isinstance(contents, GraphList):
            for item in items:
                contents.push(item)
                pushed(owner, contents, item)
        else:
            base_of(owner).extend(owner, items)
    _within_limit(owner)
    written(owner)


@method("insert", list, collections.deque)
def insert(owner: Any, position: Any, value: Any) -> None:
    """``owner.insert(position, value)``."""
    note_change(owner)
    if not isinstance(resolve(owner), GraphList) and not is_symbolic(position):
        base_of(owner).insert(owner, position, value)
    else:
        contents = as_graph_list(owner)
        if getattr(owner, "maxlen", None) is not None:
            room = contents.size() < owner.maxlen
            position = tf.convert_to_tensor(as_index(position))
            position = checked(position, room, "IndexError: deque already at its maximum size")
        at = as_index(position)
        front, back = sliced(contents, slice(None, at)), sliced(contents, slice(at, None))
        note_repeating(owner)
        freeze([value])
        adopt(owner, joined(joined(front, [value]), back))
    written(owner)


def as_index(position: Any) -> Any:
    """A position as TensorFlow takes it."""
    if isinstance(position, WeakScalar):
        return tf.cast(position.__tensor__, tf.int32)
    return tf.cast(position, tf.int32) if isinstance(position, Tensor) else position


@method("pop", list, collections.deque)
def pop(owner: Any, position: Any = -1) -> Any:
    """``owner.pop(position)``."""
    note_change(owner)
    contents = resolve(owner)
    if not isinstance(contents, GraphList):
        if not is_symbolic(position):
            value = base_of(owner).pop(owner, position) if isinstance(owner, list) else base_of(owner).pop(owner)
            written(owner)
            return value
        contents = as_contents(owner)
    if isinstance(contents.element, Nothing):
        raise IndexError("pop from empty list")
    if isinstance(position, int) and position == -1:
        value = contents.pop_last()
    else:
        index = contents.position(position, "pop index out of range")
        value = contents.get_in_range(index)
        _without(owner, contents, index)
    written(owner)
    return take_out(value, owner, contents)


def _without(owner: Any, contents: GraphList, index: Tensor) -> None:
    """Let a list hold all but one of its items."""
    adopt(owner, contents.rearranged(lambda tensor: tf.concat([tensor[:index], tensor[index + 1 :]], 0)))


def delete(owner: Any, key: Any) -> None:
    """``del owner[key]``, of a list."""
    if type(key) is not slice:
        pop(owner, key)
        return
    set_slice(owner, key, [])


def set_slice(owner: Any, key: slice, values: Any) -> None:
    """``owner[key] = values``, of a list in the graph or with ends that only the graph knows."""
    if key.step not in (None, 1):
        raise StagingError(
            "a slice with a step of a list whose length only the graph knows is assigned; build a new list instead"
        )
    note_change(owner)
    contents = as_graph_list(owner)
    size = contents.size()
    start = tf.constant(0) if key.start is None else _clipped(key.start, size)
    stop = size if key.stop is None else _clipped(key.stop, size)
    stop = tf.maximum(start, stop)
    replacement = as_copies(values, contents.element)
    front, back = sliced(contents, slice(None, start)), sliced(contents, slice(stop, None))
    note_repeating(owner)
    adopt(owner, joined(joined(front, replacement), back))
    written(owner)


def _clipped(end: Any, size: Tensor) -> Tensor:
    end = tf.convert_to_tensor(as_index(end))
    return tf.clip_by_value(tf.where(end < 0, end + size, end), 0, size)


@method("clear", list, collections.deque)
def clear(owner: Any) -> None:
    """``owner.clear()``."""
    from autoimport_graph.runtime.values import empty_list

    note_change(owner)
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        handles = [empty_list(specification) for specification in contents.element.specifications()]
        adopt(owner, GraphList(contents.element, handles))
    else:
        base_of(owner).clear(owner)
    written(owner)


@method("reverse", list, collections.deque)
def reverse(owner: Any) -> None:
    """``owner.reverse()``."""
    note_change(owner)
    contents = resolve(owner)
    if isinstance(contents, GraphList):
        adopt(owner, contents.rearranged(lambda tensor: tf.reverse(tensor, [0])))
    else:
        base_of(owner).reverse(owner)
    written(owner)


@method("sort", list)
def sort(owner: Any, *, key: Any = None, reverse: Any = False) -> None:
    """``owner.sort()``."""
    from autoimport_graph.runtime.ordering import sorted_

    ordered = sorted_(owner, key=key, reverse=reverse)
    note_change(owner)
    moved_around(owner)
    write_contents(owner, ordered)
    written(owner)


@method("copy", list, collections.deque)
def copy(owner: Any) -> Any:
    """``owner.copy()``."""
    contents = resolve(owner)
    return (
        wrapped_like(owner, contents.copied()) if isinstance(contents, GraphList) else fresh(base_of(owner).copy(owner))
    )


def _python_decides(owner: Any, value: Any) -> bool:
    contents = resolve(owner)
    return not isinstance(contents, GraphList) and not any(map(decides, (value, *contents)))


def _is_asked(item: Any) -> bool:
    """Whether an item, or what is looked for, is asked whether it equals another one, as Python asks it."""
    return isinstance(narrow(item), Choice | dict) or compares_in_graph(item) or is_variable(item)


def _matches(owner: Any, value: Any) -> Tensor:
    contents = resolve(owner)
    if isinstance(contents, GraphList) or not any(map(_is_asked, [value, *contents])):
        return matches(as_graph_list(owner), with_values(settle(value)))
    outcomes = [predicate_of(is_item(item, value)) for item in contents]
    return tf.stack([tf.convert_to_tensor(outcome) for outcome in outcomes]) if outcomes else tf.zeros([0], tf.bool)


def _first_match(owner: Any, value: Any) -> Tensor:
    """The position of the first item that is a value, -1 if there is none: no item after it is asked."""
    contents = resolve(owner)
    if isinstance(contents, GraphList) or not any(map(_is_asked, [value, *contents])):
        return first_match(as_graph_list(owner), with_values(settle(value)))
    found: Any = -1
    for position, item in enumerate(contents):
        found = _found_or(found, position, item, value)
    return tf.convert_to_tensor(found)


def _found_or(found: Any, position: int, item: Any, value: Any) -> Any:
    """What has been found; else the position of this item, if it is the value."""
    from autoimport_graph.runtime.conditionals import if_exp

    return if_exp(found >= 0, lambda: found, lambda: tf.where(predicate_of(is_item(item, value)), position, -1))


@method("index", list, tuple, collections.deque)
def index(owner: Any, value: Any, *bounds: Any) -> Any:
    """``owner.index(value)``."""
    if _python_decides(owner, value) and not any(map(is_symbolic, bounds)):
        return base_of(owner).index(owner, value, *bounds)
    if bounds:
        raise StagingError("list.index with bounds on items that only the graph knows; slice the list first")
    found = _first_match(owner, value)
    return weak_of("int", checked(found, found >= 0, "ValueError: value is not in list"))


@method("count", list, tuple, collections.deque)
def count(owner: Any, value: Any) -> Any:
    """``owner.count(value)``."""
    if _python_decides(owner, value):
        return base_of(owner).count(owner, value)
    return WeakScalar("int", tf.math.count_nonzero(_matches(owner, value)))


@method("remove", list, collections.deque)
def remove(owner: Any, value: Any) -> None:
    """``owner.remove(value)``."""
    if _python_decides(owner, value):
        note_change(owner)
        base_of(owner).remove(owner, value)
        written(owner)
    else:
        found = _first_match(owner, value)
        pop(owner, checked(found, found >= 0, "ValueError: list.remove(x): x not in list"))
