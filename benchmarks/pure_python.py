"""What does converted code cost that has no tensors, run eagerly, against the same code plain?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.measure import Effort, Spread, geometric_mean, ratio, ratios, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import twins

OTHERS = ["tf.autograph", "malt"]
LIMITS = (
    "a call of a function that has a graph version looks at one global, and jumps: a tenth of what a recursive call "
    "takes that computes next to nothing, and nothing elsewhere."
)


def run(effort: Effort) -> Outcome:
    """Run each program, plain and converted, in turn."""
    plain, converted = twins("pure")
    careful = effort if effort.quick else replace(effort, rounds=7, turns=8, seconds=0.01)
    once = replace(effort, rounds=2 if effort.quick else 5, turns=1, seconds=0.0)
    converters = _converters()
    rows: list[tuple[str, list[Spread | None]]] = []
    ours = []
    for program, (size, small) in plain.SIZES.items():
        name = program.__name__
        twin = getattr(converted, name)
        if effort.quick:
            size = small
        calls = {
            "plain": lambda: program(size),
            "ours": lambda: twin(size),
        }
        assert calls["plain"]() == calls["ours"](), name
        taken = take_turns(calls, careful, time.thread_time)
        ours.append(ratios(taken["ours"], taken["plain"]))
        others = [] if effort.quick else [_other(program, small, convert, once) for convert in converters.values()]
        rows.append((name, [ratio(taken["ours"], taken["plain"]), *others]))
    columns = ["ours"] if effort.quick else ["ours", *converters]
    return Outcome(
        "Pure-Python programs, converted and run eagerly, against plain Python",
        [Table("run time, against plain", "times", columns, rows, plotted=True)],
        [
            Target("pure Python, geometric mean", 1.03, geometric_mean(ours), limits=LIMITS),
            Target("pure Python, the slowest", 1.2, max(map(Spread.of, ours), key=lambda spread: spread.median)),
        ],
        notes=[
            "CPU time of the thread. The others run smaller sizes, conversion not counted; where one has no figure, it "
            "fails.",
            *(
                f"{label}: geometric mean {geometric_mean([[r.median] for r in figures]).median:.0f} times"
                for label, figures in _by_contender(columns, rows).items()
            ),
        ],
    )


def _by_contender(columns: list[str], rows: list[tuple[str, list[Spread | None]]]) -> dict[str, list[Spread]]:
    return {
        label: [figures[number] for _, figures in rows if figures[number] is not None]
        for number, label in enumerate(columns)
        if number > 0
    }


def _converters() -> dict[str, Callable[[Any], Any]]:
    import malt
    import tensorflow as tf

    return {"tf.autograph": tf.autograph.to_graph, "malt": malt.to_graph}


def _other(program: Any, size: int, convert: Callable[[Any], Any], effort: Effort) -> Spread | None:
    try:
        function = convert(program)
        if function(size) != program(size):
            return None
    except Exception:
        return None
    taken = take_turns({"plain": lambda: program(size), "other": lambda: function(size)}, effort, time.thread_time)
    return ratio(taken["other"], taken["plain"])
