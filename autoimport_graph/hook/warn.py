"""Warnings that stand at the author's line, not at one of ours."""

from __future__ import annotations

import sys
import warnings

from autoimport_graph.errors import AutoimportGraphWarning

_seen: dict[
    str | tuple[str, type[Warning], int], int
] = {}  # the warnings module's own memory of what it has shown, for places that have no module yet


def warn(message: str, path: str, line: int = 1) -> None:
    """Warn about a place in a file, once for each place unless the user's filters say otherwise.

    Args:
        message: What was left as it is, why, and what to do.
        path: The author's file.
        line: The line in it.
    """
    warnings.warn_explicit(message, AutoimportGraphWarning, path, line, registry=_seen)


def warn_while_importing(message: str, path: str, line: int = 1) -> None:
    """The same where a module is being imported: that goes on, also where the user's filters make warnings errors.

    Args:
        message: What was left as it is, why, and what to do.
        path: The author's file.
        line: The line in it.
    """
    try:
        warn(message, path, line)
    except AutoimportGraphWarning as error:
        print(f"{path}:{line}: {type(error).__name__}: {error}", file=sys.stderr)
