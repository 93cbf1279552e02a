"""The switch: where the configuration comes from, what it reports at the end, what importing us costs."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import autoimport_graph
from autoimport_graph import AutoimportGraphWarning, Config, ConfigError
from autoimport_graph.hook import install
from tests.hook.project import PRELUDE, Project, converted


def test_packages_alone(project: Project) -> None:
    project.write({"spam.py": "", "autoimport_graph.toml": "packages = ['eggs']"})
    with autoimport_graph.install(packages=["spam"]) as handle:
        assert handle.config == Config(packages=("spam",))
        assert converted(project.load("spam"))


def test_file_and_packages(project: Project) -> None:
    project.write({"mine.toml": "packages = ['eggs']\nstrict = true"})
    for config in (project.folder / "mine.toml", str(project.folder / "mine.toml")):
        handle = install(["spam"], config, report=False)
        project.handles.append(handle)
        assert handle.config.packages == ("eggs", "spam")
        assert handle.config.strict


def test_config_object(project: Project) -> None:
    handle = install(config=Config(packages=("spam",)), report=False)
    project.handles.append(handle)
    assert handle.config == Config(packages=("spam",))


def test_wrong_package_name_installs_nothing(project: Project) -> None:
    before = list(sys.meta_path)
    with pytest.raises(ConfigError, match="standard library"):
        install(packages=["random"])
    with pytest.raises(ConfigError, match="write packages"):
        install(packages="spam")
    assert sys.meta_path == before


def test_file_is_found_from_the_scripts_folder_upward(project: Project, tmp_path: Path) -> None:
    project.write(
        {
            "autoimport_graph.toml": "packages = ['spam']",
            "bin/main.py": "import autoimport_graph; print(autoimport_graph.install().config.path)",
            "bin/spam.py": "",
        }
    )
    for script, folder in ((str(project.folder / "bin/main.py"), tmp_path), ("-c", project.folder / "bin")):
        code = [(project.folder / "bin/main.py").read_text()] if script == "-c" else []
        process = subprocess.run(
            [sys.executable, "-W", "ignore", script, *code],
            cwd=folder,
            env=project.environment(),
            capture_output=True,
            text=True,
        )
        assert process.stdout.strip() == str(project.folder / "autoimport_graph.toml"), process.stderr


def test_no_file_and_no_packages(project: Project, tmp_path: Path) -> None:
    script = project.folder / "main.py"
    script.write_text("import autoimport_graph; autoimport_graph.install()")
    process = subprocess.run([sys.executable, str(script)], env=project.environment(), capture_output=True, text=True)
    assert process.returncode == 1
    assert "ConfigError: packages: nothing to convert: no autoimport_graph.toml" in process.stderr
    assert str(project.folder) in process.stderr


def test_names_that_match_nothing(project: Project) -> None:
    project.write({"spam/__init__.py": "", "spam/a.py": "", "spam/b.py": ""})
    handle = project.install(
        "spam.a",
        "spam.b",
        "absent",
        graph=["spam.a.f", "spam.a.typo", "spam.a.A.*"],
        do_not_convert=["spam.a.C"],
        exclude=["spam.b"],
        py_func=["*.log", "spam.*.print"],
    )
    project.compiler.notes = (
        ("graph", "f", 1, ""),
        ("graph", "A.step", 2, ""),
        ("excluded", "C.g", 3, ""),
        ("py_func", "log", 4, ""),
        ("converted", "typo_not", 5, ""),
        ("untouched", "print", 6, ""),
    )
    project.load("spam.a")
    project.load("spam.b")
    expected = (("packages", "absent"), ("graph", "spam.a.typo"), ("py_func", "spam.*.print"))
    assert handle.unmatched() == expected
    with pytest.warns(AutoimportGraphWarning) as caught:
        handle.uninstall()
    assert [str(w.message).partition(": ")[2].partition(" matched")[0] for w in caught] == [
        f"{key}: {name!r}" for key, name in expected
    ]
    handle.uninstall()


def test_names_are_remembered_from_the_cache(project: Project) -> None:
    project.write({"spam.py": ""})
    project.compiler.notes = (("graph", "f", 1, ""),)
    for _ in range(2):
        handle = project.install("spam", graph=["spam.f"])
        assert handle.unmatched() == (("packages", "spam"),)
        project.load("spam")
        assert handle.unmatched() == ()
        handle.uninstall()
        del sys.modules["spam"]
    assert project.kinds() == ["cached"]


def test_a_pattern_for_a_module_that_this_program_had_no_use_for_is_no_mistake(project: Project) -> None:
    project.write({"spam/__init__.py": "", "spam/train.py": "def step(): pass", "spam/serve.py": ""})
    patterns = ["spam.train.step", "spam.tarin.step", "spam.serve.step"]
    handle = project.install("spam", graph=patterns)
    project.load("spam.serve")
    assert handle.unmatched() == (("graph", "spam.tarin.step"), ("graph", "spam.serve.step"))


END = PRELUDE.replace("result = {}", "result = {}; autoimport_graph.install(config='c.toml')")


def test_report_at_the_end_of_the_program(project: Project) -> None:
    project.write({"c.toml": "packages = ['spam', 'absent']\ngraph = ['spam.f']", "spam.py": ""})
    err = project.run("import spam", prelude=END)["err"]
    lines = [line for line in err.splitlines() if "AutoimportGraphWarning" in line]
    assert len(lines) == 2
    assert all(line.startswith(f"{project.folder / 'c.toml'}:1: ") for line in lines)
    assert "packages: 'absent' matched nothing: no such module was imported" in lines[0]
    assert "graph: 'spam.f' matched nothing: it names no function" in lines[1]


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["-W", "ignore"], "import spam"),
        ([], "import spam, os\nif os.fork() == 0: sys.exit()\nos.wait(); result['left'] = 1; import os; os._exit(0)"),
        ([], "sys.excepthook = lambda *error: None\nraise SystemExit"),
    ],
    ids=["filtered", "forked child", "exit"],
)
def test_no_report(project: Project, flags: list[str], code: str) -> None:
    project.write({"c.toml": "packages = ['spam', 'absent']", "spam.py": ""})
    program = END + code
    process = subprocess.run(
        [sys.executable, *flags, "-c", program],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0
    assert ("matched nothing" in process.stderr) == code.endswith("SystemExit")


def test_no_report_after_a_crash(project: Project) -> None:
    """A program that died early did not get to the imports that the names are for."""
    project.write({"c.toml": "packages = ['absent']"})
    process = subprocess.run(
        [sys.executable, "-c", END + "1 / 0"],
        cwd=project.folder,
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert process.stderr.splitlines()[-1].startswith("ZeroDivisionError")


def test_report_where_warnings_are_errors(project: Project) -> None:
    project.write({"c.toml": "packages = ['absent']"})
    err = project.run("", "-W", "error", prelude=END)["err"]
    assert err.splitlines() == [line for line in err.splitlines() if line.startswith("AutoimportGraphWarning: ")]
    assert "'absent' matched nothing" in err


def test_importing_the_package_imports_nothing_heavy() -> None:
    """jaxtyping #220 cost 2.7 s of start-up, typeguard #468: as much as TensorFlow's import, without using it."""
    code = "import autoimport_graph as a; print(*sys.modules, '|'); a.Config, a.install; print(*sys.modules)"
    process = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n{code}"],
        capture_output=True,
        text=True,
    )
    before, _, after = process.stdout.partition("|")
    ours = sorted(name for name in before.split() if name.startswith("autoimport_graph"))
    assert ours == ["autoimport_graph"], process.stderr
    heavy = {
        "tensorflow",
        "keras",
        "numpy",
        "click",
        "rich",
        "gast",
        "astunparse",
        "importlib_metadata",
        "logging",
        "asyncio",
    }
    assert not heavy & {name.partition(".")[0] for name in after.split()}
    assert "autoimport_graph.compiler" not in after.split()


