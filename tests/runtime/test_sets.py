"""Sets and tuples of numbers that only the graph knows, and searching lists of pairs."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

GROWN = """
    def f(x):
        s = {1, 2}
        if x > 0:
            s.add(3)
        return %s
"""


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


@pytest.mark.parametrize(
    "expression",
    [
        "s >= {3}, s >= {1}, {3} <= s, s > {1, 2}, s < {1, 2, 3, 4}, s < s, s <= s, frozenset({3}) <= s",
        "s.isdisjoint({3}), s.issubset({1, 2}), s.issuperset({3}), s.issuperset([3, 1]), {3}.issubset(s)",
        "s == {1, 2}, s != {1, 2}, {1, 2, 3} != s, s == [1, 2], s != [1, 2], s == frozenset({1, 2})",
        "len(s | frozenset({4})), len(frozenset({4}) | s), sorted({9, 3} - s), sorted({9, 3} & s), sorted(s ^ {1, 8})",
        "sorted(s.symmetric_difference([1, 8])), sorted(s.union([5], {6})), set.issubset(s, {1, 2}), s.copy() == s",
    ],
)
def test_what_is_made_of_whole_sets(expression: str) -> None:
    check(GROWN % expression, 1.0, -1.0)


@pytest.mark.parametrize(
    "expression",
    [
        "len(z), 3 in z, sum(z), isinstance(z, frozenset), type(z) is frozenset",
        "z == {1, 2}, z == s, s != z, z >= {3}, z.issubset({1, 2}), z.isdisjoint([3]), z.copy() == z",
        "sorted(z | {9}), sorted(z & {2, 3}), sorted(z - {1}), sorted(z ^ {1, 7}), len(z.union([5]))",
    ],
)
def test_frozen_sets(expression: str) -> None:
    check((GROWN % expression).replace("return", "z = frozenset(s)\n        return"), 1.0, -1.0)


def test_frozen_sets_in_branches_and_loops() -> None:
    check(
        """
            def f(x):
                z = frozenset({1})
                if x > 0:
                    z = z | {2, 5}
                else:
                    z = z - {1}
                for i in tf.range(3):
                    z |= {int(i)}
                return len(z), sum(z), 7 in z
        """,
        1.0,
        -1.0,
    )


def test_a_frozen_set_that_the_graph_knows_is_no_key() -> None:
    assert "a frozenset is hashed" in refused(GROWN % "{frozenset(s): 1}", 1.0)


def test_updates_of_a_set_that_a_branch_grows() -> None:
    check(
        """
            def f(x):
                s = {1, 2}
                if x > 0:
                    s.add(3)
                t, u, v = s.copy(), set(s), set(s)
                s.difference_update({1})
                s.intersection_update({2, 3}, [3, 2])
                t.symmetric_difference_update([1, 8])
                u ^= {1, 3}
                v -= frozenset({3})
                return len(s), sorted(t), sorted(u), sorted(v)
        """,
        1.0,
        -1.0,
    )


def test_items_are_taken_from_a_set() -> None:
    check(
        """
            def f(x):
                s, total = {1, 2}, 0
                if x > 0:
                    s.add(3)
                while s:
                    total += s.pop()
                t = set()
                if x > 0:
                    t.add(1)
                return total, len(s), t.pop()
        """,
        1.0,
        -1.0,
        has=["While"],
    )


def test_copies_of_sets_are_sets() -> None:
    check(
        """
            import copy

            def f(x):
                s = {1, 2}
                if x > 0:
                    s.add(3)
                t, u = copy.copy(s), copy.deepcopy([s])[0]
                t.add(5)
                u.add(6)
                return t == {1, 2, 5}, len(u), len(s)
        """,
        1.0,
        -1.0,
    )


def test_text_of_a_set_is_refused() -> None:
    assert "sorted(the_set)" in refused(GROWN % "str(s)", 1.0)


def test_displays_of_numbers_that_the_graph_knows() -> None:
    check(
        """
            def f(x):
                n = int(x)
                s = {1, 2}
                for i in tf.range(3):
                    s = s | {int(i)}
                return len(s), sorted({n, 1}), n in {n + 1, 5}
        """,
        1.0,
        -1.0,
        has=["While"],
    )


LOOPS_THAT_MAKE_SETS = {
    "less one": "tags = tags - {2}",
    "in a branch": """
        if i > 1:
            tags = tags - {2}""",
    "in a loop inside": """
        for j in range(2):
            if i > j:
                tags = tags - {j}""",
    "frozen": "tags = frozenset(tags) & frozenset({1, 2})",
    "two change places": """
        tags, other = other, tags
        tags.add(9)""",
}


@pytest.mark.parametrize("body", LOOPS_THAT_MAKE_SETS.values(), ids=LOOPS_THAT_MAKE_SETS)
def test_each_iteration_makes_another_set_of_numbers_that_python_knows(body):
    source = f"""
def f(x):
    tags, other = {{1, 2, 3}}, {{5}}
    for i in range(x):
        {body.strip()}
    return sum(tags), len(tags), sum(other)
"""
    check(source, 2, 0, 5, has=["While"])


CHANGED_IN_LOOPS = {
    "|=": "tags |= {i}",
    "-=": "tags -= {i}",
    "^=": "tags ^= {i, 3}",
    "&=": "tags &= {1, 3, i}",
    "in a branch": """
        if i > 0:
            tags ^= {int(x), 1}""",
    "and made anew": """
        tags |= {i}
        if i > 0:
            tags = tags - {2}""",
}


@pytest.mark.parametrize("start", ["{2, 3, int(x)}", "{2, 3}"])
@pytest.mark.parametrize("body", CHANGED_IN_LOOPS.values(), ids=CHANGED_IN_LOOPS)
def test_operators_change_a_set_in_a_loop(body, start):
    source = f"""
def f(x):
    tags = {start}
    other = tags
    for i in range(x):
        {body.strip()}
    return sum(tags), len(tags), RESULT
"""
    last = "0" if "tags = " in body else "sum(other)"
    check(source.replace("RESULT", last), 2, 0, 1, 5, has=["While"])


ON_ONE_PATH = {
    "in a branch": """
    if x > 2:
        tags = {k + 1 for k in tags}
    else:
        tags |= {tag, 1}""",
    "in a loop": """
    for i in range(x):
        if i > 2:
            tags = {k + 1 for k in tags}
        else:
            tags |= {tag, 1}""",
    "in a loop inside": """
    for i in range(x):
        if i > 2:
            tags = {k + 1 for k in tags}
        else:
            for j in range(i):
                tags |= {j, 1}""",
    "by a method": """
    if x > 2:
        tags = {1}
    else:
        tags.add(4)""",
}


@pytest.mark.parametrize("start", ["{tag, 3}", "{2, 3}"])
@pytest.mark.parametrize("body", ON_ONE_PATH.values(), ids=ON_ONE_PATH)
def test_a_set_is_another_one_on_one_path_and_changes_on_the_other(body, start):
    source = f"""
def f(x):
    tag = int(x) % 5
    tags = {start}
    other = tags{body}
    tags |= {{9}}
    return sum(tags), len(tags), sum(other)
"""
    check(source, 3, 0, 1, 2, 6)
