"""Each way to start a program, by each way to switch the hook on: cold, warm, read-only, -O, with a spawned child."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import LIB, Installed, Result, write

LOOK = "def look():\n    return '__autoimport_graph__' in globals()\n"
SPAWN = """\
def spawned():
    import multiprocessing
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(lib.look)
"""
PROGRAM = f"""\
import sys
import lib
{LIB}
{SPAWN}
def say():
    child = spawned() if "SPAWN" in __import__("os").environ else None
    print("said", lib.look(), "__autoimport_graph__" in globals(), __debug__, child)
"""
MAIN = f"{PROGRAM}\nif __name__ == '__main__':\n    say()\n"
KINDS = {
    "script": ["prog.py"],
    "module": ["-m", "prog"],
    "code": ["-c", MAIN],
    "stdin": ["-"],
    "notebook": ["notebook.py"],
    "pytest": ["-m", "pytest", "-qs", "-p", "no:cacheprovider", "test_prog.py"],
}
# Run by a kernel, which is a process of its own: what it says on standard error comes as an output of the cells.
NOTEBOOK = f"""\
import nbclient, nbformat, sys
cells = ["%load_ext autoimport_graph", {PROGRAM!r}, "say()"]
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
nbclient.NotebookClient(book, timeout=100, kernel_name="python3").execute()
for output in (output for cell in book.cells for output in cell.outputs):
    print(output.text, end="", file=getattr(sys, output.name))
"""
WAYS = ("run", "variable", "sitecustomize")


@pytest.fixture(scope="module")
def enabled(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    here = tmp_path_factory.mktemp("enable")
    yield
    installed.run("-m", "autoimport_graph", "disable", cwd=here)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)  # the last one switches on, so it comes last
def test_way(installed: Installed, enabled: None, tmp_path: Path, way: str, kind: str) -> None:
    write(tmp_path, "lib.py", LIB + LOOK)
    write(tmp_path, "prog.py", MAIN)
    write(tmp_path, "notebook.py", NOTEBOOK)
    write(tmp_path, "test_prog.py", f"{PROGRAM}\ndef test():\n    say()\n    assert f(1) == 1\n")
    write(tmp_path, "autoimport_graph.toml", 'packages = ["lib", "test_prog"]\n')
    if way == "sitecustomize":
        installed.run("-m", "autoimport_graph", "enable", cwd=tmp_path)

    def start(*flags: str, **env: str) -> Result:
        if way == "variable":
            env["AUTOIMPORT_GRAPH"] = "1"
        before = ["-m", "autoimport_graph", "run"] if way == "run" else []
        verbose = {"AUTOIMPORT_GRAPH_VERBOSE": "1"} if way != "run" else {}
        before += ["-v"] if way == "run" else []
        stdin = MAIN if kind == "stdin" else ""
        result = installed.run(*flags, *before, *KINDS[kind], cwd=tmp_path, stdin=stdin, **verbose, **env)
        assert result.code == 0, result.out + result.err
        return result

    # Python itself cannot spawn from a program that it has read from standard input.
    spawn = {} if kind == "stdin" else {"SPAWN": "1"}
    cold = start(**spawn)
    assert said(cold) == f"True True True {True if spawn else None}"
    # In the order of the alphabet: the child of a notebook is heard before its cells are.
    assert sorted(what_became_of_lib(cold)) == ["converted", *(["from cache"] if spawn else [])]
    warm = start()
    assert (said(warm), what_became_of_lib(warm)) == ("True True True None", ["from cache"])
    folders = [tmp_path, tmp_path / "__pycache__"]
    for folder in folders:
        folder.chmod(0o555)
    read_only = start()
    for folder in folders:
        folder.chmod(0o755)
    assert (said(read_only), what_became_of_lib(read_only)) == ("True True True None", ["from cache"])
    # A kernel is started without the flags of what starts it.
    optimized = start(PYTHONOPTIMIZE="1") if kind == "notebook" else start("-O")
    assert (said(optimized), what_became_of_lib(optimized)) == ("True True False None", ["converted"])


def said(result: Result) -> str:
    (line,) = re.findall(r"said (.*)", result.out)
    return line


def what_became_of_lib(result: Result) -> list[str]:
    return re.findall(r"^autoimport_graph: (converted|from cache|skipped|failed) lib\b", result.err, re.MULTILINE)
