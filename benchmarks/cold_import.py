"""What does the first import of a package take, with nothing cached, against a plain import from source?"""

from __future__ import annotations

from benchmarks import imports
from benchmarks.measure import Effort
from benchmarks.outcome import Outcome, Target


def run(effort: Effort) -> Outcome:
    """Import a package in fresh interpreters, its cache removed each time."""
    return imports.outcome(
        effort,
        modules=40,
        cold=True,
        title="Cold import of a package of 40 modules, against a plain import from source",
        target=lambda measured: Target("cold import, against plain from source", 10, measured),
        of_first_module="which brings the converter in: {}",
    )
