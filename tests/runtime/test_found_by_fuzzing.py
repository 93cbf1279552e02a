"""Programs that the differential fuzzer found (tests/fuzz), reduced: each once gave another result or a leak."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

COUNT_UP = """
def count_up(n):
    k = 0
    while k < n:
        if k != 1:
            yield k
        k += 1
"""

CASES = {
    "a container of the function, written in a loop over a generator": COUNT_UP
    + """
def f(x):
    pair, table = [1, 2], {"n": 1}
    same = pair
    for k in count_up(x):
        pair[0] = pair[0] + 7
        table["n"] += k
    same[1] = 4
    return pair[0], pair[1], same[0], table["n"]
""",
    "a loop over a generator where the variable that it sets is known to be None": COUNT_UP
    + """
def f(x):
    m = None
    if x > 2:
        m = x
    if m is None:
        for k in count_up(x):
            m = 7 if x > k else None
    return -1 if m is None else m
""",
    "a container of the function, written in a loop inside one over a generator": COUNT_UP
    + """
def f(x):
    pair = [1, 2]
    for k in count_up(x):
        for i in range(x + 1):
            pair[0] = x
    return pair[0], pair[1]
""",
    "a container that a closure writes and rebinds in a staged loop": """
def f(x):
    pair = [1, 2]
    def put(k):
        nonlocal pair
        pair[0] = pair[0] + k
        if k > 1:
            pair = [pair[1], k]
    i = 0
    while i < x:
        put(i)
        i += 1
    return pair[0], pair[1]
""",
    "a constant text of several, extended under another condition": """
def f(x):
    s = ""
    for k in range(3):
        if x > k:
            s += "b"
    if x > 1:
        s = s + f"{x}"
    return s
""",
    "a generator with a Python argument and a condition on a tensor, used up by builtins": """
def f(x):
    def numbers(n):
        for k in range(n):
            if k == x:
                return
            yield k + 1
    return sum(numbers(3)), max(numbers(2), default=5), len(list(numbers(3)))
""",
    "a loop over a generator expression": """
def f(x):
    total, k = 0, 5
    for t in (k * 2 for k in range(x) if k != 1):
        if t > 6:
            break
        total += t
    else:
        total += 100
    return total, k
""",
    "a generator made and used up in each iteration": """
def f(x):
    b, i = 2, 0
    while i < x:
        i += 1
        def numbers(n):
            for k in range(n):
                yield b
        b = (b + max(numbers(x - 1), default=3)) % 7
    return b
""",
    "a slice of a list, again and again": """
def f(x):
    items, i = [x, 2, 3, 4], 0
    while i < x:
        i += 1
        if x > 1:
            items = items[1:]
    return sum(items)
""",
    "a slice that a branch makes": """
def f(x):
    items = [x, 2]
    if x == 2:
        items[-1] = 1 if x > 0 else 2
    else:
        items = [x + 1, x + 2, x + 3][1:]
    if sum(items[:2]) > 1:
        assert x != 3, "does not hold"
    return sum(items)
""",
    "an item of one of several lists, stored in a loop": """
def f(x):
    items = [x, 2]
    if x > 2:
        items = [*items, 1]
    for i in range(x):
        if x < 5:
            items[-1] = 5
        else:
            items.append(7)
    return sum(items), len(items)
""",
    "a starred target in a branch": """
def f(x):
    rest = [x]
    if x > 0:
        _, *rest = [x, x + 1, x + 2]
    return sum(rest)
