"""The first finder that is asked for modules of this package, so that no other is.

Much of the runtime is imported while a graph is built, when a program first needs it. Who finds modules may be
converted code (pytest's rewriter of assertions asks its plugins, for one): it would run its graph versions, need the
module itself that it is asked for, and never come to an end.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_PREFIX = __name__.partition(".")[0] + "."


class OwnModules:
    """Finds the modules in this package's folders."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """As :meth:`importlib.abc.MetaPathFinder.find_spec`."""
        return PathFinder.find_spec(name, path, target) if name.startswith(_PREFIX) else None


def find_first() -> None:
    """Let it be asked before the others from now on."""
    sys.meta_path.insert(0, OwnModules)
