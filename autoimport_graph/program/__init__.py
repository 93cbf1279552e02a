"""Run a program so that it cannot tell the difference from ``python``; for the command line and for start-up."""

from __future__ import annotations

from autoimport_graph.records import Record

__all__ = ["Program"]

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["script", "module", "code", "stdin"]


class Program(Record):
    """A program and its arguments.

    Args:
        kind: How it was named: a path (script, folder or zip file), ``-m``, ``-c``, or ``-`` for standard input.
        target: The path, the module's name or the code; ``-`` (or nothing) for standard input.
        args: The program's own arguments.
        skips_line: Whether the script's first line is not Python, see ``python -x``.
    """

    kind: Kind
    target: str
    args: tuple[str, ...] = ()
    skips_line: bool = False
