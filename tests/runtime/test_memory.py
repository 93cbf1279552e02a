"""Graphs that nobody holds any more are gone: nothing of ours keeps what was known while they were built."""

from __future__ import annotations

import gc

import tensorflow as tf
from tensorflow.python.framework.func_graph import FuncGraph

from autoimport_graph import to_graph
from tests.runtime.process import run
from tests.runtime.programs import load

v1 = tf.compat.v1

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


def _plain_graphs() -> int:
    gc.collect()
    return sum(type(one) is tf.Graph for one in gc.get_objects())


def test_graphs_of_version_1_that_are_dropped_leave_nothing() -> None:
    """They are left without a trace that ends."""
    function = load(SOURCE).make(1)

    def build() -> None:
        with tf.Graph().as_default():
            x = v1.placeholder(tf.int32, [])
            best, total, _ = function(x)
            with v1.Session() as session:
                assert session.run([best, total], {x: 5}) == [5, 9]
            with tf.Graph().as_default():
                function(v1.placeholder(tf.int32, []))

    build()
    before = _plain_graphs()
    for _ in range(3):
        build()
    assert _plain_graphs() <= before


LISTS = """
def below(x):
    items = []
    for i in range(x):
        items.append(i)
    return items


def total(items, x):
    found = 0
    for item in items:
        if item < x:
            found += item
    return found
"""


def test_what_is_known_of_a_graph_is_known_when_it_is_entered_again() -> None:
    module = load(LISTS)
    graphs = []
    for _ in range(2):
        with tf.Graph().as_default() as graph:
            x = v1.placeholder(tf.int32, [])
            graphs.append((graph, x, module.below(x)))
    for graph, x, items in graphs:
        with graph.as_default():
            traced = to_graph(module.total)(tf.range(5), x)  # a trace that ends is no end of the graph around
            with tf.Graph().as_default(), v1.Session() as session:
                other = v1.placeholder(tf.int32, [])
                assert session.run(module.total(module.below(other), 3), {other: 2}) == 1
            found = module.total(items, x - 1)
            with v1.Session() as session:
                assert session.run([found, traced], {x: 5}) == [6, 10]


def test_default_graph_of_version_1_goes_when_it_is_reset() -> None:
    run(
        """
        import gc, sys, weakref
        import tensorflow as tf
        import autoimport_graph
        from tests.runtime.test_memory import LISTS
        from tests.runtime.programs import load
        v1 = tf.compat.v1
        v1.disable_eager_execution()
        module = load(LISTS)
        graphs = []
        for _ in range(3):
            x = v1.placeholder(tf.int32, [])
            items = module.below(x)
            autoimport_graph.to_graph(module.below)(x)
            found = module.total(items, 3)
            with v1.Session() as session:
                assert session.run(found, {x: 5}) == 3
            graphs.append(weakref.ref(x.graph))
            del x, items, found, session
            v1.reset_default_graph()
            gc.collect()
        assert [graph() for graph in graphs] == [None] * 3, graphs
        """
    )
