"""NumPy arrays that a staged loop takes for tensors, and the other names by which the program knows them.

A variable that holds an array when a loop begins holds a tensor in the loop and after it, and ``a[i] = x`` binds it to
another one. In eager code the array itself changes, for whoever holds it: that a graph cannot have, and says so.
"""

from __future__ import annotations

import dis
import itertools
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import FrameType
from typing import Any

import numpy as np

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.array_identities import (
    Identity,
    identify,
    identities_of,
    is_copied,
    known,
    of_the_graph,
)
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.graph_threads import BUILDING
from autoimport_graph.runtime.guard import HANDLE
from autoimport_graph.runtime.objects import is_plain_object
from autoimport_graph.runtime.regions import stack, staged
from autoimport_graph.runtime.tensorflow_private import Tensor

_A_LIST = "a list that holds it"
# What stands between a call and the stores to several targets.
_UNPACKING = {"LOAD_CONST", "PRECALL", "CALL", "CALL_FUNCTION", "CALL_METHOD", "UNPACK_SEQUENCE", "UNPACK_EX"}


class _Table(GraphTable):
    """What is known of arrays.

    Attributes:
        stored: Those that were stored into, in that order.
        shared: What two variables of a loop hold, with the name of one.
    """

    def __init__(self) -> None:
        self.stored: list[Any] = []
        self.shared: dict[int, str] = {}


_table = registered(_Table())


def stands_for(tensor: Any, value: Any) -> None:
    """A tensor takes the place of a value: an array, or a tensor that stands for one."""
    identify(tensor, identities_of(value))


def computed(value: Any) -> Any:
    """NumPy has computed a value, an array that nothing else holds yet; returns it."""
    if isinstance(value, Tensor) and value.shape.rank != 0:
        identify(value, of_the_graph())
    return value


def is_array(value: Any) -> bool:
    """Whether a tensor stands for an array, or for a part of one."""
    return bool(identities_of(value))


def is_part(value: Any, owner: Any) -> bool:
    """Whether a value is a view of what an owner, which holds it, stands for."""
    views = [one.array for one in identities_of(value) if one.is_view] if known() else []
    return bool(views) and {id(array) for array in views} <= {id(one.array) for one in identities_of(owner)}


def part_of(tensor: Any, part: Any) -> Any:
    """A part of a tensor was read; returns it. NumPy makes a view of an array's rows and slices."""
    if isinstance(part, Tensor) and part.shape.rank != 0:
        identify(part, [one.as_view() for one in identities_of(tensor)])
    return part


def stored_into(tensor: Any) -> None:
    """An item of a tensor is stored.

    Raises:
        StagingError: If others hold an array that the tensor may stand for.
    """
    if not known() or not isinstance(tensor, Tensor):
        return
    identities = identities_of(tensor)
    if any(one.is_view for one in identities):
        _refuse("the array of which it is a view")
    for one in identities:
        other = _other_name(one) or _table.shared.get(id(one.array))
        if other is not None:
            _refuse(other)
        if is_copied(id(one.array)):
            _refuse(_A_LIST)
        _table.stored.append(one.array)


def stores() -> int:
    """How many stores there have been: an iteration begins."""
    return len(_table.stored)


def iterated(inputs: Sequence[Any], outputs: Sequence[Any], region: Any, first: int, dead: Collection[Any]) -> None:
    """An iteration ends: what it has stored into by a name, the next one stores into what the name stands for then.

    Args:
        inputs: The loop's variables where the iteration began.
        outputs: The same where it ends.
        region: It.
        first: What :func:`stores` was where it began.
        dead: Keys of places that hold nothing in the next iteration.

    Raises:
        StagingError: If others hold such an array.
    """
    stored = {id(array) for array in _table.stored[first:]}
    if stored:
        pairs = [(_ids(value), _ids(output)) for value, output in zip(inputs, outputs, strict=True)]
        for _ in pairs:  # what one variable holds may be another's in the iteration after that
            for before, after in pairs:
                if before & stored:
                    stored |= after
        for before, after in pairs:
            if before & stored and any(map(is_copied, after)):
                _refuse(_A_LIST)
    for array_id in note_shared(region, dead):
        if array_id in stored:
            _refuse(_table.shared[array_id])


