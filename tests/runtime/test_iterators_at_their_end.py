"""Iterators of which all items were taken at once, by ``list``, ``sum`` and the like: nothing is left of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "enumerate": """
        def f(t):
            e = enumerate(t)
            a = list(e)
            b = list(e)
            return len(a), len(b)
    """,
    "map": """
        def f(t):
            m = map(lambda v: v * 2, t)
            a = sum(m)
            b = sum(m)
            return a, b
    """,
    "generator_and_zip": """
        def f(t):
            m = (v * 2 for v in t)
            a = max(m)
            b = list(m)
            z = zip(t, t)
            c = dict(z) if False else len(list(z))
            d = [p for p in z]
            return a, len(b), c, len(d)
    """,
    "filter_and_reversed": """
        def f(t):
            z = filter(lambda v: v > 1, t)
            a = any(v > 2 for v in z)
            b = sum(z)
            r = reversed(t)
            c = next(r)
            d = sorted(r)
            e = tuple(r)
            return a, b, c, d, len(e)
    """,
    "loops_come_first": """
        def f(t):
            e = enumerate(t)
            tot = 0
            for i, v in e:
                tot += i * v
            for i, v in e:
                tot += 100
            n = len(list(e))
            it = iter(t)
            q = sum(it)
            w = sum(it)
            return tot, n, q, w
    """,
    "lists_of_the_graph": """
        def f(t):
            xs = [v for v in t]
            ys = [1, 2]
            ys.append(t[0])
            e = enumerate(xs)
            a = list(e); b = list(e)
            z = zip(xs, ys)
            c = list(z); d = list(z)
            return len(a), len(b), len(c), len(d)
    """,
    "filters_and_branches": """
        def f(t):
            z = filter(lambda v: v > 1, t)
            a = list(z)
            b = list(z)
            c = [v for v in z]
            m = map(lambda v: v + 1, filter(lambda v: v > 1, t))
            d = sum(m); e = sum(m)
            g = enumerate(t, 5)
            h = 0
            if len(t) > 2:
                h = len(list(g))
            k = len(list(g))
            return len(a), len(b), len(c), d, e, h, k
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_left(name: str) -> None:
    cases = [np.int32([1, 2, 3]), np.int32([5])]
    check(PROGRAMS[name], *cases)
