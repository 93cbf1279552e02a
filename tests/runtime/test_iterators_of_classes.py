"""Classes with a ``__next__`` that ends where a tensor decides."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

COUNTDOWN = """
    class Countdown:
        def __init__(self, n):
            self.n = n

        def __iter__(self):
            return self

        def __next__(self):
            if self.n <= 0:
                raise StopIteration
            self.n -= 1
            return self.n
"""

PROGRAMS = {
    "a loop": """
    def f(n):
        number = 0
        for k in Countdown(n):
            if k == 1:
                continue
            number = 10 * number + k
        return number
    """,
    "left and gone on with": """
    def f(n):
        countdown = Countdown(n)
        for k in countdown:
            if k < 3:
                break
        return countdown.n, sum(countdown)
    """,
    "all at once": """
    def f(n):
        return [2 * k for k in Countdown(n)], list(Countdown(n)), max(Countdown(n + 1))
    """,
    "beside others": """
    def f(n):
        found = []
        for position, k in enumerate(Countdown(n)):
            found.append(10 * position + k)
        for k, other in zip(Countdown(n), range(5)):
            found.append(k - other)
        return found
    """,
    "that Python ends": """
    class Batches:
        def __init__(self, items):
            self.items = items

        def __iter__(self):
            self.position = 0
            return self

        def __next__(self):
            if self.position >= len(self.items):
                raise StopIteration
            self.position += 1
            return self.items[self.position - 1]

    def f(n):
        total, batches = 0, Batches([n, n + 1, n + 2])
        for epoch in range(2):
            for item in batches:
                if item > 2:
                    total += item
        return total, sum(batches)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(COUNTDOWN + PROGRAMS[name], 3, 0, 1)


COUNTER = """
            class It:
                def __init__(self, n): self.n = n; self.i = 0
                def __iter__(self): return self
                def __next__(self):
                    if self.i >= self.n: raise StopIteration
                    self.i += 1
                    return self.i
"""


def test_a_default_where_the_authors_iterator_ends() -> None:
    """A tensor decides when."""
    check(
        COUNTER
        + """
            def f(n): return next(It(n), -1)
        """,
        0,
        2,
    )
    check(
        COUNTER
        + """
            def f(n):
                it = It(n); t = 0
                v = next(it, None)
                while v is not None:
                    t += v
                    v = next(it, None)
                return t
        """,
        0,
        2,
        5,
    )
    check(
        COUNTER
        + """
            def f(n):
                it = It(n)
                return next(it, -1), next(it, -2), next(iter(it), -3), next(iter([]), 4)
        """,
        0,
        1,
        2,
    )
