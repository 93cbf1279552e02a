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


def imported(name: str) -> Any:
    """A module, if it has been imported as a whole: another thread may be importing it now."""
    module = sys.modules.get(name)
    return None if module is None or getattr(module.__spec__, "_initializing", False) else module


class Tables:
    """What changes with the graph that a thread builds: nothing is known of it before the first graph version runs."""

    @staticmethod
    def are_shared() -> bool:
        """Whether the graph that this thread enters inside another one has that one's."""
        return False

    @staticmethod
    def entered(outermost: bool) -> Any:
        """This thread has entered a graph: see :func:`autoimport_graph.runtime.graph_tables.entered`."""
        return ()

    @staticmethod
    def left(around: Any, outermost: bool) -> None:
        """This thread is about to leave one: see :func:`autoimport_graph.runtime.graph_tables.left`."""


def _recover(outermost: bool) -> None:
    """Around a thread's outermost graph there is nothing that belongs to a graph."""
    boundary = imported(_BOUNDARY) if outermost else None
    if boundary is not None:
        boundary.recover()


class _GraphMode:
    """A thread's stay in a graph.

    A class, because a generator would cost more. Ctrl-C may strike between any two lines: who is left late, or never,
    takes the entries of those inside along.

    Args:
        inner: TensorFlow's own context.
    """

    __slots__ = ("around", "inner", "thread")

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.thread = 0  # this one, if it was in no graph before

    def __enter__(self) -> Any:
        thread = threading.get_ident()
        if thread in building:
            self.around = Tables.entered(False)
        else:
            self.thread = thread
            building.append(thread)
            outermost = 0 not in building
            _recover(outermost)
            self.around = Tables.entered(outermost)
        return self.inner.__enter__()

    def __exit__(self, *exception: object) -> Any:
        try:
            return self.inner.__exit__(*exception)
        finally:
            outermost = self.thread != 0 and 0 not in building
            _recover(outermost)
            Tables.left(self.around, outermost)
            self.leave()

    def leave(self) -> None:
        if self.thread:
            while self.thread in building:
                building.remove(self.thread)
            self.thread = 0

    __del__ = leave


def watched_mode(original: Any, graph_mode: int) -> Any:
    """``Context._mode`` with word to :data:`building`.

    Args:
        original: TensorFlow's own.
        graph_mode: Of its modes the one that counts.
    """

    def mode_of(context: Any, mode: int) -> Any:
        inner = original(context, mode)
        # TensorFlow enters a graph for each operation that it adds to it: nearly always one that this thread is in.
        if mode != graph_mode or (threading.get_ident() in building and Tables.are_shared()):
            return inner
        return _GraphMode(inner)

    return mode_of


def _forked() -> None:
    """A child process has one thread: those that were building graphs are not there."""
    building[:] = [thread for thread in building if thread in (0, threading.get_ident())]
    building.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
