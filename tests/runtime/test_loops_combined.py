"""Rows of the language in combination: loops in branches in loops, exits through ``with`` and ``try``, any state."""

from __future__ import annotations

import numpy as np
import pytest

from tests.runtime.programs import check


def test_list_made_in_the_outer_body() -> None:
    check(
        """
        def f(n):
            total = 0
            for i in range(n):
                row = []
                for j in range(i + 1):
                    row.append(i * j)
                total += sum(row) * len(row)
            return total
        """,
        0, 1, 5,
        has=["While"],
    )  # fmt: skip


def test_helper_with_a_loop_called_in_a_loop() -> None:
    check(
        """
        def power(x, k):
            r = 1
            for _ in range(k):
                r = r * x
            return r
        def f(x, n):
            s = 0
            for k in range(n):
                if k % 2 == 0:
                    s = s + power(x, k)
                else:
                    s = s - power(1.5, k)
            return s
        """,
        (2.0, 0), (2.0, 1), (2.0, 5),
        has=["While"],
    )  # fmt: skip


def test_history_of_an_object() -> None:
    check(
        """
        class Search:
            def __init__(self):
                self.best = None
                self.history = []
                self.count = {"seen": 0}
            def see(self, x):
                self.count["seen"] += 1
                if self.best is None or x > self.best:
                    self.best = x
                    self.history.append(x)
        def f(t):
            s = Search()
            for x in t:
                if x < 0:
                    continue
                s.see(x)
                if x > 100:
                    break
            return s.best, s.history, s.count["seen"]
        """,
        [1, 3, 2, -5, 7], [4, 200, 500],
        has=["While", "If"],
    )  # fmt: skip


def test_while_inside_if_inside_for_with_returns() -> None:
    check(
        """
        class Finder:
            def find(self, n):
                for i in range(n):
                    if i % 2 == 0:
                        j = i
                        while True:
                            j += 3
                            if j > 10:
                                break
                            if j == 7:
                                return i * 100 + j
                    elif i > 6:
                        return -i
                else:
                    return n
        def f(n):
            return Finder().find(n)
        """,
        0, 3, 5, 9,
        has=["While", "If"],
    )  # fmt: skip


def test_state_machine_with_strings() -> None:
    check(
        """
        def f(t):
            state = "start"
            count = 0
            for x in t:
                if state == "start":
                    if x > 0:
                        state = "run"
                elif state == "run":
                    count += x
                    if x < 0:
                        state = "stop"
                else:
                    count += 100
            return count, state == "stop"
        """,
        [0, 1, 5, -2, 7], [0, 0],
        has=["While", "If"],
    )  # fmt: skip


def test_tuples_that_swap() -> None:
    check(
        "def f(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a",
        0,
        1,
        10,
        has=["While"],
    )
    check(
        """
        def f(v):
            v = [v[0], v[1], v[2]]
            for i in range(3):
                for j in range(2 - i):
                    if v[j] > v[j + 1]:
                        v[j], v[j + 1] = v[j + 1], v[j]
            return v
        """,
        [3, 2, 1], [1, 3, 2],
        has=["If"],
    )  # fmt: skip


def test_nested_structures_as_loop_variables() -> None:
    check(
        """
        def f(n):
            state = {"a": (0, [1, 2]), "b": {"c": 0.5}}
            for i in range(n):
                count, (one, two) = state["a"]
                state = {"a": (count + i, [two, one]), "b": {"c": state["b"]["c"] * 2}}
            return state
        """,
        0, 3,
        has=["While"],
    )  # fmt: skip


def test_closures_and_lambdas_in_loops() -> None:
    check(
        """
        def f(n):
            total = 0
            def add(k, scale=lambda v: v * 2):
                nonlocal total
                if k % 2:
                    total += scale(k)
            for i in range(n):
                (lambda q: add(q))(i)
            return total
        """,
        0, 6,
        has=["While"],
    )  # fmt: skip


def test_break_out_of_with_and_try() -> None:
    check(
        """
        def f(n):
            log = 0
            for i in range(n):
                try:
                    with tf.name_scope("inner"):
                        if i == 2:
                            continue
                        if i == 5:
                            break
                        log = log * 10 + i
                finally:
                    log += 1
            return log
        """,
        0, 3, 9,
        has=["While"],
    )  # fmt: skip


def test_nested_python_and_staged_exits() -> None:
    check(
        """
        def f(x, n):
            for k in [3, 1, 2]:
                for i in range(n):
                    if i * k > x:
                        if k == 1:
                            break
                        return k * 100 + i
            return -1
        """,
        (5, 0), (5, 3), (5, 9), (90, 9),
        has=["While"],
    )  # fmt: skip


def test_variables_of_tensorflow() -> None:
    check(
        """
        class Counter(tf.Module):
            def __init__(self):
                self.n = tf.Variable(0)
            def step(self, x):
                if x > 1:
                    self.n.assign_add(x)
                return self.n.read_value()
        counter = Counter()
        def f(t):
            counter.n.assign(0)
            last = 0
            for x in t:
                last = counter.step(x)
            return last, counter.n.read_value()
        """,
        [1, 2, 3], [0],
        has=["While", "If"],
    )  # fmt: skip


