"""What does importing converted modules from the cache take, against plain ones from their ``.pyc``?"""

from __future__ import annotations

from benchmarks import imports
from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target


def run(effort: Effort) -> Outcome:
    """Import a package in fresh interpreters, after each contender has imported it once."""
    first, whole = imports.measure(effort, modules=5 if effort.quick else 60, cold=False)
    rows: list[tuple[str, list[Spread | None]]] = [
        (label, [ratio(seconds, whole["plain"])]) for label, seconds in whole.items() if label != "plain"
    ]
    extra = Spread.of([1e3 * (one - other) for one, other in zip(first["ours"], first["plain"], strict=True)])
    return Outcome(
        "Warm import of a package of 60 modules, against plain .pyc files",
        [Table("import, against plain", "times", ["warm import"], rows, plotted=True)],
        [Target("warm import, against plain .pyc", 1.4, ratio(whole["ours"], whole["plain"]))],
        notes=[
            imports.NOTE,
            f"All modules but the first, which takes {extra.median:.0f} ms more, once a process.",
        ],
    )