def _ids(value: Any) -> set[int]:
    return {id(one.array) for one in identities_of(value)}


def note_shared(region: Any, dead: Collection[Any] = ()) -> list[int]:
    """A staged branch or iteration ends: two variables that hold one array are to show the same from now on.

    Args:
        region: It, and the regions around it.
        dead: Keys of places that are not read from now on.

    Returns:
        The identities of such arrays.
    """
    if not known():
        return []
    holders: dict[int, dict[Any, str]] = {}
    while region is not None:
        for key, place in region.places.items():
            for array_id in _ids(place.read()) if key not in dead else ():
                holders.setdefault(array_id, {})[key] = place.describe()
        region = region.parent
    found = {array_id: next(iter(names.values())) for array_id, names in holders.items() if len(names) > 1}
    _table.shared = {**found, **_table.shared}
    return list(found)


def _refuse(other: str) -> None:
    raise StagingError(
        "a NumPy array that only the graph can compute, or that is stored into by a loop which only the graph ends, or "
        "at an index or with a value that only the graph knows, is a tensor from there on. A store changes one "
        f"variable, and {other} would keep the array as it was. Use a tensor or a list, take a copy (b = a.copy()), or "
        "let a function return the array and bind its result"
    )


def _other_name(identity: Identity) -> str | None:
    base = identity.array.base
    if isinstance(base, np.ndarray) and sys.getrefcount(base) > 3:  # the view, the variable here, the argument
        return "the array of which it is a view"
    frame: FrameType | None = sys._getframe(1)
    bound = None  # the variable of functions around that a store into the innermost one's binds
    innermost = True
    while frame is not None:
        # What an author's own body holds, whose graph version runs, is read no more.
        if HANDLE in frame.f_globals and BUILDING not in frame.f_code.co_names:
            for name, value in list(frame.f_locals.items()):
                if name == bound or (_is(value, identity) and _binds_next(frame, name)):
                    bound = name if innermost or name == bound else bound
                elif _holds(value, identity):
                    return f"{name!r}"
            for name, value in list(frame.f_globals.items()):
                if _is(value, identity):
                    return f"the global variable {name!r}"
            bound = bound if bound in frame.f_code.co_freevars else None
            innermost = False
        frame = frame.f_back
    return None


def _is(value: Any, identity: Identity) -> bool:
    return any(map(identity.meets, identities_of(value)))


def _holds(value: Any, identity: Identity, depth: int = 3) -> bool:
    if _is(value, identity):
        return True
    if isinstance(value, np.ndarray):
        return value.base is identity.array
    if depth == 0:
        return False
    items: Iterable[Any] = ()
    if isinstance(value, list | tuple | set):
        items = value
    elif isinstance(value, dict):
        items = value.values()
    elif is_plain_object(value) and hasattr(value, "__dict__"):
        items = vars(value).values()
    return any(_holds(item, identity, depth - 1) for item in items)


def _binds_next(frame: FrameType, name: str) -> bool:
    """Whether a frame binds a name to what the call that it is in returns, or returns that itself."""
    stored = False
    for instruction in itertools.islice(_after_call(frame), 12):
        if instruction.opname.startswith("STORE_"):
            if instruction.argval == name:
                return True
            stored = True
        elif instruction.opname not in _UNPACKING:
            return instruction.opname == "RETURN_VALUE" and not stored
    return False


def _after_call(frame: FrameType) -> Iterator[dis.Instruction]:
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset > frame.f_lasti and instruction.opname != "CACHE":
            yield instruction


def refuse_buffer(owner: Any) -> None:
    """NumPy buffers cannot take part in a graph."""
    if stack.top is not None and staged() is not None and id(owner) not in stack.top.born:
        raise StagingError(
            "storing into a NumPy array under a tensor condition or in a staged loop would happen once, "
            "while the graph is built. "
            "Use a tensor or a list, or move the code into a function run by autoimport_graph.py_func."
        )
