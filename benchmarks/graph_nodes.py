"""How many nodes do the graphs of twelve typical functions have, against those written by hand?"""

from __future__ import annotations

from typing import Any

from benchmarks.measure import Effort, Spread, geometric_mean
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.typical_graphs import CONTENDERS, graphs


def run(effort: Effort) -> Outcome:
    """Count the nodes, those of branches and bodies included."""
    counts = {name: {label: _nodes(concrete) for label, concrete in traced.items()} for name, _, traced in graphs()}
    ours = [[of["ours"] / of["by hand"]] for of in counts.values()]
    rows: list[tuple[str, list[Spread | None]]] = [
        (name, [Spread.of([of[label]]) if label in of else None for label in CONTENDERS]) for name, of in counts.items()
    ]
    shared = [of for of in counts.values() if "tf.autograph" in of]
    others = geometric_mean([[of["tf.autograph"] / of["by hand"]] for of in shared]).median
    return Outcome(
        "Nodes in the graphs of twelve typical functions",
        [Table("nodes", "nodes", CONTENDERS, rows, plotted=True)],
        [
            Target("nodes, geometric mean against by hand", 1.05, geometric_mean(ours)),
            Target("nodes, the most against by hand", 1.3, Spread.of([max(ratio for (ratio,) in ours)])),
        ],
        notes=[
            "As traced, before TensorFlow prunes. By hand: tf.cond, tf.while_loop, TensorArray; sizes that are static "
            "are Python numbers.",
            f"tf.autograph: {others:.2f} times by hand, where it does not refuse the function.",
        ],
    )


def _nodes(concrete: Any) -> int:
    definition = concrete.graph.as_graph_def()
    return len(definition.node) + sum(len(function.node_def) for function in definition.library.function)
