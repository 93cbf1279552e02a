"""The main script, ``-c`` and standard input."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from autoimport_graph.config import config_from_table
from autoimport_graph.errors import AutoimportGraphWarning, StrictError
from autoimport_graph.hook import script_code
from autoimport_graph.hook.script import script_names
from tests.hook.project import Project


def run(project: Project, name: str, file: Path | None = None, **table: Any) -> dict[str, Any]:
    path = project.folder / name if not name.startswith("<") else Path(name)
    source = path.read_bytes() if path.exists() else b"VALUE = 1\n"
    namespace: dict[str, Any] = {"__name__": "__main__"}
    project.events.clear()
    exec(script_code(str(path), source, config_from_table(table, file)), namespace)
    return namespace


def test_file_is_cached_and_pseudo_files_are_not(project: Project) -> None:
    project.write({"main.py": "VALUE = 1\n"})
    for kind in ("converted", "cached"):
        assert "__autoimport_graph__" in run(project, "main.py")
        assert project.kinds() == [kind]
    for name in ("<string>", "<stdin>"):
        for _ in range(2):
            assert "__autoimport_graph__" in run(project, name)
            assert project.kinds() == ["converted"]
    assert len(project.cache_files()) == 1


def test_switched_off(project: Project) -> None:
    project.write({"main.py": "VALUE = 1\n"})
    assert "__autoimport_graph__" not in run(project, "main.py", script=False)
    assert [(event.kind, event.reason) for event in project.events] == [("skipped", "the script, and script = false")]


def test_excluded_by_name(project: Project) -> None:
    project.write({"pkg/__init__.py": "", "pkg/main.py": "VALUE = 1\n"})
    assert "__autoimport_graph__" not in run(project, "pkg/main.py", exclude=["pkg.main"])
    assert "__autoimport_graph__" in run(project, "pkg/main.py", exclude=["pkg.other"])


def test_code_is_that_of_a_script(project: Project) -> None:
    project.write({"main.py": "x: undefined_name = 1\n"})
    with pytest.raises(NameError):  # this test file's own "from __future__ import annotations" must not reach it
        run(project, "main.py")
    with pytest.raises(NameError):
        run(project, "main.py", script=False)


def test_syntax_error_is_pythons_own(project: Project) -> None:
    project.write({"main.py": "def f(:\n"})
    with pytest.raises(SyntaxError) as caught:
        run(project, "main.py")
    assert (caught.value.filename, caught.value.lineno) == (str(project.folder / "main.py"), 1)
    with pytest.raises(SyntaxError, match=r"never closed|EOF while parsing"):
        script_code("<string>", b"(", config_from_table({}))


def test_conversion_that_fails(project: Project) -> None:
    project.write({"main.py": "VALUE = 1\n"})
    project.compiler.error = ValueError("no")
    with pytest.warns(AutoimportGraphWarning, match=r"module main runs as plain Python.*ValueError: no"):
        assert run(project, "main.py")["VALUE"] == 1
    with pytest.raises(StrictError):
        run(project, "main.py", strict=True)


@pytest.mark.parametrize("package", [True, False], ids=["package", "folder"])
@pytest.mark.parametrize("pattern", ["pkg.main.f", "main.f", "__main__.f", "*.f", "f"])
def test_patterns_know_the_script_by_each_of_its_names(project: Project, pattern: str, package: bool) -> None:
    project.write({"pkg/main.py": "", **({"pkg/__init__.py": ""} if package else {})})
    run(project, "pkg/main.py", project.folder / "autoimport_graph.toml", graph=[pattern])
    expected = {"*.f": ("*.f",), "f": ()}.get(pattern, ("pkg.main.f",))
    assert project.compiler.options[-1].graph == expected
    assert project.compiler.calls == ["pkg.main"]


def test_names(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write({"a/__init__.py": "", "a/b/__init__.py": "", "a/b/c.py": "", "x-y/z.py": "", "a/__main__.py": ""})
    config = config_from_table({}, project.folder / "autoimport_graph.toml")
    monkeypatch.chdir(project.folder)
    assert script_names(os.path.join("a", "b", "c.py"), config) == ("a.b.c", "c", "__main__")
    assert script_names("a/__main__.py", config) == ("a.__main__", "__main__")
    assert script_names("x-y/z.py", config) == ("z", "__main__")
    assert script_names("<string>", config) == ("__main__",)


def test_installation_learns_what_the_script_matched(project: Project) -> None:
    """``run pkg/main.py`` with ``packages = ["pkg"]``: nobody imports pkg, and it matched all the same."""
    project.write({"pkg/__init__.py": "", "pkg/main.py": "x = 1\n"})
    handle = project.install("pkg", graph=["pkg.main.f", "__main__.f", "main.g"])
    project.compiler.notes = (("graph", "f", 1, ""),)
    source = (project.folder / "pkg/main.py").read_bytes()
    script_code(str(project.folder / "pkg/main.py"), source, handle.config)
    assert handle.unmatched() == (("graph", "main.g"),)
