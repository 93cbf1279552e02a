"""What a graph's code leaves in places that outlive the building of the graph: never a tensor, nor a number, of it."""

from __future__ import annotations

import collections
import copy
import operator
import pickle
import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from autoimport_graph.errors import StagingError
from tests.runtime.programs import HEADER, load

FIRST = HEADER.count("\n")
XS = [3.0, -1.0, 2.0]

PROGRAM = """
    class State:
        def __init__(self):
            self.count, self.last, self.pair = 0, None, (0, 0)
            self.best = tf.constant(0.0)
            self.items, self.queue, self.found = [], collections.deque(), set()
            self.table = {"a": 0.0, "name": "table"}
            self.kept, self.node = self, Node(0.0)
    class Slots:
        __slots__ = ("count",)
    class Node:
        def __init__(self, value):
            self.value = value
    state = State()
    slots = Slots()
    slots.count = 0
    count = 0
    def counter():
        calls = 0
        def add(xs):
            nonlocal calls
            for x in xs:
                calls += 1
        return add, lambda: calls
    add, calls = counter()
    def f(xs):
        global count
        add(xs)
        for x in xs:
            if x > 0:
                count += 1
                state.count += 1
                slots.count += 1
                State.total = x
                state.last = x
                state.best = tf.maximum(state.best, x)
                state.pair = x, 1
                state.table["a"] += x
                state.items.append(x)
                state.queue.append(x)
                state.found.add(int(x))
            state.node = Node(x)
        return xs
"""
LINE = textwrap.dedent(PROGRAM).strip().split("\n").index("    for x in xs:") + 2 + FIRST

PLACES: dict[str, Callable[[ModuleType], Any]] = {
    "global variable 'count'": lambda module: module.count,
    "variable 'calls'": lambda module: module.calls(),
    "attribute 'count' of a State": lambda module: module.state.count,
    "attribute 'count' of a Slots": lambda module: module.slots.count,
    "attribute 'last' of a State": lambda module: module.state.last,
    "attribute 'best' of a State": lambda module: module.state.best,
    "attribute 'pair' of a State": lambda module: module.state.pair,
    "attribute 'total' of class 'State'": lambda module: module.State.total,
    "an item of a dict": lambda module: module.state.table["a"],
    "an item of a list": lambda module: module.state.items[0],
    "an item of a deque": lambda module: module.state.queue[0],
    "an item of a set": lambda module: next(iter(module.state.found)),
    "attribute 'value' of a Node": lambda module: module.state.node.value,
}
USES: list[Callable[[Any], Any]] = [
    bool,
    int,
    float,
    len,
    iter,
    lambda value: value + 1,
    lambda value: 1 - value,
    lambda value: value == 2,
    lambda value: value != 2,
    lambda value: value < 2,
    lambda value: value in (1, 2),
    lambda value: -value,
    lambda value: value[0],
    lambda value: value(),
    lambda value: value.numpy(),
    lambda value: [0, 1][value],
    lambda value: range(value),
    lambda value: f"{value}",
    lambda value: f"{value:d}",
    lambda value: np.add(value, 1),
    lambda value: operator.iadd(value, 1),
]


@pytest.fixture(scope="module")
def traced() -> ModuleType:
    module = load(PROGRAM)
    graph = tf.function(module.f, autograph=False)
    graph(tf.constant(XS))
    graph(tf.constant(XS))
    return module


@pytest.mark.parametrize("place", PLACES)
def test_what_is_lost_says_so_wherever_it_is_used(traced: ModuleType, place: str) -> None:
    lost = PLACES[place](traced)
    for use in USES:
        with pytest.raises(StagingError) as raised:
            use(lost)
        message = str(raised.value)
        assert message.startswith(f"{place} has no value here: line "), message
        assert traced.__file__ is not None
        assert f" of {traced.__file__} stored into it" in message
        assert "tf.Variable" in message
    for use in (lambda value: tf.add(value, 1), lambda value: tf.function(lambda: value * 2)()):
        with pytest.raises(Exception, match="has no value here"):
            use(lost)
    assert place in repr(lost)


def test_the_line_is_that_of_the_statement_that_the_graph_runs(traced: ModuleType) -> None:
    assert f"line {LINE} of" in repr(traced.count)
    assert f"line {LINE} of" in repr(traced.state.items[0])
    assert f"line {LINE - 7} of" in repr(traced.calls())


def test_what_python_knows_is_left(traced: ModuleType) -> None:
    assert traced.state.table["name"] == "table"
    assert traced.state.kept is traced.state


def test_programs_that_hold_it_are_copied_and_pickled(traced: ModuleType) -> None:
    lost = traced.count
    assert copy.copy(lost) is lost
    assert copy.deepcopy({"state": lost})["state"] is lost
    assert repr(pickle.loads(pickle.dumps(lost))) == repr(lost)
    assert not hasattr(lost, "numpy")


def test_the_dtype_and_shape_of_a_tensor_are_known(traced: ModuleType) -> None:
    assert traced.state.best.dtype == tf.float32
    assert traced.state.best.shape == []


