"""``tf.print`` of values that eager code has as Python's own."""

from __future__ import annotations

from typing import Any

import pytest
import tensorflow as tf

from tests.runtime.programs import load

PROGRAMS = {
    "numbers": """
    def f(n):
        for i in range(n):
            tf.print("i", i, [i, 2], {"a": i}, i / 2, i > 0, str(i), f"<{i}>", (None, i), sep="|")
        tf.print(n, float(n), int(n) * 2)
    """,
    "lists": """
    Pair = collections.namedtuple("Pair", "a b")

    def f(n):
        xs = [tf.cast(i, tf.float32) * 1.5 for i in range(n)]
        names = [str(i) for i in range(n)]
        tf.print("xs", xs, len(xs), {"b": [len(xs), n], "a": "s"}, Pair(len(xs), 1), sep=", ", end="!\\n")
        tf.print(names, [names], tf.constant("q"), ["q", str(len(xs))], tf.stack([n, 1]))
        tf.print(len(xs))
        tf.print(f"n={len(xs)}")
    """,
    "what may be none": """
    def f(n):
        best = None
        for i in range(n):
            tf.print("best", best, i)
            best = i
        tf.print("last", best)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    function = load(PROGRAMS[name]).f

    def printed(call: Any, number: int) -> str:
        capfd.readouterr()
        call(tf.constant(number))
        return capfd.readouterr().err

    graph = tf.function(function).get_concrete_function(tf.TensorSpec([], tf.int32))
    for number in (3, 0, 1):
        assert printed(graph, number) == printed(function, number)
