"""``min``, ``max``, ``sum``, ``any``, ``all``, ``sorted``."""

from __future__ import annotations

import numpy as np

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_min_t() -> None:
    check(
        """
            def f(x): return min(x)
        """,
        ints(3, 2),
        ints(5, 6, 1),
    )


def test_min_empty() -> None:
    check(
        """
            def f(x): return min(x)
        """,
        ints(3, 2),
        ints(),
    )


def test_min_args() -> None:
    check(
        """
            def f(x,y): return min(x,y), max(x,y,3)
        """,
        (1, 2),
        (5, 4),
    )


def test_min_key() -> None:
    check(
        """
            def f(x): return min(x,key=lambda v: -v)
        """,
        ints(3, 2),
        ints(5, 6, 1),
    )


def test_max_key2() -> None:
    check(
        """
            def f(x,y): return max(x,y,key=lambda v: (v-3)**2)
        """,
        (1, 2),
        (5, 4),
    )


def test_min_default() -> None:
    check(
        """
            def f(x): return min(x,default=7)
        """,
        ints(3, 2),
        ints(),
    )


def test_max_py() -> None:
    check(
        """
            def f(x): return max([x, 3, 2*x])
        """,
        1,
        5,
    )


def test_max_float() -> None:
    check(
        """
            def f(x): return max(x, 0.5)
        """,
        0.1,
        0.9,
    )


def test_max_intlit() -> None:
    check(
        """
            def f(x): return max(0, x)
        """,
        0.1,
        -0.9,
    )


def test_sum_t() -> None:
    check(
        """
            def f(x): return sum(x)
        """,
        ints(1, 2),
        ints(),
    )


def test_sum_start() -> None:
    check(
        """
            def f(x): return sum(x, 10)
        """,
        ints(1, 2),
        ints(),
    )


def test_sum_gen() -> None:
    check(
        """
            def f(x): return sum(v*v for v in x)
        """,
        ints(1, 2),
        ints(),
    )


def test_sum_gen_if() -> None:
    check(
        """
            def f(x): return sum(v*v for v in x if v > 1)
        """,
        ints(1, 2, 3),
        ints(0),
    )


def test_sum_list() -> None:
    check(
        """
            def f(x): return sum([x, x+1, 2])
        """,
        3,
    )


def test_sum_list_start() -> None:
    check(
        """
            def f(x): return sum([[x], [x+1]], [])
        """,
        3,
    )


def test_any() -> None:
    check(
        """
            def f(x): return any(x)
        """,
        ints(0, 0),
        ints(0, 1, 2),
        ints(),
    )


def test_any_gen() -> None:
    check(
        """
            def f(x): return any(v > 2 for v in x)
        """,
        ints(0, 0),
        ints(0, 1, 3),
        ints(),
    )


def test_all_gen() -> None:
    check(
        """
            def f(x): return all(v > 2 for v in x)
        """,
        ints(0, 0),
        ints(4, 3),
        ints(),
    )


def test_the_sum_of_nothing_divided_by_its_length() -> None:
    """Python's 0 by 0 fails, a tensor would be NaN."""
    source = """
    def f(x):
        found = [v for v in x if v > 0]
        total = sum(found)
        try:
            return total / len(found)
        except ZeroDivisionError:
            return tf.constant(-1.0)
    """
    check(source, [1.0, -2.0, 3.0], [-1.0, -1.0, -1.0])
    check("def f(x):\n    found = [v for v in x if v > 0]\n    return sum(found) / len(found)", [1.0, 2.0], [-1.0, 0.0])
    check("def f(x):\n    found = [v for v in x if v > 0]\n    return sum(found) / max(len(found), 1)", [1.0], [-1.0])


def test_reductions_of_datasets_and_their_iterators() -> None:
    source = """
    def f(n):
        data = tf.data.Dataset.range(1, n + 1).map(lambda x: x * (4 - x))
        iterator = iter(data)
        first = next(iterator)
        zero = tf.constant(0, tf.int64)
        return sum(data, zero), sum(x * 2 for x in data), min(data), max(data, key=lambda x: -x), first + sum(iterator)
    """
    check(source, np.int64(1), np.int64(5))


def test_length_of_a_dataset() -> None:
    source = """
    def f(n):
        data = tf.data.Dataset.range(n)
        if n == 4:
            data = data.repeat()
        if n == 5:
            data = data.filter(lambda x: x > 1)
        return len(data)
    """
    check(source, np.int64(0), np.int64(3), np.int64(4), np.int64(5))


def test_extreme_of_the_only_row() -> None:
    check("def f(v): return max(v), min(v)", [[2, 1]], [[0, 3]])


def test_datasets_are_searched_no_further_than_to_an_item() -> None:
    source = """
    def f(n):
        data = tf.data.Dataset.range(6)
        found = n in data, n not in data, any(data), all(data.map(lambda x: x < n))
        iterator = iter(data)
        has = n in iterator
        first = next(iterator, tf.constant(-1, tf.int64))
        more = any(x > 4 for x in iter(data)) and all(iterator)
        return found, has, first, more, next(iterator, tf.constant(-2, tf.int64))
    """
    check(source, np.int64(0), np.int64(3), np.int64(9))
