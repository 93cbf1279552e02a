"""What does importing converted modules from the cache take, against plain ones from their ``.pyc``?"""

from __future__ import annotations

from benchmarks import imports
from benchmarks.measure import Effort
from benchmarks.outcome import Outcome, Target

LIMITS = (
    "of what a module takes more, two fifths are its code with the guards, a third is reading and hashing the source, "
    "and the rest the finder and the check of the file. Going by the source's time, as .pyc files do, would save the "
    "third, and miss an edit that keeps it."
)


def run(effort: Effort) -> Outcome:
    """Import a package in fresh interpreters, after each contender has imported it once."""
    return imports.outcome(
        effort,
        modules=60,
        cold=False,
        title="Warm import of a package of 60 modules, against plain .pyc files",
        target=lambda measured: Target("warm import, against plain .pyc", 1.4, measured, limits=LIMITS),
        of_first_module="which takes {}",
    )
