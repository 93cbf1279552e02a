"""How much faster does ``compile`` convert a package of 1,000 modules with two processes than with one?"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks import imports
from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import ROOT


def run(effort: Effort) -> Outcome:
    """Convert the package, each time into an empty cache."""
    modules = 20 if effort.quick else 1000
    effort = replace(effort, rounds=1 if effort.quick else 5)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    processor: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        imports.write(folder, modules, functions=2)
        for number in range(effort.rounds):
            for jobs in (1, 2) if number % 2 == 0 else (2, 1):
                before = _processor_time()
                seconds[jobs].append(_compile(folder, jobs, modules))
                processor[jobs].append(_processor_time() - before)
    faster = ratio(seconds[1], seconds[2])
    rows: list[tuple[str, list[Spread | None]]] = [
        (f"{jobs} process{'es' if jobs > 1 else ''}", [Spread.of(taken), Spread.of(processor[jobs])])
        for jobs, taken in seconds.items()
    ]
    return Outcome(
        f"Converting a package of {modules} modules ahead of time",
        [Table("compile", "s", ["wall time", "CPU time"], rows, plotted=True)],
        [Target("compile with two processes, faster than with one", 1.7, faster, at_least=True)],
        notes=[
            "Two processes need two idle cores: compare the load average below. By the CPU time that all processes "
            f"take, such cores would make it {2 * ratio(processor[1], processor[2]).median:.2f} times.",
        ],
    )


def _processor_time() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _compile(folder: Path, jobs: int, modules: int) -> float:
    for cache in folder.rglob("*.pyc"):
        cache.unlink()
    command = [sys.executable, "-m", "autoimport_graph", "compile", "--jobs", str(jobs), "big"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert f"{modules + 1} converted" in done.stdout, done.stdout
    found = re.search(r"in ([\d.]+) s", done.stdout)
    assert found is not None, done.stdout
    return float(found[1])
