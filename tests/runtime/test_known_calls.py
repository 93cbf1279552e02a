"""Calls with tensors that a graph function has been called with before."""

from __future__ import annotations

import tensorflow as tf

import autoimport_graph


def test_each_signature_has_its_trace_and_no_more():
    traces = []

    @autoimport_graph.graph
    def double(x):
        traces.append(x)
        return x + x

    for _ in range(3):
        assert double(tf.constant(2)).numpy() == 4
        assert double(tf.constant(2.5)).numpy() == 5.0
        assert double(tf.constant([1, 2])).numpy().tolist() == [2, 4]
        assert double(3).numpy() == 6
    assert len(traces) == 4


def test_variables_gradients_and_structures():
    total = tf.Variable(0.0)

    @autoimport_graph.graph
    def step(x):
        total.assign_add(x)
        return {"squared": x * x, "parts": (x, None, total.read_value())}

    for number in range(1, 4):
        x = tf.constant(3.0)
        with tf.GradientTape() as tape:
            tape.watch(x)
            result = step(x)
        assert result["squared"].numpy() == 9.0
        assert result["parts"][1] is None
        assert result["parts"][2].numpy() == 3.0 * number
        assert tape.gradient(result["squared"], x).numpy() == 6.0


def test_what_is_around_a_call_counts():
    @autoimport_graph.graph
    def crossing(x):
        return x + int(tf.distribute.in_cross_replica_context())

    x = tf.constant(1)
    strategy = tf.distribute.OneDeviceStrategy("cpu:0")
    assert [crossing(x).numpy() for _ in range(3)] == [1, 1, 1]
    with strategy.scope():
        assert [crossing(x).numpy() for _ in range(3)] == [2, 2, 2]
    assert strategy.run(crossing, args=(x,)).numpy() == 1
    assert crossing(x).numpy() == 1


def test_functions_run_eagerly_where_tensorflow_says_so():
    eager = []

    @autoimport_graph.graph
    def run(x):
        eager.append(tf.executing_eagerly())
        return x

    for _ in range(3):
        run(tf.constant(1))
    tf.config.run_functions_eagerly(True)
    try:
        run(tf.constant(1))
    finally:
        tf.config.run_functions_eagerly(False)
    assert eager == [False, True]


def test_calls_in_other_graphs_are_part_of_them():
    @autoimport_graph.graph
    def double(x):
        return x + x

    assert [double(tf.constant(2)).numpy() for _ in range(3)] == [4, 4, 4]
    outer = tf.function(lambda x: double(x) + 1, autograph=False)
    assert outer(tf.constant(2)).numpy() == 5
    with tf.Graph().as_default() as graph, tf.compat.v1.Session(graph=graph) as session:
        assert session.run(double(tf.constant(2))) == 4
    assert double(tf.constant(2)).numpy() == 4
