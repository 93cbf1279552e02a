"""A small part of ``make fire``, in a process of its own: it forks, which a process with TensorFlow should not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed as POSIX does")
def test_cache_under_fire() -> None:
    command = [sys.executable, "-m", "tests.fire.run", "3", "--processes", "8", "--modules", "24"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 rounds" in done.stdout
    if "not allowed" in done.stdout:
        pytest.skip("all is well, but no small disk could be mounted to be filled: the test needs to be root")
