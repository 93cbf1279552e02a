"""What the configuration's ``ignore`` names, for the rooms that know no configuration: the runtime asks here."""

from __future__ import annotations

from collections.abc import Callable

# One for each installation: takes a module's name, a function's qualified name and its file.
installations: list[Callable[[str, str, str], bool]] = []


def is_ignored(module: str, qualname: str, path: str) -> bool:
    """Whether a function may be left as it is without a word.

    Args:
        module: The name of the function's module.
        qualname: Its qualified name.
        path: The author's file.
    """
    return any(ignores(module, qualname, path) for ignores in tuple(installations))
