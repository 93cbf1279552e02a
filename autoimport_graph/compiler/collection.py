"""No garbage collection during a conversion, which makes a hundred thousand nodes and drops hardly one.

The collector runs each time that enough objects are new, and then walks all of them again: a third of a conversion's
time, for nothing. Nodes form no cycles, so they go when the last name for them does.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
# Whether each thread found the collector at work, so that one that Ctrl-C kept from leaving leaves the next time. Only
# what the first one found is worth restoring; who leaves before the others hands it on.
_users: dict[int, bool] = {}


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the collector, for as long as any thread wants it; not to be entered again inside."""
    thread = threading.get_ident()
    try:
        with _lock:
            _users.setdefault(thread, _first())
            gc.disable()
        yield
    finally:
        with _lock:
            found = _first()
            _users.update(dict.fromkeys(_users, found))
            if found and list(_users) in ([thread], []):  # Ctrl-C may have come before it was there
                gc.enable()
            _users.pop(thread, None)


def _first() -> bool:
    return next(iter(_users.values()), gc.isenabled())


def _forked() -> None:
    """Threads that were converting are not there in a child process, and may have held the lock."""
    global _lock
    _lock = threading.Lock()
    if _users:
        found = _first()
        _users.clear()
        if found:
            gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
