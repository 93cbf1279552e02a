"""A package whose modules tell which round they are of, and the process that imports all of it and looks."""

from __future__ import annotations

import importlib
import random
import sys
from pathlib import Path
from types import ModuleType

import autoimport_graph
from autoimport_graph.hook import subscribe
from autoimport_graph.hook.events import ModuleEvent

NAME = "besieged"
# Modules of a few sizes, so that cache files have a few.
SOURCE = '''
ROUND, NUMBER = {round}, {number}

def f(x):
    """{padding}"""
    if x > {number}:
        return ("{round}-{number}", x)
    return None
'''


def write_package(folder: Path, round_number: int, count: int) -> None:
    """Write the package as it is in a round: of the same size as in the round before, and of the same time."""
    package = folder / NAME
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("")
    for number in range(count):
        source = SOURCE.format(round=f"{round_number:06}".lstrip("0") or 0, number=number, padding="." * (number * 10))
        (package / f"m{number}.py").write_text(source)


def import_all(folder: Path, round_number: int, count: int, order: random.Random | None) -> list[str]:
    """Import all modules, and raise where one is not what its source says; returns what the hook told of each."""
    events: list[ModuleEvent] = []
    subscribe(events.append)
    sys.path.insert(0, str(folder))
    autoimport_graph.install(packages=[NAME], report=False)
    numbers = list(range(count))
    if order is not None:
        order.shuffle(numbers)
    for number in numbers:
        check(importlib.import_module(f"{NAME}.m{number}"), round_number, number)
    kinds = [event.kind for event in events if event.kind != "completed"]
    assert len(kinds) == count + 1, len(kinds)
    assert set(kinds) <= {"converted", "cached"}, [event for event in events if event.kind == "failed"]
    return kinds


def check(module: ModuleType, round_number: int, number: int) -> None:
    """Look at a module: its own code, and its graph version, which is another section of the cache file."""
    mine = (round_number, number)
    assert mine == (module.ROUND, module.NUMBER), (module.ROUND, module.NUMBER, mine)
    assert module.f(number + 1) == (f"{round_number}-{number}", number + 1), module.f(number + 1)
    graph_version = module.__autoimport_graph__._load(0)
    strings = [text for text in constants(graph_version) if isinstance(text, str)]
    assert f"{round_number}-{number}" in strings, strings


def constants(code: object) -> list[object]:
    """All constants of a code object, those of functions inside included."""
    found: list[object] = []
    for constant in getattr(code, "co_consts", ()):
        found += [constant, *constants(constant)]
        if isinstance(constant, tuple):
            found += constant
    return found
