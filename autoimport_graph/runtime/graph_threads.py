"""The threads that build a graph, and the flag that every guard tests before anything else.

The flag is a name among Python's builtins: a plain bool is the cheapest thing to test, and there one store reaches the
functions of all modules, and those that come from another process without theirs.
"""

from __future__ import annotations

import atexit
import builtins
import threading
from _weakref import ref

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

# The name that guards use.
BUILDING = "__building_graph__"


class GraphThreads(list[int]):
    """The threads that have entered a graph and not left it, and 0 where all have; it keeps the flag."""

    def __init__(self) -> None:
        super().__init__()
        self._served: set[ref[Any]] = set()
        self.renew()

    def renew(self) -> None:
        """Begin with a lock of one's own, as a forked process has to, and set the flag."""
        # Reentrant: the garbage collector may leave a graph wherever this thread is.
        self._lock = threading.RLock()
        self._tell()

    def append(self, thread: int) -> None:
        """A thread enters a graph."""
        with self._lock:
            super().append(thread)
            self._tell()

    def remove(self, thread: int) -> None:
        """A thread leaves a graph."""
        with self._lock:
            super().remove(thread)
            self._tell()

    def _tell(self) -> None:
        setattr(builtins, BUILDING, bool(self))

    def bind(self, module_globals: dict[str, Any]) -> None:
        """Give this list, which is as true as the flag, to functions with builtins that are not Python's own.

        Args:
            module_globals: Their globals.
        """
        own = module_globals.get("__builtins__", builtins)
        if own is not builtins and own is not builtins.__dict__:
            module_globals[BUILDING] = self

    def serve(self, handle: Any) -> None:
        """Take note of a module's handle, for as long as it lives."""
        self._served.add(ref(handle, self._served.discard))

    def bind_served(self) -> None:
        """Give this list to the functions of all modules.

        The interpreter's end makes its builtins what they were, and runs ``__del__`` of what is left after that.
        """
        for reference in list(self._served):
            handle = reference()
            if handle is not None and handle._globals is not None:
                handle._globals[BUILDING] = self

    def __reduce__(self) -> str:
        # Pickled by its name, with a function whose globals hold it: the other process has its own.
        return "building"


building = GraphThreads()
atexit.register(building.bind_served)
