"""The loaders: everything that Python and its tools ask of a loader still holds, and failures end in plain Python."""

from __future__ import annotations

import importlib
import importlib.resources
import importlib.util
import inspect
import os
import pkgutil
import runpy
import sys
import warnings
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from autoimport_graph.errors import AutoimportGraphWarning, StrictError
from tests.hook.project import Project, converted


def standard_pyc(source: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(source)))


def test_run_by_m_is_converted_and_stays_out_of_the_standard_pyc(project: Project) -> None:
    """jaxtyping: runpy skips ``exec_module``, and converted code lands in the ``.pyc`` that plain Python reads."""
    project.write({"spam/__init__.py": "", "spam/tool.py": "VALUE = 1\n"})
    project.install("spam")
    for kind in ("converted", "cached"):
        project.events.clear()
        for name in ("spam", "spam.tool"):
            sys.modules.pop(name, None)
        namespace = runpy.run_module("spam.tool", run_name="__main__", alter_sys=True)
        assert namespace["__autoimport_graph__"] == "converted"
        assert project.kinds()[-1] == kind
    assert not standard_pyc(project.folder / "spam/tool.py").exists()
    assert not standard_pyc(project.folder / "spam/__init__.py").exists()


def test_package_run_by_m(project: Project) -> None:
    project.write({"spam/__init__.py": "", "spam/__main__.py": "VALUE = 1\n"})
    project.install("spam")
    assert runpy.run_module("spam", run_name="__main__")["__autoimport_graph__"] == "converted"


def test_standard_pyc_that_is_there_is_not_read(project: Project) -> None:
    """With a standard ``.pyc`` present, hooks that rely on ``source_to_code`` are skipped."""
    project.write({"spam.py": ""})
    project.load("spam")
    pyc = standard_pyc(project.folder / "spam.py")
    before = pyc.read_bytes()
    del sys.modules["spam"]
    project.install("spam")
    assert converted(project.load("spam"))
    assert pyc.read_bytes() == before


def test_resources_data_and_source(project: Project) -> None:
    """pytest #9169, #808, #317 and slipcover lost one or the other of these."""
    project.write({"spam/__init__.py": "def f():\n    return 1\n", "spam/data.txt": "data", "spam/eggs.py": "x = 1\n"})
    project.install("spam")
    spam = project.load("spam")
    assert pkgutil.get_data("spam", "data.txt") == b"data"
    assert importlib.resources.files("spam").joinpath("data.txt").read_text() == "data"
    assert [module.name for module in pkgutil.iter_modules(spam.__path__)] == ["eggs"]
    assert inspect.getsource(spam.f) == "def f():\n    return 1\n"
    loader = spam.__loader__
    assert isinstance(loader, SourceFileLoader)
    assert loader.is_package("spam")
    assert loader.get_source("spam") == "def f():\n    return 1\n"
    assert loader.get_filename("spam") == spam.__file__ == str(project.folder / "spam/__init__.py")
    assert loader.get_resource_reader("spam") is not None  # type: ignore[attr-defined, unused-ignore]
    with pytest.raises(ImportError, match="cannot handle"):
        loader.get_code("other")


def test_module_attributes_are_those_of_plain_python(project: Project) -> None:
    project.write({"spam/__init__.py": "'''Doc.'''\nfrom __future__ import annotations\nx: int = 1\n"})
    plain = project.load("spam")
    del sys.modules["spam"]
    project.install("spam")
    module = project.load("spam")
    assert converted(module)
    names = ("__doc__", "__file__", "__path__", "__name__", "__package__", "__cached__", "__annotations__")
    assert {name: getattr(module, name) for name in names} == {name: getattr(plain, name) for name in names}
    assert module.__spec__.origin == plain.__spec__.origin
    assert module.__spec__.has_location


def test_lines_are_the_authors(project: Project) -> None:
    """pytest 699-704, #9163: the first function, decorated; the file's name, exactly."""
    source = "import functools\n\n@functools.lru_cache\n@staticmethod\ndef f():\n    raise KeyError\n"
    project.write({"spam.py": source})
    project.install("spam")
    function = project.load("spam").f.__wrapped__.__wrapped__
    assert function.__code__.co_firstlineno == 3
    assert function.__code__.co_filename == str(project.folder / "spam.py")


def test_working_directory_that_is_gone(project: Project, tmp_path: Path) -> None:
    """pytest #3973."""
    project.write({"spam.py": ""})
    project.install("spam")
    here = Path.cwd()
    (tmp_path / "gone").mkdir()
    try:
        os.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        assert converted(project.load("spam"))
    finally:
        os.chdir(here)


