"""Functions of ours that are converted as an author's are, so that a graph can take any of their paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def functions_of(text: str, module: str) -> dict[str, Callable[..., Any]]:
    """The functions of a text, in two versions each.

    Args:
        text: Python code.
        module: Of the module that has it, for tracebacks.
    """
    from autoimport_graph.adoption.executed import executable

    namespace: dict[str, Any] = {}
    # By Python: what a graph's branch defines is there in that branch alone.
    exec(executable(exec, text, f"<{module}>", "exec", 0), namespace)
    return namespace
