"""Ctrl-C at a chosen line of this package: what a signal does by chance, done everywhere in turn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import autoimport_graph

FOLDER = str(Path(autoimport_graph.__file__).parent)


class Interruption:
    """Counts the lines of this package that run, and raises ``KeyboardInterrupt`` at one of them.

    Args:
        at: Which one, from 1; 0 for none.
    """

    def __init__(self, at: int = 0) -> None:
        self.at = at
        self.count = 0
        self.where = ""
        self.first: dict[tuple[str, int, str], int] = {}

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event in ("call", "line"):
            self.count += 1
            place = (frame.f_code.co_filename[len(FOLDER) + 1 :], frame.f_lineno, event)
            self.first.setdefault(place, self.count)
            if self.count == self.at:
                self.where = f"{place} in {frame.f_code.co_name}"
                raise KeyboardInterrupt
        return self._line

    def _call(self, frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(FOLDER):
            return None
        return self._line(frame, event, argument)

    def run(self, function: Callable[[], Any]) -> bool:
        """Call a function; returns whether Ctrl-C came out of it."""
        before = sys.gettrace()
        sys.settrace(self._call)
        try:
            function()
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(before)
        return False


def places(function: Callable[[], Any], files: tuple[str, ...], step: int) -> list[int]:
    """Where to interrupt a function: each line of some files, and every so many lines of the others.

    Args:
        function: It is run, to see.
        files: Relative to the package.
        step: How many lines of other files are passed over.
    """
    watched = Interruption()
    assert not watched.run(function)
    named = {at for (file, _, _), at in watched.first.items() if file in files}
    return sorted(named | set(sorted(watched.first.values())[::step]))
