"""Items that several lists of the graph hold, and items that a function such as ``max`` picks: a change of one shows
wherever eager code shows it, or is refused.
"""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

CASES = ([0.1, 0.5, 0.4], [0.3])
DICTS = """
import heapq

def f(x):
    kids = [{"p": p, "n": 0} for p in x]
"""
TOTAL = 'return sum(k["n"] for k in kids)'


def program(lines: str, end: str = TOTAL) -> str:
    """A function that makes dicts, as many as a tensor has items, and goes on with these lines."""
    return f"{DICTS}    {lines}\n    {end}\n"


@pytest.mark.parametrize(
    "lines",
    [
        'max(kids, key=lambda k: k["p"])["n"] += 1',
        'min(kids, key=lambda k: k["p"]).update(n=5)',
        'max(kids, key=lambda k: (k["p"], 1))["n"] += 1',
        'for i in tf.range(4):\n        max(kids, key=lambda k: k["p"] - tf.cast(k["n"], tf.float32))["n"] += 1',
        'del max(kids, key=lambda k: k["p"])["n"]\n    return len(kids[0])',
    ],
)
def test_an_item_that_max_picks_is_the_lists(lines: str) -> None:
    check(program(lines), *CASES)


@pytest.mark.parametrize(
    "lines",
    [
        'kids = sorted(kids, key=lambda k: k["p"])\n    kids[0]["n"] += 1',
        'kids = [k for k in kids if k["p"] > 0.2]\n    for k in kids:\n        k["n"] += 1',
        'kids = kids[1:]\n    for k in kids:\n        k["n"] += 1',
        'for i in tf.range(3):\n        kids = sorted(kids, key=lambda k: k["p"])[:2]\n        kids[0]["n"] += 1',
        'taken = []\n    for k in kids:\n        taken.append(k)\n        k["n"] += 1',
        'taken = []\n    for k in kids:\n        taken.append(k)\n        k["n"] += 1\n    kids = taken',
        'pool = sorted(kids, key=lambda k: k["p"])\n    kids = [pool.pop(0)]\n    kids[0]["n"] += 1',
        'import copy\n    other = copy.deepcopy(kids)\n    other[0]["n"] += 1\n    kids[0]["n"] += other[0]["n"]',
        'other = [dict(k) for k in kids]\n    other[0]["n"] += 1\n    kids[0]["n"] += 2',
    ],
)
def test_a_list_of_another_ones_items_changes_them(lines: str) -> None:
    check(program(lines), *CASES)


@pytest.mark.parametrize(
    "items",
    [
        'sorted(kids, key=lambda k: k["p"])',
        "kids[0:]",
        "list(kids)",
        "tuple(kids)",
        "kids.copy()",
        "[*kids]",
        "[k for k in kids]",
        "kids + kids",
        "kids * 2",
        'heapq.nlargest(2, kids, key=lambda k: k["p"])',
        "list(reversed(kids))",
        "list(map(lambda k: k, kids))",
        "list(itertools.chain(kids, kids))",
        "list(itertools.accumulate(kids, lambda a, b: b))",
    ],
)
def test_items_of_another_list_are_read_and_their_change_is_never_lost(items: str) -> None:
    check(program(f"other = {items}", 'return other[0]["p"] + sum(k["p"] for k in kids)'), *CASES)
    refused(program(f'other = {items}\n    other[0]["n"] += 1'), CASES[0])


@pytest.mark.parametrize(
    "items",
    ['sorted(kids, key=lambda k: k["p"])', "kids[0:]", "list(kids)", "kids.copy()", "[k for k in kids]"],
)
def test_a_list_does_not_show_what_its_items_were_before(items: str) -> None:
    message = refused(program(f'other = {items}\n    kids[0]["n"] += 1', 'return other[0]["n"]'), CASES[0])
    assert "through another list" in message
    assert ".py" in message


@pytest.mark.parametrize(
    "lines",
    [
        'pairs = [(k, 1) for k in kids]\n    pairs[0][0]["n"] += 1',
        'nested = [[k] for k in kids]\n    nested[0][0]["n"] += 1',
        'holders = [{"k": k} for k in kids]\n    holders[0]["k"]["n"] += 1',
        'i, best = max(enumerate(kids), key=lambda t: t[1]["p"])\n    best["n"] += 1',
        'best = functools.reduce(lambda a, c: a if a["p"] > c["p"] else c, kids)\n    best["n"] += 1',
        'for k, p in sorted(zip(kids, x), key=lambda t: t[1]):\n        k["n"] += 1',
        'first, *rest = kids\n    for k in rest:\n        k["n"] += 1',
        'kids = [kids[i * 0] for i in range(len(kids))]\n    for k in kids:\n        k["n"] += 1',
        'pool = list(kids)\n    pool.pop(0)["n"] += 1',
    ],
)
def test_a_change_that_would_be_lost_is_refused(lines: str) -> None:
    assert ".py" in refused(program(lines), CASES[0])


