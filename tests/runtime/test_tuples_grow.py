"""Tuples that loops lengthen, tuples of parts that only the graph can cut: they read, compare and print as tuples."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "added_to": """
        def f(n):
            acc = ()
            for i in range(n):
                acc = acc + (i,)
            return sum(acc), len(acc), f"{acc}"
    """,
    "added_to_in_a_branch": """
        def f(n):
            acc = (10,)
            for i in range(n):
                if i % 2 == 0:
                    acc += (i * i,)
            return len(acc), acc[-1], acc[0], acc
    """,
    "of_pairs": """
        def f(n):
            acc = ()
            for i in range(n):
                acc = ((i, 2.0 * i), *acc)
            t = 0.0
            for a, b in acc:
                t += a * b
            return t, len(acc)
    """,
    "in_a_method": """
        class History:
            def __init__(self):
                self.items = ()
            def add(self, x):
                self.items = (*self.items, x)
                return len(self.items)
        def f(n):
            h = History()
            t = 0
            if n > 1:
                while n > 0:
                    t += h.add(n)
                    n -= 1
            same = h.items == (4, 3, 2, 1), h.items != (1,), 3 in h.items
            return t, same, isinstance(h.items, tuple), isinstance(h.items, list), type(h.items) is tuple
    """,
    "nested_loops": """
        def f(n):
            acc = ()
            for i in range(n):
                for j in range(i):
                    if (i + j) % 2:
                        acc = (j,) + acc
            return acc[:2], acc[::-1], max(acc, default=-5), sorted(acc), str(acc * 2)
    """,
    "an_alias_stays": """
        def f(n):
            acc = ()
            for i in range(n):
                acc += (i, i * 2)
            before = acc
            acc += (100,)
            return len(before), len(acc), str(before)
    """,
    "cut": """
        def f(n):
            acc = ()
            while True:
                if len(acc) == 3:
                    acc = acc[1:]
                if n < 1:
                    break
                acc = acc + (n,)
                n -= 1
            return sum(acc), len(acc)
    """,
    "cut_and_repeated_by_the_graph": """
        def f(n):
            a, b = (1, 2, 3)[:n], (7,) * int(n)
            return f"{a} {b}", a == (), b == (7, 7, 7, 7), a + b
    """,
    "one_of_two_stays_a_choice": """
        def f(n):
            state = ()
            for i in range(n):
                state = (i, i + 1)
            return len(state), sum(state)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], 0, 1, 4, has=[] if name == "cut_and_repeated_by_the_graph" else ["While"])


def test_a_tuple_of_any_length_is_not_changed() -> None:
    with pytest.raises(TypeError, match="tuple"):
        check("def f(n):\n    t = (7,) * int(n)\n    t[0] = 1\n    return t", 3)
