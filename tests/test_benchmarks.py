"""The benchmarks' runner, tried out on those that need no TensorFlow; no time is asserted."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.catalogue import NAMES
from benchmarks.measure import QUICK, Spread, exponent, geometric_mean, ratio, take_turns
from benchmarks.outcome import Curve, Outcome, Table, Target
from benchmarks.tables import number, show_targets

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", NAMES)
def test_each_benchmark_of_the_catalogue_is_a_module(name: str):
    spec = importlib.util.find_spec(f"benchmarks.{name}")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text()
    assert "\ndef run(effort: Effort) -> Outcome:" in source
    assert "Target(" in source


def test_quick_run_prints_tables_and_targets_and_writes_json_and_plots(tmp_path: Path):
    command = [sys.executable, "-m", "benchmarks", "--quick", "--results", str(tmp_path)]
    command += ["--only", "growth", "--only", "memory"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Targets" in done.stdout
    assert "targets met" in done.stdout.splitlines()[-1]
    assert {path.name for path in tmp_path.iterdir()} == {
        "growth.json", "growth_growth.png", "memory.json", "memory.png",
    }  # fmt: skip
    found = json.loads((tmp_path / "memory.json").read_text())
    assert [name for name, _ in found["tables"][0]["rows"]] == ["plain", "ours"]
    assert found["targets"][0]["limit"] == 1.5


def test_a_missed_target_says_where_the_limit_lies(capsys: pytest.CaptureFixture[str]):
    one, half = Spread(1.0, 1.0, 1.0), Spread(0.5, 0.5, 0.5)
    targets = [Target("a", 0.9, one, limits="as far as it goes"), Target("b", 1.0, one)]
    targets += [Target("c", 1.0, half, at_least=True), Target("d", 1.0, Spread(1.1, 0.9, 1.2))]
    show_targets({"one": Outcome("?", targets=targets)}, Console(width=120))
    said = capsys.readouterr().out
    assert "a, missed: as far as it goes" in said
    assert "b, missed" not in said
    assert "c, missed: no limit is known" in said
    assert "d, missed, in some rounds met: no limit is known" in said
    assert "1 of 4 targets met" in said


def test_contenders_take_turns():
    called: list[str] = []
    taken = take_turns({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, QUICK)
    assert {label: len(seconds) for label, seconds in taken.items()} == {"a": QUICK.rounds, "b": QUICK.rounds}
    assert called == ["a", "b", *"ab", *"ba"]


def test_figures():
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 1.0]) == Spread(3.0, 2.0, 4.0)
    assert geometric_mean([[1.0, 2.0], [4.0, 8.0]]) == Spread(3.0, 2.0, 4.0)
    assert exponent([1, 10, 100], [2.0, 200.0, 20000.0]) == pytest.approx(2.0)
    assert [number(value) for value in (0.0, 0.12345, 1.0, 1.029, 12.34, 1234.5)] == [
        "0", "0.123", "1", "1.03", "12.3", "1234",
    ]  # fmt: skip


def test_an_outcome_is_read_as_it_was_written(tmp_path: Path):
    spread = Spread(1.0, 0.9, 1.2)
    outcome = Outcome(
        "a question",
        [Table("a table", "times", ["ours", "theirs"], [("program", [spread, None])], plotted=True)],
        [Target("more", 2.0, spread, at_least=True), Target("less", 2.0, spread)],
        [Curve("size", "s", "ours", [1, 2], [spread, spread])],
        ["a note"],
    )
    outcome.write(tmp_path / "outcome.json")
    assert Outcome.read(tmp_path / "outcome.json") == outcome
    assert [target.met for target in outcome.targets] == [False, True]
