"""Generators and their like, which Python alone can move on: once, while a graph is built.

Where a tensor decides whether that happens, or how often, what comes next from one is not known afterwards.
"""

from __future__ import annotations

import itertools
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.generators import Generated
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.postponed import Postponed
from autoimport_graph.runtime.regions import Region, fresh, stack
from autoimport_graph.runtime.taken import in_region, is_of_python, is_older, rest_of

_KINDS = (
    Generated,
    Postponed,
    map,
    filter,
    itertools.accumulate,
    itertools.compress,
    itertools.filterfalse,
    itertools.starmap,
    itertools.takewhile,
    itertools.dropwhile,
    itertools.zip_longest,
    itertools.groupby,
    itertools.product,
    itertools.permutations,
    itertools.combinations,
)


class _Table(GraphTable):
    """Iterators that were moved on in a staged branch, each with the outermost such branch, by identity."""

    def __init__(self) -> None:
        self.branches: dict[int, tuple[Any, Region]] = {}


_table = registered(_Table())


def made(iterator: Any) -> Any:
    """An iterator was made by a function of ``itertools``; returns it."""
    return fresh(iterator) if hasattr(type(iterator), "__next__") else iterator


def moved_on(iterator: Any) -> None:
    """Python is about to take items from an iterator.

    Raises:
        StagingError: If a tensor decides whether it does, or has done before, and others can tell.
    """
    if not isinstance(iterator, _KINDS):
        return
    entry = _table.branches.get(id(iterator))
    if entry is not None and entry[0] is iterator and entry[1] not in _around(stack.top):
        _refuse("has given items in a branch that a tensor decides about, and is asked for more after it")
    region, outermost = stack.top, None
    home = _around(iterator.made_in) if isinstance(iterator, Generated) else []
    while region is not None and region not in home and id(iterator) not in region.born:
        if region.kind == "body":
            _refuse("that was made before a loop which only the graph ends is asked for items in it")
        if region.kind == "branch":
            outermost = region
        region = region.parent
    if outermost is not None:
        _table.branches[id(iterator)] = (iterator, outermost)


def for_python(value: Any) -> Any:
    """What code that is not converted is given for a value: for an iterator of Python's, one that takes its items."""
    if not is_of_python(value):
        return value
    rest = in_region(value) if is_older(value) else rest_of(value)
    return value if rest is None else rest.python_items()


def _around(region: Region | None) -> list[Region]:
    """A region, and those around it."""
    regions = []
    while region is not None:
        regions.append(region)
        region = region.parent
    return regions


def _refuse(what: str) -> None:
    raise StagingError(
        f"a generator, or another iterator whose items a function makes, {what}: a graph cannot suspend it. "
        "Put its items into a list, and loop over that or take them by a position"
    )
