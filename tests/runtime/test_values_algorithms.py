"""``bisect`` and ``heapq`` on what only the graph knows."""

from __future__ import annotations

from typing import Any

import pytest

from autoimport_graph.runtime.overloads import algorithms
from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "heapify, push and pop": (
        """
        import heapq, bisect
        def f(x):
            h = [5, x, 3]
            heapq.heapify(h)
            heapq.heappush(h, x * 2)
            a = heapq.heappop(h)
            return a, h
        """,
        [3, 0, 9],
    ),
    "positions": (
        """
        import heapq, bisect
        def f(x):
            a = [1, 2, 4, 8]
            return bisect.bisect_left(a, x), bisect.bisect(a, x), bisect.bisect_right(a, x, 1, 3)
        """,
        [3, 0, 9],
    ),
    "insort in a loop": (
        """
        import heapq, bisect
        def f(v):
            a = []
            for k in v:
                bisect.insort(a, k)
            return a
        """,
        [[3, 0, 5], [1, 2, 7], [3, 2, 1]],
    ),
    "the least and the largest": (
        """
        import heapq, bisect
        def f(v):
            return heapq.nsmallest(2, v), heapq.nlargest(2, v, key=lambda k: -k)
        """,
        [[3, 0, 5], [1, 2, 7]],
    ),
    "a queue in loops": (
        """
        import heapq, bisect
        def f(v):
            h = []
            for k in v:
                heapq.heappush(h, k)
            out = []
            while h:
                out.append(heapq.heappop(h))
            return out
        """,
        [[3, 0, 5, 1], [1, 2, 7, 4], [3, 2, 1, 0]],
    ),
    "in a branch": (
        """
        import heapq, bisect
        def f(x):
            h = [1, 4]
            if x > 2:
                heapq.heappush(h, 2)
            return len(h), h[0], heapq.heappushpop(h, 0)
        """,
        [3, 0, 9],
    ),
    "pairs": (
        """
        import heapq, bisect
        def f(x):
            h = [(4, 1), (x, 2)]
            heapq.heapify(h)
            p, q = heapq.heappop(h)
            return p, q
        """,
        [3, 0, 9],
    ),
    "numbers that Python knows": (
        """
        import heapq, bisect
        def f(x):
            h = [4, 1]
            heapq.heapify(h)
            return heapq.heappop(h) + x, heapq.nsmallest(1, h)
        """,
        [3, 0, 9],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)


def test_first_use_in_a_branch() -> None:
    """What a branch had defined was there in that branch alone."""
    algorithms._functions.cache_clear()
    for _ in range(2):
        check(
            """
            import heapq
            def f(x):
                h = [5, 1, 3]
                if x > 2:
                    heapq.heappush(h, x)
                return h
            """,
            3,
            0,
        )
