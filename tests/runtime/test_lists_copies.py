"""A list in the graph holds copies: what changes an object that lies in one is carried into the list, or refused."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import textwrap

import pytest

from tests.runtime.programs import check, refused


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(n):\n        row = [i, i]\n        rows.append(row)\n    row[1] = 50\n    return rows",
        "for i in range(n):\n        rows.append([i, 2 * i])\n    for row in rows:\n        n += row[0]\n    row[0] = 9\n    return rows",
        "for i in range(n):\n        d = {'a': i}\n        rows.append(d)\n    d['a'] += 100\n    return [e['a'] for e in rows]",
        "for i in range(n):\n        p = P(i)\n        rows.append(p)\n    p.x = 100\n    return sum(q.x for q in rows)",
        "d = {'x': 0}\n    for i in range(n):\n        d['x'] += 1\n        d = {'x': i}\n        rows.append(d)\n    return [r['x'] for r in rows]",
        "row = [n]\n    for i in range(n):\n        rows.append(row)\n    row[0] = 7\n    return rows",
        "row = [n]\n    if n > 2:\n        rows.append(row)\n        for i in range(n):\n            rows.append([i])\n    row.append(n)\n    return rows",
    ],
)  # fmt: skip
def test_a_change_that_the_list_would_miss_is_refused(body: str) -> None:
    source = f"class P:\n    def __init__(self, x):\n        self.x = x\n\ndef f(n):\n    rows = []\n    {body}\n"
    message = refused(source, 3)
    assert "copy" in message
    assert "xs[i] = ..." in message


@pytest.mark.parametrize(
    "made",
    [
        "ps = [a, b][n:]",
        "ps = (a, b)[:n]",
        "ps = [a, b] + [c for i in range(n)]",
        "ps = [a, *[c for i in range(n)]]",
        "ps = [c for i in range(n)]\n    ps[0:0] = [a]",
        "ps = [a, b] * int(n)",
        "ps = list([a, b][:n])",
        "ps = sorted([a, b], key=lambda p: -p.x)[:n]",
        "ps = list(itertools.islice([a, b], n))",
        "ps = list(zip(range(n), [a, b]))",
        "ps = collections.deque([a, b])\n    ps.rotate(n)",
        "z = a if n > 1 else b\n    ps = [z for i in range(n)]",
        "z = a if n > 1 else b\n    ps = [c for i in range(n + 1)]\n    ps[0] = z",
        "z = [a if n > 1 else b]\n    ps = []\n    for i in range(n):\n        ps.append(z)",
    ],
)
def test_an_object_of_which_a_list_made_of_others_has_a_copy_is_not_changed(made: str) -> None:
    source = f"""
import collections
import itertools

class P:
    def __init__(self, x):
        self.x = x

def f(n):
    a, b, c = P(n), P(2), P(3)
    {made}
    a.x += 10
    return len(ps)
"""
    assert "copy" in refused(source, 3)
    check(source.replace("a.x += 10", "pass"), 3, 0, 1)


def test_an_item_that_is_one_of_several_is_a_copy() -> None:
    source = """
        class P:
            def __init__(self, x):
                self.x = x

        def f(n):
            a, b = P(n), P(2)
            ps = sorted([a, b], key=lambda p: -p.x)[:n]
            ps[0].x += 10
            return a.x
    """
    assert "copy" in refused(source, 3)


def test_changes_that_reach_the_list() -> None:
    check(
        """
            def f(n):
                rows = []
                for i in range(n):
                    row = [i, 0]
                    rows.append(row)
                    row[1] = i * 2
                for row in rows:
                    row[0] += 5
                best = rows[0]
                for row in rows:
                    if row[1] > best[1]:
                        best = row
                best = list(best)
                best[0] = 77
                return rows, best
        """,
        3,
        1,
    )


@pytest.mark.parametrize("change", ["s.append(5)", "s.pop()", "s += [4, 6]", "s[:] = [8]"])
@pytest.mark.parametrize("otherwise", ["pass", "s.append(7)"])
def test_a_list_that_one_path_lengthens_takes_items_as_the_path_leaves_them(change: str, otherwise: str) -> None:
    source = f"""
        def f(x):
            s, hs = [x, 2], [[1, 3]]
            if x > 1:
                hs.insert(0, s)
                {change}
            else:
                {otherwise}
            return len(hs), hs[0][0], hs[0][-1], len(hs[0]), hs[-1][0], s[-1]
    """
    check(source, 3, 0, 1, has=["If"])


COPIES = ["list({})", "{}[:]", "[*{}]", "copy.copy({})", "{}.copy()", "[row for row in {}]"]


@pytest.mark.parametrize("copied", COPIES)
@pytest.mark.parametrize(
    "body",
    [
        """
            s = t
            if x > 1:
                t.append([3])
                s = COPIED
                t.append([3])
            else:
                s = COPIED
            t[0].append(5)
        """,
        """
            s = COPIED
            for i in range(x):
                t.append([3])
                s.append([4])
            t[0].append(5)
        """,
        """
            s = COPIED
            for i in range(x):
                t.append([3])
                s.append([4])
                t[0].append(5)
        """,
    ],
    ids=["branches", "after a loop", "in a loop"],
)
def test_items_of_two_lists_that_a_branch_or_loop_lengthens(copied: str, body: str) -> None:
    body = textwrap.dedent(body).replace("COPIED", copied.format("t"))
    source = f"import copy\ndef f(x):\n    t = [[x], [2]]\n{textwrap.indent(body, '    ')}"
    check(source + "    return len(t), len(s), len(t[0])", 3, 0, 1)
    message = refused(source + "    return len(t), len(s), len(s[0])", 3)
    assert "through another list that holds the same items" in message


@pytest.mark.parametrize("start", ["[p, p]", "[p, P(1, 2)]", "[P(1, x), p]"])
@pytest.mark.parametrize("made", ["P(o.w, o.u)", "P(o.u + i, 3)", "o"])
def test_a_list_of_older_objects_that_a_loop_filters(start: str, made: str) -> None:
    source = f"""
        class P:
            def __init__(self, u, w):
                self.u, self.w = u, w

        def f(x):
            p = P(x, 1)
            ps = {start}
            for i in range(x):
                for j in range(2):
                    if i > 0:
                        ps = [{made} for o in ps if o.u != i]
            return len(ps), sum(o.u * 5 + o.w for o in ps)
    """
    check(source, 3, 0, 1, has=["While"])
