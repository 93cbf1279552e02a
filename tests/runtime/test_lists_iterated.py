"""Lists that change while a loop runs over them: Python asks a list at each step whether there is another item."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import textwrap

import pytest

from tests.runtime.programs import check, refused

GRAPH = "items = []\nfor i in range(n):\n    items.append(i)\n"
PYTHON = "items = [4, 2, n, 7]\n"
LOOPS = {
    "append": ("for k in items:", "if k < 3 and len(items) < 9:\n    items.append(k + 5)"),
    "pop": ("for k in items:", "if len(items) > 2:\n    items.pop()"),
    "pop first": ("for k in items:", "if len(items) > 1 and k < 4:\n    items.pop(0)"),
    "insert": ("for k in items:", "if len(items) < 9 and k < 8:\n    items.insert(0, k + 7)"),
    "remove": ("for k in items:", "if k % 2 == 0:\n    items.remove(k)"),
    "delete": ("for k in items:", "if k == 1 or k == 2:\n    del items[1:]"),
    "slice": ("for k in items:", "if k == 2 and len(items) < 7:\n    items[1:2] = [5, 6, 7]"),
    "clear": ("for k in items:", "if k == 2:\n    items.clear()"),
    "enumerate": ("for number, k in enumerate(items, 2):", "k = k * number\nif k > 4 and len(items) < 9:\n    items.append(k)"),
    "enumerate, pop": ("for number, k in enumerate(items):", "if k > 1:\n    items.pop(number)"),
    "zip": ("for number, k in zip(range(7), items):", "k = k * number\nif k < 3:\n    items.append(k + 5)"),
    "reversed": ("for k in reversed(items):", "if k > 1:\n    items.pop()"),
    "map": ("for k in map(lambda k: k + 1, items):", "if k < 3 and len(items) < 9:\n    items.append(k)"),
    "break": ("for k in items:", "if k < 6:\n    items.append(k + 3)\nif len(items) > 6:\n    break"),
    "another list": ("for k in items:", "if k < 3:\n    items = [*items, k]\n    items.append(5)"),
}  # fmt: skip


def _program(start: str, loop: tuple[str, str]) -> str:
    lines = [start + "total = 0", loop[0], "    total = total * 3 + 1", textwrap.indent(loop[1], "    ")]
    lines += ["    total += k", "return total, len(items), sum(items)"]
    return "def f(n):\n" + textwrap.indent("\n".join(lines), "    ")


@pytest.mark.parametrize("start", [GRAPH, PYTHON], ids=["graph's list", "Python's list"])
@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS.keys())
def test_list_that_its_loop_changes(start: str, loop: tuple[str, str]) -> None:
    check(_program(start, loop), 3, 0, 5, has=["While"] if start == GRAPH else [])


def test_inside_a_branch_in_a_method_and_by_a_helper() -> None:
    source = """
    class Queue:
        def __init__(self):
            self.waiting = [1]

        def add(self, k):
            if k < 9:
                self.waiting.append(k)

        def work(self):
            done = 0
            for k in self.waiting:
                done = done * 2 + k
                self.add(k + 3)
            return done

    def f(n):
        queue = Queue()
        done = 0
        while n > 0:
            n -= 2
            queue.add(n)
            if n < 3:
                done += queue.work()
        return done, len(queue.waiting)
    """
    check(source, 0, 1, 6, has=["While", "If"])


def test_list_of_lists_as_work_to_do() -> None:
    source = """
    def f(n):
        work, total = [[n, 1]], 0
        for pair in work:
            total += pair[1]
            if pair[0] > 0:
                work.append([pair[0] - 1, pair[1] + 1])
        return total, len(work)
    """
    check(source, 3, 0, has=["While"])


def test_loop_that_returns_and_has_an_else() -> None:
    source = """
    def first(items, n):
        for k in items:
            if k > n:
                return k
            if len(items) < 6 and n > 1:
                items.append(k + 3)
        else:
            return -1

    def f(n):
        items = [0, 1]
        return first(items, n), len(items)
    """
    check(source, 3, 0, 9)


@pytest.mark.parametrize("items", ["(k + 1 for k in items)", "after(items)"])
def test_generator_over_a_list_that_the_loop_changes(items: str) -> None:
    source = f"""
    def after(items):
        for k in items:
            yield k + 1

    def f(n):
        items, total = [4, 2, 7], 0
        for k in {items}:
            total = total * 10 + k
            if k > n and len(items) < 6:
                items.append(k)
        return total, len(items)
    """
    check(source, 3, 0, 9)


def test_iterator_sees_what_is_appended_after_it_was_made() -> None:
    source = """
    def f(n):
        items = [4, 2, 7]
        iterator = iter(items)
        total = next(iterator)
        if n > 2:
            items.append(5)
        for k in iterator:
            total = total * 10 + k
        return total
    """
    check(source, 3, 0)


def test_stores_into_items_that_are_still_to_come() -> None:
    source = """
    def f(n):
        pair, total = [1, 2], 0
        if n > 1:
            for number, k in enumerate(pair, 1):
                total = total * 10 + k
                pair[1] = n * number
        while n > 0:
            n -= 1
            for k, other in zip(pair, [3, 4]):
                total = total + k * other
                pair[1] = k + n
        return total, pair
    """
    check(source, 3, 0, 1)


def test_a_list_bound_to_a_longer_copy_of_itself_by_a_branch_in_a_loop() -> None:
    source = """
    def f(n):
        items = [1, 2]
        other = [3]
        for k in range(n):
            if k > 1:
                items = items + [k]
                other = [k] * 2 + other * 2
        return items, other
    """
    check(source, 4, 0, 2)


def test_iterators_that_cannot_be_asked_for_their_list_are_refused() -> None:
    source = """
    def f(n):
        items = [1, 2]
        for k in itertools.chain(items, [3]):
            if k > n:
                items.append(k)
        return items
    """
    assert "while an iterator over it" in refused(source, 1)


def test_one_of_several_lists_that_the_loop_changes() -> None:
    source = """
    def f(n):
        items, i, total = [n, 2], 0, 0
        while i < n:
            i += 1
            for k in items:
                total = total * 5 + k
                items.append(9)
                items = [i]
        return total, items
    """
    check(source, 3, 0, 2, has=["While"])


def test_lists_that_a_pattern_makes_in_each_iteration() -> None:
    source = """
    def f(n):
        pair, i, total = [n, 2], 0, 0
        while True:
            i += 1
            if i > n:
                break
            match pair:
                case [3, *rest]:
                    total += rest[0]
                case [first, *_]:
                    total += first
        return total
    """
    check(source, 3, 0, 2, has=["While"])
