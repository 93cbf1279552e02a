"""Generators, consumed by loops, builtins and comprehensions, whose conditions and loops depend on tensors."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

GENERATORS = """def evens(n):
    i = 0
    while i < n:
        if i % 2 == 0:
            yield i * i
        i += 1
def take(x):
    for v in x:
        if v > 2:
            yield v
def count():
    k = 0
    while True:
        yield k
        k += 1
def both(n):
    yield -1
    yield from evens(n)
    r = yield from ret(n)
    yield r
def ret(n):
    if n > 3:
        yield n
    return n * 100
class Box:
    def __init__(self, x): self.x = x
    def __iter__(self):
        for v in self.x:
            if v != 3:
                yield v * 2
    def pairs(self):
        j = 0
        for v in self.x:
            yield j, v
            j += 1
"""

PROGRAMS = {
    "sum": (
        """
def f(x):
    s = 0
    for v in evens(x):
        s += v
    return s
""",
        [5, 0],
    ),
    "sums": (
        """
def f(x):
    return sum(evens(x)), list(evens(x))
""",
        [5, 0],
    ),
    "takes": (
        """
def f(x):
    return sum(take(x)), list(take(x)), max(take(x))
""",
        [[5, 0, 2, 4], [1, 3, 5, 7]],
    ),
    "brk": (
        """
def f(x):
    s = 0
    for v in evens(x):
        if v > 10:
            break
        s += v
    return s
""",
        [5, 0, 20],
    ),
    "infinite": (
        """
def f(x):
    s = 0
    for v in count():
        if v * v > x:
            break
        s += v
    else:
        s = -1
    return s, v
""",
        [5, 0, 20],
    ),
    "ret": (
        """
def f(x):
    for v in evens(x):
        if v > 10:
            return v
    return -1
""",
        [5, 0, 20],
    ),
    "cont": (
        """
def f(x):
    s = 0
    for v in evens(x):
        if v == 4:
            continue
        s += v
    return s
""",
        [5, 0, 20],
    ),
    "both": (
        """
def f(x):
    s = []
    for v in both(x):
        s.append(v)
    return s
""",
        [5, 0, 3],
    ),
    "method": (
        """
def f(x):
    s = 0
    for i, v in Box(x).pairs():
        s += i * v
    for v in Box(x):
        s += v
    return s
""",
        [[5, 0, 2, 4], [1, 3, 5, 7]],
    ),
    "nested": (
        """
def f(x):
    s = 0
    for i in range(x):
        if i > 1:
            for v in evens(i):
                if v > 3:
                    s += v
                for w in evens(v):
                    s += w
    return s
""",
        [5, 0, 7],
    ),
    "held": (
        """
def f(x):
    it = evens(x)
    s = 0
    for v in it:
        s += v
    for v in it:
        s += 100
    return s
""",
        [5, 0, 7],
    ),
    "held_py": (
        """
def f(x):
    it = count()
    s = 0
    for v in it:
        s += v * x
        if v == 2:
            break
    for v in it:
        s += v
        if v > 5:
            break
    return s, next(it)
""",
        [5, 0, 7],
    ),
    "comp": (
        """
def f(x):
    return [v + 1 for v in evens(x)], sum(v for v in evens(x) if v > 3), any(v > 3 for v in evens(x))
""",
        [5, 0, 7],
    ),
    "local": (
        """
def f(x):
    def local(k):
        while k < x:
            yield k
            k += 2
    s = 0
    for v in local(0):
        s += v
    return s
""",
        [5, 0, 7],
    ),
    "inbranch": (
        """
def f(x):
    s = 0
    if x > 3:
        for v in evens(x):
            s += v
    return s
""",
        [5, 0, 7],
    ),
    "lists": (
        """
def f(x):
    out = []
    last = None
    for v in evens(x):
        out.append(v)
        last = v
    return out, -1 if last is None else last
""",
        [5, 0, 7],
    ),
    "tfin": (
        """
def f(x):
    LOG = []
    def fin(n):
        try:
            k = 0
            while k < n:
                yield k
                k += 1
        finally:
            LOG.append(1)
    s = 0
    for v in fin(x):
        if v > 2:
            break
        s += v
    return s, len(LOG)
""",
        [5, 0, 7],
    ),
    "enum": (
        """
def f(x):
    s = 0
    for i, v in enumerate(evens(x)):
        s += i * v
    return s
""",
        [5, 0, 7],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(GENERATORS + source, *cases)


def test_an_await_in_a_loop_that_only_the_graph_ends_is_refused() -> None:
    message = refused(
        """
        import asyncio
        async def one(i):
            return i + 1
        def f(x):
            async def run():
                total = 0
                for i in range(x):
                    total += await one(i)
                return total
            return asyncio.run(run())
        """,
        3,
    )
    assert "a loop that holds a yield or an await" in message
    assert "for i in range(x)" in message
