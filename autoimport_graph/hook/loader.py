"""The loaders: one for plain source files, read through our cache, and one that composes with other people's loaders.

The first overrides ``get_code`` alone. ``python -m`` and runpy call that and skip ``exec_module``; resources, package
data and ``inspect`` go by what :class:`SourceFileLoader` does. The standard ``.pyc`` is neither read nor written: what
is converted must not turn up in a run without the hook, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType

from autoimport_graph.hook.conversion import Origin, convert, convert_tree, failed
from autoimport_graph.hook.session import Session

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _F = TypeVar("_F", bound=Callable[..., Any])


def _import_machinery(function: _F) -> _F:
    # A traceback leaves out frames of the import system, which it knows by this file name. With it, a SyntaxError in
    # the author's file prints as it does without us; without it, six lines of importlib and ours precede it.
    assert isinstance(function, FunctionType)
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib._bootstrap_external>")
    return function


class Converting:
    """Marks a loader of ours that is none of the standard's."""

    session: Session


class ConvertingLoader(SourceFileLoader):
    """Loads a source file as the converted module.

    Args:
        fullname: The module's dotted name.
        path: The author's file.
        session: The installation that it works for.
    """

    def __init__(self, fullname: str, path: str, session: Session) -> None:
        super().__init__(fullname, path)
        self.session = session

    @_import_machinery
    def get_code(self, fullname: str) -> CodeType:
        """Return the module's converted code, from the cache or fresh; what fails to convert is compiled as it is.

        Args:
            fullname: The module's dotted name.

        Raises:
            SyntaxError: As without the hook.
            StrictError: Under ``strict``, if anything would be left unconverted.
        """
        path = self.path if fullname == self.name else self.get_filename(fullname)
        source = self.get_data(path)
        origin = Origin(self.session, fullname, path, source)
        outcome = convert(origin)
        if isinstance(outcome, CodeType):
            return outcome
        code: CodeType = self.source_to_code(source, path)  # type: ignore[assignment, unused-ignore]
        failed(origin, outcome)
        return code


class _Composed(Converting):
    """Mixed into the class of a loader that is not ours: its own ``source_to_code`` gets the converted tree."""

    inner: Any

    def path_stats(self, path: str) -> Any:
        """Refuse: a loader that cannot tell the source's age neither reads nor writes a ``.pyc``."""
        raise OSError(f"the converted code of {path} is not kept in the standard cache")

    def source_to_code(self, data: Any, path: Any, *args: Any, **options: Any) -> CodeType:
        """Compile through the loader underneath, the converted tree where it takes one, else what it was given."""
        compile_with = super().source_to_code  # type: ignore[misc]
        if not isinstance(data, bytes):
            return compile_with(data, path, *args, **options)  # type: ignore[no-any-return]
        origin = Origin(self.session, getattr(self, "name", "") or "", str(path), data, cached=False)
        outcome = convert_tree(origin, lambda tree: compile_with(tree, path, *args, **options))
        if isinstance(outcome, CodeType):
            return outcome
        code: CodeType = compile_with(data, path, *args, **options)
        failed(origin, outcome)
        return code


def session_of(loader: object) -> Session | None:
    """Return the installation that a loader works for, None if it is none of ours."""
    return loader.session if isinstance(loader, (ConvertingLoader, Converting)) else None


# Make a loader of ours of one that compiles source in a way of its own, or None of one that they do not know.
adapters: list[Callable[[object, Session], Converting | None]] = []


def compose(loader: object, session: Session) -> object | None:
    """Return a loader like the given one that converts before it compiles.

    Args:
        loader: Someone else's, typically of another import hook.
        session: The installation that it shall work for.

    Returns:
        The new loader, or None if it does not compile source the way the standard loaders do.
    """
    if isinstance(loader, _Composed):
        loader = loader.inner
    for adapt in adapters:
        adapted = adapt(loader, session)
        if adapted is not None:
            return adapted
    kind = type(loader)
    if not all(hasattr(kind, name) for name in ("get_code", "exec_module", "path_stats", "source_to_code")):
        return None
    try:
        composed: _Composed = object.__new__(_composed_class(kind))
        composed.__dict__.update(loader.__dict__)
        composed.inner, composed.session = loader, session
    except (TypeError, AttributeError):  # slots, a final class: not ours to take apart
        return None
    return composed


_composed_classes: dict[type, Any] = {}


def _composed_class(kind: type) -> Any:
    if kind not in _composed_classes:
        names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
        _composed_classes[kind] = type(kind.__name__, (_Composed, kind), names)
    return _composed_classes[kind]
