"""The finder: which modules get in, and who else is on the meta path."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
import zipfile
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import Any

import pytest

from autoimport_graph.config import Config
from autoimport_graph.errors import AutoimportGraphWarning, StrictError
from autoimport_graph.hook.finder import Finder
from autoimport_graph.hook.loader import ConvertingLoader
from autoimport_graph.hook.session import Session
from tests.hook.project import Project, converted


def test_name_that_only_begins_like_a_listed_one(project: Project) -> None:
    """cudf matched prefixes without the dot: ``spam_eggs`` is not in ``spam``."""
    project.write(
        {"spam/__init__.py": "", "spam/eggs.py": "", "spam_eggs.py": "", "spa.py": "", "spamx/__init__.py": ""}
    )
    project.install("spam")
    assert converted(project.load("spam"))
    assert converted(project.load("spam.eggs"))
    for name in ("spam_eggs", "spa", "spamx"):
        assert not converted(project.load(name))


def test_single_module_and_submodule(project: Project) -> None:
    project.write({"single.py": "", "pkg/__init__.py": "", "pkg/a/__init__.py": "", "pkg/a/b.py": "", "pkg/c.py": ""})
    project.install("single", "pkg.a")
    assert converted(project.load("single"))
    assert converted(project.load("pkg.a.b"))
    assert converted(sys.modules["pkg.a"])
    assert not converted(sys.modules["pkg"]), "only what is below pkg.a is listed"
    assert not converted(project.load("pkg.c"))


def test_children_of_a_namespace_package(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest #373, #2419, typeguard #87: no origin, no loader, two portions."""
    (tmp_path / "other/ns/sub").mkdir(parents=True)
    (tmp_path / "other/ns/sub/b.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path / "other")
    project.write({"ns/a.py": ""})
    project.install("ns")
    assert converted(project.load("ns.a"))
    assert [(event.name, event.kind) for event in project.events] == [("ns", "skipped"), ("ns.a", "converted")]
    assert "namespace" in project.events[0].reason
    assert len(list(sys.modules["ns"].__path__)) == 2
    assert converted(importlib.import_module("ns.sub.b"))


def test_listed_module_that_does_not_exist(project: Project) -> None:
    project.install("absent")
    with pytest.raises(ModuleNotFoundError, match="No module named 'absent'") as caught:
        project.load("absent")
    assert caught.value.name == "absent"
    assert importlib.util.find_spec("absent") is None


def test_extension_zip_and_sourceless_modules_pass_through(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyInstaller #9324 and others: a loader that is not ours to imitate is left alone, and reported once."""
    import py_compile

    with zipfile.ZipFile(tmp_path / "lib.zip", "w") as archive:
        archive.writestr("zipped.py", "VALUE = 1")
    monkeypatch.syspath_prepend(tmp_path / "lib.zip")
    project.write({"bare.py": "VALUE = 2"})
    py_compile.compile(str(project.folder / "bare.py"), cfile=str(project.folder / "bare.pyc"))
    (project.folder / "bare.py").unlink()
    project.install("zipped", "bare")
    for name, value, reason in (("zipped", 1, "inside a zip file"), ("bare", 2, "byte code without source")):
        assert value == project.load(name).VALUE
        assert [(event.kind, event.reason) for event in project.events] == [("skipped", reason)]
        project.load(name)
        assert project.events == [], "once"


def test_extension_module(project: Project) -> None:
    name = next(
        name
        for name in ("_json", "_bisect", "_heapq", "_struct", "math")
        if type(getattr(importlib.util.find_spec(name), "loader", None)).__name__ == "ExtensionFileLoader"
    )
    spec = Finder(Session(Config(packages=(name,)))).find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    assert type(spec.loader).__name__ == "ExtensionFileLoader"
    assert project.events[-1].reason == "an extension module"


def test_own_package_is_never_matched(project: Project) -> None:
    """pytest #3506: a hook that hooks itself."""
    session = Session(Config(packages=("autoimport_graph",)))
    assert not session.selects("autoimport_graph.compiler")
    assert Finder(session).find_spec("autoimport_graph.config") is None


def test_library_that_the_compiler_needs_stays_plain(project: Project) -> None:
    project.install("gast")
    for name in [name for name in sys.modules if name.partition(".")[0] == "gast"]:
        del sys.modules[name]
    assert not converted(project.load("gast"))
    assert {(event.kind, event.reason) for event in project.events} == {("skipped", "the converter itself needs it")}


class EditableFinder:
    """What a PEP 660 editable install puts on the meta path: PathFinder does not know where the package is."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.spec: ModuleSpec | None = None

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        if self.spec is None:
            self.spec = importlib.util.spec_from_file_location(name, self.path)
        return self.spec


def test_module_that_only_another_finder_finds(project: Project) -> None:
    """typeguard is silently off there; beartype #556, scikit-build-core #1492, meson-python #871."""
    project.write({"elsewhere/real.py": ""})
    project.install("mapped")
    sys.meta_path.append(EditableFinder("mapped", project.folder / "elsewhere/real.py"))  # type: ignore[arg-type]
    assert converted(project.load("mapped"))


def test_spec_that_another_finder_keeps_is_not_changed(project: Project) -> None:
    project.write({"elsewhere/real.py": ""})
    finder = EditableFinder("mapped", project.folder / "elsewhere/real.py")
    sys.meta_path.append(finder)  # type: ignore[arg-type]
    handle = project.install("mapped")
    assert converted(project.load("mapped"))
    assert finder.spec is not None
    assert type(finder.spec.loader) is SourceFileLoader
    handle.uninstall(report=False)
    assert not converted(project.load("mapped"))


def test_another_finder_that_walks_the_meta_path_as_well(project: Project) -> None:
    """Two such finders must not call each other for ever."""

    class Walker:
        def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
            for finder in sys.meta_path:
                spec = None if finder is self else finder.find_spec(name, path, target)
                if spec is not None:
                    return spec
            return None

    project.write({"spam.py": ""})
    project.install("spam")
    sys.meta_path.insert(1, Walker())  # type: ignore[arg-type]
    assert converted(project.load("spam"))
    sys.meta_path.insert(0, sys.meta_path.pop(1))
    assert converted(project.load("spam"))


def test_finders_before_ours_are_not_asked_again(project: Project) -> None:
    asked = []

    class Before:
        def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
            asked.append(name)

    project.write({"spam.py": ""})
    project.install("spam")
    sys.meta_path.insert(0, Before())  # type: ignore[arg-type]
    assert converted(project.load("spam"))
    assert asked == ["spam"]


def test_nothing_is_patched(project: Project) -> None:
    """beartype's and jaxtyping's caches come from patches of importlib, sklearnex edits installed files."""
    import builtins
    import importlib._bootstrap_external as external

    def state() -> list[object]:
        places: list[object] = [sys.path_hooks, importlib, importlib.util, external, SourceFileLoader, PathFinder]
        return [dict(vars(place)) if hasattr(place, "__dict__") else list(place) for place in places]  # type: ignore[call-overload]

    project.write({"spam.py": ""})
    real = builtins.__import__
    project.load("spam")
    before = state()
    with project.install("spam2"):
        project.write({"spam2.py": ""})
        assert converted(project.load("spam2"))
        assert state() == before
        assert builtins.__import__ is real


def test_finder_without_find_spec_is_passed_by(project: Project) -> None:
    project.write({"spam.py": ""})
    project.install("spam")
    sys.meta_path.insert(1, object())  # type: ignore[arg-type]
    finder = sys.meta_path[0]
    assert finder.find_spec("spam", None) is not None


def test_unlisted_name_touches_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest #3918: a finder that is slow for each import of the program."""
    finder = Finder(Session(project.install("spam").config))

    def fail(*args: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(finder, "_ask_others", fail)
    assert finder.find_spec("eggs") is None
    assert finder.find_spec("eggs.spam") is None


def test_reload_reconverts_the_changed_source_and_wraps_once(project: Project) -> None:
    """pytest #3539: state of the module stays, the code is new; cuml wrapped again at each reload."""
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    module = project.load("spam")
    module.extra = True
    for value in (2, 3):
        (project.folder / "spam.py").write_text(f"VALUE = {value}\n")
        importlib.reload(module)
        assert (module.VALUE, module.extra, converted(module)) == (value, True, True)
        assert type(module.__loader__) is ConvertingLoader
        assert ConvertingLoader not in type(module.__loader__).__mro__[1:]
    assert project.compiler.calls == ["spam"] * 3


def test_threads_that_import_at_once(project: Project) -> None:
    """beartype: with two threads, 13 of 60 plain modules were saved as converted ones (import locks are per module)."""
    count = 40
    names = [f"{top}.m{i}" for i in range(count) for top in ("listed", "plain")]
    project.write({f"{name.replace('.', '/')}.py": "import time\n" for name in names})
    project.write({"listed/__init__.py": "", "plain/__init__.py": ""})
    project.install("listed")

    def load(mine: list[str]) -> None:
        for name in mine:
            importlib.import_module(name)

    threads = [threading.Thread(target=load, args=(names[start:] + names[:start],)) for start in (0, 7, 33, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [name for name in names if converted(sys.modules[name]) != name.startswith("listed")] == []
    assert {file.parent.parent.name for file in project.cache_files()} == {"listed"}
    assert project.compiler.calls.count("listed.m3") == 1


def test_unlisted_import_inside_a_listed_one_stays_plain(project: Project) -> None:
    """jaxtyping #329: a patch that is on while nested imports run spoils the standard ``.pyc`` of the others."""
    project.write({"spam.py": "import eggs\n", "eggs.py": "VALUE = 1\n"})
    project.install("spam")
    project.load("spam")
    assert not converted(sys.modules["eggs"])
    standard = Path(importlib.util.cache_from_source(str(project.folder / "eggs.py")))
    assert standard.exists()
    assert b"__autoimport_graph__" not in standard.read_bytes()


def test_latest_of_two_installations_decides(project: Project) -> None:
    project.write({"spam.py": "", "eggs.py": "", "ham.py": ""})
    project.install("spam", "eggs", graph=["*.f"])
    inner = project.install("spam", "ham", py_func=["*.g"])
    project.load("spam")
    expected = {"graph": (), "do_not_convert": (), "py_func": ("*.g",), "jit_compile": None}
    assert vars(project.compiler.options[-1]) == expected
    assert converted(project.load("eggs"))
    assert converted(project.load("ham"))
    inner.uninstall(report=False)
    assert converted(project.load("spam"))
    assert vars(project.compiler.options[-1])["graph"] == ("*.f",)
    assert not converted(project.load("ham"))


def test_same_installation_twice(project: Project) -> None:
    project.write({"spam.py": ""})
    first, second = project.install("spam"), project.install("spam")
    assert converted(project.load("spam"))
    assert project.kinds() == ["converted"], "one event, one conversion"
    first.uninstall(report=False)
    assert converted(project.load("spam"))
    second.uninstall(report=False)
    assert not converted(project.load("spam"))


def test_excluded_module_is_left_to_python(project: Project) -> None:
    project.write({"spam/__init__.py": "", "spam/legacy/__init__.py": "", "spam/legacy/a.py": "", "spam/b.py": ""})
    project.install("spam", exclude=["spam.legacy"], do_not_convert=["*.b"])
    assert not converted(project.load("spam.legacy.a"))
    assert not converted(project.load("spam.b"))
    assert converted(sys.modules["spam"])
    reasons = {event.name: event.reason for event in project.events if event.kind == "skipped"}
    assert reasons["spam.b"] == "excluded by '*.b'"


def test_inner_installation_excludes_what_an_outer_one_takes(project: Project) -> None:
    project.write({"spam.py": ""})
    project.install("spam")
    project.install("spam", exclude=["spam"])
    assert not converted(project.load("spam"))
    assert Path(importlib.util.cache_from_source(str(project.folder / "spam.py"))).exists()


def test_meta_path_is_put_back(project: Project) -> None:
    before = list(sys.meta_path)
    project.write({"spam.py": ""})
    with project.install("spam") as handle:
        assert handle.active
        assert converted(project.load("spam"))
        handle.uninstall(report=False)
        assert not handle.active
        handle.uninstall()
    assert sys.meta_path == before
    assert PathFinder in sys.meta_path


def test_module_imported_too_early(project: Project) -> None:
    """cuml wraps again, jaxtyping raises and confuses (#306): say which, and what to do."""
    project.write({"spam/__init__.py": "", "spam/eggs.py": "", "ns/a.py": "", "other.py": ""})
    for name in ("spam.eggs", "ns.a", "other"):
        project.load(name)
    with pytest.warns(
        AutoimportGraphWarning, match=r"not converted: ns.a, spam, spam.eggs; install it first"
    ) as caught:
        handle = project.install("spam", "ns")
    assert len(caught) == 1
    assert str(caught[0].filename).endswith("a.py")
    assert handle.unmatched() == ()
    with pytest.raises(StrictError, match=r"not converted: ns\.a"):
        project.install("ns", strict=True)
    assert sum(isinstance(finder, Finder) for finder in sys.meta_path) == 1


def test_many_modules_imported_too_early(project: Project) -> None:
    project.write({f"spam/m{i}.py": "" for i in range(9)} | {"spam/__init__.py": ""})
    for i in range(9):
        project.load(f"spam.m{i}")
        sys.modules["spam"].__dict__.setdefault("keep", []).append(sys.modules[f"spam.m{i}"])
    for i in range(9):
        importlib.import_module(f"spam.m{i}")
    with pytest.warns(AutoimportGraphWarning, match="spam.m3 and 5 more"):
        project.install("spam")


def test_module_that_another_hook_takes_first(project: Project) -> None:
    """typeguard and others stand at the head of the meta path and ask PathFinder alone: then say so, at the end."""

    class First:
        def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
            return PathFinder.find_spec(name, path, target) if name == "spam.eggs" else None

    project.write({"spam/__init__.py": "", "spam/eggs.py": "", "spam/ham.py": ""})
    handle = project.install("spam", exclude=["spam.ham"])
    sys.meta_path.insert(0, First())  # type: ignore[arg-type]
    assert not converted(project.load("spam.eggs"))
    importlib.import_module("spam.ham")
    assert handle.bypassed() == ("spam.eggs",)
    with pytest.warns(AutoimportGraphWarning, match=r"by SourceFileLoader\), so not converted: spam.eggs; install"):
        handle.uninstall()


def test_converted_modules_are_not_too_late(project: Project, recwarn: pytest.WarningsRecorder) -> None:
    project.write({"spam.py": ""})
    project.install("spam")
    project.load("spam")
    project.install("spam")
    assert not recwarn.list


def test_package_that_installs_the_hook_for_itself(project: Project, recwarn: pytest.WarningsRecorder) -> None:
    """As packages do with jaxtyping: ``install(packages=[__name__])`` at the top of ``__init__``."""
    project.write(
        {
            "spam/__init__.py": "import autoimport_graph as a\nhandle = a.install(packages=[__name__], report=False)\n",
            "spam/a.py": "",
        }
    )
    spam = project.load("spam")
    assert converted(importlib.import_module("spam.a"))
    assert spam.handle.bypassed() == ()
    assert not recwarn.list
