"""The environment variable at interpreter start: what it switches on, what it costs, and that it breaks nothing."""

from __future__ import annotations

import inspect
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installed import LIB, ROOT, Installed, make_environment, needs_build, pip, write

PTH = (ROOT / "startup/zz_autoimport_graph.pth").read_text(encoding="utf-8")
SAY = "import sys, lib; print('__autoimport_graph__' in vars(lib), '__autoimport_graph__' in globals())"
SCRIPT = f"{LIB}{SAY}\n"
NAMES = "import sys; print(*sorted(name for name in sys.modules if name.startswith('autoimport_graph')))"


@pytest.mark.parametrize(
    ("value", "on"), [("1", True), ("autoimport_graph.toml", True), ("0", False), ("", False), (None, False)]
)
def test_values(installed: Installed, folder: Path, value: str | None, on: bool) -> None:
    write(folder, "main.py", SCRIPT)
    env = {} if value is None else {"AUTOIMPORT_GRAPH": value}
    result = installed.run("main.py", cwd=folder, **env)
    assert (result.code, result.out, result.err) == (0, f"{on} {on}\n", "")


def test_configuration_is_found_from_the_current_folder_upward(installed: Installed, folder: Path) -> None:
    write(folder, "deep/er/x", "")
    result = installed.run("-c", SCRIPT, cwd=folder / "deep/er", AUTOIMPORT_GRAPH="1", PYTHONPATH=str(folder))
    assert result.out == "True True\n"


def test_without_a_configuration_the_script_is_converted_as_by_run(installed: Installed, folder: Path) -> None:
    (folder / "autoimport_graph.toml").unlink()
    assert installed.run("-c", SCRIPT, cwd=folder, AUTOIMPORT_GRAPH="1").out == "False True\n"


def test_script_can_be_left_out(installed: Installed, folder: Path) -> None:
    write(folder, "autoimport_graph.toml", 'packages = ["lib"]\nscript = false\n')
    write(folder, "main.py", SCRIPT)
    assert installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH="1").out == "True False\n"


def test_off_it_imports_nothing_of_ours(installed: Installed, folder: Path) -> None:
    assert installed.run("-c", NAMES, cwd=folder).out == "\n"


def test_off_it_imports_the_guard_at_most() -> None:
    """Both files, the second as Python 3.15 reads it: import the module, call the function."""
    program = (
        "import sys, os\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "before = set(sys.modules); exec(sys.argv[1]); print(*sorted(set(sys.modules) - before))\n"
    )
    start_file = (ROOT / "startup/zz_autoimport_graph.start").read_text(encoding="utf-8").strip()
    module, _, function = start_file.partition(":")
    allowed = {"__future__", "autoimport_graph", "autoimport_graph.startup", "importlib", "importlib._bootstrap"}
    for line, most in ((PTH, set()), (f"import {module} as m; m.{function}()", allowed)):
        done = subprocess.run([sys.executable, "-I", "-S", "-c", program, line], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert set(done.stdout.split()) <= most, line


# What takes longer to import than all that start-up needs. Each has crept in by some import at the top of a file.
SLOW = {
    *(
        "ast",
        "asyncio",
        "click",
        "datetime",
        "fnmatch",
        "re",
        "pathlib",
        "tomllib",
        "typing",
        "urllib.parse",
        "dataclasses",
        "gast",
        "hashlib",
        "importlib.abc",
        "importlib.metadata",
    ),
    *("importlib.resources", "importlib_metadata", "inspect", "json", "keras", "linecache", "logging", "numpy", "rich"),
    *("shutil", "socket", "subprocess", "tempfile", "tensorflow", "textwrap", "tokenize", "traceback", "unittest"),
}


def test_on_it_imports_nothing_slow(installed: Installed, folder: Path) -> None:
    """At the start, and with a listed module from the cache."""
    write(folder, "main.py", "import sys\nprint(*sys.modules)\nimport lib\nprint(*sys.modules)\n")
    plain, cold, warm = (
        [set(line.split()) for line in installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH=value).out.splitlines()]
        for value in "011"
    )
    assert "autoimport_graph.hook.finder" in warm[0]
    assert (warm[0] - plain[0]) & SLOW == set()
    assert "autoimport_graph.compiler.guarded" in cold[1]
    assert "autoimport_graph.runtime.guard" in warm[1]
    assert (warm[1] - plain[1]) & SLOW <= {"re"}  # of what waits for TensorFlow, which imports it as well


