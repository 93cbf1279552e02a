"""A package of many modules, imported in fresh interpreters by hooks that take turns."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import interpreter, package

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
PROGRAM = """
import importlib, sys, time
mode, count = sys.argv[1], int(sys.argv[2])
if mode == "ours":
    import autoimport_graph
    autoimport_graph.install(packages=["big"], report=False)
elif mode == "typeguard":
    import typeguard
    typeguard.install_import_hook("big")
elif mode == "pytest":
    from _pytest.assertion import install_importhook
    from _pytest.config import _prepareconfig
    config = _prepareconfig(["-p", "no:cacheprovider", "--assert=rewrite"])
    install_importhook(config).mark_rewrite("big")
import big
start = time.thread_time()
importlib.import_module("big.m0")
first = time.thread_time()
for i in range(1, count):
    importlib.import_module(f"big.m{i}")
print(first - start, time.thread_time() - first)
"""
CONTENDERS = ["plain", "ours", "typeguard", "pytest"]
NOTE = (
    "Fresh interpreters, CPU time of the importing thread. typeguard checks types, pytest explains assertions: neither "
    "converts control flow."
)


def write(folder: Path, modules: int, functions: int = 25) -> None:
    """Write the package ``big``."""
    source = "".join(FUNCTION.format(i=i) for i in range(functions))
    package(folder, "big", {f"m{number}": source for number in range(modules)})


def imported(folder: Path, contender: str, modules: int) -> tuple[float, float]:
    """Import the package in a fresh interpreter.

    Args:
        folder: Where the package lies; byte code is kept in a folder for each contender.
        contender: Whose hook is on.
        modules: How many modules there are.

    Returns:
        Seconds for the first module, and for all others.
    """
    variables = {"PYTHONPYCACHEPREFIX": str(folder / f"cache_{contender}"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    first, others = interpreter(PROGRAM, [contender, str(modules)], [folder], variables).split()
    return float(first), float(others)


def forget(folder: Path, contender: str) -> None:
    """Remove what is cached of the package, and nothing else: other modules stay compiled."""
    for cache in (folder / f"cache_{contender}").rglob("big"):
        shutil.rmtree(cache)


def measure(effort: Effort, modules: int, cold: bool) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Import the package by each contender in turn.

    Args:
        effort: How many rounds; at least seven where it counts.
        modules: The package's size.
        cold: Whether the cache is removed before each import.

    Returns:
        Seconds for the first module, and for all others, of each round by contender.
    """
    first: dict[str, list[float]] = {label: [] for label in CONTENDERS}
    others: dict[str, list[float]] = {label: [] for label in CONTENDERS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, modules)
        for label in CONTENDERS:
            imported(folder, label, modules)
        for number in range(effort.rounds if effort.quick else 7):
            for label in CONTENDERS if number % 2 == 0 else reversed(CONTENDERS):
                turns = []
                for _ in range(1 if effort.quick or cold else 2):
                    if cold:
                        forget(folder, label)
                    turns.append(imported(folder, label, modules))
                first[label].append(min(one for one, _ in turns))
                others[label].append(min(rest for _, rest in turns))
    return first, others


def outcome(
    effort: Effort,
    modules: int,
    cold: bool,
    title: str,
    target: Callable[[Spread], Target],
    of_first_module: str,
) -> Outcome:
    """Measure, and put what was found against a plain import.

    Args:
        effort: How much of it.
        modules: Of the package, but where the effort is small.
        cold: Whether the cache is removed each time.
        title: Of the benchmark.
        target: Says how many times our import may take, of how many it does.
        of_first_module: What to say of it, with ``{}`` for its milliseconds.
    """
    first, whole = measure(effort, modules=5 if effort.quick else modules, cold=cold)
    rows: list[tuple[str, list[Spread | None]]] = [
        (label, [ratio(seconds, whole["plain"])]) for label, seconds in whole.items() if label != "plain"
    ]
    extra = Spread.of([1e3 * (one - other) for one, other in zip(first["ours"], first["plain"], strict=True)])
    return Outcome(
        title,
        [Table("import, against plain", "times", ["cold import" if cold else "warm import"], rows, plotted=True)],
        [target(ratio(whole["ours"], whole["plain"]))],
        notes=[
            NOTE,
            f"All modules but the first, {of_first_module.format(f'{extra.median:.0f} ms')} more, once a process.",
        ],
    )
