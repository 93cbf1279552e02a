"""``enable`` and ``disable``: a sitecustomize that is chained, marked, and gone again byte for byte (P26)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoimport_graph.cli import sitecustomize
from tests.installed import Installed, Result, environment, write
from tests.startup.test_guard import SCRIPT


class Switch:
    """The environment's sitecustomize, switched by the commands themselves."""

    def __init__(self, installed: Installed, folder: Path) -> None:
        self.installed, self.folder = installed, folder
        self.file = installed.site / "sitecustomize.py"

    def tool(self, *args: str, **env: str) -> Result:
        return self.installed.run("-m", "autoimport_graph", *args, cwd=self.folder, **env)

    def script(self, *flags: str, **env: str) -> Result:
        return self.installed.run(*flags, "main.py", cwd=self.folder, **env)


@pytest.fixture
def switch(installed: Installed, folder: Path) -> Iterator[Switch]:
    write(folder, "main.py", SCRIPT)
    switch = Switch(installed, folder)
    yield switch
    switch.file.unlink(missing_ok=True)


def test_there_and_back(switch: Switch) -> None:
    enabled = switch.tool("enable")
    assert (enabled.code, enabled.out.splitlines()[0]) == (0, f"enabled in {switch.file}")
    assert "to undo: python -m autoimport_graph disable" in enabled.out
    assert switch.script().out == "True True\n"
    assert switch.script(AUTOIMPORT_GRAPH="0").out == "False False\n"
    switch.tool("enable", "--venv")
    assert switch.file.read_text().count(">>>") == 2
    disabled = switch.tool("disable")
    assert (disabled.code, disabled.out) == (0, f"disabled in {switch.file}\n")
    assert not switch.file.exists()
    assert switch.script().out == "False False\n"
    again = switch.tool("disable")
    assert (again.code, again.out) == (1, "")
    assert again.err.startswith("nothing to disable")


def test_isolated_interpreters_read_it_as_they_read_any_other(switch: Switch) -> None:
    switch.tool("enable")
    code = "import sys; print('autoimport_graph.startup' in sys.modules)"
    for flag, on in (("-I", "True\n"), ("-E", "True\n"), ("-S", "False\n")):
        assert switch.installed.run(flag, "-c", code, cwd=switch.folder).out == on


def test_named_configuration(switch: Switch) -> None:
    write(switch.folder, "elsewhere/own.toml", 'packages = ["lib"]\nscript = false\n')
    switch.tool("enable", "--config", "elsewhere/own.toml")
    assert switch.script().out == "True False\n"
    status = switch.tool("status").out
    assert f"configuration  {switch.folder / 'elsewhere/own.toml'}\n" in status
    assert "script         left alone (script = false)\n" in status
    switch.tool("disable")
    wrong = switch.tool("enable", "--config", "none.toml")
    assert wrong.code == 2
    assert not switch.file.exists()


BEFORE = {
    "empty": b"",
    "line end": b"VALUE = 1\n",
    "no line end": b"VALUE = 1",
    "Windows": b"VALUE = 1\r\n",
    "latin-1": b"# coding: latin-1\nVALUE = '\xe9'\n",
    "blank lines": b"VALUE = 1\n\n\n",
}


@pytest.mark.parametrize("case", BEFORE)
def test_what_was_there_comes_back(tmp_path: Path, case: str) -> None:
    file = tmp_path / "sitecustomize.py"
    file.write_bytes(BEFORE[case])
    file.chmod(0o640)
    for value in ("1", "/some/where/ünicode.toml"):
        sitecustomize.enable(file, value)
        assert file.read_bytes().startswith(BEFORE[case])
        assert file.read_bytes().count(b">>> autoimport_graph") == 1
        assert sitecustomize.has_block(file)
    assert file.stat().st_mode & 0o777 == 0o640
    sitecustomize.disable(file)
    assert file.read_bytes() == BEFORE[case]
    assert os.listdir(tmp_path) == ["sitecustomize.py"]


def test_what_was_added_meanwhile_stays(tmp_path: Path) -> None:
    file = tmp_path / "sitecustomize.py"
    sitecustomize.enable(file, "1")
    file.write_bytes(file.read_bytes() + b"LATER = 1\n")
    sitecustomize.disable(file)
    assert file.read_bytes() == b"LATER = 1\n"


