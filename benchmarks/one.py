"""Runs one benchmark in this process: ``python -m benchmarks.one NAME FILE [--quick]`` writes what it finds as JSON."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from benchmarks.measure import QUICK, Effort


def main(name: str, path: str, quick: bool) -> None:
    """Run the benchmark.

    Args:
        name: Its module.
        path: The file to write.
        quick: Whether to try it out only.
    """
    module = importlib.import_module(f"benchmarks.{name}")
    module.run(QUICK if quick else Effort()).write(Path(path))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], "--quick" in sys.argv)
