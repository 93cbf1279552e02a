"""How fast do loop nests over scalars run that are compiled without being asked for, against ``tf.function``?"""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.measure import Effort, Spread, geometric_mean, ratio, ratios, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import twins


def run(effort: Effort) -> Outcome:
    """Run each nest as a graph of ours, with whatever ``graph`` does by default, and under ``tf.function``."""
    import tensorflow as tf

    import autoimport_graph

    plain, converted = twins("scalar")
    effort = replace(effort, turns=1, seconds=0.0)
    rows: list[tuple[str, list[Spread | None]]] = []
    faster, first_calls = [], []
    for program, (limit, small) in plain.LIMITS.items():
        name = program.__name__
        argument = tf.constant(small if effort.quick else limit)
        ours, theirs = autoimport_graph.graph(getattr(converted, name)), tf.function(program)
        start = time.perf_counter()
        result = ours(argument)
        first_calls.append(f"{name} {time.perf_counter() - start:.2f} s")
        assert abs(float(result) - float(theirs(argument))) <= 1e-5 * abs(float(result)), name
        quicker = replace(effort, turns=5)
        taken = {
            **take_turns({"tf.function": lambda: theirs(argument).numpy()}, effort),
            **take_turns({"ours": lambda: ours(argument).numpy()}, quicker),
        }
        faster.append(ratios(taken["tf.function"], taken["ours"]))
        rows.append((name, [ratio(taken["tf.function"], taken["ours"])]))
    return Outcome(
        "Loop nests over scalars: autoimport_graph.graph against tf.function",
        [Table("times faster than tf.function", "times", ["ours"], rows, plotted=True)],
        [Target("scalar loops, the least", 100, min(map(Spread.of, faster), key=_median), at_least=True)],
        notes=[
            f"Wall time, of later calls. First calls, tracing and compiling included: {', '.join(first_calls)}.",
            f"Geometric mean: {geometric_mean(faster).median:.0f} times.",
        ],
    )


def _median(spread: Spread) -> float:
    return spread.median