def test_link_stays_a_link(tmp_path: Path) -> None:
    real, link = write(tmp_path, "real.py", "VALUE = 1\n"), tmp_path / "sitecustomize.py"
    link.symlink_to(real)
    sitecustomize.enable(link, "1")
    assert link.is_symlink()
    assert sitecustomize.has_block(real)


@pytest.mark.parametrize("text", ["def f(:\n", "'''never closed\n"])
def test_file_that_is_no_python_is_left_alone(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, "sitecustomize.py", text)
    with pytest.raises(sitecustomize.SitecustomizeError, match="not valid Python"):
        sitecustomize.enable(file, "1")
    assert file.read_text() == text


def test_damaged_block_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "sitecustomize.py"
    sitecustomize.enable(file, "1")
    damaged = file.read_bytes().replace(b"<<<", b"")
    file.write_bytes(damaged)
    with pytest.raises(sitecustomize.SitecustomizeError, match="by hand"):
        sitecustomize.disable(file)
    assert file.read_bytes() == damaged


def test_one_that_it_hides_runs_first_and_is_the_module(switch: Switch) -> None:
    other = write(switch.folder, "other/sitecustomize.py", "VALUE = __file__\n")
    path = write(switch.installed.site, "zz_other.pth", str(other.parent))
    try:
        switch.tool("enable")
        code = "import lib, sitecustomize as s\nprint(s.VALUE, s.__file__, '__autoimport_graph__' in vars(lib))"
        assert switch.installed.run("-c", code, cwd=switch.folder).out == f"{other} {other} True\n"
    finally:
        path.unlink()


@pytest.mark.parametrize("left", [None, "__pycache__/startup.cpython-311.pyc"])
def test_block_that_outlives_the_package_does_nothing(switch: Switch, left: str | None) -> None:
    sitecustomize.enable(switch.file, "1")
    package = switch.installed.site / "autoimport_graph"
    package.rename(package.with_name("away"))
    if left:  # what pip does not know of stays, and makes a namespace package
        write(package, left, "")
    try:
        result = switch.installed.run("-c", "print('runs', dir())", cwd=switch.folder)
        names = "import sitecustomize; print([n for n in vars(sitecustomize) if 'graph' in n])"
        clean = switch.installed.run("-c", names, cwd=switch.folder)
        strict = switch.installed.run("-c", "print('runs')", cwd=switch.folder, AUTOIMPORT_GRAPH_STRICT="1")
    finally:
        shutil.rmtree(package, ignore_errors=True)
        package.with_name("away").rename(package)
    assert (result.code, result.out.partition(" ")[0], result.err) == (0, "runs", "")
    assert (clean.out, clean.err) == ("[]\n", "")
    assert (strict.code, strict.out) == (1, "")
    (line,) = strict.err.splitlines()
    assert line.endswith(f"remove its block from {switch.file}")


def test_block_whose_package_is_broken_is_one_line(switch: Switch) -> None:
    sitecustomize.enable(switch.file, "1")
    startup = switch.installed.site / "autoimport_graph/startup.py"
    text = startup.read_text()
    startup.write_text("import no_such_module\n")
    try:
        result = switch.installed.run("-c", "print('runs')", cwd=switch.folder)
    finally:
        startup.write_text(text)
    assert (result.code, result.out) == (0, "runs\n")
    (line,) = result.err.splitlines()
    assert line.endswith(f"remove its block from {switch.file}")


