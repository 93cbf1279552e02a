"""``first, *rest = xs`` where only the graph knows how many items there are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "a_tensor": ("def f(v):\n    a, *b = v\n    return a, sum(b), len(b)", [[1], [1, 2, 3]]),
    "too_few": ("def f(v):\n    a, *b, c = [x for x in v if x > 0]\n    return a, b, c", [[1, 2], [1, -2, 3, 4], [1]]),
    "last": ("def f(n):\n    xs = list(range(n))\n    *b, c = xs\n    return c, sum(b), len(xs)", [1, 4]),
    "queue": (
        """
        def f(n):
            todo = list(range(n))
            t = 0
            while todo:
                head, *todo = todo
                t = t * 2 + head
                if t > 20:
                    break
            return t, len(todo)
        """,
        [0, 1, 4, 9],
    ),
    "nested": (
        """
        def f(v):
            t = 0
            for a, *rest in v:
                if a > 1:
                    t += a * sum(rest)
            (p, *q), *r = v
            return t, p, q, len(r)
        """,
        [[[1, 2, 3], [4, 5, 6]], [[7, 2, 3], [4, 5, 0]]],
    ),
    "in_a_method": (
        """
        class Pile:
            def __init__(self, items):
                self.top, *self.rest = items
            def take(self):
                taken, *self.rest = self.rest
                self.top += taken
        def f(v):
            p = Pile([x * 2 for x in v])
            if v[0] > 0:
                p.take()
            return p.top, p.rest
        """,
        [[1, 2, 3], [-1, 2], [5, 6, 7, 8]],
    ),
    "lists_of_a_list": (
        """
        def f(v):
            rows = [[x, x * 2] for x in v]
            first, *others = rows
            first[0] = 100
            return sum(r[0] for r in rows), sum(o[1] for o in others)
        """,
        [[4, 5], [1]],
    ),
    "python_values": (
        """
        def f(x):
            a, *b = [x, x + 1, x + 2]
            *c, d = (x,)
            e, (g, *h), *i = 1, [x, x, x], 4, 5
            j, *k = "abc"
            return a, b, c, d, h, i, j, k
        """,
        [3],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
