"""How much memory does a converted module take that no graph has used yet, against the plain one?"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import imports
from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import interpreter

PROGRAM = """
import importlib, sys, tracemalloc
if sys.argv[1] == "ours":
    import autoimport_graph
    autoimport_graph.install(packages=["big"], report=False)
import big.m0
tracemalloc.start()
for i in range(1, int(sys.argv[2])):
    importlib.import_module(f"big.m{i}")
print(tracemalloc.get_traced_memory()[0])
"""


def run(effort: Effort) -> Outcome:
    """Import a package from the cache, and count what is allocated and kept."""
    modules = 5 if effort.quick else 60
    taken: dict[str, list[float]] = {"plain": [], "ours": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        imports.write(folder, modules)
        for number in range(effort.rounds + 1):
            for label, of_rounds in taken.items():
                allocated = float(interpreter(PROGRAM, [label, str(modules)], [folder]))
                if number > 0:  # the first round fills the caches
                    of_rounds.append(allocated / (modules - 1) / 1024)
    rows: list[tuple[str, list[Spread | None]]] = [(label, [Spread.of(of)]) for label, of in taken.items()]
    return Outcome(
        "Memory of a converted module that no graph has used",
        [Table("memory of a module", "KiB", ["after import"], rows, plotted=True)],
        [Target("memory of a module, against plain", 1.5, ratio(taken["ours"], taken["plain"]))],
        notes=["As tracemalloc counts what Python allocates and keeps, after an import from the cache."],
    )
