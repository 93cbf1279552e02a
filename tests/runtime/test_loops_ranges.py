"""Ranges whose ends only the graph knows: how many numbers they have, and by how few operations that is found."""

from __future__ import annotations

import itertools

import pytest

from tests.runtime.programs import check

STEPS = [1, -1, 2, -2, 3, -5]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("of", ["range", "tf.range"])
@pytest.mark.parametrize(
    ("bounds", "cases"),
    [
        ("0, b", [(0, stop) for stop in range(-6, 7)]),
        ("2, b", [(0, stop) for stop in range(-6, 7)]),
        ("a, 3", [(start, 0) for start in range(-6, 7)]),
        ("a, b", list(itertools.product([-4, 0, 3], range(-5, 7, 2)))),
    ],
)
def test_a_step_that_python_knows(of: str, bounds: str, step: int, cases: list[tuple[int, int]]) -> None:
    if of == "tf.range":  # eager TensorFlow refuses a limit on the other side of the start
        known = {"0, b": lambda a, b: b, "2, b": lambda a, b: b - 2, "a, 3": lambda a, b: 3 - a}
        cases = [case for case in cases if known.get(bounds, lambda a, b: b - a)(*case) * step >= 0]
    check(
        f"""
            def f(a, b):
                total, count = 0, 0
                for i in {of}({bounds}, {step}):
                    total, count = total * 3 + i, count + 1
                return total, count
        """,
        *cases,
        has=["While"],
        lacks=["Sign", *(["FloorDiv"] if abs(step) == 1 else [])],
    )


def test_a_step_that_only_the_graph_knows() -> None:
    check(
        """
            def f(a, b, step):
                total, count = 0, 0
                for i in range(a, b, step):
                    total, count = total * 3 + i, count + 1
                return total, count
        """,
        *itertools.product([-4, 0, 3], range(-5, 7, 2), STEPS),
        has=["While"],
    )
