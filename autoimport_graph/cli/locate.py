"""Find a module's file without running any code of the package that it belongs to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec


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
    for end in range(1, len(parts) + 1):
        spec = _ask(sys.meta_path, ".".join(parts[:end]), path)
        if spec is None:
            return None
        if end < len(parts):
            if spec.submodule_search_locations is None:
                return None
            path = list(spec.submodule_search_locations)
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
