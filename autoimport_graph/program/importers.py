"""What can import from a path, without :mod:`pkgutil`, whose import takes as long as the rest of start-up."""

from __future__ import annotations

import sys


def importer_of(path: str) -> object | None:
    """Return what imports from a folder or an archive; None for a script. As ``pkgutil.get_importer`` does.

    Args:
        path: Where a program lies.
    """
    if path in sys.path_importer_cache:
        return sys.path_importer_cache[path]
    for hook in sys.path_hooks:
        try:
            importer = hook(path)
        except ImportError:
            continue
        return sys.path_importer_cache.setdefault(path, importer)
    return None
