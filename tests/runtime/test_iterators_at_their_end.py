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


AFTER_ITS_END = {
    "a loop that a break may leave": """
        def f(x):
            pair = [1, 2]
            items = iter(pair)
            n = 0
            for item in items:
                n += item
                if x > 2:
                    break
            pair.append(4)
            for item in items:
                n += 10 * item
            return n
    """,
    "a loop in a branch": """
        def f(x):
            pair = [1, 2]
            items = enumerate(pair)
            n = 0
            if x > 0:
                for _, item in items:
                    n += item
            pair.append(4)
            for position, item in items:
                n += 10 * item * position
            return n
    """,
    "next with a default in a loop": """
        def f(x):
            pair = [1, 2]
            items = iter(pair)
            n = 0
            for _ in range(x):
                n += next(items, 100)
            pair.append(4)
            return n, next(items, -1), next(items, -2)
    """,
    "next in a try": """
        def f(x):
            pair = [1, 2]
            items = iter(pair)
            n = 0
            while n < x:
                try:
                    n += next(items)
                except StopIteration:
                    break
            pair.append(50)
            try:
                n += next(items)
            except StopIteration:
                n += 1000
            return n
    """,
    "an attribute, twice": """
        class Items:
            def __init__(self):
                self.items = [1, 2, 3]
                self.left = iter(self.items)

            def take(self, x):
                n = 0
                for item in self.left:
                    n += item
                    if item > x:
                        break
                return n

        def f(x):
            items = Items()
            first = items.take(x)
            items.items.append(7)
            second = items.take(x)
            items.items.append(8)
            return first, second, items.take(x)
    """,
    "a list that its own loop lengthens": """
        def f(x):
            pair = [1, 2]
            items = iter(pair)
            n = 0
            for item in items:
                n += item
                if item == 2 and x > 1:
                    pair.append(x)
                if len(pair) > 4:
                    break
            pair.append(4)
            for item in items:
                n += 10 * item
            return n
    """,
    "a list of the graph": """
        def f(x):
            numbers = []
            for k in range(x):
                numbers.append(k)
            items = iter(numbers)
            n = 0
            for item in items:
                n += item
                if item > 1:
                    break
            numbers.append(4)
            for item in items:
                n += 10 * item
            return n
    """,
}


@pytest.mark.parametrize("source", AFTER_ITS_END.values(), ids=AFTER_ITS_END)
def test_what_is_appended_after_its_end_is_not_given(source: str) -> None:
    check(source, 3, 0, 1, 2)
