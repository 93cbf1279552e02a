"""Dicts, tuples and lists that hold tensors: compared, searched and counted as Python does, item by item."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

HEADER = """
    from typing import NamedTuple
    class Pair(NamedTuple):
        a: int
        b: int
    class Own(NamedTuple):
        a: int
        def __lt__(self, other): return self.a > other[0]
        def __eq__(self, other): return self.a == -other[0]
    class Dict(dict):
        def __eq__(self, other): return self["a"] > other["a"]
    def f(x):
        u, v = {"a": x, "b": 2}, {"a": 3, "b": 2}
        w = u if x > 2 else v
        p, q = Pair(x, 2), Pair(5, x)
        r = p if x > 2 else q
        ordered, other = collections.OrderedDict(a=x, b=2), collections.OrderedDict(b=2, a=x)
        nested = {"k": {"z": x}, "l": [x, {"m": x}]}
        text = "ab" if x > 2 else "c"
"""

EXPRESSIONS = {
    "dicts": "u == v, u != v, u == w, w != v, w == w, u == {'a': x}, collections.Counter(a=x) == {'a': 1}",
    "ordered dicts": "ordered == other, ordered != other, ordered == u, other == u",
    "dicts in dicts and lists": (
        "nested == {'k': {'z': 3}, 'l': [3, {'m': 3}]}, [u] == [v], (1, u) == (1, v), [1, u] != [1, v]"
    ),
    "an equality of the author's": "Dict(a=x) == Dict(a=2), Own(x) == Own(-3), Own(x) < Own(2)",
    "the order of named tuples": (
        "p < q, p < (5, 5), r <= q, (5, 5) > r, max(p, q).a, sorted([q, p])[0].b, (x,) < (5, 1)"
    ),
    "membership of tuples": (
        "(3, 1) in [(x, 1), (2, 2)], (x, 1) in ((3, 1),), (3, 1) not in [(x, 1)], [3, 2] in [[x, 2]]"
    ),
    "membership of dicts": "u in [v], u in (v, w), 'a' in [u, 'a'], None in [(x, 1), None]",
    "positions and counts": (
        "[(2, 1), (x, 1), (3, 1)].index((3, 1)), [(x, 1), (3, 1)].count((3, 1)), [v, u].count(v), [u, v].index(v)"
    ),
    "a character of one of two texts": "ord(text[0]), chr(ord(text[0]) + 1)",
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_program(name: str) -> None:
    check(f"{HEADER}        return {EXPRESSIONS[name]}\n", 1, 3, 5)


def test_places_that_were_visited() -> None:
    source = """
    def f(steps):
        seen, place, again = [], (0, 0), 0
        for step in steps:
            seen.append(place)
            place = (place[0] + 1, place[1]) if step > 0 else (place[0], place[1] - 1) if step < 0 else (0, 0)
            if place in seen:
                again += 1
        return again, (1, 0) in seen, seen.count((0, 0)), place == (1, 0)
    """
    check(source, *[([1, 0, -1],), ([0, 0, 1],)], has=["While"])
