"""Room for visitors: Python's own compiler takes code that is nested deeper than its recursion limit lets them go.

Each ``elif`` of a long chain is nested in the one before it, and each early return nests the code that follows.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Until Python 3.10 each call takes room on the C stack, too.
_LIMIT = 10_000 if sys.version_info >= (3, 11) else 4_000
_lock = threading.Lock()
_users: list[int] = []  # the limits that they found; only the first one's is worth going back to


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Raise the recursion limit, for as long as any thread wants it."""
    with _lock:
        _users.append(sys.getrecursionlimit())
        sys.setrecursionlimit(max(_LIMIT, _users[0]))
    try:
        yield
    finally:
        with _lock:
            found = _users[0]
            _users.pop()
            if not _users:
                sys.setrecursionlimit(found)
