"""The commands that tell: ``show``, ``cache`` and ``explain``."""

from __future__ import annotations

import ast
import json

import pytest

LIB = '''\
"""Loud when imported."""
print("imported")

def outer(x):
    if x > 0:
        y = x
    else:
        y = -x
    return y

class Thing:
    def method(self, n):
        total = 0
        while total < n:
            total += 1
        return total

    def plain(self):
        return self
'''


@pytest.fixture
def project(shell):
    shell.write("lib/__init__.py", "raise RuntimeError('never imported')\n")
    shell.write("lib/part.py", LIB)
    shell.write("main.py", "import part\npart.outer(1)\n")
    shell.write("part.py", LIB)
    shell.write("autoimport_graph.toml", 'packages = ["part"]\n')
    return shell


class TestShow:
    def test_prints_python_and_imports_nothing(self, project):
        result = project.tool("show", "lib.part")
        assert (result.code, result.err) == (0, "")
        tree = ast.parse(result.out)
        assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["outer", "method"]
        assert "if_stmt" in result.out
        assert "while_stmt" in result.out
        assert "# Thing.method\n" in result.out
        assert "imported" not in result.out

    def test_one_function(self, project):
        result = project.tool("show", "part:outer")
        assert "if_stmt" in result.out
        assert "while_stmt" not in result.out

    def test_a_class_stands_for_its_methods(self, project):
        assert "while_stmt" in project.tool("show", "lib/part.py:Thing").out

    def test_tree(self, project):
        result = project.tool("show", "part:outer", "--tree")
        assert "FunctionDef(\n  name='outer'" in result.out

    def test_function_with_nothing_to_convert(self, project):
        result = project.tool("show", "part:Thing.plain")
        assert (result.code, result.out) == (1, "")
        assert "no graph version of 'Thing.plain'" in result.err

    def test_misspelt_function(self, project):
        assert "did you mean Thing.method?" in project.tool("show", "part:Thing.metod").err

    def test_module_with_nothing_to_convert(self, project):
        project.write("empty.py", "x = 1\n")
        result = project.tool("show", "empty")
        assert result.code == 1
        assert "no function has anything to convert" in result.err

    def test_configuration_counts(self, project):
        project.write("own.toml", 'do_not_convert = ["part.outer"]\n')
        result = project.tool("show", "part", "--config", "own.toml")
        assert "if_stmt" not in result.out
        assert "while_stmt" in result.out


class TestCache:
    def test_info_and_clear(self, project):
        assert "0 files, 0 B in all" in project.tool("cache", "info").out
        project.tool("run", "main.py")
        assert "2 files" in project.tool("cache", "info").out.splitlines()[-1]
        keep = project.write("__pycache__/part.cpython-399.pyc", "the interpreter's own")
        assert project.tool("cache", "clear").out == "removed 2 files\n"
        assert "0 files" in project.tool("cache", "info").out.splitlines()[-1]
        assert keep.exists()

    def test_package_outside_of_the_project(self, project, tmp_path_factory):
        other = tmp_path_factory.mktemp("other")
        other.joinpath("far.py").write_text(LIB)
        project.env["PYTHONPATH"] = f"{other}:{project.python('-c', 'import sys; print(sys.path[1])').out.strip()}"
        project.write("main.py", "import far\n")
        project.tool("run", "-p", "far", "main.py")
        assert list(other.rglob("*.graph-*"))
        project.tool("cache", "clear", "-p", "far")
        assert not list(other.rglob("*.graph-*"))

    def test_folder_of_the_configuration(self, project):
        project.write("autoimport_graph.toml", 'packages = ["part"]\ncache_dir = "kept"\n')
        project.tool("run", "main.py")
        assert "kept  2 files" in project.tool("cache", "info").out
        assert project.tool("cache", "clear").out == "removed 2 files\n"
        assert not list(project.folder.rglob("*.graph-*"))

    def test_file_that_cannot_be_removed(self, project, monkeypatch, capsys):
        from pathlib import Path

        from autoimport_graph.cli.app import invoke

        project.tool("run", "main.py")
        monkeypatch.chdir(project.folder)

        def refuse(path, missing_ok=False):
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "unlink", refuse)
        with pytest.raises(SystemExit) as leaving:
            invoke(["cache", "clear"])
        assert leaving.value.code == 1
        captured = capsys.readouterr()
        assert "Permission denied" in captured.err
        assert captured.out == "removed 0 files\n"


RECORDING = """\
import sys
from autoimport_graph.report import record_staging

def f(n):
    for i in range(n):
        pass
    return n

code = f.__code__
record_staging(code, 4, "traced")
record_staging(code, 4, "traced")
record_staging(code, 5, "unrolled", "3")
"""


class TestExplain:
    def test_tells_modules_and_functions(self, project):
        result = project.tool("explain", "main.py")
        assert result.code == 0
        lines = result.out.splitlines()
        assert lines[0] == "imported"
        part = project.folder / "part.py"
        assert f"{part}:4: outer: converted" in lines
        assert f"{part}:12: Thing.method: converted" in lines
        assert f"{part}:18: Thing.plain: nothing to convert" in lines
        assert any(line.startswith("main: converted in ") for line in lines)

    def test_tells_what_was_excluded_skipped_and_failed(self, project):
        project.write("autoimport_graph.toml", 'packages = ["part", "ns"]\ndo_not_convert = ["part.outer"]\n')
        project.write("ns/inner.py", "")
        project.write("main.py", "import part, ns.inner")
        out = project.tool("explain", "main.py").out
        assert "outer: excluded by the configuration" in out
        assert "ns: skipped: a namespace package" in out

    def test_tells_what_the_runtime_recorded(self, project):
        project.write("main.py", RECORDING)
        out = project.tool("explain", "main.py").out
        main = project.folder / "main.py"
        assert f"{main}:4: f: converted, traced twice\n" in out
        assert f"{main}:5: f: unrolled × 3\n" in out

    def test_run_records_nothing(self, project):
        project.write("main.py", RECORDING + "from autoimport_graph import report\nprint(report.stagings())\n")
        assert project.tool("run", "main.py").out == "()\n"

    @pytest.mark.parametrize(
        ("text", "code"), [("import sys; sys.exit(4)", 4), ("1 / 0", 1), ("raise KeyboardInterrupt", -2)]
    )
    def test_keeps_the_exit_code_and_tells_all_the_same(self, project, text, code):
        project.write("main.py", "import part\n" + text)
        result = project.tool("explain", "main.py")
        assert result.code == code
        assert "outer: converted" in result.out

    def test_output_file(self, project):
        project.write("main.py", "import part, os\nos.mkdir('x')\nos.chdir('x')\n")
        result = project.tool("explain", "-o", "told.txt", "main.py")
        assert result.out == "imported\n"
        assert "outer: converted" in (project.folder / "told.txt").read_text(encoding="utf-8")

    def test_formats(self, project):
        project.tool("explain", "-o", "told.json", "main.py")
        document = json.loads((project.folder / "told.json").read_text(encoding="utf-8"))
        assert "outer" in [function["name"] for module in document["modules"] for function in module["functions"]]
        project.tool("explain", "-o", "told.html", "main.py")
        assert (project.folder / "told.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        told = project.tool("explain", "--format", "json", "main.py").out
        assert json.loads(told.partition("imported\n")[2])["format"] == 1

    def test_program_that_closes_its_output(self, project):
        project.write("main.py", "import sys, part\nsys.stdout.close()\n")
        result = project.tool("explain", "main.py")
        assert (result.code, result.err) == (0, "")
