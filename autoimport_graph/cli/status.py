"""``status``: what is switched on, by what, for which packages, and whether it will work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from autoimport_graph import __version__
from autoimport_graph.cli import doctor, sitecustomize
from autoimport_graph.cli.locate import locate
from autoimport_graph.cli.prepare import configuration
from autoimport_graph.config import Config
from autoimport_graph.errors import ConfigError
from autoimport_graph.hook.environment import configs_of
from autoimport_graph.hook.places import places
from autoimport_graph.startup import VARIABLE


@click.command("status")
@click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Go by this configuration instead of the one found from the current folder upward.",
)  # fmt: skip
@click.option(
    "-p", "--package", "packages", multiple=True, metavar="NAME",
    help="Look at this package or module, too. May be given several times.",
)  # fmt: skip
def command(config_file: Path | None, packages: tuple[str, ...]) -> int:
    """Tell what is switched on, by what, for which packages, and whether it will work.

    Starts Python once more to see what such a start does here. Each finding comes with its remedy; the exit code is 1
    if something would not work.
    """
    _line("version", f"autoimport_graph {__version__}, Python {sys.version.split()[0]} ({sys.executable})")
    probe = doctor.probe()
    _line("now", _switched(probe))
    findings = doctor.start_up(probe)
    try:
        config = _configuration(probe, config_file).with_packages(*packages)
    except ConfigError as error:
        findings.append(doctor.Finding(False, str(error), "correct the configuration"))
    else:
        _tell_configuration(config)
        findings += doctor.packages(config) + doctor.cache(config)
    findings += doctor.tensorflow()
    click.echo()
    for finding in findings:
        click.echo(f"{'ok     ' if finding.well else 'PROBLEM'}  {finding.text}")
        if finding.remedy:
            click.echo(f"         -> {finding.remedy}")
    return 0 if all(finding.well for finding in findings) else 1


def _configuration(probe: doctor.Probe, config_file: Path | None) -> Config:
    """Return what the user names, else what a start of Python goes by, else what ``run`` would go by."""
    if config_file is None and probe.on and probe.value is not None:
        return configs_of(probe.value)[-1]
    return configuration(None, config_file)


def _line(name: str, text: str) -> None:
    click.echo(f"{name:<14} {text}")


def _switched(probe: doctor.Probe) -> str:
    if not probe.on:
        return f"off: python started here would not be hooked (run works all the same; {VARIABLE}=1 switches it on)"
    if probe.by == "sitecustomize":
        files = [str(file) for file in sitecustomize.candidates() if sitecustomize.has_block(file)]
        return f"on, by {' and '.join(files) or 'a sitecustomize'}"
    return f"on, by {VARIABLE}={os.environ.get(VARIABLE)}"


def _tell_configuration(config: Config) -> None:
    _line("configuration", str(config.path or "none found here; the defaults"))
    _line("script", "converted" if config.script else "left alone (script = false)")
    for name in config.packages:
        _line("package", f"{name}{_where(name, config)}")
    if not config.packages:
        _line("packages", "none listed")
    if not config.cache:
        _line("cache", "none (cache = false)")


def _where(name: str, config: Config) -> str:
    spec = locate(name)
    if spec is None or not spec.origin or not spec.has_location:
        return ""
    if not config.cache:
        return f"  ({spec.origin})"
    found = next(
        (place.folder for place, _ in places(spec.origin, config.cache_dir) if doctor.can_hold(place)), "nowhere"
    )
    return f"  ({spec.origin}; cache: {found})"
