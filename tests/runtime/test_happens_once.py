"""Objects of the standard library that keep a state, changed in branches and loops; and containers that its functions
change in place.
"""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

HEADER = """
import array, contextlib, contextvars, io, os, queue, random, sys, threading, weakref
import functools
import numpy as np
import tensorflow as tf
"""

CHANGES = {
    "a queue": ("queue.Queue()", "state.put(1.0)"),
    "a simple queue": ("queue.SimpleQueue()", "state.put(1.0)"),
    "a context variable": ('contextvars.ContextVar("v")', "state.set(1.0)"),
    "random numbers": ("random.Random(1)", "state.random()"),
    "a choice": ("random.Random(1)", "state.choice([1.0])"),
    "the module's random numbers": ("None", "random.random()"),
    "a shuffled list": ("[1.0, 2.0]", "random.shuffle(state)"),
    "NumPy's random numbers": ("np.random.default_rng(1)", "state.uniform()"),
    "NumPy's module": ("None", "np.random.uniform()"),
    "an array": ('array.array("f")', "state.append(1.0)"),
    "an array's item": ('array.array("f", [1.0])', "state[0] = 2.0"),
    "an exit stack": ("contextlib.ExitStack()", "state.callback(print, 1)"),
    "an event": ("threading.Event()", "state.set()"),
    "a stream": ("io.StringIO()", 'state.write("a")'),
    "the environment": ("os.environ", 'state["AUTOIMPORT_GRAPH_TEST"] = "1"'),
}

MODULE = "type('Module', (tf.Module,), {})()"
CHANGES |= {
    "an array that grows": ('array.array("f")', "state += array.array('f', [1.0])"),
    "a module's list": (f"{MODULE}; state.items = [1.0]", "state.items.append(x)"),
    "a module's list that grows": (f"{MODULE}; state.items = [1.0]", "state.items += [x]"),
    "a module's list's item": (f"{MODULE}; state.items = [1.0]", "state.items[0] = x"),
    "a module's dict": (f"{MODULE}; state.table = {{}}", "state.table['a'] = x"),
}


def program(state: str, statement: str) -> str:
    imports = "".join(f"{line}\n" for line in HEADER.strip().splitlines())
    return f"{imports}def f(x):\n    state = {state}\n    {statement}\n    return x\n"


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_a_branch_or_a_loop_is_refused(name: str) -> None:
    state, change = CHANGES[name]
    for statement in (f"if x > 0: {change}", f"while x > 0:\n        {change}\n        x -= 1.0"):
        message = refused(program(state, statement), 1.0)
        assert "happens once, while the graph is built" in message
        assert "py_func" in message


def test_what_no_tensor_decides_about_happens() -> None:
    check(
        """
            import contextvars, io, queue, random
            variable = contextvars.ContextVar("v", default=1.0)

            def f(x):
                waiting, stream = queue.Queue(), io.StringIO()
                waiting.put(x)
                stream.write("abc")
                variable.set(2.0)
                items = [1.0, 2.0, 3.0]
                random.Random(1).shuffle(items)
                if x > 0:
                    size = waiting.qsize() + variable.get()
                else:
                    inner = queue.Queue()
                    inner.put(1)
                    inner.put(2)
                    size = inner.qsize() + 0.0
                return size, items, stream.getvalue()
        """,
        1.0,
        -1.0,
    )


def test_containers_that_a_function_changes_in_place() -> None:
    check(
        """
            import random

            def f(x, n):
                items, table = [1.0, 2.0, 3.0, 4.0], {"a": 1.0}
                if x > 0:
                    random.Random(1).shuffle(items)
                    dict.update.__get__(table)({"a": 2.0})
                for _ in range(n):
                    random.Random(2).shuffle(items)
                return items, table["a"]
        """,
        (1.0, 0),
        (-1.0, 3),
        (1.0, 2),
    )


def test_a_list_of_a_class_that_is_not_converted() -> None:
    """A Keras layer's lists are of a class of Keras's."""
    check(
        """
            import keras

            class Layer(keras.layers.Layer):
                def __init__(self):
                    super().__init__()
                    self.items, self.table = [1.0], {"a": 1.0}

                def call(self, x):
                    if x > 0:
                        self.items.append(x)
                        self.table.update(a=x)
                    return x

            def f(x):
                layer = Layer()
                return layer(x), len(layer.items), layer.table["a"]
        """,
        1.0,
        -1.0,
    )
