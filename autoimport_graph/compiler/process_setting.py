"""Settings of the whole process that a conversion changes while it runs, in any number of threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

_T = TypeVar("_T")


class ProcessSetting(Generic[_T]):
    """A setting that is changed for as long as any thread wants it.

    Args:
        read: Gives the setting as it is.
        change: Changes it, given what it was before anybody did.
        restore: Puts back what it was.
    """

    def __init__(self, read: Callable[[], _T], change: Callable[[_T], object], restore: Callable[[_T], object]) -> None:
        self._read = read
        self._change = change
        self._restore = restore
        self._lock = threading.Lock()
        # What each thread found, so that one that Ctrl-C kept from leaving leaves the next time. Only what the first
        # one found is worth going back to; who leaves before the others hands it on.
        self._users: dict[int, _T] = {}
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forked)

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Have it changed; not to be entered again inside."""
        thread = threading.get_ident()
        try:
            with self._lock:
                self._users.setdefault(thread, self._read())
                self._change(self._first())
            yield
        finally:
            with self._lock:
                found = self._first()
                self._users.update(dict.fromkeys(self._users, found))
                if list(self._users) == [thread]:  # Ctrl-C may have come before it was there
                    self._restore(found)
                self._users.pop(thread, None)

    def _first(self) -> _T:
        return next(iter(self._users.values())) if self._users else self._read()

    def _forked(self) -> None:
        """Threads that were converting are not there in a child process, and may have held the lock."""
        self._lock = threading.Lock()
        if self._users:
            self._restore(self._first())
            self._users.clear()
