"""Text that is executed: functions in it get their graph versions, as those of modules do."""

from __future__ import annotations
import __future__

import builtins
import functools
from types import CodeType
from typing import Any

from autoimport_graph.adoption.sources import next_number
from autoimport_graph.compiler import Options, convert_as_function, convert_executed
from autoimport_graph.runtime.guard import HANDLE

_ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)
_FUTURE = functools.reduce(
    lambda flags, name: flags | getattr(__future__, name).compiler_flag, __future__.all_feature_names, 0
)


def executable(function: Any, source: Any, filename: str, mode: str, flags: int) -> Any:
    """What ``exec``, ``eval`` or ``compile`` gets in place of a text.

    Args:
        function: What the author calls by one of these names.
        source: Its first argument.
        filename: Of ``compile``.
        mode: Of ``compile``.
        flags: Of the code that calls it.

    Returns:
        The text itself, where it defines no function or cannot be converted; else code, or a tree for ``compile``.
    """
    if function not in (exec, eval, compile) or not isinstance(source, str | bytes):
        return source
    text = source if isinstance(source, str) else source.decode(errors="replace")
    if HANDLE in text or not ("def " in text or "lambda" in text):
        return source  # what ``to_code`` gave; nothing that could be converted
    mode = mode or ("eval" if function is builtins.eval else "exec")
    flags &= _FUTURE
    try:
        options = Options(every_call=True, first_number=next_number())
        tree = convert_executed(source, filename, mode, options, flags)
        return tree if function is builtins.compile else compile(tree, filename, mode, flags, dont_inherit=True)
    except _ERRORS:
        return source  # Python tells it better


@functools.lru_cache(maxsize=256)
def function_of(source: str | bytes, mode: str, flags: int) -> tuple[CodeType, list[str]] | None:
    """Text that is executed while a graph is built.

    Args:
        source: The text.
        mode: ``"exec"`` or ``"eval"``.
        flags: Of the code that executes it.

    Returns:
        Code that defines a function without parameters, and the globals that this binds; ``None`` if it cannot be one.
    """
    try:
        options = Options(every_call=True, first_number=next_number())
        return convert_as_function(source, "<string>", mode, options, flags & _FUTURE)
    except _ERRORS:
        return None
