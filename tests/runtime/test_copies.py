"""``copy.copy``, ``copy.deepcopy`` and what else makes an object of another one, in branches and loops."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

HEADER = """
import copy

class Plain:
    def __init__(self, held):
        self.held = held
        self.count = 0

@dataclasses.dataclass
class Data:
    held: object
    count: int = 0  # the class has it, too

def f(x):
"""
MADE = {
    "plain object": ("Plain([x, 2])", "t.held.append(4); t.count += 1", "len({0}.held), {0}.held[0], {0}.count"),
    "dataclass": ("Data([x, 2])", "t.held.append(4); t.count += 1", "len({0}.held), {0}.held[0], {0}.count"),
    "list": ("[x, 2]", "t.append(3); t[0] += 1", "len({0}), {0}[0], {0}[-1]"),
    "dict": ("{'a': x, 'b': [x]}", "t['a'] += 1; t['b'].append(4)", "{0}['a'], len({0}['b'])"),
    "deque": ("collections.deque([x, 2], maxlen=3)", "t.append(4)", "len({0}), {0}[0], {0}[-1], {0}.maxlen"),
    "objects": ("[Plain(x), Plain(2)]", "t[0].held += 1", "{0}[0].held, len({0})"),
    "tensor": ("x", "t += 1", "{0}"),
}
BODIES = {
    "after a loop": """
    t = {made}
    for i in range(x):
        {change}
    s = {copied}(t)
    {change}
""",
    "in a loop": """
    t = {made}
    s = t
    for i in range(x):
        {change}
        s = {copied}(t)
        {change}
""",
    "in branches": """
    t = {made}
    s = t
    if x > 1:
        {change}
        s = {copied}(t)
        {change}
    else:
        s = {copied}(s)
        {change}
    {change}
""",
    "of one of two": """
    t = {made}
    if x > 1:
        t = {made}
        {change}
    s = {copied}(t)
    {change}
""",
}


@pytest.mark.parametrize(("made", "change", "read"), MADE.values(), ids=MADE)
@pytest.mark.parametrize("copied", ["copy.copy", "copy.deepcopy"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_copy(made: str, change: str, read: str, copied: str, body: str) -> None:
    result = f"    return {read.format('t')}, {read.format('s')}"
    check(HEADER + body.format(made=made, change=change, copied=copied) + result, 3, 0, 1)


@pytest.mark.parametrize("held", ["Plain(x)", "[x, 1]", "None"])
def test_a_deep_copy_of_what_holds_one_of_several(held: str) -> None:
    source = f"""
    p, q = Plain(1), {held}
    t = Data(q)
    for i in range(x):
        t.held = p
        t.count += 1
    s = copy.deepcopy(t)
    p.count = 7
    return s.held is t.held, s.count, s.held.count if isinstance(s.held, Plain) else -1
"""
    check(HEADER + source, 3, 0, 1, has=["While"])


def test_a_deep_copy_keeps_what_is_one_object_one() -> None:
    source = """
    p = Plain(1)
    t = Data([p, None])
    if x > 1:
        t.held = [p, p]
    s = copy.deepcopy(t)
    s.held[0].count = 5
    return s.held[1].count if s.held[1] is not None else -1, p.count
"""
    check(HEADER + source, 3, 0, 1, has=["If"])


def test_an_attribute_that_the_class_has_too_stays_the_objects_own() -> None:
    source = """
    t = Data([x])
    if x > 1:
        t.count += 1
    else:
        x = x + len(vars(t))
    del t.count
    return x, t.count, len(vars(t))
"""
    check(HEADER + source, 3, 0, 1, has=["If"])
