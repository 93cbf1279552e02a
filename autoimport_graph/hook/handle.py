"""The one switch: ``install()`` puts a finder on the meta path, its handle takes it off again."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterable, Sequence
from types import ModuleType, TracebackType

from autoimport_graph.config import Config, check_packages, find_config_file, load_config
from autoimport_graph.distributions import resolved
from autoimport_graph.errors import ConfigError, StrictError
from autoimport_graph.hook import environment
from autoimport_graph.hook.finder import Finder
from autoimport_graph.hook.loader import session_of
from autoimport_graph.hook.session import Session
from autoimport_graph.hook.warn import warn
from autoimport_graph.ignored import installations

_active: list[Handle] = []


class Handle:
    """An installation of the hook; leaving a ``with`` block over it uninstalls it.

    Args:
        session: The configuration at work.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._finder = Finder(session)
        self._process = os.getpid()

    @property
    def config(self) -> Config:
        """The configuration that this installation goes by."""
        return self.session.config

    @property
    def active(self) -> bool:
        """Whether modules imported now are converted."""
        return self._finder in sys.meta_path

    def uninstall(self, report: bool = True) -> None:
        """Stop converting; modules that are imported stay as they are. Calling it again does nothing.

        Args:
            report: Whether to warn about names of the configuration that matched nothing, and modules that got past.

        Raises:
            StrictError: Under ``strict``, if there are such modules.
        """
        atexit.unregister(self._at_exit)
        if self in _active:
            _active.remove(self)
            installations.remove(self.ignores)
            _tell_children()
            if report:
                self._report()
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)  # type: ignore[arg-type, unused-ignore]

    def move_to_front(self) -> None:
        """See every import before the hooks that were installed since."""
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)  # type: ignore[arg-type, unused-ignore]
            sys.meta_path.insert(0, self._finder)  # type: ignore[arg-type, unused-ignore]

    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """Return the (key, name) pairs of the configuration that matched nothing so far."""
        return self.session.unmatched()

    def bypassed(self) -> tuple[str, ...]:
        """Return the listed modules that were imported past the hook, by another one that stands before it."""
        session = self.session
        names = _plain_modules(session)
        return tuple(name for name in names if not session.has_skipped(name) and not session.ignores(name))

    def plain_modules(self) -> tuple[str, ...]:
        """Return the listed modules that are imported and not converted, parents before their children."""
        return tuple(_plain_modules(self.session))

    def ignores(self, module: str, qualname: str, path: str) -> bool:
        """Whether a function may be left as it is without a word.

        Args:
            module: The module's name, ``__main__`` for a script.
            qualname: The function's qualified name.
            path: Its file, by which a script has other names.
        """
        from autoimport_graph.hook.script import script_names

        names = script_names(path, self.config) if module in ("__main__", "__mp_main__") else (module,)
        return bool(self.config.ignore) and any(self.session.ignores(f"{name}.{qualname}") for name in names)

    def _report(self) -> None:
        names = self.bypassed()
        if names:
            loader = type(getattr(sys.modules[names[0]].__spec__, "loader", None)).__name__
            message = f"loaded past the hook (by {loader}), so not converted: {_shown(names)}"
            if self.config.strict:
                raise StrictError(
                    f"{message}; install the hook after other import hooks (strict = true)", name=names[0]
                )
            warn(f"{message}; install the hook after other import hooks", _file_of(names[0]))
        where = str(self.config.path or "autoimport_graph.install()")
        for key, name in self.unmatched():
            what = "no such module was imported" if key == "packages" else "it names no function of a converted module"
            warn(f"{where}: {key}: {name!r} matched nothing: {what}; check the spelling, or remove it", where)

    def _at_exit(self) -> None:
        # Not for a forked child, which did not see the whole program, nor after a crash, which cut it short.
        if os.getpid() != self._process or hasattr(sys, "last_value"):
            return
        try:
            self.uninstall()
        except (Warning, StrictError) as error:  # nobody is left to catch it
            print(f"{type(error).__name__}: {error}", file=sys.stderr)

    def __enter__(self) -> Handle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.uninstall(report=error is None)


