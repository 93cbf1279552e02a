"""``sys._getframe`` as the author's code counts: a call of a converted function is one frame."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import CodeType, FrameType

from autoimport_graph.runtime.guard import HANDLE
from autoimport_graph.runtime.overloading import register

_OURS = "<autoimport_graph"
# Functions that the compiler's passes made of a function's parts.
# Not compiled yet: few programs ask.
_PART = r"(?:(?:if|for|while)_(?:body|orelse)|operand|any|all|\w+_comprehension|generator_expression)_\d+"
_getframe = sys._getframe


def is_part(code: CodeType) -> bool:
    """Whether a function of converted code is one that the compiler made of a part of the author's."""
    return re.fullmatch(_PART, code.co_name) is not None


def author_frames(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames from one outward that the author's functions would have without us.

    Args:
        frame: A frame of converted code.
    """
    while frame is not None:
        code, outer = frame.f_code, frame.f_back
        ours = str(frame.f_globals.get("__name__", "")).startswith("autoimport_graph.") or code.co_filename.startswith(
            _OURS
        )
        if not ours and not (HANDLE in frame.f_globals and is_part(code)):
            yield frame
            if outer is not None and _is_guard(outer, frame):
                outer = outer.f_back
        frame = outer


def _is_guard(outer: FrameType, inner: FrameType) -> bool:
    """Whether a frame is at its function's first line, which calls the graph version that the other one runs."""
    one, other = outer.f_code, inner.f_code
    same = one.co_name == other.co_name and one.co_filename == other.co_filename and one is not other
    return same and HANDLE in outer.f_globals and outer.f_lineno == other.co_firstlineno


def getframe(depth: int = 0, /) -> FrameType:
    """``sys._getframe(depth)``."""
    for number, frame in enumerate(author_frames(_getframe(1))):
        if number == max(depth, 0):
            return frame
    raise ValueError("call stack is not deep enough")


register(_getframe, getframe)
