"""Lists that get longer or shorter while a loop iterates over them."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check
from tests.runtime.test_trace_counts import traces

GRAPH_LIST = """
            items = [0]
            for k in range(n):
                items.append(k)
"""


@pytest.mark.parametrize(
    ("head", "start"),
    [
        ("for p, x in enumerate(items, 2):", GRAPH_LIST),
        ("for x, p in zip(items, range(9)):", "            items = [1, n, 3]"),
        ("for x in map(lambda k: k + 1, items):", "            items = [1, n, 3]"),
    ],
)
def test_a_list_grows_where_a_tensor_decides(head: str, start: str) -> None:
    check(
        f"""
        def f(n):
{start}
            total = 0
            {head}
                total = (total * 3 + x) % 1000
                if n + x > 3 and len(items) < 8:
                    items.append(7)
            return total, len(items), sum(items)
        """,
        0,
        1,
        3,
        5,
        has=["While"],
    )


def test_a_list_grows_until_a_break() -> None:
    check(
        """
        def f(n):
            items = [1, n, 3]
            total = 0
            for k in range(n):
                for x in items:
                    total = (total * 3 + x) % 1000
                    if n + x > 3:
                        items.append(x + 1)
                    if len(items) > 6:
                        break
                else:
                    total += 1
            return total, len(items)
        """,
        0,
        1,
        3,
    )


@pytest.mark.parametrize(
    ("other", "grow"),
    [
        ("items = [*items, 5]", "items.append(x + 3)"),
        ("items = [4, n]", "items.append(x + 3)"),
        ("items = [4, n]", "items[1] = 7"),
        ("items = (4, n)", "held.append(6)"),
    ],
)
def test_one_of_two_lists_grows(other: str, grow: str) -> None:
    check(
        f"""
        def f(n):
            items = held = [1, 2]
            if n > 1:
                {other}
            total = 0
            for x in items:
                total = (total * 3 + x) % 1000
                if len(items) < 7:
                    {grow}
                if len(held) > 8:
                    break
            return total, len(items), sum(held)
        """,
        0,
        2,
    )


def test_a_list_that_would_grow_for_ever_in_a_branch_that_is_not_taken() -> None:
    for body in ("items.extend([x, 3])", "total += n; items.append(total)"):
        check(
            f"""
            def f(n):
                items, total = [1], 0
                if n == 100:
                    for x in items:
                        {body}
                return total, len(items)
            """,
            1,
            2,
            has=["While"],
        )


def test_an_item_of_a_deque_is_replaced() -> None:
    check(
        """
        def f(n):
            items, total = collections.deque([1, 2, 3]), 0
            for x in items:
                total = total * 3 + x
                if n > 1:
                    items[1] = 7
            return total
        """,
        0,
        2,
    )


@pytest.mark.parametrize("depth", [1, 3])
def test_the_body_is_traced_twice_at_most(depth: int) -> None:
    lines = ["items = [1]", "for k in range(n):", "    items.append(k)"]
    indent = ""
    for level in range(depth):
        lines += [f"{indent}for x{level} in items:"]
        indent += "    "
    lines += [f"{indent}note()", f"{indent}if len(items) < 5:", f"{indent}    items.append(n)"]
    assert traces([*lines, "return sum(items)"]) <= 2
