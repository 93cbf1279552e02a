"""Objects of the author's classes as arguments and results of graph functions."""

from __future__ import annotations

from typing import Any

import pytest
import tensorflow as tf

import autoimport_graph
from tests.runtime.programs import check, load, plain

CLASSES = """
class Point:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)

class Compared(Point):
    def __eq__(self, other):
        return vars(self) == vars(other)
"""


@pytest.fixture(params=["Point", "Compared"])
def make(request: pytest.FixtureRequest) -> Any:
    """Makes an object whose class has a hash, or none."""
    return getattr(load(CLASSES), request.param)


def graph(source: str) -> Any:
    """The program's function as a graph function."""
    return autoimport_graph.to_graph(load(source).f)


def test_stores_reach_the_caller(make: Any) -> None:
    f = graph("""
    def f(n, point):
        while n > 0:
            n -= 1
            point.a += n
        if point.a > 5:
            point.b = 1
        else:
            point.b = -1
        return point, [n, point]
    """)
    point = make(a=tf.constant(0), b=tf.constant(0))
    for n, a, b in ((3, 3, -1), (3, 6, 1), (0, 6, 1)):
        result, (rest, again) = f(tf.constant(n), point)
        assert result is point
        assert again is point
        assert (plain(point.a), plain(point.b), plain(rest)) == (a, b, 0)


def test_one_trace_for_all_values_of_its_tensors(make: Any) -> None:
    f = graph("def f(point): return point.a * 2 if point.a > 0 else point.a")
    point = make(a=tf.constant(1), name="p")
    assert plain(f(point)) == 2
    point.a = tf.constant(-3)
    assert plain(f(point)) == -3
    assert f.tensorflow_function.experimental_get_tracing_count() == 1
    point.a = tf.constant(1.5)
    assert plain(f(point)) == 3.0


def test_other_attributes_are_seen_to_change() -> None:
    f = graph("def f(point, x): return x * point.by")
    point = load(CLASSES).Compared(by=2)
    assert plain(f(point, tf.constant(3))) == 6
    point.by = 5
    assert plain(f(point, tf.constant(3))) == 15


def test_attributes_that_are_made_and_deleted(make: Any) -> None:
    f = graph("""
    def f(point, n):
        point.double = n * 2
        point.text = "two"
        point.me = point
        del point.a
    """)
    for n in (1, 4):
        point = make(a=tf.constant(1))
        assert f(point, n=tf.constant(n)) is None
        assert plain(point.double) == 2 * n
        assert (point.text, point.me is point, hasattr(point, "a")) == ("two", True, False)


def test_an_object_that_is_passed_twice(make: Any) -> None:
    f = graph("""
    def f(first, others):
        first.a += 1
        others[0].a += first.a
        return others[1]
    """)
    point, other = make(a=tf.constant(1)), make(a=tf.constant(7))
    assert f(point, [point, other]) is other
    assert plain(point.a) == 4


def test_inside_of_a_graph_and_in_a_session(make: Any) -> None:
    f = graph("""
    def f(point):
        if point.a > 2:
            point.a = point.a * 10
        return point
    """)

    @tf.function
    def outer(n: Any) -> Any:
        return f(make(a=n)).a + 1

    @tf.function
    def twice(n: Any) -> Any:
        point = make(a=n)
        return f(point).a + f(point).a

    assert [plain(outer(tf.constant(n))) for n in (2, 3)] == [3, 31]
    assert [plain(twice(tf.constant(n))) for n in (2, 3)] == [4, 330]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        n = tf.compat.v1.placeholder(tf.int32, [])
        point = f(make(a=n))
        assert [session.run(point.a, {n: value}) for value in (2, 3)] == [2, 30]


def test_change_inside_of_a_list_is_refused(make: Any) -> None:
    f = graph("""
    def f(point, n):
        point.items.append(n)
        return n
    """)
    with pytest.raises(autoimport_graph.errors.StagingError, match="the list in the attribute 'items'"):
        f(make(items=[], a=tf.constant(0)), tf.constant(1))


def test_method_of_an_object_that_holds_tensors() -> None:
    source = """
    import autoimport_graph
    class Mean:
        def __init__(self):
            self.total = tf.constant(0.0)
            self.count = tf.constant(0)
        @autoimport_graph.graph
        def add(self, x):
            if x > 0:
                self.total += x
                self.count += 1
            return self.total / tf.cast(self.count, tf.float32)
    """
    mean = load(source).Mean()
    results = [plain(mean.add(tf.constant(x))) for x in (1.0, -5.0, 3.0)]
    assert results == [1.0, 1.0, 2.0]
    assert plain([mean.total, mean.count]) == [4.0, 2]


def test_in_a_loop_of_a_graph() -> None:
    source = """
    import autoimport_graph
    @dataclasses.dataclass
    class State:
        x: object
        steps: int = 0
    @autoimport_graph.graph
    def scale(state, by):
        state.x = state.x * by
        if state.x > 10:
            state.steps += 1
        return state.x
    def f(n):
        state = State(tf.constant(1.0))
        total = 0.0
        for i in range(n):
            total += scale(state, i + 1)
        return state.x, state.steps, total
    """
    check(source, 0, 2, 6, has=["While"])
