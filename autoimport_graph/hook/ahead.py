"""Convert a module before anybody imports it, for ``compile``: same key, same file as the import's."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from autoimport_graph.config import Config
from autoimport_graph.errors import AutoimportGraphWarning
from autoimport_graph.hook.conversion import Origin, convert, slot_for
from autoimport_graph.hook.events import FunctionNote, ModuleEvent, subscribe
from autoimport_graph.hook.session import Session


@dataclass(frozen=True)
class Filled:
    """What became of one module.

    Args:
        name: Its dotted name.
        path: Its file.
        kind: ``"converted"``, ``"cached"`` (it was there already), ``"skipped"`` or ``"failed"``.
        reason: Why, for the last two.
        notes: What was done with each function.
        kept: The cache file, None where no place would take it.
    """

    name: str
    path: str
    kind: str
    reason: str = ""
    notes: tuple[FunctionNote, ...] = ()
    kept: str | None = None


def fill(config: Config, name: str, path: str) -> Filled:
    """Put a module's converted code into the cache, unless it is there.

    Args:
        config: The configuration that the program will run by.
        name: The module's dotted name.
        path: Its file.

    Returns:
        What became of it; nothing is raised for a module that cannot be read or converted.
    """
    # strict is about imports: here everything is listed, and the others get their turn.
    session = Session(config.replace(strict=False, cache=True))
    pattern = session.excluded_by(name)
    if pattern is not None:
        return Filled(name, path, "skipped", f"excluded by {pattern!r}")
    try:
        source = Path(path).read_bytes()
    except OSError as error:
        return Filled(name, path, "failed", error.strerror or str(error))
    origin = Origin(session, name, path, source, whole=True)
    events: list[ModuleEvent] = []
    unsubscribe = subscribe(events.append)
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = False  # as containers have it, which is about what running programs leave behind
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AutoimportGraphWarning)
            outcome = convert(origin)
    finally:
        sys.dont_write_bytecode = before
        unsubscribe()
    if not isinstance(outcome, CodeType):
        return Filled(name, path, "failed", f"{type(outcome).__name__}: {outcome}")
    slot = slot_for(origin)
    return Filled(name, path, events[-1].kind, "", events[-1].notes, slot.find() if slot else None)
