"""What does converted TensorFlow code cost that runs eagerly, against the same code unconverted?"""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.measure import Effort, Spread, geometric_mean, ratio, ratios, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import twins


def run(effort: Effort) -> Outcome:
    """Run each program, plain and converted, in turn."""
    plain, converted = twins("eager")
    if not effort.quick:
        effort = replace(effort, rounds=9, turns=30, seconds=0.005)
    rows: list[tuple[str, list[Spread | None]]] = []
    ours = []
    for program in plain.PROGRAMS:
        name = program.__name__
        arguments = plain.arguments()
        calls = {
            "plain": lambda: getattr(plain, name)(*arguments),
            "ours": lambda: getattr(converted, name)(*arguments),
        }
        for call in calls.values():
            call()
        taken = take_turns(calls, effort, time.thread_time)
        ours.append(ratios(taken["ours"], taken["plain"]))
        rows.append((name, [ratio(taken["ours"], taken["plain"])]))
    return Outcome(
        "Eager TensorFlow programs, converted, run eagerly, against unconverted",
        [Table("run time, against unconverted", "times", ["ours"], rows, plotted=True)],
        [Target("eager TensorFlow, geometric mean", 1.02, geometric_mean(ours))],
        notes=["CPU time of the calling thread; a round's figure is its best turn's."],
    )
