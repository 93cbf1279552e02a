"""Run a program plainly and through us, and compare all that a shell can see of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ["-m", "autoimport_graph"]


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@dataclass
class Shell:
    """A folder and what is needed to start interpreters in it."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, args: Sequence[str], stdin: int = subprocess.PIPE) -> subprocess.Popen[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(self.folder / "cache-home"), **self.env}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, *args], cwd=self.folder, env=env, stdin=stdin, stdout=pipe, stderr=pipe, text=True
        )

    def python(self, *args: str, stdin: str = "") -> Result:
        return collect(self.start(args), stdin)

    def tool(self, *args: str, stdin: str = "", flags: Sequence[str] = ()) -> Result:
        return self.python(*flags, *TOOL, *args, stdin=stdin)

    def both(self, *args: str, flags: Sequence[str] = (), stdin: str = "") -> tuple[Result, Result]:
        """Run a program plainly, and by ``run``; both at once, for there are as many as two cores."""
        plain, ours = self.start([*flags, *args]), self.start([*flags, *TOOL, "run", *args])
        return collect(plain, stdin), collect(ours, stdin)


def collect(process: subprocess.Popen[str], stdin: str = "") -> Result:
    out, err = process.communicate(stdin, timeout=60)
    return Result(process.returncode, out, err)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def make_shell(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Shell]:
    return lambda name: Shell(tmp_path_factory.mktemp(name))