def test_the_guard_is_lines_that_the_module_site_executes() -> None:
    assert PTH.startswith("import ")
    assert PTH.count("\n") == 1


def test_the_start_file_is_what_python_3_15_reads() -> None:
    """PEP 829: UTF-8; a line is blank, a comment, or ``package.module:callable``, which is called without arguments.

    Where a ``.start`` file stands beside a ``.pth`` of the same name, the latter's ``import`` lines are left out.
    """
    file = ROOT / "startup/zz_autoimport_graph.start"
    assert file.stem == Path("startup/zz_autoimport_graph.pth").stem
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    assert entries == ["autoimport_graph.startup:start"]
    for entry in entries:
        assert re.fullmatch(r"(\w+\.)*\w+:\w+(\.\w+)*", entry)  # the strict form of pkgutil.resolve_name
        inspect.signature(pkgutil.resolve_name(entry)).bind()


def test_the_start_files_function_does_what_the_guard_does(installed: Installed, folder: Path) -> None:
    """Called as the interpreter calls it: at the start, in a process where the other file has done nothing."""
    start = "import pkgutil; pkgutil.resolve_name('autoimport_graph.startup:start')(); "
    pth = installed.site / "zz_autoimport_graph.pth"
    pth.write_text(f"{start}\n")
    write(folder, "main.py", SCRIPT)
    write(folder, "bad.toml", "package = []\n")
    try:
        for value, on in (("1", "True True\n"), ("0", "False False\n")):
            assert installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH=value).out == on
        broken = installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH="bad.toml")
        strict = installed.run("main.py", cwd=folder, AUTOIMPORT_GRAPH="bad.toml", AUTOIMPORT_GRAPH_STRICT="1")
    finally:
        pth.write_text(PTH)
    assert (broken.code, broken.out) == (0, "False False\n")
    assert (strict.code, strict.out) == (1, "")
    assert broken.err == strict.err
    assert broken.err.startswith("autoimport_graph: not switched on: ")


@pytest.mark.parametrize("flag", ["-S", "-I", "-E"])
def test_flags_mean_what_python_means_by_them(installed: Installed, folder: Path, flag: str) -> None:
    """-S: no site, no start-up files. -E and -I: the environment's variables do not count."""
    code = f"import sys; sys.path.insert(0, '.'); {SAY}"
    assert installed.run(flag, "-c", code, cwd=folder, AUTOIMPORT_GRAPH="1").out == "False False\n"


def test_safe_path_stays_safe(installed: Installed, folder: Path) -> None:
    if sys.version_info < (3, 11):
        pytest.skip("-P came with Python 3.11")
    write(folder, "main.py", f"import sys\n{LIB}print(sys.path[0])\n")
    plain, ours = (installed.run("-P", "main.py", cwd=folder, AUTOIMPORT_GRAPH=value).out for value in "01")
    assert plain == ours


