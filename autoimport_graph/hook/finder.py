"""The finder: picks the listed names out of all imports and swaps the loader of what the other finders find."""

from __future__ import annotations

import sys
from _thread import get_ident  # without threading, which start-up has no other use for
from _weakref import ref  # nor has it for weakref
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType

from autoimport_graph.errors import StrictError
from autoimport_graph.hook.loader import ConvertingLoader, compose, session_of
from autoimport_graph.hook.session import Session

_SKIPPED = {
    "zipimporter": "inside a zip file",
    "ExtensionFileLoader": "an extension module",
    "SourcelessFileLoader": "byte code without source",
    "BuiltinImporter": "built into the interpreter",
    "FrozenImporter": "frozen into the interpreter",
}
# Of these, what has no Python code that could be converted.
_NO_PYTHON = ("BuiltinImporter", "ExtensionFileLoader")
# What the compiler imports: to convert it, the compiler would have to be there first.
_NEEDED = "gast"


class _Search:
    """Lives as long as its search: one that Ctrl-C kept from being ended by hand is over all the same."""

    __slots__ = ("__weakref__",)


class Finder:
    """A meta path finder that finds nothing itself.

    Args:
        session: The installation that it works for.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._tops = session.tops
        self._searching: dict[tuple[int, str], ref[_Search]] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Have the finders after this one find a listed module, and see to it that it is converted when loaded.

        Args:
            name: The module's dotted name.
            path: The package's search path, None at the top level.
            target: The module that is reloaded.

        Raises:
            StrictError: Under ``strict``, if the module holds Python that cannot be converted.
        """
        # Every import of the program comes through here: the name decides before anything touches the file system.
        top = name.partition(".")[0]
        package = self.session.package_of(name) if top in self._tops else None
        if package is None:
            return None
        search = (get_ident(), name)
        if search in self._searching and self._searching[search]() is not None:
            return None  # another finder that walks the meta path, as we do, has come back to us
        this = _Search()
        try:
            self._searching[search] = ref(this)
            spec = self._ask_others(name, path, target)
        finally:
            self._searching.pop(search, None)
        if spec is None:
            return None
        self.session.saw_package(package)
        return self._adopt(name, top, spec)

    def _ask_others(self, name: str, path: Sequence[str] | None, target: ModuleType | None) -> ModuleSpec | None:
        # Not PathFinder: editable installs, and other people's hooks, have finders of their own.
        finders = list(sys.meta_path)
        for finder in finders[finders.index(self) + 1 if self in finders else 0 :]:
            find_spec = getattr(finder, "find_spec", None)
            spec: ModuleSpec | None = None if find_spec is None else find_spec(name, path, target)
            if spec is not None:
                return spec
        return None

    def _adopt(self, name: str, top: str, spec: ModuleSpec) -> ModuleSpec:
        session, loader = self.session, spec.loader
        path = spec.origin or ""
        pattern = session.excluded_by(name)
        if pattern is not None:
            session.saw_excluded(name)
            session.skip(name, path, f"excluded by {pattern!r}")
            return _with_loader(spec, _plain(loader))
        if top == _NEEDED:
            session.skip(name, path, "the converter itself needs it")
            return spec
        if spec.origin is None:
            session.skip(name, path, "a namespace package, which has no code of its own")
            return spec
        if type(loader) is SourceFileLoader or type(loader) is ConvertingLoader:
            # One of ours means an installation that began earlier: the latest decides, and nothing is wrapped twice.
            return _with_loader(spec, ConvertingLoader(loader.name, loader.path, session))
        composed = compose(loader, session)
        if composed is None:
            kind = type(loader).__name__
            reason = _SKIPPED.get(kind, f"its loader, {kind}, does not compile source in a known way")
            session.skip(name, path, reason)
            if session.config.strict and kind not in _NO_PYTHON and not session.ignores(name):
                message = f"{path}: module {name} would be left unconverted ({reason}), and strict = true"
                raise StrictError(message, name=name, path=path)
            return spec
        return _with_loader(spec, composed)


def _plain(loader: object) -> object:
    # An earlier installation may have taken a module that this one excludes.
    if type(loader) is ConvertingLoader:
        return SourceFileLoader(loader.name, loader.path)
    return loader if session_of(loader) is None else getattr(loader, "inner", loader)


def _with_loader(spec: ModuleSpec, loader: object) -> ModuleSpec:
    # A copy: some finders keep their specs and hand them out again after we are gone.
    copy = object.__new__(type(spec))
    copy.__dict__.update(spec.__dict__)
    copy.loader = loader  # type: ignore[assignment]
    return copy
