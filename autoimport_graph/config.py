"""Find, read and check the configuration: a file or a table goes in, one frozen object comes out.

A key is one row of :data:`~autoimport_graph.keys.KEYS` (its name and the function that checks its value) and one field
of :class:`Config` (its default); nothing else knows the list of keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from autoimport_graph.errors import ConfigError
from autoimport_graph.keys import KEYS, OWN_PACKAGE, Place, kind_of, package_names
from autoimport_graph.records import Record
from autoimport_graph.toml import parse

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = f"{OWN_PACKAGE}.toml"
PYPROJECT = "pyproject.toml"
TABLE = f"[tool.{OWN_PACKAGE}]"


class Config(Record):
    """What the user asked for.

    Args:
        packages: Packages and modules to convert, their submodules included.
        distributions: Distributions, as pip names them, all of whose packages are converted.
        script: Whether the program's main script is converted too.
        graph: Patterns (dotted names, ``*`` wildcards) of functions that run as one graph op.
        jit_compile: Whether XLA compiles those functions as a whole; ``None``, from ``"auto"``, for loops that gain.
        do_not_convert: Patterns of functions, classes and modules that stay as they are.
        exclude: The same as ``do_not_convert``.
        py_func: Patterns of functions that run in Python at graph run time.
        strict: Whether whatever would be left unconverted is an error.
        ignore: Patterns of modules and functions that may be left unconverted without a word.
        cache: Whether converted modules are kept on disk.
        cache_dir: Where they are kept, in place of ``__pycache__`` and the user's cache folder.
        path: The file that all this was read from.
    """

    packages: tuple[str, ...] = ()
    distributions: tuple[str, ...] = ()
    script: bool = True
    graph: tuple[str, ...] = ()
    jit_compile: bool | None = None
    do_not_convert: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    py_func: tuple[str, ...] = ()
    strict: bool = False
    ignore: tuple[str, ...] = ()
    cache: bool = True
    cache_dir: Path | None = None
    path: Path | None = None

    def with_packages(self, *names: str) -> Config:
        """Return this configuration with more packages in its list.

        Args:
            names: Dotted names, checked like those of a file.

        Raises:
            ConfigError: A name is none, or may not be listed.
        """
        added = package_names(list(names), Place("packages", None))
        return self.replace(packages=tuple(dict.fromkeys(self.packages + added)))

    def _values(self) -> tuple[object, ...]:
        return tuple(os.fspath(value) if isinstance(value, os.PathLike) else value for value in super()._values())


class _LazyPath:
    """A field that holds a path as text until someone asks: :mod:`pathlib` takes long to import."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, config: Config | None, owner: type[Config]) -> Path | None:
        value = None if config is None else config.__dict__[self.name]
        if isinstance(value, str):
            from pathlib import Path

            value = config.__dict__[self.name] = Path(value)
        return value

    def __set__(self, config: Config, value: object) -> None:
        Record.__setattr__(config, self.name, value)


if not TYPE_CHECKING:
    Config.path = _LazyPath("path")
    Config.cache_dir = _LazyPath("cache_dir")


def config_from_table(table: Mapping[str, object], path: Path | str | None = None) -> Config:
    """Check a table of keys and values.

    Args:
        table: As a TOML file gives it.
        path: The file it came from, for messages and for relative folders.

    Raises:
        ConfigError: A key is unknown or a value is not what its key takes.
    """
    file = None if path is None else os.fspath(path)
    for key in table:
        if key not in KEYS:
            raise _unknown_key(key, table, file)
    values = {key: KEYS[key](value, Place(key, file)) for key, value in table.items()}
    return Config(path=file, **values)  # type: ignore[arg-type]  # see _LazyPath


