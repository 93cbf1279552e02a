"""A module's source in, its converted code out: from the cache, else the compiler, else plain Python's code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from time import perf_counter
from types import CodeType

from autoimport_graph.errors import StrictError
from autoimport_graph.hook import cache
from autoimport_graph.hook.events import FunctionNote, ModuleEvent, emit, observers
from autoimport_graph.hook.log import debug
from autoimport_graph.hook.pending import constants_in, make_constants, remember
from autoimport_graph.hook.session import Patterns, Session
from autoimport_graph.hook.warn import warn_while_importing

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    import ast

    from autoimport_graph.compiler import Conversion, Note


class Origin:
    """What is to be converted.

    Args:
        session: The installation that asks.
        name: The dotted name that patterns are matched with.
        path: The author's file.
        source: Its bytes: read once, so that key and code belong together even while the file changes.
        cached: Whether the cache may be used.
        aliases: Other names that the module goes by.
        whole: Whether graph versions are made at once, not when a graph first wants them. So they are under ``strict``:
            what has none must be known.
    """

    __slots__ = ("aliases", "cached", "name", "path", "patterns", "session", "source", "started", "whole")

    def __init__(
        self,
        session: Session,
        name: str,
        path: str,
        source: bytes,
        cached: bool = True,
        aliases: tuple[str, ...] = (),
        whole: bool = False,
    ) -> None:
        self.started = perf_counter()
        self.session = session
        self.name = name
        self.path = path
        self.source = source
        self.aliases = aliases
        self.cached = cached and session.config.cache
        self.whole = whole or session.config.strict
        self.patterns: Patterns = session.patterns_for(name, aliases)


def convert(origin: Origin) -> CodeType | Exception:
    """Get a module's converted code.

    Args:
        origin: What is to be converted.

    Returns:
        The code, or why there is none; then the caller compiles as it would without us, and calls :func:`failed`.

    Raises:
        StrictError: Under ``strict``, if a function would be left unconverted.
    """
    slot = slot_for(origin) if origin.cached else None
    entry = slot.read() if slot else None
    if entry is not None and not (origin.whole and constants_in(entry.code)):
        remember(origin.session, origin.aliases, slot, entry.code)
        if entry.remarkable or observers or origin.session.has_patterns:
            done(origin, "cached", entry.notes())
        return entry.code
    try:
        conversion = with_graph_versions(origin) if origin.whole else with_guards(origin)
        notes = plain_notes(conversion.notes)
    except Exception as error:  # whatever went wrong, the user's import goes on
        return error
    if slot is not None:
        slot.write(conversion.code, notes)
    remember(origin.session, origin.aliases, slot, conversion.code)
    done(origin, "converted", notes)
    return conversion.code


def convert_tree(origin: Origin, compile_tree: Callable[[ast.Module], CodeType]) -> CodeType | Exception:
    """Convert a module for a loader that compiles by itself.

    Args:
        origin: What is to be converted.
        compile_tree: What makes code of the converted tree.

    Returns:
        The code, or why there is none, as for :func:`convert`.

    Raises:
        StrictError: Under ``strict``, if a function would be left unconverted.
    """
    try:
        conversion = with_graph_versions(origin) if origin.whole else with_guards(origin)
        notes = plain_notes(conversion.notes)
        code = compile_tree(conversion.tree)
        if not isinstance(code, CodeType):
            raise TypeError(f"source_to_code of the module's loader returned {type(code).__name__}, not code")
    except Exception as error:
        return error
    remember(origin.session, origin.aliases, None, code)
    done(origin, "converted", notes)
    return code


def failed(origin: Origin, error: Exception) -> None:
    """Report that a module is plain Python because it could not be converted.

    Called after the plain compilation, because a syntax error of the author's is not ours to report.

    Args:
        origin: What should have been converted.
        error: What stood in the way.

    Raises:
        StrictError: Under ``strict``.
    """
    reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    emit(ModuleEvent(origin.name, origin.path, "failed", reason, perf_counter() - origin.started))
    if origin.session.ignores(origin.name):
        return
    if origin.session.config.strict:
        message = f"{origin.path}: module {origin.name} could not be converted ({reason}), and strict = true"
        raise StrictError(message, name=origin.name, path=origin.path) from error
    remedy = f'ignore = ["{origin.name}"] silences this'
    warn_while_importing(
        f"module {origin.name} runs as plain Python, it could not be converted ({reason}); {remedy}", origin.path
    )


def slot_for(origin: Origin) -> cache.Slot | None:
    """Return a module's place in the cache.

    Args:
        origin: The module.
    """
    try:
        key = cache.make_key(origin.source, origin.path, origin.name, origin.patterns)
    except OSError as error:  # our own sources cannot be read: then nobody knows what a cache file would be worth
        debug("no cache: the converter's sources cannot be read: %s", error)
        return None
    return cache.Slot(origin.path, key, origin.session.config.cache_dir)


def with_guards(origin: Origin) -> Conversion:
    """Let the compiler give a module's functions their guards, which is what an import needs.

    Args:
        origin: The module.
    """
    from autoimport_graph.compiler import Options, guard_module  # late: a warm start never needs it

    options = Options(**vars(origin.patterns))
    constants = make_constants(origin.source, origin.path, origin.name, origin.patterns)
    return guard_module(origin.source, origin.path, origin.name, options, constants, optimize=sys.flags.optimize)


def with_graph_versions(origin: Origin) -> Conversion:
    """Let the compiler make a module's graph versions, too.

    Args:
        origin: The module.
    """
    from autoimport_graph.compiler import Options, convert_module  # late: a warm start never needs it

    options = Options(**vars(origin.patterns))
    return convert_module(origin.source, origin.path, origin.name, options, optimize=sys.flags.optimize)


def plain_notes(notes: Iterable[Note]) -> tuple[FunctionNote, ...]:
    """The compiler's notes as the cache keeps them.

    Args:
        notes: Of a conversion.
    """
    return tuple((note.kind, note.qualname, note.line, note.reason) for note in notes)


def done(origin: Origin, kind: str, notes: tuple[FunctionNote, ...]) -> None:
    """Report what became of a module's functions.

    Args:
        origin: What was converted.
        kind: ``"converted"``, ``"cached"`` or ``"completed"``.
        notes: What was noted about each function.

    Raises:
        StrictError: Under ``strict``, if one was left unconverted.
    """
    origin.session.saw_names((origin.name, *origin.aliases), notes)
    if observers:
        emit(ModuleEvent(origin.name, origin.path, kind, "", perf_counter() - origin.started, notes))
    for note in notes:
        if note[0] == "unconverted":
            _left_eager(origin, note)


def _left_eager(origin: Origin, note: FunctionNote) -> None:
    _, qualname, line, reason = note
    name = f"{origin.name}.{qualname}"
    if origin.session.ignores(name):
        return
    if origin.session.config.strict:
        message = f"{origin.path}:{line}: {name} could not be converted ({reason}), and strict = true"
        raise StrictError(message, name=origin.name, path=origin.path)
    warn_while_importing(f'{name} stays eager: {reason}; ignore = ["{name}"] silences this', origin.path, line)
