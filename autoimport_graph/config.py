"""Find, read and check the configuration: a file or a table goes in, one frozen object comes out.

A key is one row of :data:`KEYS` (its name and the function that checks its value) and one field of :class:`Config`
(its default); nothing else knows the list of keys.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from autoimport_graph.errors import ConfigError
from autoimport_graph.records import Record

OWN_PACKAGE = "autoimport_graph"
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
        added = _package_names(list(names), _Place("packages", None))
        return self.replace(packages=tuple(dict.fromkeys(self.packages + added)))


class _Place(Record):
    """Where a value stands: what an error message begins with."""

    key: str
    path: Path | None

    def error(self, message: str) -> ConfigError:
        where = f"{self.path}: {self.key}" if self.path else self.key
        return ConfigError(f"{where}: {message}")


def _flag(value: object, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise place.error(f"{value!r} is {_kind(value)}; write true or false (no quotes)")
    return value


def _names(value: object, place: _Place) -> tuple[str, ...]:
    if isinstance(value, str):
        raise place.error(f'expected a list of names, not a string; write {place.key} = ["{value}"]')
    if not isinstance(value, (list, tuple)):
        raise place.error(f'expected a list of names, not {_kind(value)}; write {place.key} = ["name", ...]')
    for item in value:
        if not isinstance(item, str):
            raise place.error(f"{item!r} in the list is {_kind(item)}; each name is a string in quotes")
    return tuple(dict.fromkeys(value))


def _package_names(value: object, place: _Place) -> tuple[str, ...]:
    names = _names(value, place)
    for name in names:
        _check_package(name, place)
    return names


def _check_package(name: str, place: _Place) -> None:
    top = name.partition(".")[0]
    if name == "__main__":
        raise place.error("'__main__' is the program's script; write script = true to have it converted")
    if not all(part.isidentifier() and not iskeyword(part) for part in name.split(".")):
        hint = _package_hint(name)
        raise place.error(f"{name!r} is not the dotted name of a module, as in an import statement{hint}")
    if top == OWN_PACKAGE:
        raise place.error(f"{name!r} is this tool itself, which it cannot convert; remove it from the list")
    if top in sys.stdlib_module_names:
        raise place.error(
            f"{name!r} belongs to Python's standard library, which is never converted; "
            "remove it from the list, or rename your module if it is yours"
        )


def _package_hint(name: str) -> str:
    guess = name.removesuffix(".py").replace("/", ".").replace("\\", ".").replace("-", "_").rstrip("*.")
    if guess == name or not all(part.isidentifier() for part in guess.split(".")):
        return ""
    return f"; write {guess!r}, its submodules are included" if "*" in name else f"; try {guess!r}"


def _distribution_names(value: object, place: _Place) -> tuple[str, ...]:
    names = _names(value, place)
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", name):
            raise place.error(f"{name!r} is not the name of a distribution; write it as for pip install, no version")
    return names


def _patterns(value: object, place: _Place) -> tuple[str, ...]:
    names = _names(value, place)
    for name in names:
        parts = re.sub(r"<(locals|lambda)>", "x", name).split(".")
        if not all(re.sub(r"[*?]", "x", part).isidentifier() for part in parts):
            raise place.error(
                f"{name!r} is not a dotted name; write package.module.function, package.module.Class.method, "
                "or a pattern of such names with *"
            )
    return names


def _folder(value: object, place: _Place) -> Path:
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        raise place.error(f"{value!r} is {_kind(value)}; write the path of a folder in quotes")
    try:
        folder = Path(value).expanduser()
    except (RuntimeError, ValueError) as error:  # "~name", where nobody goes by that name
        raise place.error(f"{value!r} begins with a home folder that is not known; write it out") from error
    return (place.path.parent if place.path else Path()).absolute() / folder


def _kind(value: object) -> str:
    kinds = {bool: "a boolean", int: "a number", float: "a number", dict: "a table", list: "a list", str: "a string"}
    return kinds.get(type(value), f"a {type(value).__name__}")


KEYS: Mapping[str, Callable[[object, _Place], Any]] = {
    "packages": _package_names,
    "distributions": _distribution_names,
    "script": _flag,
    "graph": _patterns,
    "do_not_convert": _patterns,
    "exclude": _patterns,
    "py_func": _patterns,
    "strict": _flag,
    "ignore": _patterns,
    "cache": _flag,
    "cache_dir": _folder,
}


def config_from_table(table: Mapping[str, object], path: Path | None = None) -> Config:
    """Check a table of keys and values.

    Args:
        table: As a TOML file gives it.
        path: The file it came from, for messages and for relative folders.

    Raises:
        ConfigError: A key is unknown or a value is not what its key takes.
    """
    for key in table:
        if key not in KEYS:
            raise _unknown_key(key, table, path)
    values = {key: KEYS[key](value, _Place(key, path)) for key, value in table.items()}
    return Config(path=path, **values)


def _unknown_key(key: str, table: Mapping[str, object], path: Path | None) -> ConfigError:
    from difflib import get_close_matches

    if key == "tool" and isinstance(table[key], dict):
        return _Place(key, path).error(f"in {FILE_NAME} the keys stand at the top level; remove the {TABLE} line")
    near = get_close_matches(key.replace("-", "_").lower(), KEYS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
    return _Place(key, path).error(f"unknown key; {hint}")


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
    start = start.absolute()
    for folder in (start, *start.parents):
        own, shared = folder / FILE_NAME, folder / PYPROJECT
        if own.is_file():
            return own
        if _has_table(shared):
            return shared
    return None


def _has_table(pyproject: Path) -> bool:
    try:
        data = pyproject.read_bytes()
    except OSError:  # none here, or not ours to read
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
    path = Path(path).absolute()
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # a path may have characters that no path can have
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: cannot be read ({reason}); check the path") from error
    table: object = _parse(data, path)
    if path.name == PYPROJECT:
        table = _tool_table(table)
        if table is None:
            raise ConfigError(f"{path}: has no table {TABLE}; add one, or name another file")
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.{OWN_PACKAGE} is {_kind(table)}; write it as a table, {TABLE}")
    return config_from_table(table, path)


def _parse(data: bytes, path: Path) -> dict[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        table: dict[str, object] = tomllib.loads(data.decode("utf-8-sig"))  # some editors write a byte-order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}: line {line}: not UTF-8, which TOML files are written in ({error.reason}); save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:  # its message ends in "(at line 3, column 5)"
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, a list in 1,000 lists
        raise ConfigError(f"{path}: cannot be read ({error}); nothing that we know is written like that") from error
    return table


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
    return _package_names(names if isinstance(names, str) else list(names), _Place("packages", None))
