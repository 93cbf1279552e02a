"""``getattr``, ``hasattr``, ``setattr`` and ``delattr`` by a name that only the graph knows."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import check, refused

CASES = (1.0, -1.0)


def test_one_of_two_names():
    check(
        """
        class M:
            c = 1.0
            def up(self, v): return v + 1
            def down(self, v): return v * 2
        def f(x):
            m = M()
            m.a, m.b = 1.0, 2.0
            setattr(m, "a" if x > 0 else "b", x)
            a, b = m.a, m.b
            delattr(m, "a" if x > 0 else "b")
            setattr(m, "d" if x > 0 else "c", 5.0)
            called = getattr(m, "up" if x > 0 else "down")(x)
            return a, b, hasattr(m, "a"), hasattr(m, "b"), getattr(m, "a", 7.0), hasattr(m, "d"), m.c, called
        """,
        *CASES,
    )


def test_a_name_that_a_loop_changes():
    check(
        """
        class M:
            a = 1.0
            b = 2.0
            c = 0.0
        def f(x):
            m, total, name = M(), 0.0, "a"
            for i in range(tf.cast(x + 5, tf.int32)):
                setattr(m, name, getattr(m, name) + x + tf.cast(i, tf.float32))
                total += getattr(m, name) + getattr(M, name)
                name = "b" if name == "a" else "c" if name == "b" else "a"
            return m.a, m.b, m.c, total, hasattr(m, name), name
        """,
        *CASES,
        has=["While"],
    )


def test_a_state_machine():
    check(
        """
        class M:
            def __init__(self): self.state, self.n = "start", 0
            def start(self, x):
                self.n += 1
                return "middle"
            def middle(self, x):
                self.n += 10
                return "end" if x > 0 else "start"
            def end(self, x):
                self.n += 100
                return "end"
        def f(x):
            m = M()
            for i in range(tf.cast(x + 5, tf.int32)):
                m.state = getattr(m, m.state)(x)
            return m.n, m.state
        """,
        *CASES,
        has=["While"],
    )


def test_a_name_that_no_attribute_has():
    check(
        """
        class M: pass
        def f(x):
            m = M()
            m.a, m.aaaaa = 0.0, 3.0
            name = "a"
            for i in range(tf.cast(x + 5, tf.int32)):
                name += "a"
            try:
                found = getattr(m, name)
            except AttributeError:
                found = -1.0
            return hasattr(m, name), getattr(m, name, 5.0), found, getattr(m, name[:-2])
        """,
        1.0,
        -1.0,
    )


def test_an_attribute_that_some_of_several_have():
    check(
        """
        class A:
            def __init__(self): self.v = 1.0
        class B: pass
        def f(x):
            o = A() if x > 0 else B()
            return getattr(o, "v", 7.0), hasattr(o, "v"), getattr(o, "zz", 3), getattr(o, "__class__") is A
        """,
        *CASES,
    )


def test_numbers_have_the_attributes_that_python_gives_them():
    check(
        """
        def f(x):
            n = len(tf.range(tf.cast(x + 3, tf.int32)))
            had = hasattr(n, "name"), hasattr(n, "dtype"), hasattr(n, "bit_length"), hasattr(n, "shape")
            return (*had, getattr(n, "tensor", 0), hasattr(n, "__len__"), getattr(n, "real", 5))
        """,
        *CASES,
    )


LOOP = """
import math
class Any:
    def __getattr__(self, name): return 1.0
def f(x):
    name = "pi"
    for i in range(tf.cast(x, tf.int32)):
        name = "e"
    return getattr(OWNER, name)
"""


def test_too_many_names_are_refused():
    for owner in ("tf", "Any()"):
        message = refused(LOOP.replace("OWNER", owner), 1.0)
        assert "name of an attribute" in message
        assert "line" in message


def test_a_new_name_is_refused_when_the_graph_runs():
    program = """
        class M: pass
        def f(x):
            m, name = M(), "a"
            m.a = 1.0
            for i in range(tf.cast(x, tf.int32)):
                name += "a"
            setattr(m, name, 3.0)
            return m.a
    """
    concrete = check(program, 0.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="cannot be added to an object in a graph"):
        concrete(tf.constant(2.0))