def install(
    packages: Iterable[str] | None = None,
    config: Config | str | os.PathLike[str] | None = None,
    *,
    report: bool = True,
) -> Handle:
    """Convert the listed packages when they are imported from now on.

    Installations compose: each adds its packages, and where two list the same one, the latest decides. Processes that
    are started meanwhile convert the same packages, through the environment variable ``AUTOIMPORT_GRAPH``.

    Args:
        packages: Names of packages and modules, added to those of ``config``.
        config: A configuration, or the file to read it from. Without either argument, the file is searched from the
            main script's folder (or the current one) upward.
        report: Whether to warn, at the end of the program, about names that matched nothing.

    Returns:
        The handle to uninstall it by.

    Raises:
        ConfigError: The configuration, or its absence.
        StrictError: Under ``strict``, if a listed module has been imported already.
    """
    settings = _settings(packages, config)
    handle = Handle(Session(settings))
    _check_imported(handle.session)
    sys.meta_path.insert(0, handle._finder)  # type: ignore[arg-type, unused-ignore]
    _active.append(handle)
    installations.append(handle.ignores)
    _tell_children()
    if report:
        atexit.register(handle._at_exit)
    return handle


def _tell_children() -> None:
    environment.publish([handle.config for handle in _active])


def active_handles() -> tuple[Handle, ...]:
    """Return the installations that have not been uninstalled, the oldest first."""
    return tuple(_active)


def sessions_with(config: Config) -> list[Session]:
    """Return the active installations that go by a configuration."""
    return [handle.session for handle in _active if handle.config == config]


def _settings(packages: Iterable[str] | None, config: Config | str | os.PathLike[str] | None) -> Config:
    names = check_packages(packages) if packages is not None else ()
    if isinstance(config, Config):
        settings = config
    elif config is not None:
        settings = load_config(os.fspath(config))
    elif packages is not None:
        settings = Config()
    else:
        start = _start_folder()
        found = find_config_file(start)
        if found is None:
            raise ConfigError(
                f"packages: nothing to convert: no autoimport_graph.toml, and no pyproject.toml with a table "
                f"[tool.autoimport_graph], in {start} or above; write one, or call install(packages=[...])"
            )
        settings = load_config(found)
    return resolved(settings).with_packages(*names)


def _start_folder() -> str:
    script = getattr(sys.modules.get("__main__"), "__file__", None)
    return os.path.dirname(os.path.join(os.getcwd(), script)) if script else os.getcwd()


def _check_imported(session: Session) -> None:
    late = []
    for name in _plain_modules(session):
        session.saw_module(name)
        session.skip(name, _file_of(name), "imported before the hook was installed")
        # A package that installs the hook for itself, in its __init__, knows that this file is not converted.
        if not getattr(sys.modules[name].__spec__, "_initializing", False) and not session.ignores(name):
            late.append(name)
    if not late:
        return
    message = f"imported before the hook was installed, so not converted: {_shown(late)}; install it first"
    if session.config.strict:
        raise StrictError(f"{message} (strict = true)", name=late[0])
    warn(message, _file_of(late[0]))


def _plain_modules(session: Session) -> list[str]:
    """Return the listed modules that have been imported from source, and not by us."""
    return sorted(name for name in tuple(sys.modules) if session.selects(name) and _is_plain(sys.modules.get(name)))


def _is_plain(module: ModuleType | None) -> bool:
    spec = getattr(module, "__spec__", None)
    if spec is None or session_of(getattr(spec, "loader", None)) is not None:
        return False
    return str(getattr(module, "__file__", None) or "").endswith(".py")


def _file_of(name: str) -> str:
    return str(sys.modules[name].__file__)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
