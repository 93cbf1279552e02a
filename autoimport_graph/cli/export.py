"""``export``: write a function as a SavedModel."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import click

from autoimport_graph import specifications
from autoimport_graph.cli.prepare import configuration
from autoimport_graph.errors import AutoimportGraphError
from autoimport_graph.hook import install


@click.command("export")
@click.argument("target", metavar="MODULE:FUNCTION")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "-s", "--signature", "signature", multiple=True, metavar="SPEC",
    help="The arguments' dtypes and shapes, as in float32[None,3]; separated by commas, or one option for each.",
)  # fmt: skip
@click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
def command(target: str, directory: Path, signature: tuple[str, ...], config_file: Path | None) -> Callable[[], None]:
    """Write a function as a SavedModel, which runs without this package.

    MODULE is a dotted name, or the path of a file; it is imported. FUNCTION is a function, a method of a class or of
    an object in the module, or an object with __call__. SPEC is dtype[size, ...]: int32 is a scalar, float32[None, 3]
    has any number of rows, string[...] any rank, and name: int32 is the argument of that name.
    """
    module, _, name = target.partition(":")
    if not name:
        raise click.UsageError(f"{target!r} names no function; write MODULE:FUNCTION")
    for text in signature:
        specifications.read(text)
    config = configuration(None, config_file)
    folder, module = _split(module)
    if config.script:  # what the user names is converted, listed or not, as a program's script is
        config = config.with_packages(module)

    def run() -> None:
        sys.path.insert(0, folder)
        try:
            with install(config=config, report=False):
                _export(_find(module, name), directory, signature or None)
        except AutoimportGraphError as error:
            print(f"Error: {error}", file=sys.stderr)
            sys.exit(1)

    return run


def _split(module: str) -> tuple[str, str]:
    """The folder to import from, and the module's dotted name."""
    if module.endswith(".py") or os.sep in module:
        path = Path(module)
        if not path.is_file():
            raise click.UsageError(f"{module}: no such file")
        folder, name = path.resolve().parent, path.stem
        while (folder / "__init__.py").is_file():
            folder, name = folder.parent, f"{folder.name}.{name}"
        return str(folder), name
    if not all(part.isidentifier() for part in module.split(".")):
        raise click.UsageError(f"{module!r} is neither the dotted name of a module nor the path of a Python file")
    return os.getcwd(), module


def _find(module: str, name: str) -> Any:
    try:
        imported = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise  # the module's own imports
        where = "it is searched from the current folder and in sys.path"
        raise _NotThere(f"No module named {error.name!r}; {where}") from None
    try:
        return reduce(getattr, name.split("."), imported)
    except AttributeError as error:
        raise _NotThere(f"{module} has no {name!r}: {error}") from None


class _NotThere(AutoimportGraphError):
    """The module, or a function in it."""


def _export(function: Any, directory: Path, signature: tuple[str, ...] | None) -> None:
    if isinstance(function, type) or not callable(function):
        raise _NotThere(f"{function!r} is not a function")
    from autoimport_graph.api import export

    export(function, directory, signature)
    print(f"written: tf.saved_model.load({os.fspath(directory)!r}) gives the function")