def test_an_iteration_does_not_read_what_the_one_before_it_has_changed() -> None:
    start = "other = list(kids)\n    t = 0\n    "
    loop = 'for i in tf.range(3):\n        t += other[0]["n"]\n        kids[0]["n"] += 1'
    refused(program(start + loop, "return t"), CASES[0])
    loop = 'while other[0]["n"] < 3 and t < 5:\n        kids[0]["n"] += 1\n        t += 1'
    refused(program(start + loop, "return t"), CASES[0])


def test_an_attribute_of_a_picked_object_is_refused() -> None:
    source = """
    class Node:
        def __init__(self, p):
            self.p = p
            self.n = 0

    def f(x):
        kids = [Node(p) for p in x]
        {}
        return tf.stack([k.n for k in kids])
    """
    for change in (
        "max(kids, key=lambda k: k.p).n += 1",
        "sorted(kids, key=lambda k: k.p)[0].n += 1",
        "sorted(kids, key=lambda k: k.p).pop(0).n += 1",
    ):
        assert "line" in refused(source.format(change), CASES[0])


@pytest.mark.parametrize(
    "lines",
    [
        'for a in kids:\n        for b in kids:\n            if a is not b:\n                a["n"] += 1',
        'best = max(kids, key=lambda k: k["p"])\n    for k in kids:\n        k["n"] += 1 if k is best else 5',
        'kids[0]["n"] += 3 if kids[0] is kids[-1] else 4',
    ],
)
def test_items_are_one_where_they_are_in_eager_code(lines: str) -> None:
    check(program(lines), *CASES)


def test_objects_in_a_list_are_compared_by_identity() -> None:
    source = """
    class Node:
        def __init__(self, p):
            self.p = p

    def f(x):
        kids = [Node(p) for p in x]
        total = 0.0
        for a in kids:
            for b in kids:
                if a != b:
                    total += a.p - 2 * b.p
                if a == b:
                    total += 10.0
        return total
    """
    check(source, *CASES)


@pytest.mark.parametrize(
    "lines",
    [
        'b = q.popleft()\n    b["n"] += 1\n    return b["n"]',
        't = 0.0\n    while q:\n        t += q.popleft()["p"] * 2\n    return t',
        'q.rotate(1)\n    q[0]["n"] += 1\n    return q[0]["p"], len(q), sum(k["n"] for k in q)',
        'q = collections.deque(kids, 1)\n    return len(q), q[0]["p"]',
    ],
)
def test_a_deque_is_made_of_a_list_of_the_graph(lines: str) -> None:
    check(program(f"q = collections.deque(kids)\n    {lines}"), *CASES)
    refused(program('q = collections.deque(kids)\n    q.popleft()["n"] += 1'), CASES[0])


@pytest.mark.parametrize(
    "lines",
    [
        'a = kids[0]; b = kids[0]; a["n"] += 1\n    return a["n"], b["n"]',
        'a = kids[0]; b = kids[0]; a["n"] += 1; b["n"] += 1\n    return a["n"], b["n"], kids[0]["n"]',
        'a = kids[0]; b = kids[-len(kids)]; a["n"] += 1\n    return b["n"]',
        'a = kids[tf.argmax(x)]; b = kids[tf.argmin(-x)]; c = kids[0]; a["n"] += 1; b["n"] += 1\n'
        '    return a["n"], b["n"], c["n"]',
        'for k in kids:\n        kids[0]["n"] += 1\n        k["n"] += 1\n    return tf.stack([k["n"] for k in kids])',
        'for i, k in enumerate(kids):\n        kids[i]["n"] += 1\n        k["n"] += 1',
        'best = max(kids, key=lambda k: k["p"])\n    kids[0]["n"] += 1\n    kids[1 % len(kids)]["n"] += 1\n'
        '    return best["n"]',
        'for a in kids:\n        for b in kids:\n            a["n"] += 1\n            b["n"] += 2',
        "rows = [[p * 0 for p in x] for q in x]; row = rows[0]; row[0] += 1.0; rows[0][0] += 1.0\n"
        "    return row[0] + rows[0][0]",
    ],
)
def test_an_item_that_was_read_twice_is_one(lines: str) -> None:
    check(program(lines), *CASES)


