"""Modules of the runtime that are imported when something of them is first used.

The first graph of a process waits for all that is imported. What only some programs come to is named by a late module,
in the place of an import: everything else stays as it was.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class LateModule:
    """Has the attributes of a module.

    Args:
        name: The module's name in the runtime.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(f"autoimport_graph.runtime.{self._name}"), name)
        setattr(self, name, value)  # found without coming here from then on
        return value
