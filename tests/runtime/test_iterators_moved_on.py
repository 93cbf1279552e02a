"""``next`` and loops move the same ``enumerate``, ``zip``, ``map`` or ``filter`` on: each item comes once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "next_enumerate": ("def f(v):\n    i, x = next(enumerate(v, 3))\n    return i * x", [[4, 5, 6], [1]]),
    "next_zip_and_the_rest": (
        """
        def f(v):
            pairs = zip(v, [1, 2, 3])
            a, b = next(pairs)
            t = a * b
            for a, b in pairs:
                t += 10 * a + b
            return t
        """,
        [[4, 5, 6], [1]],
    ),
    "next_in_a_branch": (
        """
        def f(v):
            pairs = zip(v, v[1:])
            t = 0
            if v[0] > 2:
                a, b = next(pairs)
                t = a * b
            for a, b in pairs:
                t += a - b
            return t
        """,
        [[4, 5, 6, 9], [1, 7], [3, 3]],
    ),
    "next_in_a_method_in_a_loop": (
        """
        class Reader:
            def __init__(self, v):
                self.source = enumerate(v)
            def read(self):
                i, x = next(self.source)
                return i * x
        def f(v):
            r = Reader(v)
            t = 0
            for _ in range(len(v) - 1):
                t += r.read()
            for i, x in r.source:
                t -= 100 * i + x
            return t
        """,
        [[4, 5, 6, 9], [1]],
    ),
    "two_loops": (
        """
        def f(v):
            squares = map(lambda x: x * x, v)
            t, s = 0, 0
            for a in squares:
                t += a
                if t > 20:
                    break
            for a in squares:
                s += a
            return t, s
        """,
        [[4, 5, 6], [1], [5, 9]],
    ),
    "filter": (
        """
        def f(v):
            big = filter(lambda x: x > 3, v)
            return next(big, -1), next(big, -2), sum(big)
        """,
        [[4, 5, 6, 1, 7], [1], [1, 5], [9, 1, 9]],
    ),
    "filter_is_empty": (
        """
        def f(v):
            big = filter(lambda x: x > 3, v)
            try:
                x = next(big)
            except StopIteration:
                x = -1
            return x + next(reversed(v)) + next(map(abs, v))
        """,
        [[4, 5], [1, -2]],
    ),
    "stop_iteration": ("def f(v):\n    z = zip(v, v)\n    next(z)\n    return next(z)", [[1, 2], [1]]),
    "pairs": (
        """
        def f(v):
            it = iter(v)
            t = 0
            for a, b in zip(it, it):
                t = t * 3 + a - b
            return t
        """,
        [[4, 5, 6, 7], [1], [1, 9, 4]],
    ),
    "a_range_is_none": ("def f(v):\n    return sum(v) + next(iter(range(v[0])))", [[4, 5], [1]]),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)


def test_a_range_is_no_iterator() -> None:
    with pytest.raises(TypeError, match="'range' object is not an iterator"):
        check("def f(n):\n    return next(range(n))", 3)


def test_islice_takes_no_more_of_a_dataset_than_it_gives() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(9))
        first = list(itertools.islice(it, 2))
        total = tf.constant(0, tf.int64)
        for x in itertools.islice(it, 1, 5, 2):
            total = total * 10 + x
        endless = tf.data.Dataset.range(5).repeat()
        later = list(itertools.islice(endless, 2, n + 2, 2))
        rest = sum(itertools.islice(tf.data.Dataset.range(9), 3, None))
        return first, total, next(it), len(later), sum(later), rest
    """
    check(source, np.int64(0), np.int64(3), np.int64(8))


def test_zip_of_a_dataset_iterator_before_something_shorter() -> None:
    source = """
    def f(v):
        it = iter(tf.data.Dataset.range(9))
        total = tf.constant(0, tf.int64)
        for x, y in zip(it, v):
            total += x * y
        after = next(it)
        for y, x in zip(v, it):
            total += x * y
        return total, after, next(it)
    """
    check(source, np.int64([2, 3]), np.int64([]), np.int64([1, 2, 3]))
