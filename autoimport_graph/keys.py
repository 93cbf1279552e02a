"""The configuration's keys: what each takes, and what is said of anything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from keyword import iskeyword

from autoimport_graph.errors import ConfigError
from autoimport_graph.records import Record

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

OWN_PACKAGE = "autoimport_graph"


class Place(Record):
    """Where a value stands: what an error message begins with."""

    key: str
    path: str | None

    def error(self, message: str) -> ConfigError:
        """Return an error that begins with the place.

        Args:
            message: What is wrong, and what to write.
        """
        where = f"{self.path}: {self.key}" if self.path else self.key
        return ConfigError(f"{where}: {message}")


def _flag(value: object, place: Place) -> bool:
    if not isinstance(value, bool):
        raise place.error(f"{value!r} is {kind_of(value)}; write true or false (no quotes)")
    return value


def _compilation(value: object, place: Place) -> bool | None:
    if value == "auto":
        return None
    if not isinstance(value, bool):
        raise place.error(f'{value!r} is {kind_of(value)}; write "auto", true or false (no quotes)')
    return value


def _names(value: object, place: Place) -> tuple[str, ...]:
    if isinstance(value, str):
        raise place.error(f'expected a list of names, not a string; write {place.key} = ["{value}"]')
    if not isinstance(value, (list, tuple)):
        raise place.error(f'expected a list of names, not {kind_of(value)}; write {place.key} = ["name", ...]')
    for item in value:
        if not isinstance(item, str):
            raise place.error(f"{item!r} in the list is {kind_of(item)}; each name is a string in quotes")
    return tuple(dict.fromkeys(value))


def package_names(value: object, place: Place) -> tuple[str, ...]:
    """Check a list of packages and modules.

    Args:
        value: The list.
        place: Where it stands.

    Raises:
        ConfigError: It is none, or a name in it is none or may not be listed.
    """
    names = _names(value, place)
    for name in names:
        _check_package(name, place)
    return names


def _check_package(name: str, place: Place) -> None:
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


def _distribution_names(value: object, place: Place) -> tuple[str, ...]:
    import re

    names = _names(value, place)
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", name):
            raise place.error(f"{name!r} is not the name of a distribution; write it as for pip install, no version")
    return names


def _patterns(value: object, place: Place) -> tuple[str, ...]:
    names = _names(value, place)
    if not names:
        return names
    import re

    for name in names:
        parts = re.sub(r"<(locals|lambda)>", "x", name).split(".")
        if not all(re.sub(r"[*?]", "x", part).isidentifier() for part in parts):
            raise place.error(
                f"{name!r} is not a dotted name; write package.module.function, package.module.Class.method, "
                "or a pattern of such names with *"
            )
    return names


def _folder(value: object, place: Place) -> str:
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        raise place.error(f"{value!r} is {kind_of(value)}; write the path of a folder in quotes")
    try:
        expanded = os.path.expanduser(os.fspath(value))
    except ValueError:  # characters that no name can have
        expanded = "~"
    if expanded.startswith("~"):  # "~name", where nobody goes by that name
        raise place.error(f"{value!r} begins with a home folder that is not known; write it out")
    folder = os.path.join(os.getcwd(), os.path.dirname(place.path or ""), expanded)
    if os.path.normpath(folder) == folder:
        return folder
    from pathlib import Path  # takes out what means nothing, and no more: links may stand before ".."

    return str(Path(folder))


def kind_of(value: object) -> str:
    """Say what a value is.

    Args:
        value: As TOML gives it.
    """
    kinds = {bool: "a boolean", int: "a number", float: "a number", dict: "a table", list: "a list", str: "a string"}
    return kinds.get(type(value), f"a {type(value).__name__}")


KEYS: Mapping[str, Callable[[object, Place], Any]] = {
    "packages": package_names,
    "distributions": _distribution_names,
    "script": _flag,
    "graph": _patterns,
    "jit_compile": _compilation,
    "do_not_convert": _patterns,
    "exclude": _patterns,
    "py_func": _patterns,
    "strict": _flag,
    "ignore": _patterns,
    "cache": _flag,
    "cache_dir": _folder,
}
