"""Iterators of Python's, and of tensors, that several constructs move on: each item is given once, in order."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

ZIPPED = {
    "in pairs, and what is left": """
def f(x):
    items = iter(range(x))
    n = 0
    for a, b in zip(items, items):
        n += a * b
    return n, next(items, -1)
""",
    "in threes": """
def f(x):
    items = iter(range(x))
    n = 0
    for a, b, c in zip(items, items, items):
        n += a * b - c
    return n, next(items, -1)
""",
    "before a shorter list": """
def f(x):
    items = iter(range(x))
    n = sum([a * b for a, b in zip(items, [1, 2])])
    return n, next(items, -1)
""",
    "after a shorter list": """
def f(x):
    items = iter(range(x))
    n = sum([a * b for a, b in zip([1, 2], items)])
    return n, next(items, -1)
""",
    "two, one of them Python's": """
def f(x):
    first, second = iter(range(x)), iter([5, 6, 7])
    n = 0
    for a, b in zip(first, second):
        n += a * b
    return n, next(first, -1), next(second, -1)
""",
    "Python's, left by a break": """
def f(x):
    items = iter([1, 2, 3, 4, 5])
    n = 0
    for a, b in zip(items, items):
        n += a * b
        if n > x:
            break
    for item in items:
        n += 100 * item
    return n
""",
    "Python's, in a branch, in a method": """
class Reader:
    def __init__(self, items):
        self.items = iter(items)

    def read(self, x):
        n = 0
        if x > 2:
            for a, b in zip(self.items, self.items):
                n += a * b
        return n

def f(x):
    reader = Reader([1, 2, 3, 4, 5])
    return reader.read(x), next(reader.items, -1), list(reader.items)
""",
    "next": """
def f(x):
    items = iter(range(x))
    pairs = zip(items, items)
    return next(pairs, (7, 7)), next(pairs, (8, 8)), next(items, -1)
""",
    "enumerate, left by a break": """
def f(x):
    items = iter([1, 2, 3, 4, 5])
    n = 0
    for position, item in enumerate(items, 2):
        n += position * item
        if n > x:
            break
    return n, next(items, -1), list(items)
""",
}
IN_A_BRANCH = [
    "sum(items)",
    "max(items)",
    "any(items)",
    "all(item < 3 for item in items)",
    "len(sorted(items))",
    "len({*items})",
    "max(*items)",
    "len(list(itertools.islice(items, 2)))",
    "sum(map(abs, items))",
    "sum([position * item for position, item in enumerate(items)])",
    "(lambda first, *others: first)(*items)",
    "int(3 in items)",
]


@pytest.mark.parametrize("source", ZIPPED.values(), ids=ZIPPED)
def test_zip(source: str) -> None:
    check(source, 3, 0, 1, 7, 8)


@pytest.mark.parametrize("expression", IN_A_BRANCH)
def test_taken_from_in_a_branch(expression: str) -> None:
    program = f"""
def f(x):
    items = iter([1, 2, 3, 4, 5, 6])
    n = 0
    if x > 0:
        n = {expression}
    return int(n), next(items, -1), list(items)
"""
    check(program, 3, 0, has=["If"])


def test_in() -> None:
    check("def f(x):\n    items = iter([1, 2, 3, 4])\n    return x in items, next(items, -1)", 3, 0)


def test_slices_and_truth_take_no_more_than_they_look_at() -> None:
    program = """
def f(xs):
    items = iter(xs)
    first = any(items)
    second = sum(itertools.islice(items, 2))
    return first, second, all(items), next(items, -1)
"""
    check(program, [0, 3, 0, 1, 5, 0, 7], [1], [0, 0, 3])
