"""Generate and compare programs until stopped: ``python -m tests.fuzz.run [first seed] [programs]``."""

from __future__ import annotations

import collections
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.differential import Difference, compare
from tests.fuzz.grammar import programs

CHUNK = 100


def chunk(number: int, outcomes: collections.Counter[str], differences: list[str], show: int) -> None:
    """Run one seed's programs; differences are printed and counted, not raised."""

    @seed(number)
    @settings(
        max_examples=CHUNK,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def run(source: str) -> None:
        try:
            outcomes[compare(source)[:90]] += 1
        except Difference as difference:
            outcomes["different"] += 1
            differences.append(str(difference))
            if len(differences) <= show:
                print(f"---- seed {number}: {difference}", flush=True)

    run()


def main() -> int:
    """Run from the command line; the exit code says whether there was a difference."""
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize
    outcomes: collections.Counter[str] = collections.Counter()
    differences: list[str] = []
    number, start = first, time.perf_counter()
    try:
        while outcomes.total() < limit:
            chunk(number, outcomes, differences, show=20)
            number += 1
            print(f"seeds {first} to {number - 1}: {dict(outcomes)}, {time.perf_counter() - start:.0f} s", flush=True)
    except KeyboardInterrupt:
        pass
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
