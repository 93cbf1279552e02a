"""``disable``: take out what ``enable`` has written."""

from __future__ import annotations

import click

from autoimport_graph.cli import sitecustomize


@click.command("disable")
@click.option("--venv", "where", flag_value="venv", help="For this environment alone.")
@click.option("--user", "where", flag_value="user", help="For you alone.")
def command(where: str | None) -> int:
    """Undo enable: every sitecustomize.py is again what it was, byte for byte.

    Without an option, for you and for this environment. The exit code is 1 if nothing was enabled.
    """
    if where == "venv":
        files = [sitecustomize.environment_file()]
    elif where == "user":
        files = [sitecustomize.user_file()]
    else:
        files = sitecustomize.candidates()
    enabled = [file for file in files if sitecustomize.has_block(file)]
    for file in enabled:
        sitecustomize.disable(file)
        click.echo(f"disabled in {file}")
    if not enabled:
        click.echo(f"nothing to disable: no block of ours in {' or '.join(map(str, files))}", err=True)
    return 0 if enabled else 1
