"""Programs that need a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(program: str, or_ending: str = "") -> str:
    """Run a program, which must end well, or by a message that is expected; returns what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert done.returncode == 0 or (or_ending and or_ending in done.stderr), done.stderr
    return done.stdout
