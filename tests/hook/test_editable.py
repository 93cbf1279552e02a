"""Editable installs, made by the real build backends: typeguard and beartype (#556) are silently off there."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.hook.project import Project

SETUPTOOLS = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "edible"
version = "1"
[tool.setuptools]
packages = ["edible"]
"""
HATCH = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "edible"
version = "1"
[tool.hatch.build.targets.wheel]
packages = ["src/edible"]
[tool.hatch.build]
dev-mode-dirs = ["src"]
"""
CASES = {
    "setuptools, a finder on the meta path": (SETUPTOOLS, "edible", [], "__editable___*_finder.py"),
    "setuptools strict, a tree of links": (SETUPTOOLS, "edible", ["editable_mode=strict"], "__editable__*.pth"),
    "hatch, a path file": (HATCH, "src/edible", [], "*edible.pth"),
}


@pytest.mark.skipif(find_spec("pip") is None, reason="pip is not installed")
@pytest.mark.parametrize(("pyproject", "package", "settings", "means"), CASES.values(), ids=CASES)
def test_editable_install(
    project: Project, tmp_path: Path, pyproject: str, package: str, settings: list[str], means: str
) -> None:
    backend = "hatchling" if "hatchling" in pyproject else "setuptools"
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    source = tmp_path / "source"
    (source / package).mkdir(parents=True)
    (source / package / "__init__.py").write_text("from edible import part\n")
    (source / package / "part.py").write_text("VALUE = 1\n")
    (source / "pyproject.toml").write_text(pyproject)
    target = tmp_path / "target"
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet"]
    options += [f"--config-settings={setting}" for setting in settings]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), "--editable", str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert list(target.glob(means)), "the backend has other means by now: adapt the case"
    program = f"""
        import site
        site.addsitedir({str(target)!r})
        autoimport_graph.install(packages=["edible"])
        import edible
        result["value"] = edible.part.VALUE
        result["converted"] = MARK in vars(edible) and MARK in vars(edible.part)
        result["file"] = edible.part.__file__
    """
    for kind in ("converted", "cached"):
        answer = project.run(program)
        assert answer["result"]["converted"]
        assert [event[1] for event in answer["events"]] == [kind, kind]
    assert Path(answer["result"]["file"]).resolve() == source / package / "part.py"
    (source / package / "part.py").write_text("VALUE = 2\n")
    answer = project.run(program)
    assert answer["result"]["value"] == 2
    assert sorted(event[1] for event in answer["events"]) == ["cached", "converted"]