""",
}


@pytest.mark.parametrize("name", CASES)
def test_graph_is_eager(name: str) -> None:
    check(CASES[name], 0, 1, 2, 3, 5)


def test_a_number_is_not_true_and_true_is_no_number():
    source = """
    def f(x):
        if x > 0:
            first, second = 1.0, True
        else:
            first, second = 2.0, 2.0
        return first is True, second is True, second is not True, "yes" if second is True else "no", f"{second}"
    """
    check(source, 1.0, -1.0, has=["If"])


def test_deleting_what_may_be_unbound():
    source = """
    def f(x):
        for i in range(x):
            late = i
        if x < 5:
            del late
        return x + 1
    """
    check(source, 3, 0, 7, -1, has=["While", "If"])


def test_a_list_that_a_loops_first_iteration_replaces():
    source = """
    def f(x):
        items = [x, 2]
        rounds = x * 0
        while rounds < 3:
            rounds += 1
            taken = 0
            while True:
                taken += 1
                if taken > x % 4:
                    break
                if items:
                    items.pop(0)
            if x > 1:
                items = [k + 1 for k in items if k < 5]
                items = [*items, x]
        return sum(items), len(items)
    """
    check(source, 3, 0, -2, 6, has=["While"])


@pytest.mark.parametrize("zero", [0, 0.0])
def test_a_tensor_is_looked_for_among_numbers_of_a_list_that_a_loop_changes(zero):
    source = f"""
    def f(x, n):
        items = [1 + {zero}, 3 + {zero}, 5 + {zero}]
        for i in range(n):
            if items:
                items.pop(0)
        return x in items, x % 4 not in items, items.index(x) if x in items else -1, items.count(x)
    """
    check(source, *((type(zero)(x), n) for x, n in [(3, 1), (3, 2), (5, 0), (1, 0), (2, 5)]), has=["While"])


def test_a_list_that_a_loop_inside_another_one_over_a_generator_rebinds() -> None:
    """What the first trace found the variable to hold was that trace's own list, and leaked into the second."""
    check(
        """
        def f(n):
            i, total = 0, n
            while i < 3 and n > i:
                i += 1
                items = [k for k in range(n)]
                held = items

                def numbers(count):
                    for k in range(count):
                        if k == 1:
                            continue
                        yield k

                for j in numbers(n):
                    items = [*items, total]
                total = (total + sum(items) + sum(held)) % 7
            return i, total
        """,
        0,
        1,
        3,
    )


def test_what_follows_a_branch_that_fails_does_not_fail_first() -> None:
    """The graph computes what follows as soon as it can, here of a vector that the failing branch never made."""
    check(
        """
        def f(x, v):
            if x > 0:
                w = v * 0.5
            elif x > -5:
                raise ValueError("refused")
            else:
                w = tf.concat([v, v], 0)
            return w[-1]
        """,
        *((x, [1.0, 2.0]) for x in (1, 0, -1, -9)),
        has=["If"],
    )


def test_a_value_that_is_one_of_many() -> None:
    """Its alternatives lay in branches inside each other, and the thirtieth was taken for endless recursion."""
    lines = ["def f(x):", "    s = 'a'"]
    for number in range(40):
        lines += [f"    if x == {number}:", f"        s = 'b{number}'"]
    check("\n".join([*lines, "    return len(s), s + 'c', s == 'b7'"]), 0, 7, 39, 41, has=["If"])


@pytest.mark.parametrize(
    "ending",
    ["finally:\n        print(x)", "except IndexError:\n        print('none')"],
    ids=["finally", "handler"],
)
def test_a_list_of_an_iteration_ends_with_it_where_an_exception_may_end_the_loop(ending: str) -> None:
    """What had been stored into last, the iteration's list, was taken for a variable of the code behind the loop."""
    source = f"""
def f(x):
    total = 0
    try:
        for i, j in zip([1, 2], range(x)):
            made = [i]
            if x > 1:
                made.append([5, 6, 7][j])
            total += sum(made)
    {ending}
    return total
"""
    check(source, 0, 1, 2, 5, has=["While"])


def test_a_finally_after_a_list_that_one_path_replaces() -> None:
    source = """
        def f(x):
            items, held = [x, 2], []
            for i in range(2):
                try:
                    if x > 3:
                        raise ValueError("no")
                    else:
                        items = [*items, x]
                finally:
                    held = items
            return held
    """
    check(source, 1, 0, 5)
