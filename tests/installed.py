"""The package as users have it: a wheel, built and installed by pip in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MARK = "__autoimport_graph__"
LIB = "def f(x):\n    if x > 0:\n        return 1\n    return -1\n"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Installed:
    """An environment that has the package, and the dependencies of the interpreter that runs the tests."""

    folder: Path

    @property
    def python(self) -> str:
        return str(self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    @property
    def site(self) -> Path:
        (site,) = self.folder.glob("lib/python*/site-packages")
        return site

    def run(
        self, *args: str, cwd: Path, stdin: str = "", flags: Sequence[str] = (), timeout: float = 120, **env: str
    ) -> Result:
        done = subprocess.run(
            [self.python, *flags, *args],
            cwd=cwd, env=environment(cwd, **env), input=stdin, capture_output=True, text=True, timeout=timeout,
            check=False,
        )  # fmt: skip
        return Result(done.returncode, done.stdout, done.stderr)


def environment(cwd: Path, **more: str) -> dict[str, str]:
    ours = ("AUTOIMPORT_GRAPH", "PYTHON")
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**env, "XDG_CACHE_HOME": str(cwd / "cache-home"), "HOME": str(cwd / "home"), **more}


def make_environment(folder: Path) -> Installed:
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    made = Installed(folder)
    # A folder on the path, whose own .pth files are not read: this checkout's editable install stays out.
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (made.site / "dependencies.pth").write_text("\n".join(sorted(paths)))
    return made


def pip(made: Installed, *args: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", made.python, "--disable-pip-version-check", "--quiet", *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


needs_build = pytest.mark.skipif(
    not (find_spec("pip") and find_spec("hatchling")), reason="pip and hatchling are not installed"
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (find_spec("pip") and find_spec("hatchling")):
        pytest.skip("pip and hatchling are not installed")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True,
                   capture_output=True, timeout=120)  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    made = make_environment(tmp_path_factory.mktemp("installed") / "env")
    pip(made, "install", "--no-deps", "--no-index", str(wheel))
    return made


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
