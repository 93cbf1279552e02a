"""The options of ``run``: which modules are converted, and what is said about it."""

from __future__ import annotations

import re

import pytest

SCRIPT = "import sys\nsys.path.insert(0, '.')\nimport lib, other\nprint(lib.f(-2), other.f(-2))\n"
LIB = "def f(x):\n    if x > 0:\n        return 1\n    else:\n        return -1\n"


@pytest.fixture
def project(shell):
    shell.write("main.py", SCRIPT)
    shell.write("lib/__init__.py", LIB)
    shell.write("other.py", LIB)
    shell.write("autoimport_graph.toml", 'packages = ["lib"]\n')
    return shell


def told(result):
    """The lines of -v without times."""
    lines = [line for line in result.err.splitlines() if line.startswith("autoimport_graph: ")]
    return [re.sub(r" \(.*", "", line.removeprefix("autoimport_graph: ")) for line in lines]


def test_verbose_names_each_module(project):
    first = project.tool("run", "-v", "main.py")
    assert first.out == "-1 -1\n"
    assert told(first) == ["converted main", "converted lib"]
    assert "(1 of 1 functions" in first.err
    assert told(project.tool("run", "-v", "main.py")) == ["from cache main", "from cache lib"]


def test_quiet_by_default(project):
    assert project.tool("run", "main.py").err == ""


def test_package_adds_to_the_configuration(project):
    assert told(project.tool("run", "-v", "-p", "other", "main.py")) == [
        "converted main",
        "converted lib",
        "converted other",
    ]


def test_package_without_any_configuration(project):
    (project.folder / "autoimport_graph.toml").unlink()
    assert told(project.tool("run", "-vp", "other", "main.py")) == ["converted main", "converted other"]


def test_no_cache_neither_writes_nor_reads(project):
    for _ in range(2):
        assert told(project.tool("run", "-v", "--no-cache", "main.py")) == ["converted main", "converted lib"]
    assert not list(project.folder.rglob("*.graph-*"))
    project.tool("run", "main.py")
    assert list(project.folder.rglob("*.graph-*"))  # the test above could have failed
    assert told(project.tool("run", "-v", "--no-cache", "main.py")) == ["converted main", "converted lib"]


def test_config_by_name(project):
    project.write("elsewhere/own.toml", 'packages = ["other"]\nscript = false\n')
    result = project.tool("run", "-v", "--config", "elsewhere/own.toml", "main.py")
    assert told(result) == ["skipped main: the script, and script = false", "converted other"]


def test_config_is_found_from_the_script_folder(project):
    project.write("deep/er/inner.py", "print(1)")
    project.write("deep/autoimport_graph.toml", "script = false\n")
    assert told(project.tool("run", "-v", "deep/er/inner.py")) == ["skipped er.inner: the script, and script = false"]


def test_config_is_found_from_the_current_folder_for_a_script_elsewhere(project, tmp_path_factory):
    script = tmp_path_factory.mktemp("bin") / "tool.py"
    script.write_text(SCRIPT)
    assert "converted lib" in told(project.tool("run", "-v", str(script)))


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (["-m", "lib.part"], "lib.part"),
        (["-m", "other"], "other"),
        (["-m", "pkg"], "pkg.__main__"),
        (["folder"], "__main__"),
    ],
)
def test_main_module_is_converted_once(project, args, name):
    for path in ("lib/part.py", "pkg/__main__.py", "folder/__main__.py"):
        project.write(path, LIB + "print(f(3))\n")
    project.write("pkg/__init__.py", LIB)
    (project.folder / "other.py").write_text(LIB + "print(f(3))\n")
    result = project.tool("run", "-v", *args)
    assert result.out == "1\n"
    lines = [line for line in told(result) if line.startswith("converted") and not line.endswith(" lib")]
    assert len(lines) == 1, result.err
    assert lines[0].split()[1].endswith(name.rpartition(".")[2])


def test_code_and_standard_input_are_converted(project):
    for args, stdin in ((["-c", LIB], ""), (["-"], LIB)):
        assert told(project.tool("run", "-v", *args, stdin=stdin))[0] == "converted __main__"


def test_skipped_modules_say_why(project):
    project.write("main.py", "import ns.inner, lib\n")
    project.write("ns/inner.py", LIB)
    result = project.tool("run", "-v", "-p", "ns", "main.py")
    assert "skipped ns: a namespace package, which has no code of its own" in result.err
    assert "converted ns.inner" in result.err


def test_names_that_match_nothing_are_told_at_the_end(project):
    result = project.tool("run", "-p", "nope", "main.py")
    assert result.code == 0
    assert "'nope' matched nothing" in result.err


@pytest.mark.parametrize("text", ["import sys; sys.exit(2)", "raise ValueError"])
def test_names_are_not_told_when_the_program_was_cut_short(project, text):
    project.write("main.py", text)
    result = project.tool("run", "-p", "nope", "main.py")
    assert result.code != 0
    assert "matched nothing" not in result.err


def test_strict_refuses_what_came_before_the_hook(project):
    project.write("strict.toml", 'strict = true\npackages = ["click"]\n')
    result = project.tool("run", "--config", "strict.toml", "main.py")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Error: imported before the hook was installed, so not converted: click")


def test_standard_byte_code_is_left_alone(project):
    """Converted code must not turn up in a run without us, nor the other way round (P2)."""
    project.tool("run", "-m", "lib.part")
    project.tool("run", "main.py")
    assert [path for path in (project.folder / "lib").rglob("*.pyc") if ".graph-" in path.name]
    assert not [path for path in (project.folder / "lib").rglob("*.pyc") if ".graph-" not in path.name]
    assert project.python("main.py").out == "-1 -1\n"
