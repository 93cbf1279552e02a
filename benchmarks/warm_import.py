"""What does importing converted modules from the cache cost, against importing plain ones from their ``.pyc``?

    python benchmarks/warm_import.py

Both import the same 60 modules of 25 functions each, in fresh interpreters, in turn. The first import is told apart:
with the hook it digests the converter's own sources, once for each process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNT = 60
ROUNDS = 7
# Enough code for an import to be about reading it, and none of it runs.
FUNCTION = """
def f{i}(x, y=1, *args, **kwargs):
    total = [x for x in range(y) if x % 2]
    while total and x:
        if x > y:
            x, y = y, x
        elif x == "{i}":
            return {{"a": x, "b": [y, {i}]}}
        total.pop()
    try:
        return sum(total) / x
    except ZeroDivisionError as error:
        raise ValueError(f"no {{error}} for {{x}}") from error
"""
PROGRAM = f"""
import importlib, sys, time
if sys.argv[1] == "hook":
    import autoimport_graph
    autoimport_graph.install(packages=["big"], report=False)
start = time.perf_counter()
importlib.import_module("big.m0")
first = time.perf_counter()
for i in range(1, {COUNT}):
    importlib.import_module(f"big.m{{i}}")
print(first - start, time.perf_counter() - first)
"""


def seconds(mode: str, folder: Path) -> tuple[float, float]:
    """Import the package in a fresh interpreter; returns what the first module took, and what all others took.

    Args:
        mode: ``"plain"`` or ``"hook"``.
        folder: Where the package lies.
    """
    env = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", PROGRAM, mode]
    output = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    first, others = map(float, output.split())
    return first, others


def main() -> None:
    """Print the medians' ratio and the range of the rounds' ratios."""
    with tempfile.TemporaryDirectory() as name:
        package = Path(name) / "big"
        package.mkdir()
        (package / "__init__.py").touch()
        for i in range(COUNT):
            (package / f"m{i}.py").write_text("".join(FUNCTION.format(i=j) for j in range(25)))
        for mode in ("plain", "hook"):
            seconds(mode, Path(name))
        rounds = [(seconds("plain", Path(name)), seconds("hook", Path(name))) for _ in range(ROUNDS)]
    ratios = sorted(hooked / plain for (_, plain), (_, hooked) in rounds)
    extra = statistics.median(hooked - plain for (plain, _), (hooked, _) in rounds)
    print(f"warm import: {statistics.median(ratios):.2f} times a plain one ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"the first one in a process: {extra * 1e3:.0f} ms more")


if __name__ == "__main__":
    main()
