"""Lists of the graph made of whole ones: ``first + second``, ``xs * n``, ``xs[a:b]``."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.contents import as_copies
from autoimport_graph.runtime.graph_containers import wrapped, wrapped_tuple
from autoimport_graph.runtime.list_conversion import converted
from autoimport_graph.runtime.list_joining import moved_to
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.sharing import derive, refuse_stale, related
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.values import Kind, Nothing
from autoimport_graph.runtime.weak import WeakScalar


def joined(first: Any, second: Any) -> GraphList:
    """The contents of ``first + second``."""
    one = as_copies(first, _element(second)).copied()
    two = as_copies(second, one.element)
    refuse_stale(one)
    if isinstance(two.element, Nothing):
        return one
    one.widen(two.element)
    derive(one, two)
    handles = two.handles if two.element == one.element else converted(two, one.element)
    one.handles = [
        moved_to(a, b, specification)
        for a, b, specification in zip(one.handles, handles, one.element.specifications(), strict=True)
    ]
    return one


def _element(value: Any) -> Kind | None:
    contents = resolve(value)
    return contents.element if isinstance(contents, GraphList) else None


def concatenated(first: Any, second: Any) -> GraphList:
    """The same, of lists of which each may hold items of the other."""
    result = joined(first, second)
    sources = resolve(first), resolve(second)
    if all(isinstance(source, GraphList) for source in sources):
        result.shares.repeated |= related(*sources)
    return result


def repeat(value: Any, count: Any) -> list[Any]:
    """``[...] * count`` with a count, or a list, that only the graph knows."""
    elements = as_copies(value)
    times = count.__tensor__ if isinstance(count, WeakScalar) else tf.convert_to_tensor(count)
    times = tf.maximum(tf.cast(times, tf.int32), 0)
    contents = elements.rearranged(
        lambda tensor: tf.tile(tensor, tf.concat([[times], tf.ones([tf.rank(tensor) - 1], tf.int32)], 0))
    )
    contents.shares.repeated = True
    return wrapped_tuple(contents) if isinstance(value, tuple) or is_tuple(value) else wrapped(contents)


def sliced(contents: GraphList, key: slice) -> GraphList:
    """The contents of ``xs[a:b:c]``; the ends are tensors or Python's."""
    return contents.rearranged(lambda tensor: tensor[key])