def test_user_file(switch: Switch, tmp_path: Path) -> None:
    """The base interpreter reads the user's site-packages; the package comes by the path here."""
    base = getattr(sys, "_base_executable", sys.executable)
    dependencies = (switch.installed.site / "dependencies.pth").read_text().split("\n")
    path = os.pathsep.join([str(switch.installed.site), *dependencies])
    env = environment(switch.folder, PYTHONUSERBASE=str(tmp_path / "user base"), PYTHONPATH=path)

    def start(*arguments: str, **more: str) -> Result:
        done = subprocess.run(
            [base, *arguments], cwd=switch.folder, env={**env, **more}, capture_output=True, text=True
        )
        return Result(done.returncode, done.stdout, done.stderr)

    if start("-c", "import site; print(site.ENABLE_USER_SITE)").out != "True\n":
        pytest.skip("this Python's base interpreter does not read the user's site-packages")
    enabled = start("-m", "autoimport_graph", "enable")  # --user, outside of virtual environments
    (file,) = (tmp_path / "user base").rglob("sitecustomize.py")
    assert (enabled.code, enabled.out.splitlines()[0], enabled.err) == (0, f"enabled in {file}", "")
    assert start("main.py").out == "True True\n"
    assert start("main.py", AUTOIMPORT_GRAPH="0").out == "False False\n"
    assert start("-s", "main.py").out == "False False\n"
    again = start("-m", "autoimport_graph", "enable", "--user")
    assert (again.code, file.read_text().count(">>>")) == (0, 2)
    status = start("-m", "autoimport_graph", "status")
    assert f"on, by {file}\n" in status.out
    assert f"enabled in {file}\n         -> python -m autoimport_graph disable undoes that" in status.out
    assert start("-m", "autoimport_graph", "disable", "--user").out == f"disabled in {file}\n"
    assert not file.exists()
    assert start("main.py").out == "False False\n"


def test_user_file_where_the_interpreter_has_none(switch: Switch) -> None:
    refused = switch.tool("enable", "--user")
    assert (refused.code, refused.out) == (2, "")
    assert "use enable --venv" in refused.err


def test_status_says_what_is_on(switch: Switch) -> None:
    off = switch.tool("status")
    assert "off: python started here would not be hooked" in off.out
    by_variable = switch.tool("status", AUTOIMPORT_GRAPH="1")
    assert "on, by AUTOIMPORT_GRAPH=1\n" in by_variable.out
    assert f"configuration  {switch.folder / 'autoimport_graph.toml'}\n" in by_variable.out
    assert f"lib  ({switch.folder / 'lib.py'}; cache: {switch.folder / '__pycache__'})" in by_variable.out
    assert (by_variable.code, by_variable.err) == (0, "") or "TensorFlow" in by_variable.out.split("PROBLEM")[1]
    switch.tool("enable")
    assert f"on, by {switch.file}\n" in switch.tool("status").out


def test_status_has_a_remedy_for_what_would_not_work(switch: Switch) -> None:
    write(switch.folder, "own.toml", 'packages = ["nope", "zipped"]\n')
    write(switch.folder, "bad.toml", "package = []\n")
    import zipfile

    with zipfile.ZipFile(switch.folder / "z.zip", "w") as archive:
        archive.writestr("zipped.py", "x = 1\n")
    zipped = str(switch.folder / "z.zip")
    result = switch.tool("status", "--config", "own.toml", AUTOIMPORT_GRAPH="own.toml", PYTHONPATH=zipped)
    assert result.code == 1
    assert "PROBLEM  nope: there is no such module" in result.out
    assert f"check the spelling in packages of {switch.folder / 'own.toml'}" in result.out
    assert "PROBLEM  zipped: has no Python source file" in result.out
    result = switch.tool("status", "--config", "bad.toml", AUTOIMPORT_GRAPH="bad.toml")
    assert result.code == 1
    assert result.out.count("did you mean 'packages'?") == 2  # what a start of Python says, and what the file says
    result = switch.tool("status", AUTOIMPORT_GRAPH="bad.toml", AUTOIMPORT_GRAPH_STRICT="1")
    assert result.code == 1


def test_status_where_the_start_up_file_is_missing(switch: Switch) -> None:
    pth = switch.installed.site / "zz_autoimport_graph.pth"
    text = pth.read_text()
    pth.unlink()
    try:
        result = switch.tool("status")
    finally:
        pth.write_text(text)
    assert result.code == 1
    assert "AUTOIMPORT_GRAPH=1 does nothing here" in result.out
    assert "-> install the package there" in result.out


def test_status_where_the_cache_has_no_place(switch: Switch) -> None:
    write(switch.folder, "own.toml", 'packages = ["lib"]\ncache_dir = "lib.py"\n')
    result = switch.tool("status", "--config", "own.toml")
    assert "cache: nowhere" in result.out
    assert "PROBLEM  lib: each start converts it again" in result.out
