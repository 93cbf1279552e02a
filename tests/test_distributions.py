"""Distributions by the names that pip has for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autoimport_graph.config import config_from_table
from autoimport_graph.distributions import packages_of, resolved, versions_of
from autoimport_graph.errors import ConfigError
from autoimport_graph.hook import install
from tests.installed import write


def make(folder: Path, name: str, files: list[str], top_level: str | None = None, version: str = "1.5") -> None:
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    write(folder, f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    for file in files:
        write(folder, file, "x = 1\n")
    if top_level is not None:
        write(folder, f"{info}/top_level.txt", top_level)
    write(folder, f"{info}/RECORD", "".join(f"{file},,\n" for file in [*files, f"{info}/METADATA"]))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make(tmp_path, "Spam-Kit", ["spam/__init__.py", "spam/a.py", "spam_tools.py", "spam/data.txt", "zz.pth"])
    make(tmp_path, "declared", ["eggs/__init__.py"], top_level="eggs\n_eggs\n")
    make(tmp_path, "empty", ["doc/x.txt"])
    make(tmp_path, "editable-thing", ["editable_thing.pth"])
    write(tmp_path, "editable_thing/__init__.py", "x = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_packages(site: Path) -> None:
    assert packages_of("spam_kit") == packages_of("Spam-Kit") == ["spam", "spam_tools"]
    assert packages_of("declared") == ["_eggs", "eggs"]
    assert packages_of("editable-thing") == ["editable_thing"]
    assert packages_of("empty") == []
    assert packages_of("no-such-thing") is None


def test_configuration(site: Path) -> None:
    config = config_from_table({"packages": ["mine"], "distributions": ["spam-kit"]})
    found = resolved(config)
    assert found.packages == ("mine", "spam", "spam_tools")
    assert resolved(found) == found
    handle = install(config=config, report=False)
    assert handle.config == found
    handle.uninstall(report=False)


@pytest.mark.parametrize(
    ("name", "message"), [("no-such-thing", "is not installed here"), ("empty", "has no package to convert")]
)
def test_wrong_distribution_is_a_wrong_configuration(site: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"x.toml: distributions: '{name}' {message}"):
        resolved(config_from_table({"distributions": [name]}, Path("x.toml")))


def test_versions(site: Path) -> None:
    found = versions_of(["spam.a", "spam_tools", "eggs", "__main__", "json"])
    assert found == {"spam": "Spam-Kit 1.5", "spam_tools": "Spam-Kit 1.5", "eggs": "declared 1.5"}
    assert versions_of([]) == {}


def test_by_the_command_line(site: Path, tmp_path: Path) -> None:
    write(tmp_path, "autoimport_graph.toml", 'distributions = ["spam-kit"]\n')
    env = {"PYTHONPATH": f"{Path(__file__).parents[1]}:{site}", "PATH": ""}
    program = "import spam, spam_tools"
    command = [sys.executable, "-m", "autoimport_graph", "run", "-v", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert "converted spam (" in done.stderr
    assert "converted spam_tools (" in done.stderr
    command = [sys.executable, "-m", "autoimport_graph", "explain", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert f"spam: from cache, of Spam-Kit 1.5 ({site / 'spam/__init__.py'})" in done.stdout
