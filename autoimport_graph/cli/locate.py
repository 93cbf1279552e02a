"""Find a module's file without running any code of the package that it belongs to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from types import ModuleType


def locate(name: str) -> ModuleSpec | None:
    """Find a module by the finders that ``import`` asks, with the current folder searched first.

    ``importlib.util.find_spec`` imports the packages above a submodule; this does not, so that a module can be shown
    whose package fails to import.

    Args:
        name: The module's dotted name.

    Returns:
        Its spec, None if there is no such module.
    """
    path: list[str] | None = None
    spec: ModuleSpec | None = None
    parts = name.split(".")
    stand_ins: list[str] = []
    try:
        for end in range(1, len(parts) + 1):
            found = ".".join(parts[:end])
            spec = _ask(sys.meta_path, found, path)
            if spec is None:
                return None
            if spec.submodule_search_locations is not None:
                # A namespace package's are recalculated from its parent's each time that someone looks at them.
                path = spec.submodule_search_locations = list(spec.submodule_search_locations)
            elif end < len(parts):
                return None
            if spec.origin is None and found not in sys.modules:
                # A namespace package inside this one asks sys.modules for it.
                stand_ins.append(found)
                sys.modules[found] = stand_in = ModuleType(found)
                stand_in.__path__ = path or []
    finally:
        for found in stand_ins:
            del sys.modules[found]
    return spec


def _ask(finders: Iterable[object], name: str, path: list[str] | None) -> ModuleSpec | None:
    here = os.getcwd()
    add = path is None and here not in sys.path
    if add:
        sys.path.insert(0, here)
    try:
        for finder in finders:
            find_spec = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if find_spec is None else find_spec(name, path, None)
            if spec is not None:
                return spec
    finally:
        if add:
            sys.path.remove(here)
    return None
