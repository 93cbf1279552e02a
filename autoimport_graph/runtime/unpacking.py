"""Unpacking of a value into several."""

from __future__ import annotations

import itertools
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import items_of
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.graph_containers import wrapped
from autoimport_graph.runtime.iteration import of_list, python_iterable, static_count, symbolic_iterable
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.whole_lists import sliced


def unpack(value: Any, pattern: tuple[Any, ...]) -> Any:
    """The items of a value for ``a, b = value``.

    Args:
        value: What is unpacked.
        pattern: 0 for a target, ``"*"`` for a starred one, a tuple for a nested target.

    Returns:
        Something that Python unpacks; a starred target's items are one of its items, a list.
    """
    if type(value) is tuple and not any(pattern):
        return value
    value = settle(value)
    if "*" in pattern:
        return _nested(_starred(value, pattern), pattern)
    symbolic = symbolic_iterable(value)
    nested = any(isinstance(part, tuple) for part in pattern)
    if symbolic is not None:
        if static_count(symbolic) is None and isinstance(symbolic, Counted) and symbolic.count is not None:
            items = _expected(symbolic, len(pattern))
        else:
            items = python_iterable(value)
    elif nested:
        # One more than fits tells that there are too many, and an iterator may be endless.
        items = list(itertools.islice(iter(value), len(pattern) + 1))
    else:
        return value
    return _nested(list(items), pattern) if nested else items


def _nested(items: list[Any], pattern: tuple[Any, ...]) -> list[Any]:
    """Unpack the parts that are unpacked in turn; a number of items that does not fit is for Python to refuse."""
    for position, part in enumerate(pattern):
        if isinstance(part, tuple) and position < len(items):
            items[position] = unpack(items[position], part)
    return items


def _starred(value: Any, pattern: tuple[Any, ...]) -> list[Any]:
    """As many items as the pattern has targets.

    Raises:
        ValueError: If the other targets want more items than there are.
    """
    before, needed = pattern.index("*"), len(pattern) - 1
    items = items_of(value)
    if isinstance(items, GraphList):
        return _starred_in_graph(of_list(items, value), items, before, needed - before)
    if len(items) < needed:
        raise ValueError(f"not enough values to unpack (expected at least {needed}, got {len(items)})")
    end = len(items) - (needed - before)
    return [*items[:before], fresh(items[before:end]), *items[end:]]


def _starred_in_graph(source: Counted, items: GraphList, before: int, after: int) -> list[Any]:
    message = f"ValueError: not enough values to unpack (expected at least {before + after})"
    size = items.size()
    start = checked(tf.constant(0), size >= before + after, message)
    end = size - after + start
    first = [source.item(start + position) for position in range(before)]
    last = [source.item(end + position) for position in range(after)]
    rest = sliced(items, slice(before, end))
    rest.shares.apart += [*first, *last]
    return [*first, wrapped(rest), *last]


def _expected(symbolic: Counted, size: int) -> list[Any]:
    """Items of which the graph checks how many there are."""
    message = f"ValueError: the number of values to unpack is not the expected {size}"
    count = checked(symbolic.count, tf.equal(symbolic.count, size), message)
    with tf.control_dependencies([count]):
        return [symbolic.item(tf.constant(position)) for position in range(size)]
