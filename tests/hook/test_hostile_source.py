"""Hostile source files: what plain Python makes of them, with one warning of ours at most."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.hook.data import hostile_sources
from tests.hook.data.hostile_sources import FUTURES, NAMES, SOURCES, TEXTS
from tests.hook.project import ROOT, Project, converted

# All under the interpreter's own options; under -OO those whose outcome may depend on that.
CASES = [(name, "") for name in SOURCES]
CASES += [(name, "-OO") for name in {**NAMES, **FUTURES, **TEXTS}]
# Plain Python cannot store what it compiles of these, and fails; we leave the function out, and go on.
PYTHON_FAILS = ("lambdas, 1000 deep",)

Outcomes = dict[str, list[str]]
Run = Callable[[str], tuple[Outcomes, Outcomes, Outcomes]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What is seen of all modules: under the hook, from its cache, and plain, each in one process."""

    @cache
    def run(flag: str) -> tuple[Outcomes, Outcomes, Outcomes]:
        folder = tmp_path_factory.mktemp("sources")
        names = {f"m{number}": name for number, (name, with_flag) in enumerate(CASES) if with_flag == flag}
        for module, name in names.items():
            (folder / f"{module}.py").write_bytes(SOURCES[name])
        env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        env |= {"PYTHONPATH": os.pathsep.join((str(ROOT), str(folder))), "XDG_CACHE_HOME": str(folder / "home")}

        def seen(how: str) -> Outcomes:
            command = [sys.executable, *filter(None, [flag]), hostile_sources.__file__, how, *names]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr[-2000:]
            return {names[module]: outcome for module, outcome in json.loads(done.stdout).items()}

        # Plain Python last: its byte code must not help the others.
        return seen("hook"), seen("hook"), seen("plain")

    return run


@pytest.mark.parametrize(("name", "flag"), CASES, ids=lambda value: value or "plain")
def test_same_as_plain_python(outcomes: Run, name: str, flag: str) -> None:
    cold, warm, plain = (found[name] for found in outcomes(flag))
    *expected, no_warnings = plain
    assert no_warnings == "-- []"
    assert cold[-1].count("silences this") <= 1
    if name in PYTHON_FAILS and "too deeply nested" in expected[0]:
        return
    assert cold[:-1] == expected
    # As with byte code of Python's own, what the compiler warns about is said once.
    assert warm[:-1] == [line for line in expected if "Warning " not in line]
    assert warm[-1] == cold[-1]


def test_what_is_too_deep_or_too_long_is_left_out_by_the_function(outcomes: Run) -> None:
    """Nearly all of these are converted; where a function is not, the rest of its module is."""
    cold, _, _ = outcomes("")
    left = {name: outcome[-1] for name, outcome in cold.items() if outcome[-1] != "-- []"}
    deepest = {name for name in SOURCES if "1000 deep" in name}
    assert set(left) <= {"our flag as a global", "many elifs", "withs, 15 deep"} | deepest
    assert [name for name, warning in left.items() if "runs as plain Python" in warning] == ["our flag as a global"]


def spec_of(name: str) -> Any:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    return spec


def load(spec: Any) -> Any:
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_file_that_goes_between_find_and_load(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    spec = spec_of("spam")
    (project.folder / "spam.py").unlink()
    with pytest.raises(FileNotFoundError):
        load(spec)
    assert project.kinds() == []


def test_file_that_changes_between_find_and_load(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    project.load("spam")
    for text, value in (("VALUE = 2\n", 2), ("VALUE = 3  # longer\n", 3)):
        spec = spec_of("spam")
        (project.folder / "spam.py").write_text(text)
        module = load(spec)
        assert value == module.VALUE
        assert converted(module)


def test_file_that_becomes_a_folder_between_find_and_load(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    spec = spec_of("spam")
    (project.folder / "spam.py").unlink()
    (project.folder / "spam.py").mkdir()
    with pytest.raises(IsADirectoryError):
        load(spec)


def test_folder_of_the_sources_that_goes(project: Project, tmp_path: Path) -> None:
    """The source is read; by the time that it could be kept, its folder is no more."""
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    real = project.compiler.convert_module

    def slow(*args: Any, **options: Any) -> Any:
        project.folder.rename(tmp_path / "gone")
        return real(*args, **options)

    project.compiler.convert_module = slow  # type: ignore[method-assign]
    assert project.load("spam").VALUE == 1
