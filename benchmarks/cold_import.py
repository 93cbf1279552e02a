"""What does the first import of a package take, with nothing cached, against a plain import from source?"""

from __future__ import annotations

from benchmarks import imports
from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target


def run(effort: Effort) -> Outcome:
    """Import a package in fresh interpreters, its cache removed each time."""
    first, whole = imports.measure(effort, modules=5 if effort.quick else 40, cold=True)
    rows: list[tuple[str, list[Spread | None]]] = [
        (label, [ratio(seconds, whole["plain"])]) for label, seconds in whole.items() if label != "plain"
    ]
    extra = Spread.of([1e3 * (one - other) for one, other in zip(first["ours"], first["plain"], strict=True)])
    return Outcome(
        "Cold import of a package of 40 modules, against a plain import from source",
        [Table("import, against plain", "times", ["cold import"], rows, plotted=True)],
        [Target("cold import, against plain from source", 10, ratio(whole["ours"], whole["plain"]))],
        notes=[
            imports.NOTE,
            f"All modules but the first, which brings the converter in: {extra.median:.0f} ms more, once a process.",
        ],
    )
