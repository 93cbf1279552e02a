"""What does the conversion of a module take for each of its lines, against AutoGraph?"""

from __future__ import annotations

import importlib
import inspect
import itertools
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.measure import Effort, Spread, ratio
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.projects import FOLDER, PROGRAMS, ROOT
from benchmarks.tables import text

SOURCES = [
    PROGRAMS / "pure.py",
    PROGRAMS / "shapes.py",
    PROGRAMS / "typical.py",
    ROOT / "sample_project" / "model.py",
    ROOT / "sample_project" / "colorbot" / "functions.py",
]
CONTENDERS = ["plain compile", "ours", "tf.autograph"]
_numbers = itertools.count(1)


def run(effort: Effort) -> Outcome:
    """Convert some modules, each time as if for the first time."""
    rows: list[tuple[str, list[Spread | None]]] = []
    total: dict[str, list[float]] = {label: [0.0] * effort.rounds for label in CONTENDERS}
    lines = 0
    for path in SOURCES[:2] if effort.quick else SOURCES:
        source = path.read_text()
        count = len(source.splitlines())
        lines += count
        for convert in (_compiled, _converted, _by_autograph):
            convert(path.stem, source)
        rounds = [
            (_compiled(path.stem, source), _converted(path.stem, source), _by_autograph(path.stem, source))
            for _ in range(effort.rounds)
        ]
        figures: list[Spread | None] = []
        for label, seconds in zip(CONTENDERS, zip(*rounds, strict=True), strict=True):
            total[label] = [sum(pair) for pair in zip(total[label], seconds, strict=True)]
            figures.append(Spread.of([1e3 * one / count for one in seconds]))
        rows.append((f"{path.stem}.py, {count} lines", figures))
    ours = Spread.of([1e3 * one / lines for one in total["ours"]])
    less = ratio(total["tf.autograph"], total["ours"])
    limits = (
        "a time, which the machine decides as much as we do: the conversion takes "
        f"{text(ratio(total['ours'], total['plain compile']))} times what Python's own compiler takes for the source."
    )
    return Outcome(
        "Cold conversion of a module, for each source line",
        [Table("conversion of a line", "ms", CONTENDERS, rows, plotted=True)],
        [
            Target("conversion of a line, cache empty", 0.2, ours, "ms", limits=limits),
            Target("conversion, times less than tf.autograph", 20, less, at_least=True),
        ],
        notes=[
            "CPU time of the thread. Ours: the whole import through the hook, and the graph versions of all functions, "
            "which a program makes of the modules that its graphs use; writing the cache included. "
            "tf.autograph: to_graph of each function and method of the imported module; those that it refuses are left "
            "out of its time.",
        ],
    )


def _compiled(name: str, text: str) -> float:
    start = time.thread_time()
    compile(text, f"{name}.py", "exec")
    return time.thread_time() - start


def _fresh(name: str, text: str) -> str:
    """Write a module that nobody has seen: each of its functions stands on another line than before."""
    number = next(_numbers)
    module = f"fresh_{name}_{number}"
    future, marker, rest = text.rpartition("from __future__ import annotations\n")
    (FOLDER / f"{module}.py").write_text(future + marker + "\n" * number + rest)
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    importlib.invalidate_caches()
    return module


def _converted(name: str, text: str) -> float:
    import autoimport_graph
    from autoimport_graph.hook.completion import complete_all

    module = _fresh(name, text)
    with autoimport_graph.install(packages=[module], report=False):
        start = time.thread_time()
        importlib.import_module(module)
        complete_all()
        taken = time.thread_time() - start
    _remove(module)
    return taken


def _by_autograph(name: str, text: str) -> float:
    import tensorflow as tf

    name = _fresh(name, text)
    module = importlib.import_module(name)
    taken = 0.0
    for function in _functions(module):
        start = time.thread_time()
        try:
            tf.autograph.to_graph(function)
        except Exception:
            continue
        taken += time.thread_time() - start
    _remove(name)
    return taken


def _functions(module: ModuleType) -> list[Any]:
    found = []
    for value in vars(module).values():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            found.append(value)
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            found += [method for method in vars(value).values() if inspect.isfunction(method)]
    return found


def _remove(module: str) -> None:
    del sys.modules[module]
    Path(FOLDER / f"{module}.py").unlink()
    shutil.rmtree(FOLDER / "__pycache__", ignore_errors=True)
