"""Room for visitors: Python's own compiler takes code that is nested deeper than its recursion limit lets them go.

Each ``elif`` of a long chain is nested in the one before it, and each early return nests the code that follows.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Until Python 3.10 each call takes room on the C stack, too.
_LIMIT = 10_000 if sys.version_info >= (3, 11) else 4_000
_lock = threading.Lock()
# The limits that they found, by thread, so that one that Ctrl-C kept from leaving leaves the next time. Only the first
# one's is worth going back to; who leaves before the others hands it on.
_users: dict[int, int] = {}


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Raise the recursion limit, for as long as any thread wants it."""
    thread = threading.get_ident()
    try:
        with _lock:
            _users.setdefault(thread, sys.getrecursionlimit())
            sys.setrecursionlimit(max(_LIMIT, _first()))
        yield
    finally:
        with _lock:
            found = _first()
            _users.update(dict.fromkeys(_users, found))
            if list(_users) == [thread]:  # Ctrl-C may have come before it was there
                sys.setrecursionlimit(found)
            _users.pop(thread, None)


def _first() -> int:
    return next(iter(_users.values()), sys.getrecursionlimit())


def _forked() -> None:
    """Threads that were converting are not there in a child process, and may have held the lock."""
    global _lock
    _lock = threading.Lock()
    if _users:
        sys.setrecursionlimit(_first())
        _users.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
