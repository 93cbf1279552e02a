"""Other people's test suites, run as they are, under the hook, and with a graph around each test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODES = ("plain", "hooked", "graph")


@dataclass(frozen=True)
class Suite:
    """A package's own tests.

    Attributes:
        name: The distribution.
        version: Its pinned version.
        convert: The packages that the hook converts.
        tests: Arguments of pytest that name the tests, relative to the unpacked source.
        counts: Passed and failed tests by mode, as this project found them.
        minutes: After how long it is taken to hang.
        installed: Whether the tests lie in the installed package, not in a source distribution.
        compiled: Whether the index has it compiled, so that its Python is to be installed from the source.
        environment: Variables that its tests go by.
        packages: Folders of tests that import each other as packages; the source distribution left out what says so.
    """

    name: str
    version: str
    convert: list[str]
    tests: list[str]
    counts: dict[str, list[int]] = field(default_factory=dict)
    minutes: int = 10
    installed: bool = False
    compiled: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)


def suites() -> list[Suite]:
    """All suites of the pinned list."""
    return [Suite(**entry) for entry in pinned()["suite"]]


def pinned() -> dict[str, Any]:
    """The pinned list."""
    return tomllib.loads((HERE / "suites.toml").read_text())


def environment(convert: list[str], mode: str) -> dict[str, str]:
    """The environment of a process that runs in a mode."""
    return {
        **os.environ,
        "COMPAT_MODE": mode,
        "COMPAT_CONVERT": " ".join(convert),
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONPATH": os.pathsep.join((str(HERE / "start"), str(ROOT))),
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def outcomes(suite: Suite, mode: str, python: str, folder: Path) -> dict[str, str]:
    """What became of each test.

    Args:
        suite: The tests.
        mode: ``"plain"``, ``"hooked"`` or ``"graph"``.
        python: The interpreter.
        folder: Where the tests are.

    Returns:
        Outcomes by the tests' names.

    Raises:
        RuntimeError: If pytest came to no end, or ran no test.
    """
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "outcomes.json"
        command = [python, "-m", "pytest", "-q", "-p", "compat_plugin", "-p", "no:cacheprovider", *suite.tests]
        process = subprocess.run(
            command,
            cwd=folder,
            env={**environment(suite.convert, mode), **suite.environment, "COMPAT_OUTCOMES": str(file)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60 * suite.minutes,
        )
        found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if not found:
        raise RuntimeError(f"{suite.name} ({mode}): pytest ran no test\n{process.stdout[-3000:]}")
    return found


def counted(found: dict[str, str]) -> list[int]:
    """How many tests passed and failed."""
    counts = Counter(found.values())
    return [counts["passed"], counts["failed"] + counts["not collected"]]


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """The tests that ended in another way."""
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
