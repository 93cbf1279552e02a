"""``python -m benchmarks``: run the benchmarks, print their tables, write JSON and plots."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click
from rich.console import Console

from benchmarks.catalogue import NAMES
from benchmarks.outcome import Outcome
from benchmarks.plots import plot
from benchmarks.projects import ROOT
from benchmarks.tables import show, show_targets


@click.command()
@click.option(
    "--only", "only", multiple=True, metavar="NAME", type=click.Choice(NAMES), help="Run this one; repeatable."
)
@click.option(
    "--quick", is_flag=True, help="Try the benchmarks out: small programs, two rounds, figures worth nothing."
)
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(__file__).parent / "results",
    help="Where JSON and plots are written.",
)
@click.option("--show", "show_only", is_flag=True, help="Print what was found last time, and run nothing.")
def main(only: tuple[str, ...], quick: bool, results: Path, show_only: bool) -> None:
    """How fast is autoimport_graph? All figures are ratios between contenders that take turns."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    outcomes: dict[str, Outcome] = {}
    failed = []
    for name in only or NAMES:
        path = results / f"{name}.json"
        started, load = time.perf_counter(), os.getloadavg()[0]
        if not show_only and not _run(name, quick, path):
            failed.append(name)
            console.print(f"[red]{name} failed[/red]")
            continue
        if not path.exists():
            continue
        outcome = outcomes[name] = Outcome.read(path)
        if not show_only:
            outcome.notes.append(
                f"{time.perf_counter() - started:.0f} s in all; load average {load:.1f} before, "
                f"{os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores."
            )
            outcome.write(path)
            plot(outcome, results, name)
        show(outcome, console)
    show_targets(outcomes, console)
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def _run(name: str, quick: bool, path: Path) -> bool:
    """Run one benchmark in a process of its own, which owes nothing to the others."""
    path.unlink(missing_ok=True)
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    folders = [str(ROOT), *filter(None, [environment.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(folders)
    command = [sys.executable, "-m", "benchmarks.one", name, str(path), *(["--quick"] if quick else [])]
    return subprocess.run(command, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    main()
