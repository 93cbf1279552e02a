"""NumPy arrays that a staged loop takes for tensors, and the other names by which the program knows them.

A variable that holds an array when a loop begins holds a tensor in the loop and after it, and ``a[i] = x`` binds it to
another one. In eager code the array itself changes, for whoever holds it: that a graph cannot have, and says so.
"""

from __future__ import annotations

import dis
import itertools
import sys
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.guard import BUILDING, HANDLE
from autoimport_graph.runtime.objects import is_plain_object
from autoimport_graph.runtime.tensorflow_private import Tensor

# What stands between a call and the stores to several targets.
_UNPACKING = {"LOAD_CONST", "PRECALL", "CALL", "CALL_FUNCTION", "CALL_METHOD", "UNPACK_SEQUENCE", "UNPACK_EX"}


class _Table(GraphTable):
    """What is known of arrays.

    Attributes:
        arrays: Those that tensors stand for, by the tensors' identity.
        views: Tensors that are parts of such an array, and it, by the tensors' identity.
        stored: Arrays that a loop stores into.
        shared: What two variables of a loop hold, with the name of one.
    """

    def __init__(self) -> None:
        self.arrays: dict[int, tuple[Tensor, Any]] = {}
        self.views: dict[int, tuple[Tensor, Any]] = {}
        self.stored: dict[int, Any] = {}
        self.shared: dict[int, str] = {}


_table = registered(_Table())


def stands_for(tensor: Any, value: Any) -> None:
    """A loop's variable is a tensor in the loop.

    Args:
        tensor: What it is there.
        value: What it was before: an array, or a tensor that stands for one.
    """
    array = value if isinstance(value, np.ndarray) else array_of(value)
    if array is not None and isinstance(tensor, Tensor):
        _table.arrays[id(tensor)] = (tensor, array)


def left_behind(value: Any, before: Any, inside: Any = None) -> None:
    """A variable that held an array before a loop or branch is a tensor after it.

    Args:
        value: What it is after it.
        before: What it was before.
        inside: What it was where the loop's body ended; what the program has computed there is another array.
    """
    if isinstance(before, np.ndarray) or array_of(before) is not None:
        stands_for(value, before) if inside is None or array_of(inside) is not None else computed(value)


def computed(tensor: Any) -> Any:
    """A tensor stands for an array that nothing else holds yet; returns it."""
    stands_for(tensor, np.empty(0))
    return tensor


def is_array(value: Any) -> bool:
    """Whether a tensor stands for an array, or for a part of one."""
    return array_of(value) is not None or _viewed_by(value) is not None


def array_of(value: Any) -> Any:
    """The array that a tensor stands for, if it does."""
    entry = _table.arrays.get(id(value)) if _table.arrays else None
    return entry[1] if entry is not None and entry[0] is value else None


def part_of(tensor: Any, part: Any) -> Any:
    """A part of a tensor was read; returns it. NumPy makes a view of an array's rows and slices."""
    array = array_of(tensor)
    if array is not None and isinstance(part, Tensor) and part.shape.rank != 0:
        _table.views[id(part)] = (part, array)
    return part


def _viewed_by(value: Any) -> Any:
    """The array that a tensor is a part of."""
    entry = _table.views.get(id(value)) if _table.views else None
    return entry[1] if entry is not None and entry[0] is value else None


def stored_into(tensor: Any) -> Any:
    """An item of a tensor is stored; returns the array that the tensor stands for, if it does.

    Raises:
        StagingError: If others hold that array.
    """
    if not _table.arrays:
        return None
    if _viewed_by(tensor) is not None:
        _refuse("the array of which it is a view")
    array = array_of(tensor)
    if array is not None:
        other = _other_name(array) or _table.shared.get(id(array))
        if other is not None:
            _refuse(other)
        _table.stored[id(array)] = array
    return array


def note_shared(region: Any) -> None:
    """A staged branch or iteration ends: two variables that hold one array are to show the same.

    Args:
        region: It, and the regions around it.

    Raises:
        StagingError: If the loop stores into such an array.
    """
    if not _table.arrays:
        return
    holders: dict[int, dict[Any, str]] = {}
    while region is not None:
        for key, place in region.places.items():
            array = array_of(place.read())
            if array is not None:
                holders.setdefault(id(array), {})[key] = place.describe()
        region = region.parent
    for array_id, names in holders.items():
        if len(names) > 1:
            _table.shared[array_id] = next(iter(names.values()))
            if array_id in _table.stored:
                _refuse(_table.shared[array_id])


def _refuse(other: str) -> None:
    raise StagingError(
        "a NumPy array that a loop which only the graph ends stores into is a tensor in the loop and after it. A store "
        f"changes one variable, and {other} would keep the array as it was. Use a tensor or a list, take a copy "
        "(b = a.copy()), or let a function return the array and bind its result"
    )


def _other_name(array: Any) -> str | None:
    base = array.base
    if isinstance(base, np.ndarray) and sys.getrefcount(base) > 3:  # the view, the variable here, the argument
        return "the array of which it is a view"
    frame: FrameType | None = sys._getframe(1)
    bound = None  # the variable of functions around that a store into the innermost one's binds
    innermost = True
    while frame is not None:
        # What an author's own body holds, whose graph version runs, is read no more.
        if HANDLE in frame.f_globals and BUILDING not in frame.f_code.co_names:
            for name, value in list(frame.f_locals.items()):
                if name == bound or (_is(value, array) and _binds_next(frame, name)):
                    bound = name if innermost or name == bound else bound
                elif _holds(value, array):
                    return f"{name!r}"
            for name, value in list(frame.f_globals.items()):
                if _is(value, array):
                    return f"the global variable {name!r}"
            bound = bound if bound in frame.f_code.co_freevars else None
            innermost = False
        frame = frame.f_back
    return None


def _is(value: Any, array: Any) -> bool:
    return value is array or array_of(value) is array


def _holds(value: Any, array: Any, depth: int = 3) -> bool:
    if _is(value, array) or _viewed_by(value) is array:
        return True
    if isinstance(value, np.ndarray):
        return value.base is array
    if depth == 0:
        return False
    items: Iterable[Any] = ()
    if isinstance(value, list | tuple | set):
        items = value
    elif isinstance(value, dict):
        items = value.values()
    elif is_plain_object(value) and hasattr(value, "__dict__"):
        items = vars(value).values()
    return any(_holds(item, array, depth - 1) for item in items)


def _binds_next(frame: FrameType, name: str) -> bool:
    """Whether a frame binds a name to what the call that it is in returns, or returns that itself."""
    for instruction in itertools.islice(_after_call(frame), 12):
        if instruction.opname.startswith("STORE_"):
            if instruction.argval == name:
                return True
        elif instruction.opname not in _UNPACKING:
            return instruction.opname == "RETURN_VALUE"
    return False


def _after_call(frame: FrameType) -> Iterator[dis.Instruction]:
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset > frame.f_lasti and instruction.opname != "CACHE":
            yield instruction
