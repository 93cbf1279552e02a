"""Which tests execute which lines of the compiler and the runtime, and how long each takes.

Measured once for each state of the sources and of a file of tests, and kept below ``.mutants``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutants.processes import ROOT, forked, pytest_code

PACKAGE = ROOT / "autoimport_graph"
SECONDS = 3600  # of one file's tests, measured


@dataclass
class _Measuring:
    """A plugin for pytest: notes which test is running, and what became of it."""

    measured: coverage.Coverage
    durations: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.measured.switch_context(item.nodeid)
        yield
        self.measured.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0.0) + report.duration
        if report.outcome != "passed":
            self.failed.add(report.nodeid)


@dataclass(frozen=True)
class CoverageMap:
    """The tests of each line.

    Attributes:
        durations: Seconds by test; those that fail without any mutation, or are skipped, are not among them.
        data: What each test executed.
    """

    durations: dict[str, float]
    data: coverage.CoverageData

    def tests(self, path: Path, lines: Sequence[int]) -> list[str]:
        """The tests that execute any of some lines, quick ones of specific files first.

        A file is the more specific the larger the part of its tests is that executes the lines. Lines that no test is
        seen to execute (the module's import does, or code that bears another file's name) have the tests that execute
        anything of the module, and then all others.
        """
        executed = self.data.contexts_by_lineno(str(path))
        covering = self._passing(executed.get(line, []) for line in lines)
        if covering:
            return self._ordered(covering)
        covering = self._passing(executed.values())
        return self._ordered(covering) + sorted({*self.durations} - covering, key=self.durations.__getitem__)

    def _ordered(self, tests: set[str]) -> list[str]:
        count, total = Counter(map(_file, tests)), Counter(map(_file, self.durations))
        return sorted(tests, key=lambda test: (self.durations[test] * total[_file(test)] / count[_file(test)], test))

    def _passing(self, contexts: Iterable[list[str]]) -> set[str]:
        return {test for tests in contexts for test in tests if test in self.durations}


def _file(test: str) -> str:
    return test.partition("::")[0]


def digest(paths: Sequence[Path]) -> str:
    """A name for what some files hold now."""
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:12]


def measure(tests: Sequence[Path], folder: Path) -> CoverageMap:
    """Run the tests that have not been measured yet, each file in a process of its own.

    Args:
        tests: Files of tests.
        folder: Where the results are kept.

    Returns:
        What is known now of all of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    durations: dict[str, float] = {}
    data = coverage.CoverageData(no_disk=True)
    for number, path in enumerate(tests, 1):
        name = f"{path.parent.name}-{path.stem}-{digest([path])}"
        result = folder / f"{name}.json"
        if not result.exists():
            print(f"measuring {number} of {len(tests)}: {path.relative_to(ROOT)}", flush=True)
            forked(partial(_measure_file, path, folder / name), folder / f"{name}.log", SECONDS)
        if result.exists():
            durations |= json.loads(result.read_text())
            part = coverage.CoverageData(str(folder / f"{name}.coverage"))
            part.read()
            data.update(part)
    return CoverageMap(durations, data)


def _measure_file(tests: Path, result: Path) -> int:
    measured: Any = coverage.Coverage(
        data_file=f"{result}.coverage",
        config_file=False,
        include=[f"{PACKAGE}/compiler/*", f"{PACKAGE}/runtime/*"],
        messages=False,
    )
    measured.start()
    measuring = _Measuring(measured)
    pytest_code([str(tests)], [measuring])
    measured.stop()
    measured.save()
    passed = {test: seconds for test, seconds in measuring.durations.items() if test not in measuring.failed}
    Path(f"{result}.json").write_text(json.dumps(passed))
    return 0