BROKEN = {
    "no such file": ({"AUTOIMPORT_GRAPH": "none.toml"}, "none.toml: cannot be read"),
    "no sense": ({"AUTOIMPORT_GRAPH": "bad.toml"}, "did you mean 'packages'?"),
    "no list": ({"AUTOIMPORT_GRAPH": "[{]"}, "set it to 1, 0 or a path"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_configuration_is_one_line(installed: Installed, folder: Path, case: str) -> None:
    env, message = BROKEN[case]
    write(folder, "bad.toml", "package = []\n")
    result = installed.run("-c", "print('runs')", cwd=folder, **env)
    assert (result.code, result.out) == (0, "runs\n")
    (line,) = result.err.splitlines()
    assert line.startswith("autoimport_graph: not switched on: ")
    assert message in line
    result = installed.run("-c", "print('runs')", cwd=folder, AUTOIMPORT_GRAPH_STRICT="1", **env)
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines() == [line]


@pytest.mark.parametrize("text", [None, "1 / 0\n", "x = = 1\n"], ids=["gone", "raises", "no Python"])
def test_broken_package_is_one_line(tmp_path: Path, folder: Path, text: str | None) -> None:
    """A start-up file that outlives its package, or a package that does not import, must not break Python (P24)."""
    made = make_environment(tmp_path / "env")
    (made.site / "dependencies.pth").unlink()
    write(made.site, "zz_autoimport_graph.pth", PTH)
    if text is not None:
        write(made.site, "autoimport_graph/__init__.py", text)
    assert made.run("-c", "print('runs')", cwd=folder).err == ""
    for strict, outcome in (("0", (0, "runs\n")), ("1", (1, ""))):
        result = made.run("-c", "print('runs')", cwd=folder, AUTOIMPORT_GRAPH="1", AUTOIMPORT_GRAPH_STRICT=strict)
        assert (result.code, result.out) == outcome
        (line,) = result.err.splitlines()
        assert line.startswith("autoimport_graph: not switched on: ")


def test_runs_once(installed: Installed, folder: Path) -> None:
    """Some environments read their .pth files twice (coverage #340)."""
    code = (
        f"import site, sys; site.addsitedir({str(installed.site)!r}); site.main()\n"
        "print(sum(type(finder).__name__ == 'Finder' for finder in sys.meta_path))"
    )
    assert installed.run("-c", code, cwd=folder, AUTOIMPORT_GRAPH="1").out == "1\n"


def test_command_line_goes_by_its_own_options(installed: Installed, folder: Path) -> None:
    write(folder, "main.py", f"{SCRIPT}print(sum(type(finder).__name__ == 'Finder' for finder in sys.meta_path))\n")
    write(folder, "other.toml", "")
    command = ["-m", "autoimport_graph", "run", "--config", "other.toml", "main.py"]
    assert installed.run(*command, cwd=folder, AUTOIMPORT_GRAPH="1").out == "False True\n1\n"


def test_verbose(installed: Installed, folder: Path) -> None:
    result = installed.run("-c", "import lib", cwd=folder, AUTOIMPORT_GRAPH="1", AUTOIMPORT_GRAPH_VERBOSE="1")
    assert result.err.startswith("autoimport_graph: converted lib (1 of 1 functions, ")


def test_folder_gone(installed: Installed, folder: Path) -> None:
    start = f"subprocess.run([{installed.python!r}, '-c', 'print(1)'])"
    code = f"import os, subprocess; os.mkdir('x'); os.chdir('x'); os.rmdir('../x'); {start}"
    assert installed.run("-c", code, cwd=folder, AUTOIMPORT_GRAPH="1").out == "1\n"


def test_zipapp(installed: Installed, folder: Path) -> None:
    import zipapp

    write(folder, "app/__main__.py", SCRIPT)
    write(folder, "app/inner.py", LIB)
    zipapp.create_archive(folder / "app", folder / "app.pyz")
    for target in ("app", "app.pyz"):
        for value, on in (("1", "True True\n"), ("0", "False False\n")):
            result = installed.run(target, cwd=folder, AUTOIMPORT_GRAPH=value, PYTHONPATH=str(folder))
            assert (result.out, result.err) == (on, "")


def test_programs_that_are_installed_are_left_alone(installed: Installed, folder: Path) -> None:
    tool = write(installed.folder, "bin/some-tool", SCRIPT)
    try:
        result = installed.run(str(tool), cwd=folder, AUTOIMPORT_GRAPH="1", PYTHONPATH=str(folder))
    finally:
        tool.unlink()
    assert result.out == "True False\n"


@needs_build
def test_editable_install(tmp_path: Path, folder: Path) -> None:
    """Editable installs of others do not ship their .pth (kvcached #470)."""
    made = make_environment(tmp_path / "env")
    pip(made, "install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))
    write(folder, "main.py", f"{SCRIPT}import autoimport_graph; print(autoimport_graph.__file__)\n")
    result = made.run("main.py", cwd=folder, AUTOIMPORT_GRAPH="1")
    assert result.out == f"True True\n{ROOT / 'autoimport_graph/__init__.py'}\n", result.err
    assert made.run("main.py", cwd=folder).out.startswith("False False\n")
    assert "zz_autoimport_graph.start" in os.listdir(made.site)
    pip(made, "uninstall", "--yes", "autoimport-graph")
    assert not [name for name in os.listdir(made.site) if "autoimport" in name]
