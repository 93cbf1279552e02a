"""Modules that were imported with their guards alone: what their graph versions will be made of, and for whom.

A module's code holds the first, as constants: the source, compressed (what is converted must be what was imported,
whatever has become of the file since), and the options.
"""

from __future__ import annotations

import zlib
from types import CodeType

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

    from autoimport_graph.hook.cache import Slot
    from autoimport_graph.hook.session import Patterns, Session

    Constants = tuple[Any, ...]

_MARK = "autoimport_graph: graph versions to be made"


class Imported:
    """A module without graph versions.

    Args:
        session: The installation that it was imported by.
        aliases: Other names that it goes by.
        slot: Its place in the cache, None if it has none.
        constants: What its code holds.
    """

    __slots__ = ("aliases", "constants", "session", "slot")

    def __init__(self, session: Session, aliases: tuple[str, ...], slot: Slot | None, constants: Constants) -> None:
        self.session = session
        self.aliases = aliases
        self.slot = slot
        self.constants = constants


# By path and name: of a module that is loaded anew, the last one.
_imported: dict[tuple[str, str], Imported] = {}


def make_constants(source: bytes, path: str, name: str, patterns: Patterns) -> Constants:
    """Return what a module's graph versions can be made of.

    Args:
        source: Its bytes.
        path: Its file.
        name: The dotted name that patterns are matched with.
        patterns: Those that can concern it.
    """
    return (_MARK, zlib.compress(source, 1), path, name, *patterns)


def parts(constants: Constants) -> tuple[bytes, str, str, tuple[Any, ...]]:
    """Return source, path, name and patterns; the inverse of :func:`make_constants`."""
    _, source, path, name, *patterns = constants
    return zlib.decompress(source), path, name, tuple(patterns)


def constants_in(code: CodeType) -> Constants | None:
    """Return what the graph versions of a module are to be made of, None if it has them.

    Args:
        code: The module's.
    """
    for constant in code.co_consts:
        if type(constant) is tuple and constant and constant[0] == _MARK:
            return constant
    return None


def remember(session: Session, aliases: tuple[str, ...], slot: Slot | None, code: CodeType) -> None:
    """Keep for whom a module's graph versions will be made, unless it has them.

    Args:
        session: The installation that imports it.
        aliases: Other names that it goes by.
        slot: Its place in the cache, if any.
        code: Its code.
    """
    constants = constants_in(code)
    if constants is not None:
        _imported[constants[2], constants[3]] = Imported(session, aliases, slot, constants)


def imported_with(constants: Constants) -> Imported | None:
    """Return the module whose code holds some constants; None if it came another way, as from another process."""
    found = _imported.get((constants[2], constants[3]))
    return found if found is not None and found.constants == constants else None


def forget(constants: Constants) -> None:
    """A module has its graph versions."""
    if imported_with(constants) is not None:
        del _imported[constants[2], constants[3]]


def all_imported() -> list[Imported]:
    """Return the modules that have been imported and have no graph versions yet."""
    return list(_imported.values())
