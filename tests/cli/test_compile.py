"""``compile``: the cache is filled ahead of time, for other users, other times and file systems that are read-only."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoimport_graph.cli.modules import modules_of
from tests.cli.conftest import Shell

LIB = "def f(x):\n    if x > 0:\n        return 1\n    return -1\n"
FILES = ["lib/__init__.py", "lib/part.py", "lib/sub/__init__.py", "lib/sub/deep.py", "lib/space/inner.py", "single.py"]
NAMES = ["lib", "lib.part", "lib.space.inner", "lib.sub", "lib.sub.deep"]


def fill(shell: Shell) -> Shell:
    for name in FILES:
        shell.write(name, LIB)
    shell.write("lib/not-a-module.py", "")
    shell.write("lib/data.txt", "")
    shell.write("autoimport_graph.toml", 'packages = ["lib", "single"]\n')
    return shell


@pytest.fixture
def project(shell: Shell) -> Shell:
    return fill(shell)


IMPORT_ALL = f"import single, {', '.join(NAMES)}"


def test_modules_are_found_as_files(project: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("lib/__init__.py", "raise SystemExit\n")
    monkeypatch.chdir(project.folder)
    found = modules_of("lib")
    assert found is not None
    assert [name for name, _ in found] == NAMES
    assert modules_of("single") == [("single", str(project.folder / "single.py"))]
    assert modules_of("nope") is None
    # Namespace packages inside each other: nobody has imported the outer one.
    deep = ("outer.inner.deepest.mod", str(project.write("outer/inner/deepest/mod.py", LIB)))
    for name in ("outer", "outer.inner", "outer.inner.deepest", "outer.inner.deepest.mod"):
        assert modules_of(name) == [deep]
    assert "outer" not in sys.modules


def test_everything_is_in_the_cache_afterwards(project: Shell) -> None:
    done = project.tool("compile")
    assert (done.code, done.err) == (0, "")
    first, second, third = done.out.splitlines()
    assert first.startswith("6 modules of 2 packages in ")
    assert second == "6 converted, 0 in the cache already, 0 excluded"
    assert third == "6 of 6 functions converted"
    assert "0 converted, 6 in the cache already" in project.tool("compile").out
    result = project.tool("run", "-v", "-c", IMPORT_ALL)
    assert result.err.count("autoimport_graph: from cache ") == 6
    assert result.err.count("autoimport_graph: converted ") == 1  # the program


def test_packages_by_name(project: Shell) -> None:
    assert project.tool("compile", "lib.sub", "-j", "1").out.startswith("2 modules of 1 package in ")


def test_pool_of_processes(project: Shell) -> None:
    for number in range(20):
        project.write(f"lib/part{number}.py", LIB)
    done = project.tool("compile", "-j2", "lib")
    assert (done.code, done.err) == (0, "")
    assert "25 converted, 0 in" in done.out
    assert "0 converted, 25 in" in project.tool("compile", "-j2", "lib").out


def test_what_could_not_be_converted_is_listed(project: Shell) -> None:
    bad = project.write("lib/bad.py", "x = = 1\n")
    done = project.tool("compile")
    assert done.code == 1
    assert "6 converted" in done.out
    title, line = done.err.strip().splitlines()
    assert title == "not converted, or not kept:"
    assert line.startswith(f"  {bad}: lib.bad: SyntaxError")


def test_excluded_modules_are_no_failure(project: Shell) -> None:
    project.write("lib/bad.py", "x = = 1\n")
    project.write("autoimport_graph.toml", 'packages = ["lib"]\nexclude = ["lib.bad"]\n')
    done = project.tool("compile")
    assert (done.code, done.err) == (0, "")
    assert "1 excluded" in done.out


def test_no_place_is_a_failure(project: Shell) -> None:
    project.write("autoimport_graph.toml", 'packages = ["single"]\ncache_dir = "single.py"\n')
    done = project.tool("compile")
    assert done.code == 1
    assert "single: no folder takes its cache file; set cache_dir" in done.err


def test_wrong_usage(project: Shell) -> None:
    for args, message in ((["nope"], "No module named 'nope'"), (["-j0"], "'-j'")):
        done = project.tool("compile", *args)
        assert (done.code, done.out) == (2, "")
        assert message in done.err
    (project.folder / "autoimport_graph.toml").unlink()
    assert "Nothing to compile" in project.tool("compile").err


def test_byte_code_may_be_off(project: Shell) -> None:
    """Container images set PYTHONDONTWRITEBYTECODE for what programs leave behind; this is a different matter."""
    project.env["PYTHONDONTWRITEBYTECODE"] = "1"
    assert "6 converted" in project.tool("compile").out
    assert "6 in the cache already" in project.tool("compile").out


def test_optimized_code_is_another_entry(project: Shell) -> None:
    project.tool("compile")
    assert "6 converted, 0 in the cache already" in project.tool("compile", flags=["-O"]).out


def test_read_only_with_changed_times(project: Shell) -> None:
    project.tool("compile")
    folders = [path for path in project.folder.rglob("*") if path.is_dir()]
    for path in project.folder.rglob("*"):
        os.utime(path, (1, 1))
    for path in folders:
        path.chmod(0o555)
    try:
        result = project.tool("run", "-v", "-c", IMPORT_ALL)
    finally:
        for path in folders:
            path.chmod(0o755)
    assert result.err.count("from cache") == 6


@pytest.fixture
def public() -> Iterator[Shell]:
    folder = Path(tempfile.mkdtemp())  # other users do not get into pytest's
    folder.chmod(0o755)
    yield fill(Shell(folder))
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_another_user(public: Shell) -> None:
    public.tool("compile")
    program = (
        "import os, sys, autoimport_graph\n"
        "from autoimport_graph.hook import subscribe\n"
        "from autoimport_graph.hook.fingerprint import converter_digest\n"
        "import autoimport_graph.runtime.building, json\n"
        "converter_digest()  # another user may not be able to read this checkout\n"
        "events = []; subscribe(events.append)\n"
        "autoimport_graph.install(packages=['lib', 'single'], report=False)\n"
        "os.setgid(65534); os.setuid(65534)\n"
        f"{IMPORT_ALL}\n"
        "print(*[event.kind for event in events if event.kind != 'skipped'])\n"
    )
    assert public.python("-c", program).out == "cached " * 5 + "cached\n"
