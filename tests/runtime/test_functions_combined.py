"""Classes, closures, decorators, generators and context managers in combination."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "generator method in a loop": (
        """
class Walk:
    def __init__(self, n): self.n = n; self.seen = 0
    def steps(self, x):
        while x != 1:
            self.seen += 1
            yield x
            x = x // 2 if x % 2 == 0 else 3 * x + 1
    def longest(self):
        best = 0
        arg = None
        for k in range(1, self.n):
            count = 0
            for v in self.steps(k):
                if v > 100:
                    break
                count += 1
            if count > best:
                best, arg = count, k
        return best, -1 if arg is None else arg, self.seen
def f(n): return Walk(n).longest()
""",
        [3, 0, 12],
    ),
    "decorators and lambdas": (
        """
def deco(k):
    def outer(fn):
        @functools.wraps(fn)
        def inner(*a):
            total = 0
            for i in range(k):
                total = total + fn(*a) if total < 50 else total
            return total
        return inner
    return outer
@deco(3)
def g(x):
    calls = [lambda y, i=i: y + i if y > i else i for i in range(3)]
    r = 0
    for c in calls:
        r += c(x)
    return r
def f(x): return g(x), list(map(lambda v: g(v) if v > 2 else v, [x, x * 2]))
""",
        [3, 0, 12],
    ),
    "context manager and operators in a loop": (
        """
import contextlib
class Acc:
    def __init__(self): self.items = []; self.total = 0
    def __enter__(self): return self
    def __exit__(self, *e): self.total += 1
    def __iadd__(self, v):
        if v > 0: self.items.append(v)
        self.total += v
        return self
    @property
    def mean(self): return self.total / len(self.items) if len(self.items) > 0 else -1.0
def f(n):
    a = Acc()
    i = 0
    while i < n:
        with a as b:
            b += i - 1
        i += 1
    return a.total, a.mean, a.items
""",
        [3, 0, 12],
    ),
    "generators of generators": (
        """
def f(n):
    def fib():
        a, b = 0, 1
        while True:
            yield a
            a, b = b, a + b
    def take_while(it, limit):
        for v in it:
            if v > limit:
                return
            yield v
    return sum(take_while(fib(), n)), [v for v in take_while(fib(), n)]
""",
        [3, 0, 50],
    ),
    "closures over one cell": (
        """
def make():
    count = 0
    def inc(by):
        nonlocal count
        if by > 0: count += by
        return count
    def get(): return count
    return inc, get
def f(n):
    inc, get = make()
    for i in tf.range(n):
        if i % 2 == 1:
            inc(i)
    return get(), inc(n)
""",
        [3, 0, 9],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
