"""``compile``: fill the cache for whole packages, ahead of time."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter

import click

from autoimport_graph.cli.modules import modules_of
from autoimport_graph.cli.prepare import configuration
from autoimport_graph.config import Config
from autoimport_graph.hook.ahead import Filled, fill
from autoimport_graph.hook.places import user_cache_dir
from autoimport_graph.startup import VARIABLE

# Starting a process takes as long as converting some modules.
_MODULES_FOR_A_PROCESS = 8


@click.command("compile")
@click.argument("packages", nargs=-1, metavar="[PACKAGE]...")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Use N processes; as many as there are cores by default.",
)
@click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
def command(packages: tuple[str, ...], jobs: int | None, config_file: Path | None) -> int:
    """Convert whole packages ahead of time, into the cache.

    Without a PACKAGE, those that the configuration lists. Nothing of them is imported. The cache holds for any user and
    any modification times, and on a file system that is read-only later; for programs that run under python -O, compile
    under python -O. The exit code is 1 if something could not be converted, or could not be kept.
    """
    config = configuration(None, config_file)
    names = Config().with_packages(*packages).packages or config.packages
    if not names:
        raise click.UsageError("Nothing to compile: name a package, or list some in autoimport_graph.toml.")
    modules: dict[str, str] = {}
    for name in names:
        found = modules_of(name)
        if found is None:
            raise click.UsageError(f"No module named {name!r}; it is searched from the current folder and in sys.path")
        modules.update(found)
    os.environ[VARIABLE] = "0"  # the processes of the pool have nothing to be hooked for
    started = perf_counter()
    outcomes = sorted(_fill_all(config, list(modules.items()), jobs or _cores()), key=lambda filled: filled.name)
    return _tell(outcomes, len(names), perf_counter() - started)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _fill_all(config: Config, modules: Sequence[tuple[str, str]], jobs: int) -> list[Filled]:
    jobs = min(jobs, len(modules) // _MODULES_FOR_A_PROCESS + 1)
    outcomes = []
    with _progress(len(modules)) as advance:
        for filled in _filled(config, modules, jobs):
            outcomes.append(filled)
            advance(filled.name)
    return outcomes


def _filled(config: Config, modules: Sequence[tuple[str, str]], jobs: int) -> Iterator[Filled]:
    if jobs == 1:
        for name, path in modules:
            yield fill(config, name, path)
        return
    # Not fork: the progress bar has a thread.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for future in as_completed([pool.submit(fill, config, name, path) for name, path in modules]):
            yield future.result()


@contextlib.contextmanager
def _progress(total: int):  # type: ignore[no-untyped-def]
    """Show a bar on a terminal's standard error; yield what moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        yield lambda name: progress.update(task, advance=1, description=name)


def _tell(outcomes: Sequence[Filled], packages: int, seconds: float) -> int:
    counts = {kind: sum(filled.kind == kind for filled in outcomes) for kind in ("converted", "cached", "skipped")}
    kinds = [note[0] for filled in outcomes for note in filled.notes]
    click.echo(f"{_plural(len(outcomes), 'module')} of {_plural(packages, 'package')} in {seconds:.1f} s")
    click.echo(
        f"{counts['converted']} converted, {counts['cached']} in the cache already, {counts['skipped']} excluded"
    )
    click.echo(f"{sum(kind not in ('untouched', 'unconverted') for kind in kinds)} of {len(kinds)} functions converted")
    own = user_cache_dir()
    private = [f for f in outcomes if own is not None and f.kept is not None and f.kept.startswith(own + os.sep)]
    if private:
        click.echo(
            f"{len(private)} modules are kept in {own}, where no other user finds them; set cache_dir to share them"
        )
    problems = list(_problems(outcomes))
    if problems:
        click.echo("\nnot converted, or not kept:", err=True)
        for problem in problems:
            click.echo(f"  {problem}", err=True)
    return 1 if problems else 0


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _problems(outcomes: Sequence[Filled]) -> Iterator[str]:
    for filled in outcomes:
        if filled.kind == "failed":
            yield f"{filled.path}: {filled.name}: {filled.reason}"
        for kind, qualname, line, reason in filled.notes:
            if kind == "unconverted":
                yield f"{filled.path}:{line}: {filled.name}.{qualname}: {reason}"
        if filled.kind in ("converted", "cached") and filled.kept is None:
            yield f"{filled.path}: {filled.name}: no folder takes its cache file; set cache_dir"
