"""What is imported to run a program with the hook on, warm and cold: nothing that is not needed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import imports
from benchmarks.measure import Effort, Spread
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import environment, interpreter

PROGRAM = """
import sys
before = set(sys.modules)
import autoimport_graph
autoimport_graph.install(packages=["big"], report=False)
import big.m0
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("big")))
"""
# What an import from the cache has no use for.
UNWANTED = ("ast", "gast", "inspect", "tensorflow", "numpy", "click", "rich", "jinja2", "tokenize", "typing")
LONGEST = 12


def run(effort: Effort) -> Outcome:
    """List the modules that the hook imports, with the time that each takes of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        imports.write(folder, 1)
        cold = interpreter(PROGRAM, path=[folder]).split()
        warm = interpreter(PROGRAM, path=[folder]).split()
        profiles = [_profile(folder) for _ in range(effort.rounds)]
    unwanted = [module for module in warm if module in UNWANTED]
    mine = {module: Spread.of([profile.get(module, 0.0) for profile in profiles]) for module in warm}
    longest = sorted(mine, key=lambda module: mine[module].median, reverse=True)[:LONGEST]
    rows: list[tuple[str, list[Spread | None]]] = [(module, [mine[module]]) for module in longest]
    total = Spread.of([sum(profile.get(module, 0.0) for module in warm) for profile in profiles])
    rows.append((f"all {len(warm)} modules", [total]))
    return Outcome(
        "Import-time profile of the hook, the converted module in the cache",
        [Table("own import time", "ms", ["-X importtime"], rows, plotted=True)],
        [Target("modules imported on a warm start that it has no use for", 0, Spread.of([len(unwanted)]), "modules")],
        notes=[
            f"Cold: {len(cold)} modules, the converter's among them; warm: {len(warm)}.",
            f"Looked for: {', '.join(UNWANTED)}; found: {', '.join(unwanted) or 'none'}.",
        ],
    )


def _profile(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-X", "importtime", "-c", PROGRAM]
    done = subprocess.run(command, env=environment([folder]), capture_output=True, text=True, check=True)
    profile = {}
    for line in done.stderr.splitlines():
        own, _, name = line.removeprefix("import time:").split("|")
        if own.strip().isdigit():
            profile[name.strip()] = int(own) / 1e3
    return profile
