"""``set_loop_options``, ours and TensorFlow's."""

from __future__ import annotations

import pytest

from tests.runtime.programs import HEADER, check

OURS = HEADER + "from autoimport_graph import set_loop_options\n\n"
THEIRS = HEADER + "set_loop_options = tf.autograph.experimental.set_loop_options\n\n"


@pytest.mark.parametrize("header", [OURS, THEIRS], ids=["ours", "tensorflow"])
def test_shape_invariants_are_honoured(header: str) -> None:
    check(
        """
        def f(n):
            x = tf.zeros([1, 2])
            for i in tf.range(n):
                set_loop_options(shape_invariants=[(x, tf.TensorShape([None, 2]))])
                x = tf.concat([x, x], 0)
            return x
        """,
        0, 3,
        has=["While"],
        header=header,
    )  # fmt: skip


@pytest.mark.parametrize("header", [OURS, THEIRS], ids=["ours", "tensorflow"])
def test_parallel_iterations_reach_the_op(header: str) -> None:
    concrete = check(
        """
        def f(n):
            s = 0
            while s < n:
                set_loop_options(parallel_iterations=3, swap_memory=True)
                s += 1
            return s
        """,
        0, 3,
        has=["While"],
        header=header,
    )  # fmt: skip
    (loop,) = [op for op in concrete.graph.get_operations() if op.type in ("While", "StatelessWhile")]
    assert loop.get_attr("parallel_iterations") == 3


def test_maximum_iterations_end_the_loop() -> None:
    import tensorflow as tf

    from tests.runtime.programs import load

    program = load(
        """
        def f(n):
            s = 0
            for i in range(n):
                set_loop_options(maximum_iterations=4)
                s += 1
            return s
        """,
        OURS,
    )
    graph = tf.function(program.f)
    assert [int(graph(tf.constant(n))) for n in (0, 3, 9)] == [0, 3, 4]


def test_python_loops_take_no_notice() -> None:
    check(
        "def f(x):\n    for i in [1, 2]:\n        set_loop_options(parallel_iterations=3)\n        x += i\n    return x",  # noqa: E501
        1,
        lacks=["While"],
        header=OURS,
    )
