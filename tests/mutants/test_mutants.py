"""The mutation tester's own parts: which mutants, which tests, and what is made of how a process ends."""

from __future__ import annotations

import ast
import os
import time
from pathlib import Path

import coverage
import pytest

from tests.mutants.coverage_map import CoverageMap
from tests.mutants.processes import ROOT, TIMED_OUT, forked

SOURCE = ROOT / "autoimport_graph" / "compiler" / "guard.py"


def test_a_sample_is_the_seeds_and_each_mutant_another_program() -> None:
    pytest.importorskip("mutmut")
    from tests.mutants import mutations

    first, again, other = (mutations.sample([SOURCE], 10, seed) for seed in (1, 1, 2))
    assert first == again != other
    original = ast.dump(ast.parse(SOURCE.read_text()))
    for mutant in first:
        assert mutant.module == "autoimport_graph.compiler.guard"
        assert mutant.line in mutant.lines
        assert ast.dump(ast.parse(mutant.source)) != original


def test_quick_tests_of_specific_files_come_first(tmp_path: Path) -> None:
    data = coverage.CoverageData(str(tmp_path / "data"))
    covered = {"wide.py::a": [1, 2, 3], "wide.py::b": [2], "narrow.py::c": [3], "": [1, 2, 3, 4]}
    for test, lines in covered.items():
        data.set_context(test)
        data.add_lines({"source.py": lines})
    found = CoverageMap(dict.fromkeys(filter(None, covered), 1.0), data)
    source = Path("source.py")
    assert found.tests(source, [3]) == ["narrow.py::c", "wide.py::a"]
    assert set(found.tests(source, [4])) == {"narrow.py::c", "wide.py::a", "wide.py::b"}, "executed by the import"
    assert set(found.tests(Path("other.py"), [1])) == {"narrow.py::c", "wide.py::a", "wide.py::b"}


def test_how_a_process_ends(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert forked(lambda: 3, log, 60.0) == 3
    assert forked(lambda: 1 // 0, log, 60.0) == 255
    assert "ZeroDivisionError" in log.read_text()
    assert forked(lambda: os.kill(os.getpid(), 9) or 0, log, 60.0) not in (0, TIMED_OUT)
    assert forked(lambda: time.sleep(60.0) or 0, log, 0.2) == TIMED_OUT
