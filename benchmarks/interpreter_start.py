"""What does an installed autoimport_graph add to the start of an interpreter, switched off and switched on?"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Effort, Spread, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import ROOT

CONTENDERS = ["not installed", "installed, variable unset", "installed, variable set"]


def run(effort: Effort) -> Outcome:
    """Start interpreters of two environments, one with the package and one without."""
    if not effort.quick:
        effort = replace(effort, rounds=9, turns=9, seconds=0.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        without, with_package = _environment(folder / "without", False), _environment(folder / "with", True)
        (folder / "autoimport_graph.toml").write_text('packages = ["nothing_of_this_name"]\n')
        starts = {
            CONTENDERS[0]: lambda: _start(without, folder, None),
            CONTENDERS[1]: lambda: _start(with_package, folder, None),
            CONTENDERS[2]: lambda: _start(with_package, folder, "1"),
        }
        loaded = {label: start() for label, start in starts.items()}
        assert "tensorflow" not in loaded[CONTENDERS[2]], "the start imports TensorFlow"
        assert "autoimport_graph" not in loaded[CONTENDERS[1]], "the start imports what nobody asked for"
        assert "autoimport_graph" in loaded[CONTENDERS[2]], "the variable switches nothing on"
        taken = take_turns(starts, effort, _children_time)
    more = {
        label: Spread.of([1e3 * (one - other) for one, other in zip(taken[label], taken[CONTENDERS[0]], strict=True)])
        for label in CONTENDERS[1:]
    }
    rows: list[tuple[str, list[Spread | None]]] = [
        (label, [Spread.of([1e3 * second for second in seconds])]) for label, seconds in taken.items()
    ]
    return Outcome(
        "Interpreter start",
        [Table("start and end of an interpreter", "ms", ["python -c ''"], rows, plotted=True)],
        [
            Target("interpreter start, variable unset", 1, more[CONTENDERS[1]], "ms more"),
            Target("interpreter start, variable set", 30, more[CONTENDERS[2]], "ms more"),
        ],
        notes=["CPU time of the child processes; TensorFlow is not imported. Differences are taken round by round."],
    )


def _children_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment(folder: Path, with_package: bool) -> Path:
    """Make a virtual environment; returns its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    if with_package:
        shutil.copytree(ROOT / "autoimport_graph", packages / "autoimport_graph")
        shutil.copy(ROOT / "startup" / "zz_autoimport_graph.pth", packages)
    return folder / "bin" / "python"


def _start(python: Path, folder: Path, variable: str | None) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "AUTOIMPORT"))}
    if variable is not None:
        environment["AUTOIMPORT_GRAPH"] = variable
    program = "import sys; print(*(name for name in sys.modules if '.' not in name))"
    command = [str(python), "-c", program]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True).stdout
