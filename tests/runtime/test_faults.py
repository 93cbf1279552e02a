"""Faults while a graph runs: errors name the author's line, and leave variables as eager code leaves them."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.python.eager.cancellation import CancellationManager

from autoimport_graph import to_graph
from tests.runtime.programs import HEADER, load

v1 = tf.compat.v1

PROGRAM = """
v = tf.Variable(0)
w = tf.Variable([0.0, 0.0])
seen = []


def reset():
    v.assign(0)
    w.assign([0.0, 0.0])
    seen.clear()


def raises(x):
    v.assign_add(1)
    if x > 3:
        raise ValueError("no")  # here
    w.assign_add([1.0, 1.0])
    return x


def raises_in_a_loop(x):
    for i in range(x):
        v.assign_add(1)
        if i > 3:
            raise ValueError("no")  # here
        w.assign_add([1.0, 1.0])
    v.assign_add(100)
    return x


def asserts(x):
    v.assign_add(1)
    assert x <= 3, "no"  # here
    w.assign_add([1.0, 1.0])
    return x


def asserts_in_a_helper(x):
    v.assign_add(1)
    at_most_three(x)
    w.assign_add([1.0, 1.0])
    return x


def at_most_three(x):
    assert x <= 3, f"{x} are too many"  # here


def asserts_by_tensorflow(x):
    v.assign_add(1)
    tf.debugging.assert_less(x, 4)  # here
    w.assign_add([1.0, 1.0])
    return x


def reads_past_the_end_of_a_list(x):
    v.assign_add(1)
    y = [1, 2, 3, 4][x]  # here
    w.assign_add([1.0, 1.0])
    return x + y


def reads_past_the_end_of_a_list_of_the_graph(x):
    found = []
    for i in range(5 - x):
        found.append(i)
    v.assign_add(1)
    y = found[1]  # here
    w.assign_add([1.0, 1.0])
    return x + y


def reads_past_the_end_of_a_tensor(x):
    v.assign_add(1)
    y = tf.constant([1, 2, 3, 4])[x]  # here
    w.assign_add([1.0, 1.0])
    return y


def gathers_past_the_end(x):
    for i in range(x):
        v.assign_add(1)
        y = tf.gather([1, 2, 3], i)  # here
        w.assign_add([1.0, 1.0])
        v.assign_add(y)
    return x


def gathers_in_a_branch(x):
    y = 0
    if x > 3:
        v.assign_add(1)
        y = tf.gather([1, 2, 3], x)  # here
        v.assign_add(10)
    w.assign_add([1.0, 1.0])
    return x + y


def divides_by_zero(x):
    v.assign_add(1)
    y = 10 // (4 - x)  # here
    w.assign_add([1.0, 1.0])
    return y


def meets_nan(x):
    y = tf.cast(x, tf.float32)
    while v < 60:
        v.assign_add(20)
        y = tf.debugging.check_numerics(tf.sqrt(3.0 - y), "not a number")  # here
        w.assign_add([1.0, 1.0])
    return y


def two_at_most(x):
    seen.append(int(x))
    if x > 2:
        raise ValueError("two at most")  # here
    return np.int32(x)


def raises_in_python(x):
    for i in range(x):
        v.assign_add(1)
        tf.numpy_function(two_at_most, [i], tf.int32)
        v.assign_add(100)
    w.assign_add([1.0, 1.0])
    return x


def raises_in_eager_python(x):
    v.assign_add(1)
    y = tf.py_function(two_at_most, [x], tf.int32)
    w.assign_add([1.0, 1.0])
    return x + y


def raises_in_python_of_a_dataset(x):
    total = 0
    numbers = tf.data.Dataset.range(5).map(lambda i: tf.numpy_function(two_at_most, [tf.cast(i, tf.int32)], tf.int32))
    for i in numbers:
        if i >= x:
            break
        v.assign_add(1)
        total += i
        w.assign_add([1.0, 1.0])
    return total


def prints_and_raises(x):
    for i in range(x):
        print("before", i)
        v.assign_add(1)
        if i > 2:
            raise ValueError("no")  # here
        print("after", i)
    return x
