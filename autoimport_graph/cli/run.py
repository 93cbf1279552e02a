"""``run``: run a program with the listed packages converted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from autoimport_graph.cli.prepare import prepare, program_options
from autoimport_graph.cli.program import ProgramCommand
from autoimport_graph.program import Program


@click.command("run", cls=ProgramCommand)
@program_options
def command(
    program: Program, packages: tuple[str, ...], config_file: Path | None, no_cache: bool, verbose: bool
) -> Callable[[], None]:
    """Run a program with the listed packages converted.

    The program is named as for python: a script, folder or zip file, -m MODULE, -c CODE, or - for standard input. What
    follows it is the program's own.
    """
    return prepare(program, packages, config_file, no_cache, verbose)
