"""Graphs that nobody holds any more are gone: nothing of ours keeps what was known while they were built."""

from __future__ import annotations

import gc

import tensorflow as tf
from tensorflow.python.framework.func_graph import FuncGraph

from tests.runtime.programs import load

SOURCE = """
def make(k):
    def f(x):
        items, best, held = [], None, iter([1, 2, 3])
        for i in range(x):
            if i > k:
                items.append(i)
                best = i
            elif best is not None:
                best = best + 1
        for j in held:
            if j > x:
                break
        if best is None:
            best = -1
        if not (best is None and x > 2):
            best += 1
        return best, sum(items), next(held, 9)

    return f
"""


def _graphs() -> int:
    gc.collect()
    return sum(isinstance(one, FuncGraph) for one in gc.get_objects())


def test_traced_functions_that_are_dropped_leave_nothing() -> None:
    module = load(SOURCE)

    def trace(number: int) -> None:
        traced = tf.function(module.make(number)).get_concrete_function(tf.TensorSpec([], tf.int32))
        traced(tf.constant(3))

    trace(0)
    before = _graphs()
    for number in range(3):
        trace(number)
    assert _graphs() <= before
