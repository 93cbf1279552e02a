"""Deques of which only the graph knows the length."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

GROWN = """
    def f(x):
        q = collections.deque([1.0, 4.0, 5.0], maxlen=5)
        if x > 0:
            q.append(2.0)
        %s
"""


@pytest.mark.parametrize(
    "rest",
    [
        "return q == collections.deque([1.0, 4.0, 5.0]), q != collections.deque([1.0, 4.0, 5.0]), q == q, q != q",
        "return q == [1.0, 4.0, 5.0], [1.0, 4.0, 5.0] != q, collections.deque([1.0]) == q, collections.deque(q) == q",
        "q += [7.0]; r = q + collections.deque([8.0]); return list(q), list(r), r.maxlen, len(q)",
        "r = collections.deque([3.0]) + q; return sum(r), len(r), isinstance(r, collections.deque)",
        "r = q.copy(); r.appendleft(9.0); return list(r), list(q), r.maxlen, str(q)",
        "q.rotate(1); a = list(q); q.extendleft([7.0, 8.0]); b = list(q); q.reverse(); return a, b, list(q)",
        "q.insert(1, 3.0); q.remove(5.0); q[0] = 33.0; del q[1]; return list(q), q.index(5.0) if 5.0 in q else 0",
    ],
)
def test_what_a_branch_appends_to(rest: str) -> None:
    check(GROWN % rest, 1.0, -1.0)


@pytest.mark.parametrize("expression", ["q < collections.deque([2.0])", "q * 2", "2 * q"])
def test_what_is_refused(expression: str) -> None:
    assert "only the graph know" in refused(GROWN % f"return {expression}", 1.0)


def test_tensors_in_deques_are_compared() -> None:
    check(
        """
            def f(x):
                q, r = collections.deque([x]), collections.deque([1.0])
                return q == r, q != r, q < r, q <= r
        """,
        1.0,
        -1.0,
    )


@pytest.mark.parametrize("start", ["collections.deque([0])", "collections.deque([0], maxlen=2)", "collections.deque()"])
@pytest.mark.parametrize(
    "made",
    [
        "collections.deque([i])",
        "collections.deque([i], maxlen=2)",
        "collections.deque([*q, i])",
        "q + collections.deque([1])",
        "q.copy()",
    ],
)
@pytest.mark.parametrize("change", ["q.append(4)", "for j in range(i):\n                    q.append(j)"])
def test_a_deque_that_each_iteration_makes(start: str, made: str, change: str) -> None:
    source = f"""
        def f(x):
            q = {start}
            for i in range(x):
                q = {made}
                {change}
            q.appendleft(5)
            return list(q), len(q), isinstance(q, collections.deque), q.maxlen is None
    """
    check(source, 3, 0, 1, has=["While"])


def test_a_deque_that_a_branch_makes() -> None:
    source = """
        def f(x):
            q = collections.deque([0])
            if x > 1:
                q = collections.deque([x], maxlen=2)
                for j in range(x):
                    q.append(j)
            elif x > 0:
                q = collections.deque([x * 2, 7])
            q.appendleft(5)
            return q[0], q[-1], len(q), isinstance(q, collections.deque), q.maxlen is None
    """
    check(source, 3, 0, 1, has=["If", "While"])


@pytest.mark.parametrize("change", ["q.append(4)", "q[0] += 1", "q.rotate(1)"])
@pytest.mark.parametrize("take", ["h = q", "t = (q, 1); h = t[0]", "o['k'] = q; h = o['k']"])
def test_a_deque_that_a_loop_changes_and_takes(change: str, take: str) -> None:
    source = f"""
        def f(x):
            q, h, o = collections.deque([x, 2]), collections.deque([1, 3]), {{}}
            for i in range(x):
                {take}
                {change}
            {change}
            return list(q), list(h), q is h
    """
    check(source, 3, 0, 1, has=["While"])
