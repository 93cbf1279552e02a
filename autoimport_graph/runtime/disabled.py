"""Author's bodies instead of graph versions, for as long as a ``with`` block lasts."""

from __future__ import annotations

import threading

from autoimport_graph.runtime.thread_state import thread_state


class disabled:  # a context manager, used as a function
    """Let converted code run its author's bodies in this thread, also while a graph is built."""

    # Ctrl-C may strike between any two lines: who is left late, or never, takes those inside along.
    before: int | None = None

    def __enter__(self) -> None:
        self.thread = threading.get_ident()
        self.before = thread_state.disabled
        thread_state.disabled = self.before + 1

    def __exit__(self, *exception: object) -> None:
        if self.before is not None and self.thread == threading.get_ident():
            thread_state.disabled = self.before
            self.before = None

    __del__ = __exit__
