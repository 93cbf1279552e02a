"""Whether any of a mutant's tests fails: each trial is a process that imports the mutant instead of its original."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutants.mutations import Mutant
from tests.mutants.processes import TIMED_OUT, forked, pytest_code

FIRST = 10  # tests that most mutants do not survive
PATIENCE = 120.0  # seconds beside ten times what the tests take: an import, and other work on the machine
SURVIVED, NOT_IMPORTED = 0, 100


class _MutantLoader(importlib.machinery.SourceFileLoader):
    """Loads one module from a text in memory."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self.source = mutant.source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)


class _MutantFinder:
    """Finds the mutant where its original would be found."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        return importlib.util.spec_from_file_location(fullname, loader=_MutantLoader(self.mutant))


def tried(mutant: Mutant, tests: Sequence[str], durations: Mapping[str, float], seconds: float, log: Path) -> str:
    """Run tests with a mutant, a few at first.

    Args:
        mutant: The mutant.
        tests: Their names, those first that are most likely to notice.
        durations: Seconds by test.
        seconds: How much of the tests to run at most, as they were measured.
        log: Where pytest's output goes.

    Returns:
        ``"killed"``, ``"timed out"`` or ``"survived"``.

    Raises:
        RuntimeError: If the tests ran without it.
    """
    for group in _groups(tests, durations, seconds):
        patience = PATIENCE + 10.0 * sum(durations[test] for test in group)
        code = forked(partial(_run, mutant, group), log, patience)
        if code == NOT_IMPORTED:
            raise RuntimeError(f"{mutant.name}: the tests ran without the mutant, see {log}")
        if code != SURVIVED:
            return "timed out" if code == TIMED_OUT else "killed"
    return "survived"


def _groups(tests: Sequence[str], durations: Mapping[str, float], seconds: float) -> Iterator[list[str]]:
    """Tests in two groups, a small one and the rest, that together take no longer than given."""
    chosen, taken = [], 0.0
    for test in tests:
        if not chosen or taken + durations[test] <= seconds:
            chosen.append(test)
            taken += durations[test]
    yield chosen[:FIRST]
    if chosen[FIRST:]:
        yield chosen[FIRST:]


def _run(mutant: Mutant, tests: Sequence[str]) -> int:
    sys.meta_path.insert(0, _MutantFinder(mutant))
    # pytest would load the package itself, which brings a plugin, to rewrite its assertions.
    code = pytest_code(["-x", "--tb=line", "--assert=plain", *tests])
    loaded = sys.modules.get(mutant.module)
    if code == SURVIVED and not isinstance(getattr(loaded, "__loader__", None), _MutantLoader):
        return NOT_IMPORTED
    return code
