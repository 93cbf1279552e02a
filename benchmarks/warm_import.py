"""What does importing converted modules from the cache take, against plain ones from their ``.pyc``?"""

from __future__ import annotations

from benchmarks import imports
from benchmarks.measure import Effort
from benchmarks.outcome import Outcome, Target


def run(effort: Effort) -> Outcome:
    """Import a package in fresh interpreters, after each contender has imported it once."""
    return imports.outcome(
        effort,
        modules=60,
        cold=False,
        title="Warm import of a package of 60 modules, against plain .pyc files",
        target=lambda measured: Target("warm import, against plain .pyc", 1.4, measured),
        of_first_module="which takes {}",
    )
