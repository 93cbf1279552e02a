"""``pytest --autoimport-graph``: packages are converted before anything is collected, and asserts are rewritten."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.installed import LIB, Installed, Result, write

TEST = f"""
import sys
import lib, pkg
import pkg.tests.test_inner

{LIB}

def test_converted():
    assert "__autoimport_graph__" in vars(lib)
    assert "__autoimport_graph__" in vars(pkg)
    assert "tensorflow" not in sys.modules  # pytest looks at all that a module holds

def test_fails():
    value = lib.f(-1)
    assert value == 1
"""
INNER = f"""
import sys
{LIB}

def test_inner():
    assert "__autoimport_graph__" in globals()
    assert f(1) == 1

def test_inner_fails():
    assert f(-1) == 1
"""


@pytest.fixture
def tests(folder: Path) -> Path:
    write(folder, "autoimport_graph.toml", 'packages = ["lib", "pkg"]\n')
    write(folder, "conftest.py", "import sys, lib\nassert '__autoimport_graph__' in vars(lib)\n")
    write(folder, "test_lib.py", TEST)
    write(folder, "pkg/__init__.py", LIB)
    write(folder, "pkg/tests/__init__.py", "")
    write(folder, "pkg/tests/test_inner.py", INNER)
    write(folder, "pytest.ini", "[pytest]\naddopts = -p no:cacheprovider -p no:timeout\n")
    return folder


def run(installed: Installed, folder: Path, *args: str, **env: str) -> Result:
    return installed.run("-m", "pytest", *args, cwd=folder, **env)


def check(result: Result) -> None:
    assert "2 failed, 2 passed" in result.out, result.out + result.err
    # pytest's explanations, in modules that are converted and in those that are not.
    assert "assert -1 == 1\n" in result.out
    assert "+  where -1 = f(-1)" in result.out


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_option(installed: Installed, tests: Path, mode: str) -> None:
    result = run(installed, tests, "--autoimport-graph", f"--import-mode={mode}", PYTHONPATH=str(tests))
    check(result)
    assert f"autoimport_graph: lib, pkg ({tests / 'autoimport_graph.toml'})" in result.out


def test_key(installed: Installed, tests: Path) -> None:
    write(tests, "pytest.ini", (tests / "pytest.ini").read_text() + "autoimport_graph = true\n")
    check(run(installed, tests, "--strict-config"))


def test_environment_variable(installed: Installed, tests: Path) -> None:
    """pytest puts its hook before ours, and finds test modules without asking."""
    check(run(installed, tests, AUTOIMPORT_GRAPH="1"))
    ours = installed.run("-m", "autoimport_graph", "run", "-m", "pytest", cwd=tests)
    check(ours)


def test_configuration_by_name(installed: Installed, tests: Path) -> None:
    (tests / "autoimport_graph.toml").rename(tests / "own.toml")
    check(run(installed, tests, "--autoimport-graph-config=own.toml"))


def test_wrong_configuration_is_wrong_usage(installed: Installed, tests: Path) -> None:
    (tests / "autoimport_graph.toml").unlink()
    result = run(installed, tests, "--autoimport-graph")
    assert result.code == 4
    assert result.err.startswith("ERROR: no autoimport_graph.toml")


def test_not_asked_it_imports_nothing_of_ours(installed: Installed, tests: Path) -> None:
    """A plugin that pytest loads everywhere must not cost those who do not use it (jaxtyping #220: 2.7 s)."""
    write(tests, "conftest.py", "")
    write(tests, "test_lib.py", "import sys\ndef test(): assert 0, [n for n in sys.modules if 'import_graph' in n]\n")
    result = run(installed, tests, "test_lib.py")
    assert "AssertionError: ['autoimport_graph', 'autoimport_graph.pytest_plugin']" in result.out


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_workers_of_xdist(installed: Installed, tests: Path) -> None:
    check(run(installed, tests, "--autoimport-graph", "-n2"))


def test_strict_about_warnings(installed: Installed, tests: Path) -> None:
    """pytest wants to rewrite the asserts of plugins, and warns of one that was imported before it."""
    check(run(installed, tests, "-W", "error", AUTOIMPORT_GRAPH="1"))
