"""What each thread knows about converted code: whether it runs, what runs it, where its values go."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import CodeType

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any


class _ThreadState(threading.local):
    """How deep this thread is inside :func:`disabled`, and what converts functions that it meets and no hook has."""

    disabled = 0
    adopt: Callable[[Any], None] | None = None
    # Which of the functions that were converted in this way run their graph versions now; ``None``: none of them.
    adopted: Callable[[CodeType], bool] | None = None
    # What the generator that is about to be entered hands its values to: a push and a stopped function.
    push: tuple[Callable[..., Any], Callable[..., Any]] | None = None


thread_state = _ThreadState()
