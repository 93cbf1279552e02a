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