ERRORS = {
    "syntax": "def f(:\n    pass\n",
    "indentation": "if True:\nx = 1\n",
    "found by the compiler, not the parser": "def f():\n    return 1\nreturn 2\n",
    "null byte": "x = 1\0\n",
    "encoding": b"x = 'caf\xe9'\n",
    "unknown encoding": b"# coding: martian\n",
    "nested too deeply": "(" * 300 + ")" * 300,
    "run time": "def f():\n    1 / 0\nf()\n",
    "import": "import absent_module\n",
}


@pytest.mark.parametrize("source", ERRORS.values(), ids=ERRORS)
def test_error_in_the_authors_file_prints_as_plain_python_prints_it(project: Project, source: str | bytes) -> None:
    """To the byte: no frame of the hook or of importlib between the import and the author's line."""
    (project.folder / "spam.py").write_bytes(source.encode() if isinstance(source, str) else source)
    main = project.folder / "main.py"
    main.write_text("import sys\nif sys.argv[1:]:\n    import hooked\nimport spam\n")
    (project.folder / "hooked.py").write_text(
        "from tests.hook.fake_compiler import use_fake_compiler\n"
        "use_fake_compiler()\n"
        "import autoimport_graph\n"
        "autoimport_graph.install(packages=['spam'])\n"
    )
    import subprocess

    outputs = [
        subprocess.run(
            [sys.executable, "-B", str(main), *arguments], capture_output=True, text=True, env=project.environment()
        )
        for arguments in ([], ["hook"])
    ]
    assert outputs[0].returncode == 1
    assert "Error" in outputs[0].stderr
    assert outputs[1].stderr == outputs[0].stderr
    assert outputs[1].returncode == 1


