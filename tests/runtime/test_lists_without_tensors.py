"""Lists whose items no tensor carries: None, functions, enumeration members, empty containers. Their number counts."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "none": """
    def f(n):
        out = []
        for i in range(n):
            out.append(None)
        return len(out), None in out
    """,
    "none, and later a number": """
    def f(n):
        out = [None, None]
        for i in range(n):
            out.append(None)
        out.append(n)
        out[0] = 5
        return len(out), out.count(None), out[-1], out[0]
    """,
    "functions": """
    def double(x):
        return 2 * x

    def f(n):
        steps = []
        for i in range(n):
            steps.append(double)
        value = 1
        for step in steps:
            value = step(value) + 1
        while steps:
            value = steps.pop()(value)
        return value, len(steps)
    """,
    "lambdas that see the loop's last value": """
    def f(n):
        late = []
        for i in range(n):
            late.append(lambda: i + i)
        return [call() for call in late], len(late)
    """,
    "members of an enumeration": """
    import enum

    class Side(enum.Enum):
        LEFT = 0
        RIGHT = 1

    def f(n):
        sides = []
        for i in range(n):
            sides.append(Side.LEFT)
        sides.insert(0, Side.RIGHT)
        sides.append(Side.LEFT)
        left = 0
        for side in sides:
            if side is Side.LEFT:
                left += 1
        return left, sides.count(Side.LEFT), sides.index(Side.LEFT), sides[0] == Side.RIGHT
    """,
    "members in another order": """
    import enum

    class Side(enum.Enum):
        LEFT = 0
        RIGHT = 1

    def f(n):
        one, two = [], []
        for i in range(n):
            one.append(Side.LEFT if i % 2 == 0 else Side.RIGHT)
            two.append(Side.RIGHT if i % 2 == 1 else Side.LEFT)
        number = 0
        for i, side in enumerate(one + two):
            if side is Side.LEFT:
                number = 2 * number + i
        return number
    """,
    "empty lists, filled later": """
    def f(n):
        groups = [[] for _ in range(n)]
        for i in range(n):
            for k in range(i):
                groups[i].append(k)
        return [len(group) for group in groups], sum(sum(group) for group in groups)
    """,
    "tuples and dicts of constants": """
    def f(n):
        pairs, tables = [], []
        i = 0
        while i < n:
            pairs.append((None, len))
            tables.append({"parent": None})
            i += 1
        found = 0
        for table in tables:
            found += 1 if table["parent"] is None else 100
        return len(pairs), found
    """,
    "comprehensions, sums, sets": """
    def f(n):
        xs = [None for _ in range(n)]
        ys = xs + [len for _ in range(n)]
        found = set()
        for i in range(n):
            found.add(None)
        return len(xs), len(ys), len(found)
    """,
    "in a branch": """
    def f(n):
        out = []
        if n > 1:
            out.append(None)
            out.append(None)
        return len(out)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], 3, 0, 1)


def test_rows_that_become_floats() -> None:
    source = """
    def f(sizes):
        rows = []
        for size in sizes:
            rows.append([i for i in range(size)])
        rows.append([0.5])
        return sum(sum(row) for row in rows), len(rows)
    """
    check(source, [3, 1], [2])
