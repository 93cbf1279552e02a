"""Word to the report of what became of a statement; costs one test when nobody asks."""

from __future__ import annotations

import os
import sys
from types import CodeType, FrameType

from autoimport_graph.report import events
from autoimport_graph.runtime.guard import HANDLE

_FOLDER = os.path.dirname(__file__)


def staged(kind: str, code: CodeType, detail: str = "") -> None:
    """Note what became of the statement that a function stands for.

    Args:
        kind: A key of :data:`autoimport_graph.report.events.KINDS`.
        code: Code of the statement's body, whose first line is the statement's; where it is the runtime's own, the
            author's line that is being run is noted instead.
        detail: A remark.
    """
    if not events.enabled:
        return
    if os.path.dirname(code.co_filename) != _FOLDER:
        events.record_staging(code, code.co_firstlineno, kind, detail)
        return
    frame = author_frame(sys._getframe(1))
    if frame is not None:
        events.record_staging(frame.f_code, frame.f_lineno, kind, detail)


def author_frame(frame: FrameType | None) -> FrameType | None:
    """The innermost frame of converted code, from one outward; ``None`` if there is none."""
    while frame is not None and HANDLE not in frame.f_globals:
        frame = frame.f_back
    return frame
