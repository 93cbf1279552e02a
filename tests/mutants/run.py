"""Change the compiler and the runtime at random, and see whether their tests notice: ``make mutants``.

``python -m tests.mutants.run [--size 200] [--seed 0] [--minutes 60] [--rooms ...]``. The rooms have tens of thousands
of mutants, and a run of all tests takes long; so a random sample of them is tried, each by tests that execute its line.
What mutmut has for choosing and running tests needs a copy of the package that has all mutants at once, with a
trampoline in each function, which the code here that looks at frames and code objects does not stand; its operators
are used. A mutant exists in memory, in a forked process that had TensorFlow imported, and not the package.

Tests that run the package in a process of their own notice nothing: what is reported is a lower bound. What was found
is kept in ``.mutants``: a run that is begun again goes on, and tries those that survived again where tests changed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutants.coverage_map import PACKAGE, CoverageMap, digest, measure
from tests.mutants.mutations import Mutant, sample
from tests.mutants.processes import ROOT, import_once
from tests.mutants.trial import tried

ROOMS = ("compiler", "runtime")
TESTS = ("compiler", "runtime", "report")  # folders of tests that run in the process, and take seconds
KEPT = ROOT / ".mutants"
DEMANDED = 0.85


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant.

    Attributes:
        name: Its file and line.
        change: What was changed.
        outcome: ``"killed"``, ``"timed out"``, which counts as killed, or ``"survived"``.
        tests: How many tests may notice.
        state: The tests' state, and how long they were run.
    """

    name: str
    change: str
    outcome: str
    tests: int
    state: str

    @property
    def killed(self) -> bool:
        """Whether a test noticed."""
        return self.outcome in ("killed", "timed out")


def test_files() -> list[Path]:
    """The files of tests that may notice."""
    return [path for folder in TESTS for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))]


@dataclass(frozen=True)
class Trials:
    """Tries mutants, and keeps what became of them.

    Args:
        covered: The tests of each line.
        seconds: How much of its tests to run with a mutant that none notices.
        state: The tests' state, and how long they are run.
        folder: Where results and logs are kept.
    """

    covered: CoverageMap
    seconds: float
    state: str
    folder: Path

    def verdicts(self, room: str, mutants: Sequence[Mutant], minutes: float) -> Iterator[Verdict]:
        """Try mutants, until the time is over."""
        results = self.folder / f"{room}.jsonl"
        known = {(verdict.name, verdict.change): verdict for verdict in _read(results)}
        deadline = time.monotonic() + 60.0 * minutes
        for number, mutant in enumerate(mutants, 1):
            verdict = known.get((mutant.name, mutant.change))
            if verdict is None or not (verdict.killed or verdict.state == self.state):
                if time.monotonic() > deadline:
                    return
                verdict = self.verdict(mutant)
                print(f"{number} of {len(mutants)}: {verdict.outcome}: {verdict.name}", flush=True)
                with results.open("a") as stream:
                    stream.write(json.dumps(asdict(verdict)) + "\n")
            yield verdict

    def verdict(self, mutant: Mutant) -> Verdict:
        """Try a mutant."""
        tests, log = self.covered.tests(mutant.path, mutant.lines), self.folder / f"mutant-{mutant.path.stem}.log"
        outcome = tried(mutant, tests, self.covered.durations, self.seconds, log)
        return Verdict(mutant.name, mutant.change, outcome, len(tests), self.state)


def _read(results: Path) -> list[Verdict]:
    lines = results.read_text().splitlines() if results.exists() else []
    return [Verdict(**json.loads(line)) for line in lines]


def report(room: str, found: Sequence[Verdict]) -> float:
    """Print what was found, and the survivors; returns the part that was killed."""
    counts = Counter(verdict.outcome for verdict in found)
    killed = sum(verdict.killed for verdict in found) / max(1, len(found))
    for verdict in found:
        if not verdict.killed:
            print(f"\n{verdict.name}: {verdict.outcome}, {verdict.tests} tests\n{verdict.change}")
    print(f"\n{room}: {100 * killed:.1f} % of {len(found)} mutants killed: {dict(counts)}", flush=True)
    return killed


def main(arguments: Sequence[str]) -> int:
    """Measure, sample, try, report."""
    parser = argparse.ArgumentParser(description="Whether the tests notice random changes.")
    parser.add_argument("--size", type=int, default=200, help="about how many mutants of each room")
    parser.add_argument("--seed", type=int, default=0, help="chooses them")
    parser.add_argument("--minutes", type=float, default=60.0, help="for each room")
    parser.add_argument("--rooms", nargs="+", choices=ROOMS, default=list(ROOMS))
    parser.add_argument("--seconds", type=float, default=120.0, help="of tests for a mutant that none notices")
    options = parser.parse_args(arguments)
    import_once()
    tests = test_files()
    folder = KEPT / digest(sorted(PACKAGE.rglob("*.py")))
    trials = Trials(measure(tests, folder), options.seconds, f"{digest(tests)} {options.seconds:g}", folder)
    killed = []
    for room in options.rooms:
        mutants = sample(sorted((PACKAGE / room).rglob("*.py")), options.size, options.seed)
        killed.append(report(room, list(trials.verdicts(room, mutants, options.minutes))))
    return 0 if min(killed) >= DEMANDED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
