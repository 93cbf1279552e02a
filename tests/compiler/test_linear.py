"""Conversion takes work in proportion to the source, however it is built: calls are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from autoimport_graph.compiler import Options, convert_module

SIZE = 30


def repeated(*lines: str, after: str = "", before: str = "") -> Callable[[int], str]:
    """A function whose statements come again and again; ``#`` is their number."""

    def build(count: int) -> str:
        body = [line.replace("#", str(number)) for number in range(count) for line in lines]
        return "\n    ".join(["def f(x, y=0, z=()):", *before.splitlines(), *body, *after.splitlines(), "return x"])

    return build


def inside(start: str, part: str, end: str) -> Callable[[int], str]:
    """A function with one long expression."""

    def build(count: int) -> str:
        parts = "".join(part.replace("#", str(number)) for number in range(count))
        return f"def f(x, y=0, z=()):\n    if x:\n        return {start}{parts}{end}\n    return y"

    return build


def nested(opening: str, innermost: str, closing: str = "") -> Callable[[int], str]:
    """Blocks in blocks, a sixth as many as asked for: Python takes 100 levels at most."""

    def build(count: int) -> str:
        depth = count // 6
        lines = ["def f(x, y=0, z=()):"]
        for number in range(depth):
            lines.append(" " * (number + 1) + opening.replace("#", str(number)))
        lines.append(" " * (depth + 1) + innermost)
        for number in reversed(range(depth)):
            lines += [" " * (number + 1) + closing.replace("#", str(number))]
        return "\n".join([*lines, " return y"])

    return build


PROGRAMS: dict[str, Callable[[int], str]] = {
    "statements": repeated("x = x + 1", before="if x: y = 1"),
    "names": repeated("v# = x", after="if x: y = v0"),
    "ifs": repeated("if x == #: x = 6"),
    "ifs of many variables": repeated("if x == #: v# = 6", "else: v# = 7"),
    "elifs that return": repeated("elif x == #: return #", before="if x == -1: return 0"),
    "elifs that assign": repeated("elif x == #: y = #", before="if x == -1: y = 0"),
    "elifs that yield": repeated("elif x == #: yield y", before="if x == -1: yield 0"),
    "returns": repeated("if x == #: return #"),
    "returns in a loop": repeated("    if x == #: return #", before="while x:"),
    "breaks": repeated("    if x == #: break", before="while x:"),
    "continues": repeated("    if x == #: continue", before="for x in z:"),
    "cases": repeated("    case #: return #", before="match x:"),
    "yields": repeated("yield x", before="if x: y = 1"),
    "conditional yields": repeated("if x: yield #"),
    "raises": repeated("if x == #: raise ValueError(x)"),
    "asserts": repeated("assert x == #"),
    "whiles": repeated("while x > #: x -= 1"),
    "whiles with breaks": repeated("while x > #:", "    if x == y: break"),
    "fors with else": repeated("for i in z:", "    if i: break", "else: y = 1"),
    "tries": repeated("try: y = x", "except ValueError: y = 2"),
    "tries with a return": repeated("try:", "    if x == #: return 1", "finally: y = 2"),
    "raises in tries": repeated("try:", "    if x == #: raise ValueError", "except ValueError: y = 2"),
    "withs": repeated("with y:", "    if x: z = 1"),
    "calls": repeated("y = max(y, x)"),
    "attributes and subscripts": repeated("y.a[x] = z.b[x]"),
    "lambdas": repeated("y = lambda a: a if a else x"),
    "comprehensions": repeated("y = [a for a in z if a]"),
    "functions": repeated("def g#(a):", "    if a: return x"),
    "assignment expressions": repeated("if (y := x): z = 1"),
    "list": inside("[", "y, ", "]"),
    "dict": inside("{", "#: y, ", "}"),
    "text": inside("f'", "{x}", "'"),
    "and": inside("x", " and y", ""),
    "comparison": inside("x", " < y", ""),
    "sum": inside("x", " + y", ""),
    "sum of calls": inside("max(x)", " + max(y)", ""),
    "attribute of attribute": inside("x", ".y", ""),
    "call of a call": inside("x", ".y()", ""),
    "conditional expression": inside("", "# if x == # else ", "y"),
    "argument list": inside("max(", "y, ", "x)"),
    "nested ifs": nested("if x > #:", "y = 1"),
    "nested ifs that return": nested("if x > #:", "return 1", "else: y = #"),
    "nested whiles": nested("while x > #:", "x = 1", " if y > #: break"),
    "nested fors": nested("for i# in z:", "x = 1", " if y == i#: break"),
    "nested functions": nested("def g#(x):", "return 1", " if x: return #"),
}  # fmt: skip


# By the square it would be 4 times as much. Loops in loops, 20 at most, are gone through until nothing changes;
# branches in branches, 500 at most, carry the variables of those inside.
MORE = {"nested fors": 3, "nested whiles": 3, "tries with a return": 3}


def work(source: str) -> int:
    """Calls that a conversion makes, those of C functions included."""
    count = 0

    def tell(*event: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tell)
    try:
        conversion = convert_module(source.encode(), "program.py", "program", Options())
    finally:
        sys.setprofile(None)
    assert not [note for note in conversion.notes if note.kind == "unconverted"]
    return count


@pytest.mark.parametrize("name", PROGRAMS)
def test_twice_the_source_takes_twice_the_work(name: str) -> None:
    build = PROGRAMS[name]
    work(build(SIZE))  # tables of kinds of nodes are filled
    small, middle, large = (work(build(SIZE * times)) for times in (1, 2, 4))
    assert large - middle < MORE.get(name, 2.4) * (middle - small)


def test_as_many_modules_functions_and_parameters() -> None:
    for build in (
        lambda count: "".join(f"def f{i}(a):\n    if a: return 1\n" for i in range(count)),
        lambda count: "class C:\n" + "".join(f" def f{i}(self, a):\n  if a: self.x = 1\n" for i in range(count)),
        lambda count: f"def f({', '.join(f'a{i}=0' for i in range(count))}):\n    if a0: return 1\n",
        lambda count: "".join(f"G{i} = [1, 2]\n" for i in range(count)) + "def f(x):\n    if x: return G0\n",
    ):
        work(build(SIZE))
        small, middle, large = (work(build(SIZE * times)) for times in (1, 2, 4))
        assert large - middle < 2.2 * (middle - small)
