"""The table of commands, each imported when it is named, and the one place where wrong usage is told."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from autoimport_graph.errors import AutoimportGraphError

PROGRAM_NAME = "python -m autoimport_graph"

# Name -> the module of this package that defines the command `command`, and the line that the overview shows. The line
# stands here, too, so that the overview imports no command; a test compares the two.
COMMANDS = {
    "run": "Run a program with the listed packages converted.",
    "explain": "Run a program, then tell what happened to each function, and why.",
    "show": "Print the converted source of a module or a function.",
    "export": "Write a function as a SavedModel, which runs without this package.",
    "compile": "Convert whole packages ahead of time, into the cache.",
    "cache": "Show or clear the cache of converted modules.",
    "status": "Tell what is switched on, by what, for which packages, and whether it will work.",
    "enable": "Switch the hook on for every Python that starts in this environment.",
    "disable": "Undo enable: every sitecustomize.py is again what it was, byte for byte.",
}


class Commands(click.Group):
    """A group that imports a command's module when the command is used, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table, which is the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command.

        Args:
            ctx: click's context, not needed.
            cmd_name: What the user typed.
        """
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"autoimport_graph.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview from the table.

        Args:
            ctx: click's context, not needed.
            formatter: Where the overview goes.
        """
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names.

        Args:
            ctx: click's context.
            args: The command line from the command's name on.

        Raises:
            click.UsageError: No such command; a script's name in its place gets a hint.
        """
        if args and args[0] not in COMMANDS and args[0].endswith((".py", ".pyc", ".pyz", ".zip")):
            ctx.fail(f"No such command {args[0]!r}. To run a script: {PROGRAM_NAME} run {args[0]}")
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from autoimport_graph import __version__

        click.echo(f"autoimport_graph {__version__}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Show it.")
def app() -> None:
    """Import a package, and its eager TensorFlow control flow runs as graph operations."""


def invoke(arguments: Sequence[str]) -> Callable[[], Any] | None:
    """Carry out a command line.

    Args:
        arguments: What follows the program's name.

    Returns:
        A program to run, for the commands that run one: they do so when this call and the parser's frames are gone.

    Raises:
        SystemExit: With 2 for wrong usage or a wrong configuration, after saying what is wrong on standard error; with
            a command's own exit code if that is not 0.
    """
    try:
        outcome = app.main(args=list(arguments), prog_name=PROGRAM_NAME, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AutoimportGraphError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except click.Abort:
        sys.exit(1)
    if callable(outcome):
        return outcome  # type: ignore[no-any-return]
    if outcome:
        sys.exit(outcome)
    return None
