"""Ctrl-C while a function is traced: nothing of the graph stays with the thread, and the next trace is as any other."""

from __future__ import annotations

import gc

import pytest
import tensorflow as tf
from tensorflow.python.eager import context

from autoimport_graph.runtime import attempts, guard, moved_lists, regions
from tests.interrupting import Interruption, places
from tests.runtime.programs import load, plain

SOURCE = """
class Walk:
    def __init__(self):
        self.steps = []
        self.place = tf.constant(0)

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
    return 3


def f(x):
    walk, total = Walk(), x * 0
    for i in each(x):
        walk.go(i)
        try:
            total += i
        finally:
            total += 1
    return total + len(walk.steps) + three(x), walk.place
"""
HEADER = "import autoimport_graph\nimport tensorflow as tf\n"
CLOSE = tuple(
    f"runtime/{name}.py"
    for name in (
        "attempts",
        "boundary",
        "building",
        "disabled",
        "exceptions",
        "generators",
        "graph_mode",
        "guard",
        "regions",
    )
)


def problems() -> list[str]:
    """What an interrupted trace has left behind."""
    found = []
    if guard.building:
        found.append("a graph is said to be built")
    if guard.thread_state.disabled or guard.thread_state.push is not None:
        found.append("the thread is said to be inside something")
    if regions.stack.top is not None:
        found.append("a branch is said to be traced")
    if attempts.handlers.active or attempts.handlers.open:
        found.append("a try is said to be around")
    return found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_while_a_function_is_traced():
    program = load(SOURCE, HEADER)
    expected = plain(program.f(tf.constant(5)))

    def trace():
        return plain(tf.function(program.f)(tf.constant(5)))

    assert trace() == expected
    wanted = places(trace, CLOSE, 400)
    assert len(wanted) > 100
    lost = 0
    for number, at in enumerate(wanted):
        interruption = Interruption(at)
        lost += not interruption.run(trace)  # one that strikes while an object is taken down is lost
        gc.collect(0)
        # TensorFlow's own context managers are left half done by Ctrl-C like any others.
        context.context()._thread_local_data.is_eager = True
        assert not problems(), (interruption.where, problems())
        if number % 10 == 0 or interruption.where.startswith("('runtime/building.py"):
            assert trace() == expected, interruption.where
            assert not moved_lists.all_moved(), interruption.where
    assert lost < 5
