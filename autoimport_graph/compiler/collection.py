"""No garbage collection during a conversion, which makes a hundred thousand nodes and drops hardly one.

The collector runs each time that enough objects are new, and then walks all of them again: a third of a conversion's
time, for nothing. Nodes form no cycles, so they go when the last name for them does.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_users: list[bool] = []  # whether each found the collector at work; only what the first one found is worth restoring


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the collector, for as long as any thread wants it."""
    with _lock:
        _users.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            found = _users[0]
            _users.pop()
            if not _users and found:
                gc.enable()