def test_undefined_in_combination() -> None:
    check(
        """
        def f(n):
            for i in range(n):
                if i == 1:
                    y = i
                if i > 1:
                    y = y + i
            return y
        """,
        0, 1, 2, 5,
    )  # fmt: skip
    check(
        """
        def f(n):
            try:
                for i in range(n):
                    if i > 3:
                        raise KeyError("big")
                    y = i
            except KeyError:
                return -1
            if n > 0:
                return y
            return 0
        """,
        0, 2, 9,
    )  # fmt: skip


def test_optional_fields_of_dataclasses() -> None:
    check(
        """
        @dataclasses.dataclass
        class Node:
            value: object
            best: object = None
        def f(t):
            node = Node(0)
            for x in t:
                node.value += x
                if node.best is None:
                    node.best = x
                elif x > node.best:
                    node = Node(node.value, x)
            return node.value, node.best
        """,
        [1, 3, 2], [5],
        has=["While", "If"],
    )  # fmt: skip


def test_dataset_of_structures_with_exits() -> None:
    check(
        """
        def f(t):
            best = None
            dataset = tf.data.Dataset.from_tensor_slices({"x": t, "y": t * 2})
            for number, row in dataset.enumerate().batch(2):
                if tf.reduce_sum(row["x"]) < 0:
                    continue
                if best is None or tf.reduce_max(row["y"]) > best:
                    best = tf.reduce_max(row["y"])
                if number[0] > 3:
                    break
            return best
        """,
        [1, 2, 3, 4, 5, 6, 7], [1, 2],
    )  # fmt: skip


def test_distributed_dataset() -> None:
    check(
        """
        strategy = tf.distribute.MirroredStrategy(["CPU:0"])
        def f(n):
            dataset = strategy.experimental_distribute_dataset(tf.data.Dataset.range(6).batch(2))
            total = tf.constant(0, tf.int64)
            for x in dataset:
                part = strategy.run(lambda v: tf.reduce_sum(v), args=(x,))
                total += strategy.reduce("SUM", part, axis=None)
                if total > tf.cast(n, tf.int64):
                    break
            return total
        """,
        0, 5, 99,
    )  # fmt: skip


def test_iterator_of_a_distributed_dataset() -> None:
    check(
        """
        strategy = tf.distribute.MirroredStrategy(["CPU:0"])
        dataset = strategy.experimental_distribute_dataset(tf.data.Dataset.range(6).batch(2))
        def f(n):
            items = iter(dataset)
            total = strategy.reduce("SUM", next(items), axis=0)
            while total < n:
                try:
                    total = total * 10 + strategy.reduce("SUM", next(items), axis=0)
                except StopIteration:
                    break
            return total
        """,
        np.int64(0), np.int64(15), np.int64(10_000),
    )  # fmt: skip


def test_condition_that_fails() -> None:
    check("def f(x):\n    n = 0\n    while [1, 2, 3][n] < x:\n        n += 1\n    return n", 1, 3, 9)


def test_loop_in_a_conditional_expression() -> None:
    check(
        """
        def total(n):
            s = 0
            for i in range(n):
                s += i
            return s
        def f(x):
            return total(x) if x > 2 else (total(-x) if x < 0 else 7)
        """,
        5, 1, -4,
        has=["While", "If"],
    )  # fmt: skip


def test_mixed_dtypes() -> None:
    check(
        """
        def f(n):
            s = tf.constant(0, tf.int64)
            m = 1
            for i in tf.range(n):
                s += tf.cast(i, tf.int64) * m
                m = m * 2 if s > 3 else m
            return s, m
        """,
        0, 3, 6,
    )  # fmt: skip


def test_objects_that_others_hold_keep_their_identity() -> None:
    check(
        """
        class Box:
            def __init__(self, v):
                self.v = v
        def f(t):
            first = box = Box(0)
            for x in t:
                box.v += x
                if x > 5:
                    box = Box(100)
            return first.v, box.v
        """,
        [1, 2], [1, 6, 2], [7, 8, 9],
        has=["While", "If"],
    )  # fmt: skip
    check(
        """
        class Box:
            def __init__(self, v):
                self.v = v
        def f(x):
            a = Box(1)
            b = a
            if x > 0:
                if x > 3:
                    a = Box(2)
                a.v += x
            else:
                a.v -= 1
            a.v *= 10
            return a.v, b.v
        """,
        5, 2, -1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "calls",
    [
        "for units in (4, 2):\n    found = run(found, units)",
        "found = run(found, 4)\nfound = run(found, 2)\nfound = run(found, 3)",
        "if x[0] > 0:\n    found = run(found, 4)\nelse:\n    found = run(run(found, 2), 4)",
    ],
)
def test_one_function_runs_several_loops_of_several_sizes(calls: str) -> None:
    # Each call has an object of its own, and what the first loop learned of its own is not so of the others.
    program = """
class Memory:
    def __init__(self, units):
        self.output = tf.zeros((units,))

    def update(self, x):
        self.output = self.output + tf.reduce_sum(x) * tf.ones_like(self.output)

def run(sequence, units):
    memory = Memory(units)
    outputs = []
    while len(outputs) < tf.shape(sequence)[0]:
        memory.update(sequence[len(outputs)])
        outputs.append(memory.output)
    return tf.stack(outputs)

def f(data):
    total = 0.0
    for x in data:
        found = x[:, tf.newaxis] * tf.ones((1, 3))
        CALLS
        total += tf.reduce_sum(found)
    return total
"""
    program = program.replace("CALLS", calls.replace("\n", "\n        "))
    check(program, [[1.0, 2.0, -5.0]], [[1.0, 2.0], [-1.0, 3.0]], has=["While"])
