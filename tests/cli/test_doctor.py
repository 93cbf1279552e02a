"""What ``status`` looks at: each finding, well and not, with its remedy."""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import importlib_metadata
import pytest

from autoimport_graph.cli import doctor, sitecustomize
from autoimport_graph.config import config_from_table

WELL = doctor.Probe(None, None, None, True)


def told(findings: list[doctor.Finding]) -> list[tuple[bool, str, str]]:
    return [(finding.well, finding.text, finding.remedy) for finding in findings]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where ``enable`` writes."""
    file = tmp_path / "site/sitecustomize.py"
    monkeypatch.setattr(sitecustomize, "candidates", lambda: [file])
    monkeypatch.setattr(sys, "path", [str(file.parent), *sys.path])
    monkeypatch.chdir(tmp_path)
    return file


def test_start_up(file: Path, tmp_path: Path) -> None:
    works = (True, "AUTOIMPORT_GRAPH=1 works in this environment", "")
    assert told(doctor.start_up(WELL)) == [works]
    (well, text, remedy), (missing, what, _) = told(doctor.start_up(doctor.Probe("x", "bad.toml: no", None, False)))
    assert (well, text, remedy) == (False, "switched on, but: bad.toml: no", "correct the configuration")
    assert (missing, "zz_autoimport_graph.pth is not in" in what) == (False, True)
    sitecustomize.enable(file, "1")
    remedy = "python -m autoimport_graph disable undoes that; run it before pip uninstall"
    assert told(doctor.start_up(WELL)) == [works, (True, f"enabled in {file}", remedy)]
    hides = tmp_path / "first/sitecustomize.py"
    hides.parent.mkdir()
    hides.touch()
    sys.path.insert(0, str(hides.parent))
    (_, (well, text, remedy)) = told(doctor.start_up(WELL))
    assert (well, text) == (False, f"{file} is hidden by {hides}")
    assert remedy == f"have {hides} run it, or take that folder off PYTHONPATH"


def test_packages(file: Path, tmp_path: Path) -> None:
    for name in ("plain.py", "native" + EXTENSION_SUFFIXES[0], "bare.pyc", "package/__init__.py", "space/inner/x.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    names = ["plain", "package", "space", "space.inner.x", "native", "bare", "absent", "package.absent"]
    config = config_from_table({"packages": names}, tmp_path / "own.toml")
    wells = {finding.text.partition(":")[0]: (finding.well, finding.remedy) for finding in doctor.packages(config)}
    assert {name for name, (well, _) in wells.items() if well} == set(names[:4])
    assert wells["native"] == (False, f"remove it from packages of {tmp_path / 'own.toml'}")
    assert wells["bare"] == (False, "install it with its source, as files in a folder")
    assert wells["absent"][1] == wells["package.absent"][1]
    assert wells["absent"][1].startswith(f"check the spelling in packages of {tmp_path / 'own.toml'}, install it")


def test_package_whose_finder_fails(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> None:
            raise RuntimeError("no luck")

    monkeypatch.setattr(sys, "meta_path", [Broken])
    (finding,) = doctor.packages(config_from_table({"packages": ["x"]}))
    assert told([finding]) == [(False, "x: looking for it failed (RuntimeError('no luck'))", "repair what finds it")]


def test_cache(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain.py").touch()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)

    def found(**more: object) -> list[tuple[bool, str, str]]:
        return told(doctor.cache(config_from_table({"packages": ["plain"], **more})))

    assert found() == [(True, "converted modules are cached", "")]
    assert found(cache=False) == [(True, "nothing is cached: each start converts again (cache = false)", "")]
    remedy = "set cache_dir to a folder that is yours and that others cannot write to"
    nowhere = (False, "plain: each start converts it again, it can be cached nowhere", remedy)
    assert found(cache_dir="plain.py") == [nowhere]
    if os.name == "posix":
        shared = tmp_path / "shared"
        shared.mkdir()
        shared.chmod(0o777)
        assert found(cache_dir="shared") == [nowhere]
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    ((well, text, _),) = found()
    assert (well, text) == (True, "nothing new is cached, because Python may not write byte code")


@pytest.mark.parametrize(
    ("versions", "well", "text"),
    [
        ({"tensorflow": "2.16.1"}, True, "TensorFlow 2.16.1"),
        ({"tensorflow-cpu": "2.21.0"}, True, "TensorFlow 2.21.0"),
        ({"tf-nightly": "3.0.0.dev20261101"}, True, "TensorFlow 3.0.0.dev20261101"),
        ({"tensorflow": "2.15.0"}, False, "TensorFlow 2.15.0"),
        ({}, True, "TensorFlow, of a version that its distribution does not tell"),
        (None, False, "TensorFlow is not installed"),
    ],
)
def test_tensorflow(monkeypatch: pytest.MonkeyPatch, versions: dict[str, str] | None, well: bool, text: str) -> None:
    def version(name: str) -> str:
        if name not in (versions or {}):
            raise importlib_metadata.PackageNotFoundError(name)
        return (versions or {})[name]

    monkeypatch.setattr(importlib_metadata, "version", version)
    found = None if versions is None else importlib.util.spec_from_loader("tensorflow", None)
    monkeypatch.setattr(doctor, "find_spec", lambda name: found)
    (finding,) = doctor.tensorflow()
    assert (finding.well, finding.text) == (well, text)
    assert ("tensorflow>=2.16" in finding.remedy) == (not well)
