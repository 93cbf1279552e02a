"""The main script, ``-c`` and standard input: source in, code for ``__main__`` out."""

from __future__ import annotations

import os
from types import CodeType

from autoimport_graph.config import Config
from autoimport_graph.hook.conversion import Origin, convert, failed
from autoimport_graph.hook.events import ModuleEvent, emit
from autoimport_graph.hook.handle import sessions_with
from autoimport_graph.hook.session import Session


def script_code(filename: str, source: bytes, config: Config) -> CodeType:
    """Compile a script, converted if the configuration says so.

    A script that is a file goes through the cache, like a module. Patterns may name its functions as
    ``__main__.f``, by the file's name (``script.f``), or by the dotted name that it would be imported under.

    Args:
        filename: The script's path, or what stands for it: ``<string>``, ``<stdin>``.
        source: Its bytes.
        config: The configuration; where an installation goes by an equal one, that learns which names have matched.

    Returns:
        Code to be run in the namespace of ``__main__``.

    Raises:
        SyntaxError: As without the hook.
        StrictError: Under ``strict``, if anything would be left unconverted.
    """
    name, *aliases = script_names(filename, config)
    session = next(iter(sessions_with(config)), None) or Session(config)
    for known in (name, *aliases):
        session.saw_module(known)
    pattern = session.excluded_by(name)
    if not config.script or pattern is not None:
        reason = "the script, and script = false" if pattern is None else f"excluded by {pattern!r}"
        session.saw_excluded(name)
        emit(ModuleEvent(name, filename, "skipped", reason))
        return _plain(filename, source)
    origin = Origin(session, name, filename, source, cached=os.path.isfile(filename), aliases=tuple(aliases))
    outcome = convert(origin)
    if isinstance(outcome, CodeType):
        return outcome
    code = _plain(filename, source)
    failed(origin, outcome)
    return code


def _plain(filename: str, source: bytes) -> CodeType:
    code: CodeType = compile(source, filename, "exec", dont_inherit=True)
    return code


def script_names(filename: str, config: Config) -> tuple[str, ...]:
    """Return the dotted names of a script: the one it is converted under, then its others.

    Args:
        filename: The script's path, or what stands for it.
        config: The configuration; its file's folder is where a script without ``__init__.py`` beside it is named from.
    """
    if not os.path.isfile(filename):
        return ("__main__",)
    path = os.path.realpath(filename)
    folder, base = os.path.split(path)
    stem = os.path.splitext(base)[0]
    packaged = stem
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, parent = os.path.split(folder)
        packaged = f"{parent}.{packaged}"
    names = [packaged, stem, "__main__"]
    if config.path is not None:
        relative = os.path.relpath(os.path.splitext(path)[0], os.path.realpath(config.path.parent))
        dotted = relative.replace(os.sep, ".")
        if all(part.isidentifier() for part in dotted.split(".")):
            names.insert(0 if packaged == stem else 1, dotted)
    return tuple(dict.fromkeys(names))
