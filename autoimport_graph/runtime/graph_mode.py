"""TensorFlow's ``Context._mode``: a thread enters a graph or leaves it, and those who wait for that are told."""

from __future__ import annotations

import os
import sys
import threading

from autoimport_graph.runtime.guard import building

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

# Imported with the operators, when a graph version first runs: until then nothing is known, and nothing to recover.
_BOUNDARY = "autoimport_graph.runtime.boundary"
_TABLES = "autoimport_graph.runtime.graph_tables"


def imported(name: str) -> Any:
    """A module, if it has been imported as a whole: another thread may be importing it now."""
    module = sys.modules.get(name)
    return None if module is None or getattr(module.__spec__, "_initializing", False) else module


def _recover(outermost: bool) -> None:
    """Around a thread's outermost graph there is nothing that belongs to a graph."""
    boundary = imported(_BOUNDARY) if outermost else None
    if boundary is not None:
        boundary.recover()


def _entered(outermost: bool) -> Any:
    _recover(outermost)
    tables = imported(_TABLES)
    return () if tables is None else tables.entered(outermost)


def _left(around: Any, outermost: bool) -> None:
    _recover(outermost)
    tables = imported(_TABLES)
    if tables is not None:
        tables.left(around, outermost)


def watched_mode(original: Any, graph_mode: int) -> Any:
    """``Context._mode`` with word to :data:`building`.

    Args:
        original: TensorFlow's own.
        graph_mode: Of its modes the one that counts.
    """

    class Mode:
        """A class, because a generator for each would cost more.

        Ctrl-C may strike between any two lines: who is left late, or never, takes the entries of those inside along.
        """

        __slots__ = ("around", "before", "graph", "inner", "thread")

        def __init__(self, context: Any, mode: int) -> None:
            self.inner = original(context, mode)
            self.graph = mode == graph_mode

        def __enter__(self) -> Any:
            if self.graph:
                thread = threading.get_ident()
                self.before = building.count(thread)
                self.thread = thread
                building.append(thread)
                self.around = _entered(self.is_outermost())
            return self.inner.__enter__()

        def __exit__(self, *exception: object) -> Any:
            try:
                return self.inner.__exit__(*exception)
            finally:
                if self.graph:
                    _left(self.around, self.is_outermost())
                self.leave()

        def leave(self) -> None:
            thread = getattr(self, "thread", 0)
            if thread:
                while building.count(thread) > self.before:
                    building.remove(thread)
                self.thread = 0

        def is_outermost(self) -> bool:
            return not self.before and 0 not in building

        __del__ = leave

    return Mode


def _forked() -> None:
    """A child process has one thread: those that were building graphs are not there."""
    building[:] = [thread for thread in building if thread in (0, threading.get_ident())]
    building.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
