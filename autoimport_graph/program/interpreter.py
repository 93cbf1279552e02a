"""What this interpreter is about to run, as its own command line says; for start-up, before anything has run."""

from __future__ import annotations

import os
import sys

from autoimport_graph.program import Program

# The interpreter's options that take a value.
_VALUED = "cmWX"


def program_to_run() -> Program | None:
    """Return the program; None where the user types at the prompt.

    None as well under PYTHONINSPECT without a terminal: a failure is told there, and the exit code is 1, but no prompt
    follows, which only the interpreter itself can do.
    """
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    if not sys.argv or (sys.flags.inspect and not sys.flags.interactive and not at_terminal):
        return None
    first, args = sys.argv[0], tuple(sys.argv[1:])
    if first == "-m":
        return Program("module", _value_of("m"), args)
    if first == "-c":
        return Program("code", _value_of("c"), args)
    if first in ("", "-"):
        at_prompt = sys.flags.inspect or sys.stdin is None or at_terminal
        return None if at_prompt else Program("stdin", first, args)
    return Program("script", first, args, _skips_first_line())


def _skips_first_line() -> bool:
    """Whether ``-x`` is among the interpreter's options, for a script whose first line is not Python."""
    for option in sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv)]:
        if option.startswith("-") and not option.startswith("--"):
            value = _split(option)[1]
            if "x" in option[: len(option) - len(value)]:
                return True
    return False


def _value_of(letter: str) -> str:
    """Return what stands behind the interpreter's last option: ``-m x``, ``-mx``, ``-Bm x``, ``-Bmx``."""
    position = len(sys.orig_argv) - len(sys.argv)
    before, text = sys.orig_argv[position - 1], sys.orig_argv[position]
    if _split(before) == (letter, ""):
        return text
    return _split(text)[1]


def _split(argument: str) -> tuple[str, str]:
    """Return the first letter of a cluster of options that takes a value, and the value."""
    if argument.startswith("-"):
        for index, letter in enumerate(argument):
            if letter in _VALUED:
                return letter, argument[index + 1 :]
    return "", ""


def is_installed(path: str) -> bool:
    """Whether a program was installed with the interpreter or by a package, and is not the user's own.

    Args:
        path: Its file.
    """
    folder = os.path.dirname(os.path.abspath(path))
    parts = folder.split(os.sep)
    if "site-packages" in parts or "dist-packages" in parts:
        return True
    standard_library = os.path.dirname(os.__file__)
    if (folder + os.sep).startswith(standard_library + os.sep):
        return True
    return bool(sys.executable) and folder == os.path.dirname(os.path.abspath(sys.executable))