def test_conversion_that_fails_leaves_plain_python_and_one_warning(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    project.compiler.error = RecursionError("too deep")
    with pytest.warns(AutoimportGraphWarning) as caught:
        module = project.load("spam")
    assert not converted(module)
    assert module.VALUE == 1
    assert [str(Path(warning.filename).name) for warning in caught] == ["spam.py"]
    message = str(caught[0].message)
    assert "module spam runs as plain Python" in message
    assert "RecursionError: too deep" in message
    assert 'ignore = ["spam"]' in message
    assert [(event.kind, event.reason) for event in project.events] == [("failed", "RecursionError: too deep")]
    assert project.cache_files() == [], "tomorrow's converter may do better"
    assert not standard_pyc(project.folder / "spam.py").exists()


def test_syntax_that_only_the_converter_refuses(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    project.compiler.error = SyntaxError("not for gast")
    with pytest.warns(AutoimportGraphWarning, match="SyntaxError: not for gast"):
        assert project.load("spam").VALUE == 1


def test_conversion_that_fails_under_strict(project: Project) -> None:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam", strict=True)
    project.compiler.error = ValueError("no")
    with pytest.raises(StrictError, match=r"spam.py: module spam could not be converted \(ValueError: no\)") as caught:
        project.load("spam")
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == "spam"
    assert caught.value.path == str(project.folder / "spam.py")
    assert caught.value.__cause__ is project.compiler.error
    assert "spam" not in sys.modules


def test_interrupt_during_conversion_is_not_swallowed(project: Project) -> None:
    project.write({"spam.py": ""})
    project.install("spam")
    project.compiler.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        project.load("spam")
    project.compiler.error = None
    assert converted(project.load("spam"))


def test_function_left_eager_is_warned_about_cold_and_warm(project: Project) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.install("spam")
    project.compiler.notes = (
        ("unconverted", "A.f", 7, "it uses exec()"),
        ("converted", "g", 9, ""),
        ("unconverted", "h", 11, "it is too long"),
    )
    for kind in ("converted", "cached"):
        with pytest.warns(AutoimportGraphWarning) as caught:
            project.load("spam")
        assert [(Path(w.filename).name, w.lineno) for w in caught] == [("spam.py", 7), ("spam.py", 11)]
        assert "spam.A.f stays eager: it uses exec()" in str(caught[0].message)
        assert 'ignore = ["spam.A.f"]' in str(caught[0].message)
        assert project.kinds() == [kind]
        assert project.events[0].notes == project.compiler.notes


def test_warnings_as_errors_do_not_stop_an_import(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.install("spam")
    project.compiler.notes = (("unconverted", "A.f", 7, "it uses exec()"),)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert project.load("spam").x == 1
    assert "spam.py:7: AutoimportGraphWarning: spam.A.f stays eager: it uses exec()" in capsys.readouterr().err


def test_function_left_eager_under_strict_cold_and_warm(project: Project) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.install("spam", strict=True)
    project.compiler.notes = (("unconverted", "f", 7, "it uses exec()"),)
    for _ in range(2):
        with pytest.raises(StrictError, match=r"spam.py:7: spam.f could not be converted \(it uses exec\(\)\)"):
            project.load("spam")
    assert project.kinds() == ["cached"]


def test_warning_is_shown_once_for_each_place(project: Project) -> None:
    project.write({"spam.py": "x = 1\n"})
    project.install("spam")
    project.compiler.notes = (("unconverted", "f", 7, "it uses exec()"),)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        project.load("spam")
        project.load("spam")
    assert len(caught) == 1


def test_observer_that_fails_does_not_break_the_import(project: Project) -> None:
    from autoimport_graph.hook import subscribe

    def fail(event: object) -> None:
        raise RuntimeError("observer")

    unsubscribe = subscribe(fail)
    project.write({"spam.py": ""})
    project.install("spam")
    try:
        assert converted(project.load("spam"))
    finally:
        unsubscribe()
        unsubscribe()
    assert project.kinds() == ["converted"]


class OtherHook:
    """A finder as other import hooks have it: it swaps in a subclass of the standard loader."""

    loader: type = SourceFileLoader

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = self.loader(spec.loader.name, spec.loader.path)
        return spec


def other_hook(loader: type) -> None:
    finder = OtherHook()
    finder.loader = loader
    sys.meta_path.insert(1, finder)  # type: ignore[arg-type]


def test_composes_with_a_loader_that_takes_trees(project: Project) -> None:
    """typeguard's and beartype's way: both transformations happen, neither is cached as the other's."""
    import ast

    class Adding(SourceFileLoader):
        def get_code(self, name: str) -> CodeType | None:
            self.seen = name  # state that its source_to_code relies on
            return super().get_code(name)

        def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
            assert self.seen == "spam"
            tree = data if isinstance(data, ast.Module) else ast.parse(data)
            tree.body += ast.parse("ADDED = True").body
            return super().source_to_code(tree, path, _optimize=_optimize)  # type: ignore[arg-type, call-arg, return-value, unused-ignore]

    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    other_hook(Adding)
    for _ in range(2):
        module = project.load("spam")
        assert converted(module)
        assert module.ADDED
        assert isinstance(module.__loader__, Adding)
        assert project.kinds() == ["converted"]
    assert project.cache_files() == []
    assert not standard_pyc(project.folder / "spam.py").exists()
    importlib.reload(module)
    assert converted(module)


def test_two_installations_and_another_hook_convert_once(project: Project) -> None:
    class Other(SourceFileLoader):
        pass

    project.write({"spam.py": ""})
    project.install("spam", graph=["spam.f"])
    project.install("spam", graph=["spam.g"])
    finder = OtherHook()
    finder.loader = Other
    sys.meta_path.insert(2, finder)  # type: ignore[arg-type]
    assert converted(project.load("spam"))
    assert project.kinds() == ["converted"]
    assert [options.graph for options in project.compiler.options] == [("spam.g",)]


def test_loader_that_takes_no_trees_gets_its_bytes(project: Project) -> None:
    class Decoding(SourceFileLoader):
        def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
            text = data.decode().replace("ONE", "1")
            return compile(text, path, "exec")

    project.write({"spam.py": "VALUE = ONE\n"})
    project.install("spam")
    other_hook(Decoding)
    with pytest.warns(AutoimportGraphWarning, match="AttributeError"):
        module = project.load("spam")
    assert module.VALUE == 1
    assert not converted(module)


def test_inner_excludes_a_module_with_another_hooks_loader(project: Project) -> None:
    class Other(SourceFileLoader):
        pass

    project.write({"spam.py": ""})
    project.install("spam")
    project.install("spam", exclude=["spam"])
    sys.meta_path.insert(2, OtherHook())  # type: ignore[arg-type]
    sys.meta_path[2].loader = Other  # type: ignore[attr-defined]
    module = project.load("spam")
    assert type(module.__loader__) is Other
    assert not converted(module)


def test_loader_of_an_unknown_kind_is_left_alone(project: Project) -> None:
    class Strange:
        def __init__(self, name: str, path: str) -> None:
            pass

        def create_module(self, spec: object) -> None:
            return None

        def exec_module(self, module: Any) -> None:
            module.STRANGE = True

    project.write({"spam.py": ""})
    project.install("spam")
    other_hook(Strange)
    module = project.load("spam")
    assert module.STRANGE
    assert type(module.__loader__) is Strange
    assert project.events[0].reason == "its loader, Strange, does not compile source in a known way"