@pytest.mark.parametrize(
    "lines",
    [
        'b = kids[0]; kids[0] = kids[-1]; b["n"] += 1',
        'kids[0] = kids[-1]; kids[0]["n"] += 1',
        'if x[0] > 0.2:\n        kids[0] = kids[-1]\n    kids[-1]["n"] += 1',
    ],
)
def test_an_item_that_a_list_may_hold_twice_is_not_changed(lines: str) -> None:
    assert "a dict is changed after" in refused(program(lines), [0.1, 0.5])


@pytest.mark.parametrize(
    "lines",
    [
        "kids[0] = kids[-1]\n    return kids[0]['n'], kids[-1]['p']",
        "i = len(kids) - 1\n    kids[0] = kids[i]\n    kids[i] = {'p': 1.0, 'n': 3}\n    kids[0]['n'] += 1",
        "for i in range(len(kids) - 1):\n        if kids[i]['p'] > kids[i + 1]['p']:\n"
        "            kids[i], kids[i + 1] = kids[i + 1], kids[i]\n    kids[0]['n'] = 7\n"
        "    return tf.stack([k['p'] for k in kids]), tf.stack([k['n'] for k in kids])",
        "n = len(kids)\n    last = kids[n - 1]\n    for i in range(n - 1):\n        kids[n - 1 - i] = kids[n - 2 - i]\n"
        "    kids[0] = last\n    return tf.stack([k['p'] for k in kids])",
        "i = tf.where(x[0] > 0.2, 0, 1) % len(kids)\n    j = tf.where(x[0] > 0.2, 1, 1) % len(kids)\n"
        "    a = kids[i]; b = kids[j]\n    a['n'] += 1; b['n'] += 5\n    return a['n'], b['n']",
    ],
)
def test_items_change_places(lines: str) -> None:
    check(program(lines), *CASES)


GROWN = """
def f(x):
    a, b = {"n": 0, "p": 1.0}, {"n": 0, "p": 2.0}
    kids = [a, b]
    for p in x:
        kids.append({"n": 0, "p": p})
    LINES
"""


@pytest.mark.parametrize(
    "lines",
    [
        'kids[0]["n"] += 1\n    return a["n"], kids[0]["n"]',
        'for k in kids:\n        k["n"] += 1\n    return a["n"], b["n"], kids[0]["n"]',
        'best = max(kids, key=lambda k: k["p"])\n    best["n"] += 1\n    return a["n"], b["n"], best["n"]',
        'kids.insert(0, {"n": 3, "p": 0.0})\n    kids[1]["p"] = 5.0\n    return kids[1]["p"], kids[0]["n"]',
    ],
)
def test_objects_of_variables_are_the_items_of_a_list_that_grows(lines: str) -> None:
    check(GROWN.replace("LINES", lines), *CASES)


def test_an_object_of_a_list_whose_items_have_changed_places_is_not_read() -> None:
    lines = 'kids.insert(0, {"n": 3, "p": 0.0})\n    kids[1]["n"] += 5\n    return a["n"] + 1'
    assert "items have changed places" in refused(GROWN.replace("LINES", lines), [0.1, 0.5])


LENGTHENED = """
        class A:
            def __init__(self, n): self.n = n

        def f(k):
            a, b, found = A(1), A(2), 0
            kids = [a, b]
            for _ in tf.range(k):
                {loop}
            {after}
            return a.n, b.n, kids[1].n, found
"""
SHORTENED = (
    "kids.append(A(0)); kids.pop()",
    "kids.insert(0, A(0)); del kids[0]",
    "kids.append(kids.pop())",
    "kids += [A(7), A(8)]; del kids[-2:]",
)
USES = {
    "changed through the list": "kids[1].n += 2",
    "changed by its own name": "b.n += 2",
    "changed by a loop": "\n            for kid in kids: kid.n += 2",
    "compared": "found = (kids[1] is b, kids[0] is b, b in kids)",
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("loop", SHORTENED)
def test_a_list_that_iterations_lengthen_and_shorten_holds_the_same_objects_after(loop: str, use: str):
    check(LENGTHENED.format(loop=loop, after=USES[use]), 2, 0)


@pytest.mark.parametrize("loop", SHORTENED[:3])
def test_a_list_that_iterations_lengthen_and_shorten_holds_the_same_objects_inside(loop: str):
    body = f"{loop}; kids[1].n += 2; b.n += 3; found += 1 if kids[1] is b else 10"
    check(LENGTHENED.format(loop=body, after=""), 2, 0)
