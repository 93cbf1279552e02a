"""Sets and tuples of numbers that only the graph knows, and searching lists of pairs."""

from __future__ import annotations

from tests.runtime.programs import check


def test_set_comprehensions() -> None:
    check(
        """
            def f(x):
                s = {int(v) for v in x if v > 1}
                numbers = set(range(len(x)))
                return len(s), sum(s), sorted(s), 2 in s, len(numbers), sorted({int(v) % 2 for v in x})
        """,
        [1, 2, 2, 3],
        [7],
    )


def test_set_that_a_loop_fills() -> None:
    check(
        """
            def f(x):
                seen, first = {1, 7}, []
                for v in x:
                    if int(v) not in seen:
                        seen.add(int(v))
                        first.append(v)
                    elif int(v) == 1:
                        seen.discard(1)
                seen.update([2, 50])
                return first, len(seen), sorted(seen)
        """,
        [1, 2, 2, 3, 1],
        [7],
    )


def test_set_in_branches() -> None:
    check(
        """
            def f(n):
                changed = set()
                if n > 2:
                    chosen = {i for i in range(n)}
                    changed.add(5)
                    changed.add(6)
                else:
                    chosen = {9}
                    changed.add(7)
                chosen.add(1)
                return len(chosen), sum(chosen), 5 in changed, sorted(changed)
        """,
        3,
        0,
    )


def test_set_operations() -> None:
    check(
        """
            def f(n):
                a = {i for i in range(n)}
                b = {i * 2 for i in range(n)}
                c = a.copy()
                c.add(44)
                c.remove(0)
                united = sorted(a.union(b))
                return united, sorted(a.intersection(b)), sorted(a.difference(b)), a == b, a == {0}, sorted(c)
        """,
        5,
        1,
    )


def test_set_of_tensors_is_pythons_error() -> None:
    check("def f(x):\n    return len({v for v in x})", [1, 2])


def test_tuples_of_unknown_length() -> None:
    check(
        """
            def f(n):
                t = tuple(i * 2 for i in range(n) if i != 1)
                total = 0
                for v in t:
                    total += v
                return total, t[0], len(t), t[:1], len((*t, 1))
        """,
        5,
        1,
    )


def test_search_in_a_list_of_pairs() -> None:
    check(
        """
            def f(n):
                pairs, hits = [], 0
                for i in range(n):
                    for j in range(n):
                        if (j, i) in pairs:
                            hits += 1
                        pairs.append((i, j))
                return hits, pairs.count((1, 1)), (0, 1) in pairs, (0, n) in pairs, (0,) in pairs
        """,
        3,
        0,
    )


def test_tuples_of_unknown_length_are_no_lists() -> None:
    check(
        """
            def f(n):
                t = tuple(i for i in range(n))
                u = t
                t += (5,)
                return len(t), len(u), sum(t + (1, 2)), len((0,) + u)
        """,
        3,
        0,
    )
