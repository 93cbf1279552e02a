"""The wheel and the sdist: what is in them, and that they come and go without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string
from importlib.util import find_spec
from pathlib import Path

import pytest

from autoimport_graph import __version__
from tests.installed import LIB, ROOT, Installed, make_environment, needs_build, pip, write

pytestmark = needs_build
INFO = f"autoimport_graph-{__version__}.dist-info"


def build(target: str, source: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def test_wheel_holds_the_package_and_what_starts_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "autoimport_graph").rglob("*.py")}
    assert sources <= names
    assert {"autoimport_graph/py.typed", "autoimport_graph/report/page.html"} <= names
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"autoimport_graph", INFO, "zz_autoimport_graph.pth", "zz_autoimport_graph.start"}
    assert not [name for name in names if "__pycache__" in name]


def test_metadata(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = message_from_string(archive.read(f"{INFO}/METADATA").decode())
    assert metadata["Name"] == "autoimport-graph"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")
    required = {requirement.split(";")[0].split(">")[0].strip() for requirement in metadata.get_all("Requires-Dist")}
    assert {"astunparse", "click", "gast", "importlib-metadata", "rich", "tensorflow"} <= required
    entry_points = archive.read(f"{INFO}/entry_points.txt").decode()
    assert "autoimport-graph = autoimport_graph.cli:main" in entry_points
    assert "autoimport_graph = autoimport_graph.pytest_plugin" in entry_points
    if find_spec("trove_classifiers"):
        from trove_classifiers import classifiers

        assert set(metadata.get_all("Classifier")) <= set(classifiers)


def test_readme_has_no_link_that_breaks_elsewhere() -> None:
    """The package index shows it without the files beside it: of pictures what they show, in words."""
    import re

    text = re.sub(r"^```.*?^```", "", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text)
    assert all(words and (ROOT / path).is_file() for words, path in pictures), pictures
    links = re.findall(r"\]\(([^)]*)\)", re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text))
    assert all(link.startswith(("https://", "#")) for link in links), links


def test_sdist_is_enough_to_build_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data") if sys.version_info >= (3, 12) else archive.extractall(tmp_path)
    (source,) = tmp_path.iterdir()
    assert {f"{source.name}/{name}" for name in ("README.md", "Makefile", "tests/conftest.py")} <= set(names)
    (tmp_path / "dist").mkdir()
    again = build("wheel", source, tmp_path / "dist")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def files_of(made: Installed) -> set[str]:
    return {str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()}


def test_it_works_without_a_checkout_and_leaves_nothing_behind(wheel: Path, tmp_path: Path) -> None:
    made = make_environment(tmp_path / "env")
    before = files_of(made)
    pip(made, "install", "--no-deps", "--no-index", str(wheel))
    work = tmp_path / "work"
    write(work, "lib.py", LIB)
    said = "import lib; print('__autoimport_graph__' in vars(lib))"
    assert made.run("-m", "autoimport_graph", "run", "-p", "lib", "-c", said, cwd=work).out == "True\n"
    assert made.run("-c", said, cwd=work, AUTOIMPORT_GRAPH='[{"packages": ["lib"]}]').out == "True\n"
    script = made.folder / "bin/autoimport-graph"
    done = subprocess.run([script, "--version"], cwd=work, capture_output=True, text=True)
    assert done.stdout == f"autoimport_graph {__version__}\n"
    assert str(ROOT) not in made.run("-c", "import autoimport_graph; print(autoimport_graph.__file__)", cwd=work).out
    pip(made, "uninstall", "--yes", "autoimport-graph")
    assert files_of(made) == before
    assert "autoimport_graph" not in os.listdir(made.site)
