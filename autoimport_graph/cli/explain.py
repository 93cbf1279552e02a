"""``explain``: run a program, then tell what happened to each module and function, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import click

from autoimport_graph import report
from autoimport_graph.cli.prepare import prepare, program_options
from autoimport_graph.cli.program import ProgramCommand
from autoimport_graph.distributions import versions_of
from autoimport_graph.hook import ModuleEvent, subscribe
from autoimport_graph.hook.completion import complete_all
from autoimport_graph.program import Program

# Format -> the module of the report that renders it, and its function; imported when the program has ended.
FORMATS = {"text": ("render", "render_text"), "json": ("data", "render_json"), "html": ("page", "render_page")}


@click.command("explain", cls=ProgramCommand)
@program_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the report to this file instead of standard output.",
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)),
    help="Default: what the file's name ends in, .json or .html, else text.",
)  # fmt: skip
def command(
    program: Program,
    packages: tuple[str, ...],
    config_file: Path | None,
    no_cache: bool,
    verbose: bool,
    output: Path | None,
    form: str | None,
) -> Callable[[], None]:
    """Run a program, then tell what happened to each function, and why.

    For each module: whether it was converted, taken from the cache, or skipped. For each function: whether it was
    converted, how often it was traced, what its statements were staged as, which loops were unrolled, what ran as
    Python, and what was left alone and why. The exit code is the program's.
    """
    modules: list[ModuleEvent] = []
    subscribe(modules.append)
    report.enable()
    # The program may change its folder before the report is written.
    target = None if output is None else output.absolute()
    return prepare(program, packages, config_file, no_cache, verbose, then=lambda: _tell(modules, target, form))


def _tell(modules: list[ModuleEvent], output: Path | None, form: str | None) -> None:
    complete_all()  # for what no graph has used: a function that has no graph version is to be listed
    reports = report.build(modules, report.stagings())
    versions = versions_of(found.name for found in reports)
    for found in reports:
        found.distribution = versions.get(found.name.partition(".")[0], "")
    if output is not None:
        ending = output.suffix.removeprefix(".").lower()
        output.write_text(_render(reports, form or (ending if ending in FORMATS else "text")), encoding="utf-8")
        return
    # The program may have closed or replaced its own; the report goes to the process's.
    stream = sys.__stdout__
    if stream is None or stream.closed:
        return
    sys.stdout.flush()
    if form is None and stream.isatty():
        from rich.console import Console

        from autoimport_graph.report.render import render_tables

        render_tables(reports, Console(file=stream))
    else:
        stream.write(_render(reports, form or "text"))
        stream.flush()


def _render(reports: Sequence[report.ModuleReport], form: str) -> str:
    module, function = FORMATS[form]
    text: str = getattr(import_module(f"autoimport_graph.report.{module}"), function)(reports)
    return text
