"""A list or dict that a loop binds to a variable is the one that it was: changes of it show in whatever holds it."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

POINT = """
class Point:
    def __init__(self, u):
        self.u = u

"""

BOUND = {
    "a new list of older objects": """
    p, r = Point(x), Point(3)
    ps, held = [p], {"k": r}
    for i in range(x):
        ps = [*held.values(), p]
        p.u += 1
    return p.u, ps[0].u, ps[-1].u""",
    "a new dict of older objects": """
    p, r = Point(x), Point(3)
    ps = {"a": p, "b": r}
    for i in range(x):
        ps = {"a": r, "b": p}
        p.u += 1
    return p.u, ps["a"].u, ps["b"].u""",
    "a change after the loop": """
    p, r = Point(x), Point(3)
    ps = [p, r]
    for i in range(x):
        ps = [r, p]
        p.u += 1
    ps[0].u += 5
    return p.u, r.u, ps[0].u, ps[1].u""",
    "a new list of older lists": """
    p, r = [x], [3]
    ps = [p, r]
    for i in range(x):
        ps = [r, p]
        p.append(i)
    return len(p), len(r), len(ps[0]), len(ps[1])""",
    "a list in a new list": """
    p, r = Point(x), Point(3)
    ps = [[p], r]
    for i in range(x):
        ps = [[r], p]
        p.u += 1
    return p.u, r.u, ps[0][0].u, ps[1].u""",
    "items change places": """
    p, r = Point(x), Point(3)
    ps = [p, r]
    for i in range(x):
        ps = ps[::-1]
        p.u += 1
        ps[0].u += 2
    return p.u, r.u, ps[0].u, ps[1].u""",
    "a list that grows by an older object": """
    p, r = Point(x), Point(3)
    ps = [p, r]
    for i in range(x):
        ps = ps + [p]
        p.u += 1
    return p.u, [o.u for o in ps][0], [o.u for o in ps][-1], len(ps)""",
    "an older list": """
    xs, ys = [1], [2, x]
    while x < 3:
        x += 1
        xs = ys
    xs.append(4)
    return xs, ys""",
    "an older list, not bound before": """
    ys, i = [2, x], -1
    while i < x:
        i += 1
        xs = ys
    ys.insert(x, 1)
    return xs""",
    "an older dict that changes": """
    d, e = {"a": 1}, {"a": x}
    for i in range(x):
        d = e
        e["a"] += 2
    d["a"] += 10
    return d, e""",
    "an item that changes": """
    rows = [[1, x], [2, 3]]
    best = [0, 0]
    for i in range(x):
        best = rows[i % 2]
        best[0] += i
    best[1] += 7
    return best, rows""",
    "two lists that change places": """
    a, b = [], [1]
    for i in range(x):
        a, b = b, a
        a.append(i)
    return a, b""",
    "what is returned early": """
    v = []
    for e in range(x + 3):
        if e == x:
            return v
        v.append(e)
    return v""",
    "lists of code that is not converted": """
    shape, words = [1], ["a"]
    for i in range(x):
        shape = tf.zeros([2, 3]).shape.as_list()
        words = "a,b".split(",")
    return sum(shape), len(words)""",
}


@pytest.mark.parametrize("body", BOUND.values(), ids=BOUND)
def test_a_container_that_a_loop_binds_is_the_one_that_it_was(body: str) -> None:
    check(f"{POINT}def f(x):{body}\n", 2, 0, 1, 4, has=["While"])
