"""What ``status`` looks at: each finding says what is the case, and what to do if that is a problem."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
from importlib.util import find_spec
from pathlib import Path

from autoimport_graph.cli import sitecustomize
from autoimport_graph.cli.locate import locate
from autoimport_graph.config import Config
from autoimport_graph.hook.places import Place, places
from autoimport_graph.startup import VARIABLE

OLDEST_TENSORFLOW = (2, 16)
# The variable is asked for afterwards: what has switched the hook on puts there what child processes are to go by.
_ASK = (
    "import json, os, sys; m = sys.modules.get('autoimport_graph.startup'); "
    "print(json.dumps([m and m.started_by, m and m.failure, os.environ.get('AUTOIMPORT_GRAPH')]))"
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Args:
        well: Whether it will work.
        text: What is the case.
        remedy: What to do; empty where nothing has to be done.
    """

    well: bool
    text: str
    remedy: str = ""


@dataclass(frozen=True)
class Probe:
    """What a fresh interpreter does in this folder.

    Args:
        by: What switches the hook on there; None if nothing does.
        failure: Why that failed; None if it did not.
        value: What it hands on to its own child processes in the environment variable.
        possible: Whether ``AUTOIMPORT_GRAPH=1`` would switch it on.
    """

    by: str | None
    failure: str | None
    value: str | None
    possible: bool

    @property
    def on(self) -> bool:
        """Whether the hook is switched on there."""
        return self.by is not None and self.failure is None


def probe() -> Probe:
    """Start Python as it is, and if that is not hooked, with the variable set."""
    by, failure, value = _ask({})
    possible = by is not None or _ask({VARIABLE: "1"})[0] is not None
    return Probe(by, failure, value, possible)


def _ask(more: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    try:
        by, failure, value = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):  # AUTOIMPORT_GRAPH_STRICT=1: it did not start
        return None, done.stderr.strip() or f"python ends with exit code {done.returncode}", None
    return by, failure, value


def start_up(found: Probe) -> list[Finding]:
    """Look at how interpreters start.

    Args:
        found: What one does.
    """
    findings = []
    if found.failure is not None:
        findings.append(Finding(False, f"switched on, but: {found.failure}", "correct the configuration"))
    if found.possible:
        findings.append(Finding(True, f"{VARIABLE}=1 works in this environment"))
    else:
        findings.append(
            Finding(
                False,
                f"{VARIABLE}=1 does nothing here: zz_autoimport_graph.pth is not in this environment's site-packages",
                "install the package there (python -m pip install), or run python -m autoimport_graph enable",
            )
        )
    written = [file for file in sitecustomize.candidates() if sitecustomize.has_block(file)]
    used = PathFinder.find_spec("sitecustomize")
    for file in written:
        if used is not None and used.origin is not None and Path(used.origin) not in written:
            remedy = f"have {used.origin} run it, or take that folder off PYTHONPATH"
            findings.append(Finding(False, f"{file} is hidden by {used.origin}", remedy))
        else:
            remedy = "python -m autoimport_graph disable undoes that; run it before pip uninstall"
            findings.append(Finding(True, f"enabled in {file}", remedy))
    return findings


def packages(config: Config) -> list[Finding]:
    """Look for the packages that the configuration lists.

    Args:
        config: The configuration.
    """
    return [_package(name, config) for name in config.packages]


def _package(name: str, config: Config) -> Finding:
    where = f"packages of {config.path}" if config.path else "packages"
    try:
        spec = locate(name)
    except Exception as error:
        return Finding(False, f"{name}: looking for it failed ({error!r})", "repair what finds it")
    if spec is None:
        return Finding(
            False,
            f"{name}: there is no such module on the path from here",
            f"check the spelling in {where}, install it, or start in the folder that holds it",
        )
    origin = spec.origin
    if origin is None:
        return Finding(True, f"{name}: a namespace package, whose modules are converted one by one")
    if origin.endswith(tuple(EXTENSION_SUFFIXES)):
        return Finding(False, f"{name}: an extension module, there is nothing to convert", f"remove it from {where}")
    if not origin.endswith(".py") or not Path(origin).is_file():
        return Finding(
            False, f"{name}: has no Python source file ({origin})", "install it with its source, as files in a folder"
        )
    return Finding(True, f"{name}: found")


def cache(config: Config) -> list[Finding]:
    """Look at where converted modules can be kept.

    Args:
        config: The configuration.
    """
    if not config.cache:
        return [Finding(True, "nothing is cached: each start converts again (cache = false)")]
    findings = []
    if sys.dont_write_bytecode:
        remedy = "unset PYTHONDONTWRITEBYTECODE, or fill the cache by python -m autoimport_graph compile without it"
        findings.append(Finding(True, "nothing new is cached, because Python may not write byte code", remedy))
    for name in config.packages:
        spec = locate(name)
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            continue
        if not any(can_hold(place) for place, _ in places(spec.origin, config.cache_dir)):
            remedy = "set cache_dir to a folder that is yours and that others cannot write to"
            findings.append(Finding(False, f"{name}: each start converts it again, it can be cached nowhere", remedy))
    return findings or [Finding(True, "converted modules are cached")]


def can_hold(place: Place) -> bool:
    """Whether files can be kept in a place, without making it.

    Args:
        place: A folder for cache files, there or not.
    """
    folder = place.folder
    try:
        if os.path.lexists(folder):
            return place.usable() and os.access(folder, os.W_OK | os.X_OK)
        if not place.may_be_made():
            return False
    except OSError:
        return False
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK)


def tensorflow() -> list[Finding]:
    """Look for TensorFlow, without importing it."""
    from importlib_metadata import PackageNotFoundError, version

    oldest = ".".join(map(str, OLDEST_TENSORFLOW))
    if find_spec("tensorflow") is None:
        return [Finding(False, "TensorFlow is not installed", f"install tensorflow>={oldest}")]
    for distribution in ("tensorflow", "tensorflow-cpu", "tf-nightly", "tensorflow-macos"):
        try:
            found = version(distribution)
        except PackageNotFoundError:
            continue
        numbers = tuple(int(part) for part in found.split(".")[:2] if part.isdigit())
        remedy = f"upgrade: python -m pip install 'tensorflow>={oldest}'"
        well = numbers >= OLDEST_TENSORFLOW
        return [Finding(well, f"TensorFlow {found}", "" if well else remedy)]
    return [Finding(True, "TensorFlow, of a version that its distribution does not tell")]
