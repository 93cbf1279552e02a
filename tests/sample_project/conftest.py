"""Scripts run as a user runs them: in a process of their own, with and without the hook."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOOK = ("-m", "autoimport_graph", "run")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run ``python *arguments`` in a folder; the outcome's text is captured, and an exit code other than 0 fails."""

    def run(*arguments: object, cwd: Path = ROOT, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr[-5000:]}"
        return done

    return run


@pytest.fixture(scope="session")
def hook() -> tuple[str, ...]:
    """What comes between ``python`` and a script to run it under the hook."""
    return HOOK
