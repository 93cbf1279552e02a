"""``make soak``: a million eager calls, 10,000 traces and 1,000 reloads, and what they leave in memory.

``python -m tests.soak.run [calls [traces [reloads]]]``. Each is run in ten parts; the first is not counted, because
caches fill. What counts is how many objects Python has after each part, and how much memory the process.
"""

from __future__ import annotations

import gc
import importlib
import sys
import tempfile
import time
import weakref
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import tensorflow as tf

import autoimport_graph

PROGRAM = """
import functools

import tensorflow as tf

import autoimport_graph


class Walk:
    def __init__(self):
        self.steps = []
        self.place = 0

    @functools.cached_property
    def twice(self):
        return self.place * 2 if self.place is not None else 0

    def go(self, x):
        if x > 0:
            self.place = self.place + x
            self.steps.append(x)


def each(n):
    i = 0
    while i < n:
        yield i
        i += 1


@autoimport_graph.do_not_convert
def three(x):
    return 3 if x is not None else 4


def best(x):
    found = None
    for bound in [1, 2]:
        if x > bound:
            found = (x, bound)
    if found is not None and found[1] == 2:
        return found[0]
    return x


def f(x):
    walk, total = Walk(), x * 0
    for i in range(x):
        if i % 2 == 0:
            continue
        walk.go(i)
        total += i
    for i in each(x):
        total += i
    double = (lambda v: v + v) if x > 3 else (lambda v: v * 2)
    if not (x > 2 or total == 3):
        total = double(total)
    try:
        if total > 10**6:
            raise ValueError(f"far: {total}")
    finally:
        total += three(x)
    return total + len(walk.steps) + walk.twice + best(x)
"""


class Part(NamedTuple):
    """What a part left.

    Attributes:
        objects: How many more objects there are than before.
        kinds: The most frequent classes of these.
        kilobytes: How much more memory the process has.
        seconds: What it took.
    """

    objects: int
    kinds: list[tuple[str, int]]
    kilobytes: int
    seconds: float


def _resident() -> int:
    statistics = Path("/proc/self/statm")
    return int(statistics.read_text().split()[1]) * 4 if statistics.exists() else 0


def _objects() -> Counter[str]:
    gc.collect()
    # But for our own references to what has been unloaded, dead or alive.
    return Counter(type(value).__name__ for value in gc.get_objects() if type(value) is not weakref.ref)


def measured(function: Callable[[], Any], times: int, parts: int = 10) -> list[Part]:
    """Call a function many times, and see what that leaves.

    Args:
        function: What is called.
        times: How often.
        parts: After how many parts of that it is looked at.

    Returns:
        What each part but the first left.
    """
    found = []
    for _ in range(parts):
        before, memory, start = _objects(), _resident(), time.perf_counter()
        for _ in range(times // parts):
            function()
        after = _objects()
        found.append(
            Part(
                sum(after.values()) - sum(before.values()),
                (after - before).most_common(3),
                _resident() - memory,
                time.perf_counter() - start,
            )
        )
    return found[1:]


class Soaked:
    """A program that is called, traced, and imported again and again.

    Args:
        folder: Where it is written.
    """

    NAME = "soaked"

    def __init__(self, folder: Path) -> None:
        (folder / f"{self.NAME}.py").write_text(PROGRAM)
        self.module = importlib.import_module(self.NAME)
        self.expected = self.module.f(7)
        self.living: list[weakref.ref[Any]] = []

    def call(self) -> None:
        """As Python."""
        assert self.module.f(7) == self.expected

    def trace(self) -> None:
        """As a graph, which is let go."""
        concrete = tf.function(self.module.f).get_concrete_function(tf.TensorSpec([], tf.int32))
        assert len(concrete.graph.get_operations()) > 5

    def trace_in_session(self) -> None:
        """As TensorFlow 1 does."""
        with tf.Graph().as_default() as graph:
            self.module.best(tf.compat.v1.placeholder(tf.int32, []))
        self.living.append(weakref.ref(graph))

    def reload(self) -> None:
        """The module is unloaded and imported again; it has been run both ways."""
        assert self.module.f(7) == self.expected
        if len(self.living) % 20 == 0:
            self.trace()
        parts = (self.module, self.module.f, self.module.Walk, self.module.__autoimport_graph__)
        self.living.extend(map(weakref.ref, parts))
        del sys.modules[self.NAME], self.module
        self.module = importlib.import_module(self.NAME)


def alive(soaked: Soaked) -> int:
    """How many of the things that were unloaded are still there."""
    gc.collect()
    return sum(reference() is not None for reference in soaked.living)


def leaks(part: Part) -> bool:
    """Whether a part left objects: a handful may come and go, as caches have it."""
    return part.objects > 50


def main(arguments: list[str]) -> int:
    """Run all three, and print what they left."""
    calls, traces, reloads = [*map(int, arguments), *(1_000_000, 10_000, 1_000)[len(arguments) :]]
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        with autoimport_graph.install(packages=[Soaked.NAME], report=False):
            soaked = Soaked(Path(folder))
            kinds = (
                (soaked.call, calls),
                (soaked.trace, traces),
                (soaked.trace_in_session, traces),
                (soaked.reload, reloads),
            )
            leaking = False
            for function, times in kinds:
                parts = measured(function, times)
                leaking |= sum(map(leaks, parts)) > len(parts) // 2
                seconds = sum(part.seconds for part in parts)
                print(f"{function.__name__}: {times} times, {seconds:.1f} s", flush=True)
                print("  objects left by each part:", *(part.objects for part in parts), parts[-1].kinds, flush=True)
                print("  kilobytes left by each part:", *(part.kilobytes for part in parts), flush=True)
            left = alive(soaked)
            print(f"  {left} of {len(soaked.living)} unloaded things are alive")
    return int(leaking or left > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
