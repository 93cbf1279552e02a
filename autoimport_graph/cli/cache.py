"""``cache info`` and ``cache clear``: the cache of converted modules on disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from autoimport_graph.cli.locate import locate
from autoimport_graph.cli.prepare import configuration
from autoimport_graph.hook.cache import cache_files
from autoimport_graph.hook.places import user_cache_dir


@click.group("cache")
def command() -> None:
    """Show or clear the cache of converted modules."""


_config_option = click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
_package_option = click.option(
    "-p", "--package", "packages", multiple=True, metavar="NAME",
    help="Look at this package or module, too. May be given several times.",
)  # fmt: skip


@command.command("info")
@_config_option
@_package_option
def info(config_file: Path | None, packages: tuple[str, ...]) -> None:
    """Tell where cached modules lie, and how many."""
    total_count = total_size = 0
    for folder, reason in _folders(config_file, packages):
        sizes = [size for size in map(_size, cache_files(folder)) if size is not None]
        total_count += len(sizes)
        total_size += sum(sizes)
        click.echo(f"{folder}  {len(sizes)} files, {_readable(sum(sizes))}  ({reason})")
    click.echo(f"{total_count} files, {_readable(total_size)} in all")


@command.command("clear")
@_config_option
@_package_option
def clear(config_file: Path | None, packages: tuple[str, ...]) -> int:
    """Remove the cached modules.

    They are converted again when they are imported next.
    """
    removed, failed = 0, 0
    for folder, _ in _folders(config_file, packages):
        for file in cache_files(folder):
            try:
                file.unlink()
                removed += 1
            except FileNotFoundError:  # another process was quicker
                continue
            except OSError as error:
                failed += 1
                click.echo(f"Error: {file}: {error.strerror}", err=True)
    click.echo(f"removed {removed} files")
    return 1 if failed else 0


def _folders(config_file: Path | None, packages: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Yield the folders that can hold cache files, none inside another, each with the reason to look there."""
    config = configuration(None, config_file).with_packages(*packages)
    candidates: list[tuple[Path, str]] = []
    if config.cache_dir is not None:
        candidates.append((config.cache_dir, "cache_dir of the configuration"))
    if sys.pycache_prefix is not None:
        candidates.append((Path(sys.pycache_prefix), "Python's byte code folder"))
    own = user_cache_dir()
    if own is not None:
        candidates.append((Path(own), "the user's cache folder"))
    if config.path is not None:
        candidates.append((config.path.parent, f"where {config.path.name} lies"))
    for name in config.packages:
        spec = locate(name)
        if spec is None:
            continue
        places = list(spec.submodule_search_locations or ())
        if not places and spec.origin:
            places = [str(Path(spec.origin).parent / "__pycache__")]
        candidates += [(Path(place), f"package {name}") for place in places]
    seen: list[Path] = []
    for folder, reason in candidates:
        resolved = folder.resolve()
        if folder.is_dir() and not any(resolved.is_relative_to(other) for other in seen):
            seen.append(resolved)
            yield folder, reason


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _readable(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    if size < 1024**2:
        return f"{size / 1024:.1f} KiB"
    return f"{size / 1024**2:.1f} MiB"
