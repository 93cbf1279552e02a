"""Python integers that grow beyond what a graph's integers hold: the right number, or an error when the graph runs."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import attempt, check, load, traced


def _holds_or_fails(source: str, fitting: list[int], beyond: list[int], says: str) -> None:
    concrete = check(source, *fitting)
    for value in beyond:
        _, error = attempt(concrete, [tf.constant(value)])
        assert says in str(error), f"{value}: {error!r}"


@pytest.mark.parametrize(
    ("before", "step", "fitting", "beyond"),
    [
        ("n = 1", "n = n * 3", [0, 39], [40, 70]),
        ("n = 1", "n *= -3", [0, 39], [40, 70]),
        ("n = 1", "n = n * (i + 1)", [5, 20], [21, 30]),
        ("n, m = 1, 0", "n, m = n + m, n", [5, 91], [92, 200]),
        ("n, m = 1, 0", "n, m = m - n, n", [5, 90], [200]),
        ("n = 1", "n = n << 1", [0, 62], [63, 64, 70]),
        ("n = 3", "n = n ** 2", [0, 5], [6, 9]),
        ("n = 3", "n = n * n", [0, 5], [6, 9]),
        ("n = 5381", "n = (n * 33 + i) % 1000000007", [0, 100], []),
        ("n = 0", "n = n + i * i", [0, 100], []),
    ],
)  # fmt: skip
def test_an_integer_that_a_loop_lets_grow(before: str, step: str, fitting: list[int], beyond: list[int]) -> None:
    loops = f"for i in range(k):\n        {step}", f"i = 0\n    while i < k:\n        {step}\n        i += 1"
    for loop in loops:
        source = f"def f(k):\n    {before}\n    {loop}\n    return n % 1000\n"
        _holds_or_fails(source, fitting, beyond, "64 bits")


def test_in_a_branch_of_a_loop_and_in_a_helper() -> None:
    """Where the loop is not taken, and where a handler around hears of nothing."""
    source = """
    class Account:
        def __init__(self):
            self.sum = 1

        def double(self):
            self.sum = self.sum * 2

    def f(k):
        account = Account()
        try:
            for i in range(k):
                if i % 2 == 0:
                    account.double()
        except OverflowError:
            return -1
        return account.sum % 1000
    """
    _holds_or_fails(source, [0, 124], [127, 140], "64 bits")


def test_powers_and_products_outside_of_loops() -> None:
    source = """
    def f(k):
        k = int(k)
        return 3 ** k % 7, k * k * k % 7
    """
    _holds_or_fails(source, [0, 39], [41], "64 bits")
    check("def f(k):\n    k = int(k)\n    return k * k % 7, k * 1000 % 7, (k + 5) % 7", 2**31 - 1, -(2**31), 3)


def test_a_number_that_leaves_the_graph() -> None:
    """TensorFlow takes Python's integers for int32 where they fit, and so does a graph, which cannot choose later."""
    source = """
    def f(k):
        n = 1
        xs = []
        for i in range(k):
            n *= i + 1
            xs.append(n)
        return {}
    """
    for result in ("n", "xs", "tf.constant(n)", "tf.stack([n, 1])", "(n, [n])"):
        _holds_or_fails(source.format(result), [3, 12], [13, 20], "int32")
    for result in ("tf.cast(n, tf.int64)", "tf.cast(n, tf.float32)", "tf.cast(xs, tf.int64)", "float(n)"):
        check(source.format(result), 3, 12, 20)


def test_counters_are_not_checked() -> None:
    """No loop lasts so long that one needs more than 64 bits."""
    source = """
    def f(x):
        count = 0
        total = 0
        for i in range(x):
            count += 1
            total = total + 2 * i
            if total > 100:
                total -= 100
        return total % 7
    """
    concrete = traced(load(source).f, [[4]])
    assert "Assert" not in {
        node.op for function in concrete.graph.as_graph_def().library.function for node in function.node_def
    }
    check(source, 4, 0, 30)


LEAVING = {
    "counter": ("    for i in range(x):\n        n += 1", False),
    "counter on one path": ("    for i in range(x):\n        if i % 2 == 0:\n            n += 1", False),
    "found": ("    for i in range(x):\n        if i * i > 9:\n            n = i\n            break", False),
    "from counter": ("    k = 0\n    while k < x:\n        k -= -1\n        if k == 3:\n            n = k", False),
    "steps of two": ("    for i in range(x):\n        n += 2", True),
    "inner counter": ("    for i in range(x):\n        for j in range(i):\n            n += 1", True),
    "sum": ("    for i in range(x):\n        n += i", True),
    "other's counter": ("    k = 0\n    for i in range(x):\n        n, k = k + 1, n", False),
}


@pytest.mark.parametrize("name", LEAVING)
def test_what_leaves_a_loop_is_checked_where_it_may_be_large(name: str) -> None:
    body, is_checked = LEAVING[name]
    source = f"def f(x):\n    n = 0\n{body}\n    return n\n"
    concrete = check(source, 4, 0, 30)
    assert ("Assert" in {node.op for node in concrete.graph.as_graph_def().node}) == is_checked
