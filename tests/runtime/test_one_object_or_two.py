"""What a loop rebinds or replaces is the former object where there is no iteration; who else holds it sees changes."""

from __future__ import annotations

import pytest
import tensorflow as tf

from autoimport_graph.errors import StagingError
from tests.runtime.programs import check, load

POINT = """
class Point:
    def __init__(self, u, w=0):
        self.u = u
        self.w = w

"""
COUNTS = (2, 0, 1, 5)

# Whoever holds an object that a loop moves, keeps or stores sees what becomes of it.
RIGHT = {
    "items change places": """
    p, q = Point(x, 1), Point(1, 1)
    ps = [p, q]
    for j in range(x):
        ps[0], ps[1] = ps[1], ps[0]
        p.u = 0
    return ps[0].u, ps[1].u, p.u, q.u""",
    "items change places where a tensor decides": """
    p, q = Point(x, 1), Point(1, 1)
    ps = [p, q]
    for j in range(x):
        if j != 1:
            ps[0], ps[1] = ps[1], ps[0]
        ps[0].u += 3
    p.w = 7
    return ps[0].u, ps[1].u, ps[0].w, ps[1].w, p.u, q.u""",
    "three in a circle": """
    ps = [Point(1), Point(2), Point(3)]
    for j in range(x):
        ps[0], ps[1], ps[2] = ps[1], ps[2], ps[0]
        ps[0].u += j
    return [o.u for o in ps]""",
    "sorted in each iteration": """
    ps = [Point(1), Point(x), Point(3)]
    for j in range(x):
        ps.sort(key=lambda o: -o.u)
        ps[0].u -= 3
    return [o.u for o in ps]""",
    "stored into a dict": """
    p = Point(x, 1)
    ps, found, i = [p, Point(0)], {}, 0
    while i < x:
        i += 1
        found['z'] = p
    ps[0].w += 1
    return sum(o.w for o in found.values())""",
    "stored in place of another": """
    p, q = Point(x, 1), Point(7, 1)
    held = {'a': p}
    for i in range(x):
        if i > 2:
            held['a'] = q
        else:
            held['a'].u += 1
    q.u += 1
    p.u += 3
    return held['a'].u""",
    "made in a loop, moved by one inside": """
    total = 0
    for k in range(x):
        p, q = Point(k, 1), Point(1, 1)
        ps = [p, q]
        for j in range(k):
            ps[0], ps[1] = ps[1], ps[0]
            p.u += 2
        total += ps[0].u * 3 + ps[1].u
    return total""",
    "another item is replaced": """
    a, b = {'n': 1}, {'n': 2}
    kids = [a, b]
    for _ in range(x):
        kids[1] = {'n': 5}
        kids[0]['n'] += 3
    kids[0]['n'] += 2
    return a['n'], b['n'], kids[0]['n'], kids[1]['n'], kids[0] is a""",
    "changed, then replaced": """
    a, b = {'n': 1}, {'n': 2}
    kids = [a, b]
    for i in range(x):
        kids[1]['n'] += 4
        kids[1] = {'n': i}
    return a['n'], b['n'], kids[1]['n']""",
    "a variable's object changed, then replaced": """
    p = Point(x, 1)
    q = p
    for i in range(x):
        q.u += 1
        q = Point(i, 2)
    return q.u, p.u""",
    "taken out of a dict": """
    p = Point(0, 2)
    q = p
    held = {'k': p}
    for i in range(x):
        if 'k' in held:
            q = held.pop('k')
    q.u += 1
    return p is q, p.u, len(held)""",
    "made anew, and nobody asks for the former one": """
    state, xs = {'n': 1}, [1]
    for i in range(x):
        state = {'n': state['n'] + 1}
        xs = xs + [i]
    state['n'] += 1
    xs.append(7)
    for i in range(x):
        state = {'n': state['n'] + 1}
        xs = [k + 1 for k in xs]
        state['n'] += 2
    return state['n'], sum(xs)""",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_objects_stay_themselves(body: str) -> None:
    check(f"{POINT}def f(x):\n{body[1:]}\n", *COUNTS, has=["While"])


# Whether there was an iteration, only the graph knows.
READ = "another variable holds, too, if a loop of the graph had no iteration"
ASKED = "that a loop has made is the one that was there before"
REFUSED = {
    "the new one changed, the former one read": (
        READ,
        """
    p = Point(x, 1)
    q = p
    for i in range(x):
        q = Point(i, 2)
    q.u += 1
    return p.u""",
    ),
    "the former one changed, the new one read": (
        READ,
        """
    xs = [1]
    ys = xs
    for i in range(x):
        xs = xs + [i]
    ys.append(7)
    return sum(xs)""",
    ),
    "a list's item": (
        READ,
        """
    a, b = {'n': 1}, {'n': 2}
    kids = [a, b]
    for _ in range(x):
        kids[1] = {'n': 5}
    kids[1]['n'] += 2
    return b['n']""",
    ),
    "whether they are one": (
        ASKED,
        """
    p = Point(x, 1)
    q = p
    for i in range(x):
        q = Point(i, 2)
    return p is q""",
    ),
    "whether two new ones are one": (
        ASKED,
        """
    p = Point(x, 1)
    q = p
    for i in range(x):
        p, q = Point(i, 1), Point(i, 2)
    return p is q""",
    ),
    "whether they are one, in the first iteration": (
        ASKED,
        """
    p, n = Point(x, 1), 0
    q = p
    for i in range(x):
        if q is p:
            n += 1
        q = Point(i, 2)
    return n""",
    ),
}


@pytest.mark.parametrize(("says", "body"), REFUSED.values(), ids=REFUSED)
def test_what_depends_on_whether_there_was_an_iteration_is_refused(says: str, body: str) -> None:
    function = load(f"{POINT}def f(x):\n{body[1:]}\n").f
    with pytest.raises(StagingError, match=says):
        tf.function(function).get_concrete_function(tf.constant(2))


# One branch changes what a list holds, the other one how much: the list moves into the graph.
ITEMS = {
    "lists": ("[3, 1]", "[item, [3]]", "item.append(x)", "[(sum(o), o[-1]) for o in held]"),
    "dicts": ("{'a': 1}", "[item, {'a': x}]", "item['a'] += 5", "[(o['a'], 0) for o in held]"),
    "objects": ("Point(0, 2)", "[item, Point(1, x)]", "item.u += 5", "[(o.u, o.w) for o in held]"),
    "objects in lists": ("Point(0, 2)", "[[item], [Point(1, x)]]", "item.u += 5", "[(o[0].u, 0) for o in held]"),
    "lists in objects": ("[1, 2]", "[Point(item), Point([3, x])]", "item.append(x)", "[(sum(o.u), 0) for o in held]"),
    "objects in objects": ("Point(1)", "[Point(item), Point(Point(4))]", "item.u += 3", "[(o.u.u, 0) for o in held]"),
}


@pytest.mark.parametrize(
    "other", ["held.pop()", "held.append(held[0])", "held.insert(0, held.pop())", "held[1] = held[0]"]
)
@pytest.mark.parametrize("parts", ITEMS.values(), ids=ITEMS)
def test_a_list_has_its_items_as_a_branch_leaves_them(parts: tuple[str, str, str, str], other: str) -> None:
    item, held, change, values = parts
    source = f"""
    {POINT}
    def f(x):
        item = {item}
        held = {held}
        if x > 1:
            {change}
        else:
            {other}
        total = 0
        for one, two in {values}:
            total = total * 3 + one * 2 + two
        return total, len(held)
    """
    source = POINT + source.replace(POINT, "").replace("\n    ", "\n")
    check(source, 2, 0, 5, has=["If"])


FILTERED = {
    "older ones": "ps = [o for o in ps if o.u > i]",
    "made in the loop": "ps = [o for o in ps if o.u > i] + [Point(i, i)]",
    "kept by a branch": """
        if i > 0:
            ps = [*ps, Point(i, 3) if i > 1 else p]""",
}


@pytest.mark.parametrize("body", FILTERED.values(), ids=FILTERED)
def test_a_list_of_objects_that_each_iteration_makes_anew(body: str) -> None:
    source = f"""
def f(x):
    p = Point(3, 1)
    ps = [p, Point(1, x)]
    for i in range(x):
        {body.strip()}
    return len(ps), sum(o.u * 10 + o.w for o in ps)
"""
    check(POINT + source, *COUNTS, has=["While"])


def test_objects_that_are_older_than_the_graph_are_what_they_were() -> None:
    module = load("""
    defaults = {'n': 1}

    def f(x):
        state = defaults
        for i in range(x):
            state = {'n': state['n'] + 1}
        state['n'] += 1
        return state['n']
    """)
    traced = tf.function(module.f)
    assert int(traced(tf.constant(3))) == 5
    assert module.defaults == {"n": 1}


def test_a_set_in_a_branch_loses_a_value_that_the_graph_knows() -> None:
    source = """
    def f(x):
        tags, count = {2, 3}, 0
        try:
            if x > 1:
                tags.remove(int(x))
                count = len(tags)
        except KeyError:
            count = 9
        return count, sum(tags)
    """
    check(source, 0, 2, 3, 4, has=["If"])


NOBODY_ASKS = {
    "a loop in a branch": """
    if x > 1:
        for i in range(x - 2):
            xs = [*xs, i]
    xs.append(5)""",
    "changed in the branch": """
    if x > 1:
        for i in range(x - 2):
            xs = [*xs, i]
        xs.append(5)""",
    "a loop in a loop": """
    for k in range(2):
        for i in range(x):
            if xs:
                xs.pop()
            xs = [*xs, i]
    xs.append(5)""",
}


@pytest.mark.parametrize("body", NOBODY_ASKS.values(), ids=NOBODY_ASKS)
def test_a_list_made_anew_changes_where_nobody_asks_for_the_former_one(body: str) -> None:
    check(f"def f(x):\n    xs = [x, 2]{body}\n    return sum(xs), len(xs)\n", 2, 0, 1, 5, has=["While"])


def test_another_branch_knows_nothing_of_what_a_loop_has_made() -> None:
    source = f"""{POINT}
def f(x):
    ps = [Point(x, 1), Point(2, x)]
    if x > 2:
        for i in range(x):
            ps = [o for o in ps if o.u > i]
    elif x > 1:
        ps.sort(key=lambda o: o.u)
    return len(ps), sum(o.u * 10 + o.w for o in ps)
"""
    check(source, 2, 0, 1, 5, has=["While", "If"])
