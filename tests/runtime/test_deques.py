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
