"""``show``: print the graph versions that the compiler makes of a module's functions."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import click

from autoimport_graph import compiler
from autoimport_graph.cli.locate import locate
from autoimport_graph.cli.prepare import configuration
from autoimport_graph.config import Config
from autoimport_graph.hook.script import script_names
from autoimport_graph.hook.session import Session


@click.command("show")
@click.argument("target", metavar="MODULE[:FUNCTION]")
@click.option("--tree", is_flag=True, help="Print the syntax tree instead of source.")
@click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
def command(target: str, tree: bool, config_file: Path | None) -> None:
    """Print the converted source of a module or a function.

    MODULE is a dotted name or the path of a file; nothing of it is imported. FUNCTION is a qualified name, as in
    package.module:Class.method; a class or a function that contains others stands for all of them.
    """
    module, _, function = target.partition(":")
    config = configuration(None, config_file)
    path, names = _find(module, config)
    patterns = Session(config).patterns_for(names[0], names[1:])
    options = compiler.Options(**patterns.__dict__)
    try:
        versions = compiler.show_module(path.read_bytes(), str(path), names[0], options)
    except OSError as error:
        raise _Unusable(f"{path}: {error.strerror}") from error
    except (SyntaxError, ValueError) as error:
        raise _Unusable(f"{path}: {error}") from error
    if function:
        versions = _select(versions, function, module)
    if not versions:
        raise _Nothing(f"{module}: no function has anything to convert")
    _print(versions, tree)


class _Unusable(click.ClickException):
    """The target cannot be shown."""

    exit_code = 2


class _Nothing(click.ClickException):
    """All is well, but there is nothing to show."""

    exit_code = 1


def _find(module: str, config: Config) -> tuple[Path, tuple[str, ...]]:
    """Return the file of what the user named, and its dotted names, the one that it is converted under first."""
    if module.endswith(".py") or os.sep in module:
        path = Path(module)
        if not path.is_file():
            raise _Unusable(f"{module}: no such file")
        return path.resolve(), script_names(str(path), config)
    if not all(part.isidentifier() for part in module.split(".")):
        raise _Unusable(f"{module!r} is neither the dotted name of a module nor the path of a Python file")
    spec = locate(module)
    if spec is None:
        raise _Unusable(f"No module named {module!r}; it is searched from the current folder and in sys.path")
    if not spec.has_location or not spec.origin or not spec.origin.endswith(".py"):
        raise _Unusable(f"{module}: has no Python source file")
    return Path(spec.origin), (module,)


def _select(versions: dict[str, ast.AST], function: str, module: str) -> dict[str, ast.AST]:
    chosen = {
        name: tree
        for name, tree in versions.items()
        if name == function or name.startswith((f"{function}.", f"{function}@"))
    }
    if not chosen:
        from difflib import get_close_matches

        near = get_close_matches(function, versions, n=1)
        hint = (
            f"did you mean {near[0]}?"
            if near
            else "functions with something to convert: " + (", ".join(versions) or "none")
        )
        raise _Nothing(f"{module} has no graph version of {function!r}; {hint}")
    return chosen


def _print(versions: dict[str, ast.AST], tree: bool) -> None:
    blocks = []
    for name, node in versions.items():
        if tree:
            from astunparse import dump

            text = dump(node).strip("\n")
        else:
            text = ast.unparse(node)
        blocks.append(f"# {name}\n{text}\n")
    source = "\n".join(blocks)
    if sys.stdout.isatty() and not tree:
        from rich.console import Console
        from rich.syntax import Syntax

        Console().print(Syntax(source, "python", theme="ansi_dark", background_color="default", word_wrap=True))
    else:
        click.echo(source, nl=False)
