"""A container or object that one place takes from another, in branches and loops: each shows changes of the other.

What is taken, where it is put, in which statement, what changes it, and through which of the two and when: all
combinations of these, of which each test runs a part. Few are refused; none may differ.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from autoimport_graph.errors import StagingError
from tests.runtime.programs import check

HEADER = """
import collections
import dataclasses
from types import SimpleNamespace

Named = collections.namedtuple("Named", ["value", "count"])

@dataclasses.dataclass
class Pair:
    value: object
    count: int = 1

class Point:
    def __init__(self, u):
        self.u = u

class Holder:
    pass

def show(value):
    if isinstance(value, Point):
        return [value.u]
    if isinstance(value, dict):
        return [len(value), value["a"]]
    if isinstance(value, set):
        return [len(value), int(5 in value)]
    return [len(value), value[0]]

"""
# What is there first, what is taken, and what changes it.
TAKEN: dict[str, tuple[str, str, list[str]]] = {
    "list": ("[1, 3]", "[x, 2]", ["{}.append(5)", "{}[0] = 9", "{}[0] += x"]),
    "dict": ("{'a': 1}", "{'a': x}", ["{}['a'] = 9", "{}['a'] += x", "{}['b'] = 4"]),
    "object": ("Point(1)", "Point(x)", ["{}.u = 9", "{}.u += x"]),
    "deque": ("collections.deque([1, 3])", "collections.deque([x, 2])", ["{}.append(5)", "{}[0] += 1"]),
    "set": ("{1, 3}", "{1, 2}", ["{}.add(5)"]),
}
# What holds the first one, how it takes the other, and how it is read.
HOLDERS = {
    "variable": ("h = FIRST", "h = s", "h"),
    "attribute": ("h = Holder()\n    h.value = FIRST", "h.value = s", "h.value"),
    "item": ("h = [FIRST, FIRST]", "h[0] = s", "h[0]"),
    "value of a dict": ("h = {'k': FIRST}", "h['k'] = s", "h['k']"),
    "tuple": ("h = (FIRST, 1)", "h = (s, 2)", "h[0]"),
    "new list": ("h = [FIRST, FIRST]", "h = [h[1], s]", "h[-1]"),
    "new object": ("h = Holder()\n    h.value = FIRST", "h = Holder(); h.value = s", "h.value"),
    "dataclass made anew": ("h = Pair(FIRST)", "h = dataclasses.replace(h, value=s)", "h.value"),
    "named tuple made anew": ("h = Named(FIRST, 1)", "h = h._replace(value=s)", "h.value"),
    "namespace": ("h = SimpleNamespace(value=FIRST)", "h = SimpleNamespace(value=s)", "h.value"),
    "dict of keys": ("h = {'k': FIRST}", "h = dict.fromkeys(h, s)", "h['k']"),
    "item of an attribute": ("h = Holder()\n    h.value = [FIRST]", "h.value[0] = s", "h.value[0]"),
}
STATEMENTS = {
    "if": "if x > 1:\n        {take}",
    "if, else": "if x > 1:\n        {take}\n    else:\n        {change}",
    "for": "for i in range(x):\n        {take}",
    "if in for": "for i in range(x):\n        if i > 0:\n            {take}",
    "for in if": "if x > 1:\n        for i in range(x - 1):\n            {take}",
}
# When, and through which of the two, the change happens; S is what is taken, H its place in the holder.
CHANGES = {
    "after it, of the one": ("{take}", "S"),
    "after it, of the other": ("{take}", "H"),
    "after it, of both": ("{take}", "S; H"),
    "inside, of the one": ("{take}; S", ""),
    "inside, of the other": ("{take}; H", ""),
    "inside, before": ("S; {take}", ""),
}
EVERY = 8  # one program in so many


def _program(
    first: str, taken: str, change: str, holder: tuple[str, str, str], statement: str, inside: str, then: str
) -> str:
    before, take, read = holder
    changes = {"S": change.format("s"), "H": change.format(read)}

    def resolved(text: str) -> str:
        return "; ".join(changes.get(part, part) for part in text.split("; "))

    whole = statement.format(take=resolved(inside).format_map({"take": take}), change=changes["S"])
    lines = [f"s = {taken}", before.replace("FIRST", first), whole, resolved(then), f"return show(s), show({read})"]
    return f"{HEADER}def f(x):\n" + "".join(f"    {line}\n" for line in lines if line)


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
@pytest.mark.parametrize(("first", "taken", "changes"), TAKEN.values(), ids=TAKEN)
def test_each_shows_changes_of_the_other(first: str, taken: str, changes: list[str], holder: Any) -> None:
    combinations = list(itertools.product(changes, STATEMENTS.values(), CHANGES.values()))
    refusals: list[str] = []
    chosen = random.Random(f"{first}, {holder}").sample(combinations, len(combinations) // EVERY)
    for change, statement, (inside, then) in chosen:
        try:
            check(_program(first, taken, change, holder, statement, inside, then), 3, 0, 1, 2)
        except StagingError as error:
            refusals.append(str(error))
    assert all("hold on one path" in refusal for refusal in refusals)
    assert len(refusals) <= len(chosen) // 4
