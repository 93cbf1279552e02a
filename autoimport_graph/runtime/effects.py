"""Whether code that is traced where it stands does anything besides computing a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime import left_behind
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.regions import Region, stack


def tried_out(function: Callable[[], Any]) -> tuple[Any, bool]:
    """Call a function.

    Args:
        function: Traced into the graph at hand.

    Returns:
        Its result, and whether it must not be traced once more for another: it stores something, or has made operations
        that do.
    """
    graph = private.get_default_graph()
    version = graph.version
    around = stack.top
    # The rest of a ``try`` that begins in it goes on with what follows, and writes what the region around does.
    region = Region("attempt", [] if around is None else around.places.values(), around)
    region.dead = frozenset() if around is None else around.dead
    region.graph, region.resumes = graph, True
    stack.top = region
    try:
        value = function()
    finally:
        _take_out(region)
    added = graph.version - version
    return value, region.stores or (added > 0 and private.any_stateful(graph.get_operations()[-added:]))


def _take_out(region: Region) -> None:
    """A region ends before one that has begun in it, which may be the rest of the ``try`` around."""
    if stack.top is region:
        stack.top = region.parent
    else:
        inner = stack.top
        while inner is not None and inner.parent is not region:
            inner = inner.parent
        if inner is not None:
            inner.parent = region.parent
    if region.parent is not None:
        region.parent.born.update(region.born)
    else:
        left_behind.note_attempt(region)
