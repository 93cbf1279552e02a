"""``return`` inside a loop: of values that are no tensors, and of containers and objects."""

from __future__ import annotations

import numpy as np
import pytest

from tests.runtime.programs import check

VALUES = [
    ('"found"', '"none"'),
    ('"found"', "None"),
    ("None", '"none"'),
    ("tf.float32", "tf.int32"),
    ("len", "abs"),
    ('(1, "a")', '(2, "b")'),
    ("[e, e + 1]", "[7, 8]"),
    ('{"k": e}', '{"k": 7}'),
    ("Box(e)", "Box(7)"),
    ("Box([e])", "Box([7])"),
]


@pytest.mark.parametrize("values", VALUES, ids=str)
def test_returned_from_a_loop(values: tuple[str, str]) -> None:
    found, otherwise = values
    source = f"""
    class Box:
        def __init__(self, value):
            self.value = value

    class Search:
        def find(self, x):
            for e in x:
                if e < 0:
                    continue
                if e > 5:
                    return {found}
            return {otherwise}

    def shown(r):
        if r is None:
            return "None"
        if isinstance(r, Box):
            return shown(r.value)
        if isinstance(r, tf.DType):
            return r.name
        return r(tf.constant([-5])) if callable(r) else r

    def f(x):
        return shown(Search().find(x))
    """
    check(source, [1, 9], [1, 2], [-9, 7], has=["While"])


def test_list_returned_from_an_inner_loop() -> None:
    source = """
    def f(x):
        for i in range(len(x)):
            for j in range(i):
                if x[i] == x[j]:
                    return [i, j]
        return [-1, len(x)]
    """
    check(source, [1, 2, 3], [1, 2, 1], [4, 4, 4])


def test_nested_containers_returned_from_nested_loops() -> None:
    """What the inner loop learned of a list inside a tuple must not be the list of the outer loop's first trace."""
    source = """
    def g(x):
        for k in range(len(x)):
            for e in x[k:]:
                if e == 2:
                    return e, [1, {"k": e * 2}]
                if e > 3:
                    break
            else:
                return 1, [2, {"k": 3}]
            if k == 1:
                e = x[k]
                return e, [e, {"k": e}]
        return 1, [2, {"k": 3}]

    def measure(r):
        if isinstance(r, dict):
            return measure(r["k"])
        if isinstance(r, (list, tuple)):
            t = tf.constant(0)
            for q in r:
                t = t * 7 + measure(q)
            return t
        return tf.reduce_sum(tf.cast(r, tf.int32))

    def f(x):
        return measure(g(x))
    """
    check(source, [1, 9], [1, 2], [9, 1], [2, 5], [0, 0], [2, 2, 4])


def test_a_list_that_the_outer_loop_makes_and_the_inner_one_counts_in() -> None:
    """What the inner loop learned of the list of the outer loop's first trace holds for that of the second."""
    source = """
    def f(x):
        counts = [0, 0]
        for _ in range(tf.shape(x)[0]):
            counts = [0, 0]
            for v in x:
                counts[0 if v > 0 else 1] += 1
        return counts
    """
    check(source, np.int32([1, 0, 1]), np.int32([0]), np.int32([]), has=["While"])


def test_a_list_that_may_be_unbound_before_the_inner_loop() -> None:
    """The same, where the variable is one of several by then."""
    source = """
    def f(x):
        best = None
        for i in range(tf.shape(x)[0]):
            if x[i] > 0 or best is None:
                best = [0, i]
            for v in x:
                best[0] += v
        return -1 if best is None else best[0] * 10 + best[1]
    """
    check(source, np.int32([1, 0, 1]), np.int32([0]), np.int32([]), has=["While"])
