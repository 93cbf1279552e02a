"""The modules of a package, found as files: nothing of it is imported."""

from __future__ import annotations

import os
from collections.abc import Iterator

from autoimport_graph.cli.locate import locate


def modules_of(package: str) -> list[tuple[str, str]] | None:
    """List the modules of a package that have Python source.

    Args:
        package: The dotted name of a package or a module.

    Returns:
        Dotted names and files, in the order of the names; None if there is no such module.
    """
    spec = locate(package)
    if spec is None:
        return None
    found: dict[str, str] = {}
    if spec.origin is not None and spec.has_location and spec.origin.endswith(".py"):
        found[package] = spec.origin
    for folder in spec.submodule_search_locations or ():
        for name, path in _below(folder, package):
            found.setdefault(name, path)  # the folder that stands first on the package's path wins
    return sorted(found.items())


def _below(folder: str, package: str) -> Iterator[tuple[str, str]]:
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        stem, extension = os.path.splitext(entry.name)
        if entry.is_dir():
            if entry.name.isidentifier() and entry.name != "__pycache__":
                name, init = f"{package}.{entry.name}", os.path.join(entry.path, "__init__.py")
                if os.path.isfile(init):
                    yield name, init
                yield from _below(entry.path, name)
        elif extension == ".py" and stem.isidentifier() and stem != "__init__":
            yield f"{package}.{stem}", entry.path
