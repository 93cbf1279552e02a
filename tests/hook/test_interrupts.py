"""Ctrl-C while a module is converted: the import fails, nothing else does, and the next import is as any other."""

from __future__ import annotations

import gc
import importlib
import itertools
import sys
from pathlib import Path

import pytest

import autoimport_graph
from autoimport_graph.runtime import guard
from tests.interrupting import Interruption, places

SOURCE = """
def f(x):
    total = 0
    for i in range(x):
        if i % 2:
            continue
        total += i
    try:
        while total > 100:
            if total == 150:
                return [t for t in range(3) if t]
            total -= 1
    finally:
        total += 1
    return total if x and total else -total
"""
CLOSE = ("hook/finder.py", "hook/cache.py", "compiler/recursion.py", "compiler/process_setting.py")
_numbers = itertools.count()


class Importing:
    """A module that nobody has imported yet, listed by an installation of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"interrupted_{next(_numbers)}"
        (folder / f"{self.name}.py").write_text(SOURCE)
        importlib.invalidate_caches()

    def __call__(self) -> None:
        self.module = importlib.import_module(self.name)

    def problems(self) -> list[str]:
        found = []
        if guard.building:
            found.append("a graph is said to be built")
        found += [f"{path.name} is left" for path in self.folder.glob("__pycache__/*.tmp")]
        self()
        if self.module.f(9) != 21 or guard.HANDLE not in vars(self.module):
            found.append("the next import is another one's")
        if not gc.isenabled():
            gc.enable()
            found.append("the garbage collector stands still")
        return found


def test_ctrl_c_while_a_module_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    limit = sys.getrecursionlimit()

    def run(at: int) -> tuple[bool, str, list[str]]:
        interruption, importing = Interruption(at), Importing(tmp_path)
        with autoimport_graph.install(packages=[importing.name], report=False):
            interrupted = interruption.run(importing)
            return interrupted, interruption.where, importing.problems()

    for _ in range(2):  # the first time, modules of the compiler are imported
        chosen = Importing(tmp_path)
        with autoimport_graph.install(packages=[chosen.name], report=False):
            wanted = places(chosen, CLOSE, 40)
    assert len(wanted) > 100
    for at in wanted:
        interrupted, where, problems = run(at)
        assert interrupted, where
        assert not problems, (where, problems)
    assert sys.getrecursionlimit() == limit
