"""How fast do the graphs of twelve typical functions run, against those written by hand?"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.measure import Effort, Spread, geometric_mean, ratio, ratios, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.single_thread import CLOCK, NOTE, use_one_thread
from benchmarks.typical_graphs import CONTENDERS, graphs


def run(effort: Effort) -> Outcome:
    """Run each graph again and again."""
    use_one_thread()
    rows: list[tuple[str, list[Spread | None]]] = []
    ours = []
    if not effort.quick:
        effort = replace(effort, rounds=7, turns=15, seconds=0.01)
    for name, arguments, traced in graphs():
        calls = {label: (lambda concrete=concrete: concrete(*arguments).numpy()) for label, concrete in traced.items()}
        taken = take_turns(calls, effort, CLOCK)
        ours.append(ratios(taken["ours"], taken["by hand"]))
        rows.append((name, [ratio(taken[label], taken["by hand"]) if label in taken else None for label in CONTENDERS]))
    return Outcome(
        "Run time of the graphs of twelve typical functions",
        [Table("run time, against by hand", "times", CONTENDERS, rows, plotted=True)],
        [Target("run time of graphs, geometric mean against by hand", 1.03, geometric_mean(ours))],
        notes=[NOTE, "A round's figure is its best turn's. TensorFlow's own kernels, no XLA."],
    )
