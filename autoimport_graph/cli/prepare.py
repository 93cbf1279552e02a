"""What ``run`` and ``explain`` share: their options, and a program started with the hook installed as these say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

import click

from autoimport_graph.config import Config, find_config, load_config
from autoimport_graph.distributions import resolved
from autoimport_graph.hook import install, script_code, subscribe
from autoimport_graph.hook.verbose import print_event
from autoimport_graph.program import Program
from autoimport_graph.program.execute import execute
from autoimport_graph.program.finish import finish
from autoimport_graph.startup import VERBOSE

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-p", "--package", "packages", multiple=True, metavar="NAME",
        help="Convert this package or module, too. May be given several times.",
    ),
    click.option(
        "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
        help="Read this configuration instead of the one found from the script's folder upward.",
    ),
    click.option("--no-cache", is_flag=True, help="Neither read nor write converted modules on disk."),
    click.option("-v", "--verbose", is_flag=True, help="Print a line on standard error for each module."),
)  # fmt: skip


def program_options(command: _F) -> _F:
    """Give a command the options of :func:`prepare` beside the program.

    Args:
        command: The callback of a command.
    """
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def configuration(program: Program | None, config_file: Path | None) -> Config:
    """Read the configuration that holds for a program.

    Args:
        program: What is to be run; None for commands that run nothing.
        config_file: The file that the user named; None to search for one.

    Returns:
        What the file says; without any file, the defaults.

    Raises:
        ConfigError: The file cannot be read or says what cannot be meant.
    """
    if config_file is not None:
        return resolved(load_config(config_file))
    found = None
    if program is not None and program.kind == "script":
        target = os.path.realpath(program.target)
        found = find_config(Path(target if os.path.isdir(target) else os.path.dirname(target)))
    # A script that lies elsewhere, in an environment's bin folder for one, is run for the project that one is in.
    found = found or find_config(Path.cwd())
    return Config() if found is None else resolved(load_config(found))


def prepare(
    program: Program,
    packages: tuple[str, ...],
    config_file: Path | None,
    no_cache: bool,
    verbose: bool,
    then: Callable[[], None] | None = None,
) -> Callable[[], None]:
    """Install the hook for a program.

    Args:
        program: What is to be run.
        packages: Packages to convert beside those of the configuration.
        config_file: The configuration that the user named.
        no_cache: Whether to leave the cache alone.
        verbose: Whether to print a line for each module.
        then: What is to be done after the program, whichever way it ended.

    Returns:
        What runs the program to its end.

    Raises:
        ConfigError: The configuration or a package's name.
    """
    config = configuration(program, config_file).with_packages(*packages)
    if no_cache:
        config = config.replace(cache=False)
    if verbose:
        subscribe(print_event)
        os.environ[VERBOSE] = "1"  # for the program's child processes
    handle = install(config=config)

    def compile_main(source: bytes, filename: str) -> CodeType:
        return script_code(filename, source, config)

    def afterwards(failed: bool) -> None:
        if failed:  # cut short, or never found: that it did not import all that is listed says nothing
            handle.uninstall(report=False)
        if then is not None:
            then()

    return lambda: finish(lambda: execute(program, compile_main), afterwards)