def test_public_names() -> None:
    assert autoimport_graph.__version__ == "0.1.0"
    assert set(autoimport_graph.__all__) <= set(dir(autoimport_graph))
    assert autoimport_graph.Config is Config
    assert "Config" in vars(autoimport_graph), "bound on first use"
    with pytest.raises(AttributeError, match="module 'autoimport_graph' has no attribute 'to_grph'"):
        _ = autoimport_graph.to_grph
    assert not hasattr(autoimport_graph, "__wrapped__")


def test_public_name_that_its_module_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    import types

    monkeypatch.setitem(autoimport_graph._HOMES, "missing_a", "autoimport_graph.no_such_module")
    monkeypatch.setitem(autoimport_graph._HOMES, "missing_b", "autoimport_graph.errors")
    monkeypatch.setitem(autoimport_graph._HOMES, "missing_c", "autoimport_graph.broken")
    with pytest.raises(AttributeError, match=r"autoimport_graph.missing_a lives in autoimport_graph.no_such_module"):
        _ = autoimport_graph.missing_a
    with pytest.raises(
        AttributeError, match=r"autoimport_graph.missing_b should be defined by autoimport_graph.errors"
    ):
        _ = autoimport_graph.missing_b
    real = importlib.import_module

    def without_tensorflow(name: str) -> types.ModuleType:
        if name == "autoimport_graph.broken":
            raise ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow")
        return real(name)

    monkeypatch.setattr(importlib, "import_module", without_tensorflow)
    with pytest.raises(ModuleNotFoundError, match="tensorflow"):
        _ = autoimport_graph.missing_c
