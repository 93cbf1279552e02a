"""Conditions of loops that do something besides: each evaluation happens once, in the program's order."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "an operand that binds, reached once the loop is half Python's": """
def f(x):
    b = 2
    m = x
    while (x - b) % 7 % 4 and (b := x):
        m = 4
    return m, b
""",
    "a function that appends": """
def f(x):
    xs = []
    def more(n):
        xs.append(n)
        return n < x
    n = 0
    while more(n):
        n += 1
    return n, len(xs), sum(xs)
""",
    "a function that binds a variable outside": """
def f(x):
    calls = 0
    def more(n):
        nonlocal calls
        calls += 1
        return n < x
    n = 0
    while more(n):
        n += 1
    return n, calls
""",
    "a method that Python decides at first": """
class Counter:
    def __init__(self, limit):
        self.calls, self.limit = 0, limit

    def more(self, n):
        self.calls += 1
        return self.calls < 3 or n < self.limit

def f(x):
    counter = Counter(x)
    n = 0
    while counter.more(n):
        n += 1
    return n, counter.calls
""",
    "a module's variable": """
calls = 0

def more(n, x):
    global calls
    calls += 1
    return n < x

def f(x):
    global calls
    calls = 0
    n = 0
    while more(n, x):
        n += 1
    return n, calls
""",
    "a list's pop": """
def f(x):
    xs = [1, 2, 3, 4, 5]
    n = 0
    while xs and xs.pop() > x:
        n += 1
    return n, len(xs)
""",
    "Python's condition after a break that a tensor decides": """
def f(x):
    xs = []
    def more(n):
        xs.append(n)
        return n < 5
    n = 0
    while more(n):
        n += 1
        if n > x:
            break
    else:
        n += 100
    return n, len(xs), sum(xs)
""",
    "in a staged loop": """
def f(x):
    calls = total = 0
    for i in range(x):
        n = i
        while (calls := calls + 1) % 4 and (n := n + 1) < x:
            total += n
    return total, calls
""",
    "in a branch, in a method": """
class Log:
    def __init__(self):
        self.seen = []

    def more(self, n, x):
        self.seen.append(n)
        return len(self.seen) < 2 or n < x

    def run(self, x):
        n = 0
        if x > 0:
            while self.more(n, x):
                n += 1
        return n

def f(x):
    log = Log()
    return log.run(x), len(log.seen), sum(log.seen)
""",
    "inside a try around a function that raises": """
def f(x):
    calls = 0
    def more(n):
        nonlocal calls
        calls += 1
        if n > 2:
            raise ValueError("too many")
        return n < x
    n = 0
    try:
        while more(n):
            n += 1
    except ValueError:
        n = -n
    return n, calls
""",
}


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_program(source: str):
    check(source, 3, 0, 1, 9, has=["While"])
