"""NumPy arrays that a staged loop takes for tensors, and the other names by which the program knows them.

A variable that holds an array when a loop begins holds a tensor in the loop, and ``a[i] = x`` binds it to another one.
In eager code the array itself changes, for whoever holds it: that a graph cannot have, and says so.
"""

from __future__ import annotations

import dis
import itertools
import sys
import threading
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.guard import BUILDING, HANDLE
from autoimport_graph.runtime.objects import is_plain_object
from autoimport_graph.runtime.tensorflow_private import Tensor


class _Table(threading.local):
    """The arrays that tensors of this thread's graphs stand for, by the tensors' identity."""

    def __init__(self) -> None:
        self.arrays: dict[int, tuple[Tensor, Any]] = {}


_table = _Table()


def forget() -> None:
    """The outermost graph is finished."""
    _table.arrays.clear()


def stands_for(tensor: Any, value: Any) -> None:
    """A loop's variable is a tensor in the loop.

    Args:
        tensor: What it is there.
        value: What it was before: an array, or a tensor that stands for one.
    """
    array = value if isinstance(value, np.ndarray) else array_of(value)
    if array is not None and isinstance(tensor, Tensor):
        _table.arrays[id(tensor)] = (tensor, array)


def array_of(value: Any) -> Any:
    """The array that a tensor stands for, if it does."""
    entry = _table.arrays.get(id(value)) if _table.arrays else None
    return entry[1] if entry is not None and entry[0] is value else None


def stored_into(tensor: Any) -> None:
    """An item of a tensor is stored.

    Raises:
        StagingError: If the tensor stands for an array that others hold.
    """
    array = array_of(tensor)
    other = None if array is None else _other_name(array)
    if other is not None:
        raise StagingError(
            "a loop that only the graph ends stores into a NumPy array, which becomes a tensor in the loop, and "
            f"{other} would keep the array as it was. Use a tensor or a list, take a copy (b = a.copy()), or let a "
            "function return the array and bind its result"
        )


def _other_name(array: Any) -> str | None:
    base = array.base
    if isinstance(base, np.ndarray) and sys.getrefcount(base) > 3:  # the view, the variable here, the argument
        return "the array of which it is a view"
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        # What an author's own body holds, whose graph version runs, is read no more.
        if HANDLE in frame.f_globals and BUILDING not in frame.f_code.co_names:
            for name, value in list(frame.f_locals.items()):
                if _holds(value, array) and not (value is array and _binds_next(frame, name)):
                    return f"{name!r}"
            for name, value in list(frame.f_globals.items()):
                if value is array:
                    return f"the global variable {name!r}"
        frame = frame.f_back
    return None


def _holds(value: Any, array: Any, depth: int = 3) -> bool:
    if value is array:
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
    for instruction in itertools.islice(_after_call(frame), 4):
        if instruction.opname.startswith("STORE_"):
            if instruction.argval == name:
                return True
        elif instruction.opname != "UNPACK_SEQUENCE":
            return instruction.opname == "RETURN_VALUE"
    return False


def _after_call(frame: FrameType) -> Iterator[dis.Instruction]:
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset > frame.f_lasti and instruction.opname != "CACHE":
            yield instruction
