"""``enable``: switch the hook on for every start of Python, by a sitecustomize."""

from __future__ import annotations

from pathlib import Path

import click

from autoimport_graph.cli import sitecustomize
from autoimport_graph.config import load_config


@click.command("enable")
@click.option("--venv", "where", flag_value="venv", help="For this environment, for everyone who uses it.")
@click.option("--user", "where", flag_value="user", help="For you, in every environment that reads your site-packages.")
@click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Always go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
def command(where: str | None, config_file: Path | None) -> None:
    """Switch the hook on for every Python that starts in this environment.

    Writes sitecustomize.py, or adds a marked block to the one that is there; the command disable takes it out again.
    Without an option it is --venv in a virtual environment, else --user. AUTOIMPORT_GRAPH=0 still switches the hook off
    for one start. Run disable before pip uninstall, which does not know of the file: it then does nothing, but stays.
    """
    value = "1"
    if config_file is not None:
        load_config(config_file)
        value = str(config_file.absolute())
    venv = where == "venv" or (where is None and sitecustomize.in_virtual_environment())
    file = sitecustomize.environment_file() if venv else sitecustomize.user_file()
    sitecustomize.enable(file, value)
    click.echo(f"enabled in {file}")
    click.echo(
        "to undo: python -m autoimport_graph disable; run it before pip uninstall, which does not know of the file"
    )