"""
INPUTS = (1, 2, 3, 4, 5)
NOT_FUNCTIONS = ("reset", "two_at_most", "at_most_three")
NAMES = [name for name in re.findall(r"^def (\w+)", PROGRAM, re.MULTILINE) if name not in NOT_FUNCTIONS]


@pytest.fixture(scope="module")
def program() -> ModuleType:
    return load(PROGRAM)


def line_of(program: ModuleType, name: str) -> str:
    """Where a function fails, as messages have it."""
    lines = (HEADER + PROGRAM).splitlines()
    start = lines.index(
        f"def {'two_at_most' if 'python' in name else name.replace('asserts_in_a_helper', 'at_most_three')}(x):"
    )
    number = next(number for number, line in enumerate(lines) if number > start and line.endswith("# here"))
    return f'File "{program.__file__}", line {number + 1}'


def outcome(program: ModuleType, function: Callable[..., Any], x: int) -> tuple[Any, ...]:
    """A call's result, and the state that it leaves."""
    program.reset()
    try:
        result, error = int(function(tf.constant(x))), None
    except Exception as caught:
        result, error = None, caught
    # A dataset's function runs ahead.
    seen = [] if "dataset" in function.__name__ else list(program.seen)
    return error, (result, int(program.v), program.w.numpy().tolist(), seen)