def graph_of(source: str) -> tuple[ModuleType, Any]:
    module = load(source)
    return module, tf.function(module.f, autograph=False)


def test_a_number_of_the_graph_that_a_plain_statement_stores() -> None:
    module, graph = graph_of("""
        class State:
            pass
        state, log = State(), {}
        def f(xs):
            global total
            count = 0
            for x in xs:
                count += 1
            total = state.count = log["count"] = count
            try:
                state.tried = count
            finally:
                pass
            return count
    """)
    assert graph(tf.constant(XS)) == 3
    for lost in (module.total, module.state.count, module.log["count"], module.state.tried):
        with pytest.raises(StagingError, match=r"line \d+ of .*tf\.Variable"):
            bool(lost)


def test_a_tensor_that_a_plain_statement_stores_is_left_as_tensorflow_leaves_it() -> None:
    module, graph = graph_of("""
        class State:
            pass
        state = State()
        def f(x):
            state.last = x
            return x
    """)
    graph(tf.constant(1.0))
    assert tf.is_tensor(module.state.last)


def test_another_trace_that_stores_without_reading() -> None:
    module, graph = graph_of("""
        class State:
            last = None
        state = State()
        last = 0
        def f(xs):
            global last
            if xs[0] > 0:
                state.last = last = xs
            for x in xs:
                state.item = x
            return xs * 2
    """)
    for xs in (XS, XS[:2], XS[:1]):
        assert graph(tf.constant(xs)).numpy().tolist() == [2 * x for x in xs]
    with pytest.raises(StagingError, match="attribute 'last' of a State has no value here"):
        module.state.last + 1


@pytest.mark.parametrize("change", ["state.count += 1", "state.items.append(x)", "count += 1"])
def test_another_trace_that_goes_on_from_what_is_lost(change: str) -> None:
    _, graph = graph_of(f"""
        class State:
            count, items = 0, []
        state, count = State(), 0
        def f(xs):
            global count
            for x in xs:
                if x > 0:
                    {change}
            return xs
    """)
    graph(tf.constant(XS))
    with pytest.raises(StagingError, match=r"has no value here: line \d+ of .*tf\.Variable"):
        graph(tf.constant(XS[:2]))


def test_a_function_that_begins_anew_is_traced_again() -> None:
    module, graph = graph_of("""
        class State:
            pass
        state = State()
        def f(xs):
            state.items, state.count = [], 0
            for x in xs:
                if x > 0:
                    state.items.append(x)
                    state.count += 1
            return tf.stack(state.items), len(state.items), state.count
    """)
    for xs in (XS, XS[:2], XS[1:]):
        items, length, count = graph(tf.constant(xs))
        assert items.numpy().tolist() == [x for x in xs if x > 0]
        assert length == count == len(items)
    for lost in (module.state.items, module.state.count):
        with pytest.raises(StagingError):
            len(lost)


def test_a_gradient_that_is_built_after_the_function() -> None:
    _, graph = graph_of("""
        class Tripled:
            @staticmethod
            def of(x):
                @tf.custom_gradient
                def tripled(x):
                    scale = 0.0
                    def add(amount):
                        nonlocal scale
                        scale += amount
                    for _ in range(tf.cast(x, tf.int32)):
                        add(1.0)
                    def gradient(dy):
                        return dy * scale
                    return x * scale, gradient
                return tripled(x)
        def f(x):
            return Tripled.of(x)
    """)
    for value in (2.0, 3.0):
        with tf.GradientTape() as tape:
            x = tf.constant(value)
            tape.watch(x)
            y = graph(x)
        assert y == value * value
        assert tape.gradient(y, x) == value


def test_a_plain_graph_keeps_its_tensors_for_a_session() -> None:
    module = load("""
        class State:
            last = None
        state = State()
        def f(xs):
            for x in xs:
                state.last = x
            return xs
    """)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        module.f(tf.constant(XS))
        assert session.run(module.state.last) == XS[-1]


def test_what_a_deque_of_a_length_that_python_knows_holds() -> None:
    module, graph = graph_of("""
        recent = collections.deque([0.0, 0.0], maxlen=2)
        def f(x):
            if x > 0:
                recent.append(x)
            return x
    """)
    graph(tf.constant(1.0))
    assert type(module.recent) is collections.deque
    with pytest.raises(StagingError, match="an item of a deque has no value here"):
        module.recent[-1] + 1


def test_threads_that_build_one_graph() -> None:
    module, graph = graph_of("""
        class State:
            pass
        state = State()
        strategy = tf.distribute.MirroredStrategy(["/cpu:0"])
        def replica(xs):
            state.total = 0.0
            for x in xs:
                state.total += x
            return xs
        def f(xs):
            strategy.run(replica, args=(xs,))
            return state.total * 2.0
    """)
    assert graph(tf.constant(XS)) == 2 * sum(XS)
    with pytest.raises(StagingError, match="attribute 'total' of a State has no value here"):
        module.state.total + 1
