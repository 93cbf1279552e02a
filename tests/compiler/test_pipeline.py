"""What gets a graph version, what is left alone and why, and what conversion costs."""

from __future__ import annotations

import ast
import sys
import textwrap
from types import CodeType

import pytest

from autoimport_graph.compiler import Options, convert_module, show_module
from tests.compiler import harness


def notes(source: str, **options) -> dict[str, tuple[str, str]]:
    conversion = convert_module(textwrap.dedent(source).encode(), "m.py", "m", Options(**options))
    return {note.qualname: (note.kind, note.reason) for note in conversion.notes}


@pytest.mark.parametrize(
    "body",
    [
        "return s(x)",  # from math import sqrt as s
        "return self.layers(x)",
        "return x[0]",
        "return [x]",
        "return x + self.y",
        "return x % 2",
        "return not x",
        "self.y = x",
        "del x[0]",
        "yield x",
        "a, b = x",
        "return f'{x}'",
        "global g; g = x",
        "with x as y: return y is None",
        "return [k for k in x]",
        "return lambda: 0 or sorted(x)",
    ],
)
def test_whatever_may_differ_in_a_graph_has_a_graph_version(body):
    found = notes(f"from math import sqrt as s\ndef f(self, x):\n    {body}\n")
    assert "converted" in {kind for kind, _ in found.values()}


@pytest.mark.parametrize(
    "body",
    [
        "return self.x",
        "return x - 1",
        "pass",
        "return helper(x)",
        "y = x; return y, None",
        "return -x / self.y",
        "import os",
    ],
)
def test_what_cannot_differ_is_not_touched(body):
    found = notes(f"def helper(x): return x\ndef f(self, x):\n    {body}\n")
    assert found["f"] == ("untouched", "")


@pytest.mark.parametrize(
    "rest",
    [
        "helper = len",
        "from a import *",
        "@decorator\ndef helper(): pass",
        "class helper: pass",
        "def g():\n    global helper",
    ],
)
def test_a_function_that_may_be_another_is_none_of_the_modules_own(rest):
    assert notes(f"def helper(x): return x\ndef f(x): return helper(x)\n{rest}\n")["f"][0] == "converted"


def test_reasons():
    found = notes(
        """
        async def asynchronous():
            yield 1 if x else 2
        def jump():
            for i in x:
                try: yield i
                finally: continue
        def decorated():
            @(yield x())
            def g(): pass
            return 1 or 2
        def inner_fine():
            def bad():
                while x:
                    try: yield
                    finally: break
            return bad() if x else 0
        """
    )
    assert found["asynchronous"][0] == "converted"
    assert found["jump"] == ("unconverted", "a jump out of a finally block around a yield or an await")
    assert found["decorated"] == ("unconverted", "a decorator, default or base class suspends the function")
    assert found["inner_fine"][0] == "converted"
    assert found["inner_fine.<locals>.bad"][0] == "unconverted"


def test_what_is_nested_too_deeply_is_left_alone_and_its_module_converted():
    chain = "    if x == 0:\n        return 0\n" + "".join(
        f"    elif x == {n}:\n        return {n}\n" for n in range(900)
    )
    found = notes(f"def deep(x):\n{chain}\ndef f(x):\n    return 1 if x else 2\n")
    assert found["f"][0] == "converted"
    kind, reason = found["deep"]
    assert kind == "unconverted"
    assert "more than 500 branches are nested" in reason or "recursion limit" in reason


def test_a_name_of_a_function_further_out_is_not_the_modules():
    found = notes(
        """
        def helper(x): return x
        def outer(helper):
            def middle():
                def inner(x): return helper(x)
                return inner
            return middle
        """
    )
    assert {name: kind for name, (kind, _) in found.items() if "inner" in name} == {
        "outer.<locals>.middle.<locals>.inner": "converted"
    }


def test_lambdas_have_pythons_name():
    assert notes("f = lambda x: x or 1")["<lambda>"][0] == "converted"


@pytest.mark.parametrize(("pattern", "checked"), [("_", False), ("_ if x", True), ("[_]", True), ("z", False)])
def test_reads_are_checked_where_a_variable_may_be_unbound(pattern, checked):
    source = f"def f(x):\n    match x:\n        case 1: y = x\n        case {pattern}: y = 2\n    return y\n"
    (shown,) = map(ast.unparse, show_module(source.encode(), "m.py", "m", Options()).values())
    assert (".read(" in shown) == checked


def test_excluded_by_name():
    found = notes("class A:\n    def f(self): return self()\ndef g(): return 1 or 2", do_not_convert=("m.A",))
    assert found["A.f"] == ("excluded", "the configuration says so")
    assert found["g"][0] == "converted"


@pytest.mark.parametrize("option", ["graph", "py_func"])
def test_decorated_by_name(option):
    source = "def f(x): return x\ndef g(x): return x"
    found = convert_module(source.encode(), "m.py", "m", Options(**{option: ("m.f",)})).notes
    assert [(note.kind, note.qualname, note.reason) for note in found if note.kind == option] == [
        (option, "f", "the configuration says so")
    ]


def test_show_names_functions_as_their_author_did():
    shown = show_module(b"class A:\n    def f(self):\n        return (lambda: self())()\n", "m.py", "m", Options())
    assert list(shown) == ["A.f", "A.f.<locals>.<lambda>"]


def work(source: str) -> int:
    """How many calls converting a program takes: a measure that no other process disturbs."""
    count = 0

    def profile(frame, event, argument) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        convert_module(source.encode(), "m.py", "m", Options())
    finally:
        sys.setprofile(None)
    return count


def nest(depth: int) -> str:
    lines = ["def f(x):"]
    for level in range(1, depth + 1):
        lines.append("    " * level + f"for i{level} in range(x):")
        lines.append("    " * (level + 1) + f"x = x + i{level}")
    return "\n".join(lines)


def test_cost_grows_no_faster_than_size_times_depth():
    program = "def f{0}(x):\n    for i in range(x):\n        if x > i:\n            x = x - i\n    return x\n"
    small, large = (work("".join(program.format(n) for n in range(count))) for count in (40, 160))
    assert large < small * 4 * 1.1
    shallow, deep = work(nest(4)), work(nest(16))
    assert deep < shallow * 4 * 1.5


LINES = """\
def f(x):
    if x(
        1,
    ):
        y = 1
    else:
        y = (
            2)
    while x(
        y
    ):
        y = x(
            len,
            y)
    for i in x(
        y
    ):
        y = i
    return y
"""


def lines_of(code: CodeType) -> set[int]:
    """The lines that a debugger or coverage sees in a function, those of the functions that passes made included."""
    lines = {line for _, _, line in code.co_lines() if line is not None}
    return lines.union(*(lines_of(constant) for constant in code.co_consts if isinstance(constant, CodeType)))


def test_a_graph_version_has_the_lines_of_its_author():
    """A call of an operator over several lines once counted to the last of them, a branch's function to its body."""
    code = compile(LINES, "m.py", "exec").co_consts[0]
    version = harness.load(harness.convert(LINES).code)["__autoimport_graph__"].body(0)
    assert lines_of(version.__code__) <= lines_of(code) | {1}
    own = {line for _, _, line in version.__code__.co_lines() if line is not None}
    assert own & {5, 7, 12, 18} == set(), "lines of branches and bodies belong to the functions made of these"