@pytest.mark.parametrize("name", NAMES)
def test_error_names_the_line_and_leaves_the_state_of_eager_code(
    program: ModuleType, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    function = getattr(program, name)
    graph = tf.function(function)
    failed = 0
    for x in (*INPUTS, *INPUTS):  # after a failure the graph works as before
        expected, state = outcome(program, function, x)
        printed = capsys.readouterr().out
        error, found = outcome(program, graph, x)
        assert (error is None) == (expected is None), (x, expected, error)
        assert found == state, x
        assert capsys.readouterr().out == printed
        if error is not None:
            failed += 1
            assert isinstance(error, tf.errors.OpError)
            assert line_of(program, name) in str(error).replace('\\"', '"')
            if not isinstance(expected, tf.errors.OpError):
                assert type(expected).__name__ in str(error)
            assert "autoimport_graph/runtime" not in str(error).partition("Traceback")[0]
    assert 0 < failed < 2 * len(INPUTS)


STATES = """
v = tf.Variable(0)
table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.int64, -1)


def takes(numbers, x):
    first = next(numbers)
    if first > x:
        raise ValueError("no")
    return first + next(numbers)


def inserts(x):
    table.insert(x, x)
    assert x < 3
    table.insert(x + 100, x)
    return table.size()


def squares(x):
    y = x * 1.0
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        while v < 3:
            v.assign_add(1)
            y = y * y
            if y > 100.0:
                raise ValueError("no")
    v.assign_add(10)
    return tape.gradient(y, x)
"""


def attempted(function: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return np.asarray(function(*arguments)).tolist()
    except (ValueError, AssertionError, tf.errors.InvalidArgumentError):
        return "failed"


def test_iterators_tables_and_tapes_are_left_as_eager_code_leaves_them() -> None:
    found = []
    for graph in (False, True):
        module = load(STATES)
        takes, inserts, squares = (
            tf.function(function) if graph else function for function in (module.takes, module.inserts, module.squares)
        )
        numbers = iter(tf.data.Dataset.range(20))
        taken = [attempted(takes, numbers, tf.constant(x, tf.int64)) for x in (5, 5, 3, 50, 50)]
        inserted = [attempted(inserts, tf.constant(x, tf.int64)) for x in (1, 5, 2)]
        derived = []
        for x in (1.0, 1.5, 7.0):
            module.v.assign(0)
            derived += [attempted(squares, tf.constant(x)), int(module.v)]
        keys = sorted(module.table.export()[0].numpy().tolist())
        found.append((taken, int(next(numbers)), inserted, keys, derived))
    assert found[0] == found[1]
    assert found[0][0] == [1, 5, "failed", 11, 15]
    assert found[0][2] == [2, "failed", 5]


def test_check_numerics_of_every_operation() -> None:
    """``tf.debugging.enable_check_numerics`` names the author's line, too."""
    module = load("def f(x):\n    while x < 10.0:\n        x = tf.math.log(-x)\n    return x\n")
    tf.debugging.enable_check_numerics()
    try:
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            tf.function(module.f)(tf.constant(1.0))
    finally:
        tf.debugging.disable_check_numerics()
    assert f"{module.__file__}" in str(caught.value)
    assert "line 12" in str(caught.value)
    assert np.isnan(float(tf.function(module.f)(tf.constant(1.0))))


STEPS = """
v = tf.Variable(0)
w = tf.Variable(0)


def steps(n, ready):
    i = 0
    while i < n:
        v.assign_add(1)
        if i > 10:
            tf.numpy_function(ready, [], [])
        w.assign_add(1)
        i += 1
    return i
"""


@contextlib.contextmanager
def once_running(act: Callable[[], Any]) -> Iterator[Callable[[], None]]:
    """Do something in another thread as soon as a graph's loop is running."""
    running = threading.Event()

    def wait() -> None:
        assert running.wait(60)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield running.set
    running.set()
    thread.join(60)
    assert not thread.is_alive()


def test_cancelled_step_leaves_whole_iterations() -> None:
    module = load(STEPS)
    manager = CancellationManager()
    with once_running(manager.start_cancel) as ready:
        steps = tf.function(lambda n: module.steps(n, ready))
        concrete = steps.get_concrete_function(tf.TensorSpec([], tf.int32))
        with pytest.raises(tf.errors.CancelledError):
            manager.get_cancelable_function(concrete)(tf.constant(100_000_000))
    # No iteration is begun before the one before is done.
    assert 10 < module.w.numpy() <= module.v.numpy() <= module.w.numpy() + 1
    module.v.assign(0), module.w.assign(0)
    assert int(concrete(tf.constant(30))) == 30
    assert (int(module.v), int(module.w)) == (30, 30)


SESSION = """
def count(n, ready):
    i = 0
    found = []
    while i < n:
        if i == 10:
            tf.numpy_function(ready, [], [])
        if i < 20:
            found.append(i)
        i += 1
    return i, tf.stack(found)


def halve(x):
    while x > 2:
        if x == 100:
            raise ValueError("a hundred")
        x //= 2
    return x
"""


def test_session_that_is_closed_or_runs_out_of_time() -> None:
    module = load(SESSION)
    with tf.Graph().as_default() as graph:
        n = v1.placeholder(tf.int32, [])
        sessions: list[Any] = []
        with once_running(lambda: sessions[0].close()) as ready:
            counted = to_graph(module.count)(n, ready)
            sessions.append(v1.Session(graph=graph))
            with pytest.raises(tf.errors.CancelledError):
                sessions[0].run(counted, {n: 2_000_000_000})
        with v1.Session(graph=graph) as session:
            options = v1.RunOptions(timeout_in_ms=300)
            with pytest.raises(tf.errors.DeadlineExceededError):
                session.run(counted, {n: 2_000_000_000}, options=options)
            number, found = session.run(counted, {n: 3})
            assert (number, found.tolist()) == (3, [0, 1, 2])


def test_coordinator_stops_all_threads_with_the_first_error() -> None:
    module = load(SESSION)
    with tf.Graph().as_default() as graph:
        x = v1.placeholder(tf.int32, [])
        halved = to_graph(module.halve)(x)
        session = v1.Session(graph=graph)
    coordinator = tf.train.Coordinator()

    def work(number: int) -> None:
        with coordinator.stop_on_exception():
            for _ in range(100_000):
                if coordinator.should_stop():
                    return
                session.run(halved, {x: number})

    threads = [threading.Thread(target=work, args=(number,)) for number in (7, 9, 200)]
    for thread in threads:
        thread.start()
    with pytest.raises(tf.errors.InvalidArgumentError, match="ValueError: a hundred"):
        coordinator.join(threads)
    assert session.run(halved, {x: 9}) == 2
