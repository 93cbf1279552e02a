"""Word to the report of stores into what is older than the graph: they happen at tracing, once, and not when it runs.

Whether something is older shows when the graph is built: what a function has made for itself is gone by then.
"""

from __future__ import annotations

import dis
import gc
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any

from autoimport_graph.report import events
from autoimport_graph.runtime.graph_tables import call_at_end
from autoimport_graph.runtime.noting import author_frame
from autoimport_graph.runtime.overloads.frames import is_part

_KIND = "once"
_Store = tuple[Any, CodeType, int, str]
_STORES = {"STORE_GLOBAL", "DELETE_GLOBAL", "STORE_DEREF", "DELETE_DEREF"}


class _Pending(threading.local):
    """What was stored into while this thread built a graph, by whom, and how the author calls it."""

    def __init__(self) -> None:
        self.stores: list[_Store] = []


_pending = _Pending()


def note(owner: Any, description: str) -> None:
    """An object or a container is about to be stored into, by the author's line that is being run.

    Args:
        owner: The object or container.
        description: What of it, in the author's terms.
    """
    frame = author_frame(sys._getframe(1))
    if frame is not None:
        _pending.stores.append((owner, frame.f_code, frame.f_lineno, description))


def note_globals(code: CodeType, names: Iterable[str]) -> None:
    """A function is entered that stores into variables of its module, all of which are older.

    Args:
        code: The function's; its parts are entered by themselves.
        names: The variables.
    """
    for line, name in _stores(code, set(names), parts=False):
        events.record_staging(code, line, _KIND, f"global variable {name!r}")


def note_cells(code: CodeType, cells: dict[str, Any]) -> None:
    """A function is entered that stores into variables of the functions around it.

    Args:
        code: The function's.
        cells: The variables' cells, by name.
    """
    for line, name in _stores(code, set(cells), parts=True):
        _pending.stores.append((cells[name], code, line, f"variable {name!r}"))


def _stores(code: CodeType, names: set[str], parts: bool) -> Iterator[tuple[int, str]]:
    """The lines of code that store into variables.

    Args:
        code: A function's.
        names: The variables.
        parts: Whether what the compiler made functions of is looked at, too.
    """
    line, starts = code.co_firstlineno, dict(dis.findlinestarts(code))
    for instruction in dis.get_instructions(code):
        line = starts.get(instruction.offset) or line
        if instruction.opname in _STORES and instruction.argval in names:
            yield line, instruction.argval
    for constant in code.co_consts if parts else ():
        if isinstance(constant, CodeType) and is_part(constant):
            yield from _stores(constant, names, parts)


def _tell() -> None:
    """The thread's outermost graph is built."""
    stores, _pending.stores = _pending.stores, []
    stores = _held_by_others(stores)
    if stores:
        gc.collect()  # what tracing has made for itself holds some in cycles
    for _, code, line, description in _held_by_others(stores):
        events.record_staging(code, line, _KIND, description)


def _held_by_others(stores: list[_Store]) -> list[_Store]:
    held = Counter(id(owner) for owner, *_ in stores)
    # By the entries, which are the same in all lists, and by the call that counts.
    return [store for store in stores if sys.getrefcount(store[0]) > held[id(store[0])] + 1]


call_at_end(_tell)
