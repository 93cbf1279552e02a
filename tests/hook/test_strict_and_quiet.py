"""``strict`` makes what is left unconverted an error, ``ignore`` lets it be left without a word."""

from __future__ import annotations

import sys
import warnings
import zipfile
from pathlib import Path

import pytest

from autoimport_graph import AutoimportGraphWarning, StrictError
from tests.hook.project import Project, converted


@pytest.fixture
def silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("pattern", ["spam.A.f", "spam.A", "spam", "spam.*", "*.f"])
def test_function_that_is_ignored(project: Project, silent: None, strict: bool, pattern: str) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.compiler.notes = (("unconverted", "A.f", 7, "it uses exec()"),)
    project.install("spam", strict=strict, ignore=[pattern])
    assert converted(project.load("spam"))


def test_pattern_that_names_another(project: Project) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.compiler.notes = (("unconverted", "A.f", 7, "it uses exec()"),)
    project.install("spam", ignore=["spam.A.fa", "spa"])
    with pytest.warns(AutoimportGraphWarning, match="spam.A.f stays eager"):
        project.load("spam")


@pytest.mark.parametrize("strict", [False, True])
def test_module_that_is_ignored(project: Project, silent: None, strict: bool) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.compiler.error = ValueError("no")
    project.install("spam", strict=strict, ignore=["spam"])
    assert not converted(project.load("spam"))
    assert project.kinds() == ["failed"]


@pytest.mark.parametrize("strict", [False, True])
def test_module_that_was_imported_before(project: Project, silent: None, strict: bool) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.load("spam")
    project.install("spam", strict=strict, ignore=["spam"])


def test_name_that_matches_nothing(project: Project) -> None:
    handle = project.install("absent", "other", graph=["absent.f"], ignore=["absent"])
    assert handle.unmatched() == (("packages", "other"),)


def test_zip_file_under_strict(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("zipped.py", "x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path / "z.zip"))
    handle = project.install("zipped", strict=True)
    with pytest.raises(StrictError, match=r"zipped would be left unconverted \(inside a zip file\)"):
        project.load("zipped")
    handle.uninstall(report=False)
    project.install("zipped", strict=True, ignore=["zipped"])
    assert project.load("zipped").x == 1


def test_what_holds_no_python_is_no_error(project: Project) -> None:
    project.write({"space/spam.py": "x = 1\n"})
    project.install("space", strict=True)
    assert converted(project.load("space.spam"))


def test_module_that_got_past_under_strict(project: Project) -> None:
    project.write({"spam.py": "x = 1\n"})
    handle = project.install("spam", strict=True)
    from importlib.machinery import PathFinder

    sys.meta_path.insert(0, PathFinder)  # another hook, before ours
    project.load("spam")
    with pytest.raises(StrictError, match="loaded past the hook"):
        handle.uninstall()


def test_one_warning_for_each_place(project: Project) -> None:
    """A module that is reloaded says once what it has to say."""
    project.write({"spam.py": "x = 1\n"})
    project.compiler.notes = (("unconverted", "f", 7, "no"), ("unconverted", "g", 9, "no"))
    project.install("spam")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            project.load("spam")
    assert [(w.category, w.lineno) for w in caught] == [(AutoimportGraphWarning, 7), (AutoimportGraphWarning, 9)]
