"""The recorder that the runtime calls whenever it decides what becomes of a statement; off unless someone asks.

Off, a call costs one test of :data:`enabled`. A caller on a hot path may test that itself:

    if events.enabled:
        events.record_staging(code, line, "cond")
"""

from __future__ import annotations

import os
import threading
from types import CodeType

from autoimport_graph.records import Record

# What a report says of each kind. A kind that is not listed is told by its own name.
KINDS = {
    "traced": "graph version traced",
    "cond": "staged as tf.cond",
    "while": "staged as tf.while_loop",
    "for": "staged as tf.while_loop",
    "dataset": "staged as a dataset loop",
    "compiled": "compiled by XLA, with the loops in it",
    "not compiled": "not compiled by XLA",
    "unrolled": "unrolled",
    "print": "prints at run time",
    "assert": "asserted at run time",
    "runtime_error": "fails at run time if it is reached",
    "once": "runs once, at tracing",
    "refused": "refused",
}

# Enough to see a pattern; a loop that unrolls to a new length at each trace must not grow the record without end.
MAX_DETAILS = 5

enabled = False
_lock = threading.Lock()
_records: dict[tuple[str, str, int, str], _Record] = {}


class _Record:
    __slots__ = ("count", "details", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.details: dict[str, None] = {}


class Staging(Record):
    """What happened to one statement, over all traces.

    Args:
        filename: The author's file, empty where unknown.
        function: The function's qualified name (its plain name on Python 3.10), empty where unknown.
        line: The author's line, from 1.
        kind: A key of :data:`KINDS`, or a name of the caller's own.
        count: How often it was recorded.
        details: The different remarks that came with it, the first few.
        seconds: What it took, where that was measured: for ``traced``, running the graph version, callees included.
    """

    filename: str
    function: str
    line: int
    kind: str
    count: int
    details: tuple[str, ...] = ()
    seconds: float = 0.0


def _forked() -> None:
    """The thread that held the lock is not there in a child process."""
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def enable() -> None:
    """Record from now on."""
    global enabled
    enabled = True


def disable() -> None:
    """Stop recording and forget what was recorded."""
    global enabled
    enabled = False
    with _lock:
        _records.clear()


def record_staging(code: CodeType | None, line: int, kind: str, detail: str = "", seconds: float = 0.0) -> None:
    """Note that a statement was staged, unrolled, run as Python, or refused.

    Args:
        code: The code that the statement is part of; None where it is not at hand.
        line: The author's line, from 1.
        kind: A key of :data:`KINDS`, or a name of the caller's own.
        detail: A remark: how many times a loop was unrolled, why something was refused.
        seconds: What it took; added up.
    """
    if not enabled:
        return
    filename = code.co_filename if code is not None else ""
    # co_qualname came with Python 3.11.
    function: str = getattr(code, "co_qualname", code.co_name) if code is not None else ""
    with _lock:
        record = _records.setdefault((filename, function, line, kind), _Record())
        record.count += 1
        record.seconds += seconds
        if detail and len(record.details) < MAX_DETAILS:
            record.details[detail] = None


def stagings() -> tuple[Staging, ...]:
    """Return what was recorded so far, ordered by file and line."""
    with _lock:
        found = [Staging(*key, record.count, tuple(record.details), record.seconds) for key, record in _records.items()]
    return tuple(sorted(found, key=lambda staging: (staging.filename, staging.line, staging.kind)))
