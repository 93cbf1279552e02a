"""Iterators of Python's, and of tensors, that several constructs move on: each item is given once, in order."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

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


MOVED_ON = {
    "chain in a branch": """
def f(x):
    it = itertools.chain([1, 2], [3, 4])
    n = 0
    if x > 0:
        for i in it:
            n += i
    return n, list(it)
""",
    "islice in a branch": """
def f(x):
    it = itertools.islice([1, 2, 3, 4], 3)
    n = 0
    if x > 0:
        n = next(it)
    return n, list(it)
""",
    "count in a branch": """
def f(x):
    it = itertools.count(5)
    n = 0
    if x > 0:
        n = next(it)
    return n, next(it)
""",
    "cycle in a loop": """
def f(x):
    it = itertools.cycle([1, 2, 3])
    n = 0
    for i in range(x):
        n += next(it) * 10
    return n, next(it)
""",
    "count, left by a break": """
def f(x):
    it = itertools.count(3)
    n = 0
    for i in it:
        n += i
        if n > x: break
    return n, next(it), next(it)
""",
    "count in zip": """
def f(x):
    it = itertools.count(3)
    n = 0
    for i, j in zip(it, range(x)):
        n += i * j
    return n, next(it)
""",
    "count in an attribute, in a branch in a loop": """
class Ids:
    def __init__(self): self.numbers = itertools.count(1)
    def new(self): return next(self.numbers)
def f(x):
    ids = Ids()
    total = 0
    for i in range(x):
        if i % 2 == 0:
            total += ids.new()
    return total, ids.new()
""",
    "generators made in a loop": """
def g(k):
    yield k
    yield k + 1
def f(x):
    n = 0
    for i in range(x):
        for v in g(i): n += v
        it = g(i)
        n += next(it) * 10 + sum(it)
        n += sum(v * 2 for v in [i, 2])
        n += sum(map(abs, [i, 3])) + len(list(filter(None, [1, 0])))
        n += sum(itertools.accumulate([1, i]))
    return n
""",
    "generators made before a branch and left to it": """
def g(k):
    yield k
    yield k + 1
def f(x):
    it = g(3)
    mm = map(abs, [1, -2])
    n = 0
    if x > 0:
        for v in it: n += v
        n += sum(mm)
    return n
""",
    "generators over generators": """
def g(k):
    for j in range(k):
        yield j
def f(x):
    n = 0
    for i in g(x):
        for v in g(i): n += v
        if n > 10: break
    return n
""",
}


@pytest.mark.parametrize("source", MOVED_ON.values(), ids=MOVED_ON)
def test_moved_on_where_a_tensor_decides(source: str) -> None:
    check(source, 3, 0, 5)


SUSPENDED = {
    "map": "map(abs, [-1, 2, 3])",
    "filter": "filter(lambda item: item > 1, [-1, 2, 3])",
    "accumulate": "itertools.accumulate([1, 2, 3])",
    "a generator expression": "(2 * item for item in [1, 2, 3])",
    "a generator": "numbers()",
}


@pytest.mark.parametrize("iterator", SUSPENDED.values(), ids=SUSPENDED)
@pytest.mark.parametrize("statement", ["if x > 0:", "for _ in range(x):"])
def test_what_a_graph_cannot_suspend_is_refused(iterator: str, statement: str) -> None:
    program = f"""
def numbers():
    yield 1
    yield 2
    yield 3

def f(x):
    items = {iterator}
    n = 0
    {statement}
        n += next(items)
    return n, list(items)
"""
    message = refused(program, 1)
    assert "a graph cannot suspend it" in message
    assert "into a list" in message


def test_a_generator_of_a_branch_is_left_by_a_break() -> None:
    program = """
def numbers(n, x):
    for k in range(n):
        if x > 5:
            yield 10 + k
        yield k

def f(x):
    n = 0
    if x > 0:
        for k in numbers(x, x):
            n += k
            if n > 3:
                break
    return n
"""
    check(program, 3, 0, 7)
