"""Empty lists that a loop fills, in the loop's first trace.

What a list holds is known when the body appends to it, and that is late: the loop variables have been made by then. So
the trace begins with a list of which nothing is known, and the first append adds the loop variable that the trace did
not have::

    outputs = []
    for x in xs:
        outputs.append(f(x))

Whoever looks at the list before makes the trace useless: it is thrown away, and the loop traced without this. That
costs a trace, so a list takes part only where the body does nothing with its name but append.
"""

from __future__ import annotations

import dis
import functools
import types
from typing import Any, NoReturn

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.contents import replace_contents
from autoimport_graph.runtime.joins import element_kind
from autoimport_graph.runtime.kinds import Elements, Kind, Nothing, kind_of
from autoimport_graph.runtime.moved_lists import is_moved
from autoimport_graph.runtime.object_homes import has_home
from autoimport_graph.runtime.regions import Contents, Region, stack
from autoimport_graph.runtime.sharing import Shares
from autoimport_graph.runtime.tensor_lists import GraphList


class Premature(StagingError):
    """The list was looked at, or appended to in a branch, while nothing is known of it."""


class LateContents(GraphList):
    """What a list holds before the first append of the trace.

    Args:
        owner: The list.
    """

    __slots__ = ("first", "inputs", "owner", "region")

    def __init__(self, owner: list[Any]) -> None:
        self.owner = owner
        self.region: Region | None = None
        self.first: Kind = Nothing()
        self.inputs: list[Any] = []
        self.shares = Shares()

    def _looked_at(self) -> NoReturn:
        raise Premature("a list is read before the loop's first append to it")

    element = property(_looked_at, lambda self, value: self._looked_at())
    handles = property(_looked_at, lambda self, value: self._looked_at())

    def snapshot(self) -> GraphList:
        """For the body's own region, at its end."""
        return self if stack.top is self.region else self._looked_at()

    def push(self, value: Any) -> None:
        """Learn from the first element what the list holds."""
        region = self.region
        if region is None or region.kind != "body" or stack.top is not region or self.inputs:
            self._looked_at()
        if private.get_default_graph() is not region.graph:
            self._looked_at()
        self.first = element_kind(kind_of(value))
        self.inputs = [
            tf.raw_ops.Placeholder(dtype=specification.dtype, shape=specification.shape)
            for specification in Elements(self.first).specifications()
        ]
        contents = GraphList(self.first, list(self.inputs))
        replace_contents(self.owner, contents)
        contents.push(value)


class Late(Nothing):
    """The kind of the contents of such a list.

    Args:
        contents: What stands for them until the first append.
    """

    def __init__(self, contents: LateContents) -> None:
        self.contents = contents

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def foresees(self, kind: Kind) -> bool:
        """Whether the loop variable that the first append added can carry values of a kind."""
        return kind == Elements(self.contents.first)


def late_lists(author: Any, known: list[Any]) -> list[Contents]:
    """The contents of the empty lists that a loop's body does nothing with but append to.

    Args:
        author: The loop's body as the compiler made it.
        known: The places that are loop variables already.
    """
    code = author.__code__
    if "append" not in code.co_names:
        return []
    keys = {place.key for place in known}
    found = []
    for name, cell in zip(code.co_freevars, author.__closure__ or (), strict=True):
        owner = cell.cell_contents if cell != _EMPTY else None
        if type(owner) is not list or owner or is_moved(owner) or has_home(owner):
            continue
        # One that older regions could hold, they would have to take note of.
        if (stack.top is None or id(owner) in stack.top.born) and name in _only_appended_to(code):
            place = Contents(owner)
            if place.key not in keys:
                keys.add(place.key)
                found.append(place)
    return found


_EMPTY = types.CellType()


@functools.lru_cache(maxsize=1024)
def _only_appended_to(code: types.CodeType) -> frozenset[str]:
    instructions = list(dis.get_instructions(code))
    filled: set[str] = set()
    other: set[str] = set()
    for instruction, following in zip(instructions, [*instructions[1:], None], strict=True):
        if not instruction.opname.endswith("_DEREF"):
            continue
        appends = following is not None and following.argval == "append" and following.opname.startswith("LOAD_")
        (filled if appends and instruction.opname == "LOAD_DEREF" else other).add(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            other.update(constant.co_freevars)
    return frozenset(filled - other)


__all__ = ["Late", "LateContents", "late_lists"]