def _unknown_key(key: str, table: Mapping[str, object], path: str | None) -> ConfigError:
    from difflib import get_close_matches

    if key == "tool" and isinstance(table[key], dict):
        return Place(key, path).error(f"in {FILE_NAME} the keys stand at the top level; remove the {TABLE} line")
    near = get_close_matches(key.replace("-", "_").lower(), KEYS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
    return Place(key, path).error(f"unknown key; {hint}")


def find_config(start: Path) -> Path | None:
    """Find the configuration that holds for a folder, or for a file in it.

    Going upward, the first folder counts that has an ``autoimport_graph.toml`` or a ``pyproject.toml`` with the table
    ``[tool.autoimport_graph]``; where both are there, the former.

    Args:
        start: A folder, or a file in it.

    Returns:
        The file, or None.

    Raises:
        ConfigError: A ``pyproject.toml`` on the way mentions us and cannot be read as TOML.
    """
    from pathlib import Path

    found = find_config_file(str(start.absolute()))
    return None if found is None else Path(found)


def find_config_file(folder: str) -> str | None:
    """The same as :func:`find_config`, for an absolute path and without :mod:`pathlib`.

    Args:
        folder: A folder, or a file in it.

    Returns:
        The file, or None.

    Raises:
        ConfigError: A ``pyproject.toml`` on the way mentions us and cannot be read as TOML.
    """
    while True:
        own, shared = os.path.join(folder, FILE_NAME), os.path.join(folder, PYPROJECT)
        if os.path.isfile(own):
            return own
        if _has_table(shared):
            return shared
        folder, last = os.path.dirname(folder), folder
        if folder == last:
            return None


def _has_table(pyproject: str) -> bool:
    if not os.path.isfile(pyproject):  # a pipe that another user has put into a folder above would keep us waiting
        return False
    try:
        data = _read(pyproject)
    except OSError:  # not ours to read
        return False
    # A project that never heard of us is neither parsed nor complained about.
    return OWN_PACKAGE.encode() in data and _tool_table(_parse(data, pyproject)) is not None


def load_config(path: Path | str) -> Config:
    """Read and check a configuration file.

    Args:
        path: An ``autoimport_graph.toml``, a ``pyproject.toml``, or a file of any other name laid out as the former.

    Raises:
        ConfigError: The file cannot be read, is no TOML, or says what cannot be meant.
    """
    file = _absolute(os.fspath(path))
    try:
        data = _read(file)
    except (OSError, ValueError) as error:  # a path may have characters that no path can have
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{file}: cannot be read ({reason}); check the path") from error
    table: object = _parse(data, file)
    if os.path.basename(file) == PYPROJECT:
        table = _tool_table(table)
        if table is None:
            raise ConfigError(f"{file}: has no table {TABLE}; add one, or name another file")
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: tool.{OWN_PACKAGE} is {kind_of(table)}; write it as a table, {TABLE}")
    return config_from_table(table, file)


def _absolute(path: str) -> str:
    if os.path.normpath(path) == path:
        return os.path.join(os.getcwd(), path)
    from pathlib import Path

    return str(Path(path).absolute())


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _parse(data: bytes, path: str) -> dict[str, object]:
    try:
        return parse(data.removeprefix(b"\xef\xbb\xbf").decode())  # some editors write a byte-order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}: line {line}: not UTF-8, which TOML files are written in ({error.reason}); save it as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        if type(error).__name__ == "TOMLDecodeError":  # its message ends in "(at line 3, column 5)"
            raise ConfigError(f"{path}: not valid TOML: {error}") from error
        # A number of 5,000 digits, a list in 1,000 lists.
        raise ConfigError(f"{path}: cannot be read ({error}); nothing that we know is written like that") from error


def _tool_table(document: object) -> object | None:
    tool = document.get("tool") if isinstance(document, dict) else None
    return tool.get(OWN_PACKAGE) if isinstance(tool, dict) else None


def check_packages(names: Iterable[str]) -> tuple[str, ...]:
    """Check a list of packages that did not come from a file.

    Args:
        names: Dotted names.

    Raises:
        ConfigError: A name is none, or may not be listed.
    """
    return package_names(names if isinstance(names, str) else list(names), Place("packages", None))
