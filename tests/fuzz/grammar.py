"""A hypothesis strategy for small programs, as source text.

A program defines ``f(x, y, v)`` of an ``int32`` scalar, a ``float32`` scalar and a ``float32`` vector. It always
ends: loops count, and calls do not recurse. Numbers stay small, so that eager ``int32`` and Python's integers agree.
Variables may be undefined, ``None``, numbers of either kind, lists, dicts and objects; what a program does with them
may fail, and then both runs must fail alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

MAX_DEPTH = 4
INTEGERS = ("a", "b", "x")
FLOATS = ("c", "y")
MAYBE = ("m",)
HEADER = """\
import tensorflow as tf


class Point:
    def __init__(self, u, w):
        self.u = u
        self.w = w

    def shift(self, amount):
        self.u = self.u + amount
        if self.u > 5:
            self.w = self.w + 1
        return self.u


def helper(p, q):
    if p > q:
        return p - q
    return q


"""


@dataclass
class _Scope:
    """Where the generator stands in the program."""

    depth: int = 0
    loops: int = 0
    counters: list[int] = field(default_factory=lambda: [0])
    in_loop: bool = False


Draw = Callable[[st.SearchStrategy[Any]], Any]


def _pick(draw: Draw, options: Any) -> Any:
    return draw(st.sampled_from(options))


def integer(draw: Draw, depth: int = 0) -> str:
    """An integer expression."""
    kinds = ["name", "literal"] + (
        [] if depth > 1 else ["binary", "binary", "call", "choice", "item", "length", "attribute"]
    )
    kind = _pick(draw, kinds)
    if kind == "name":
        return str(_pick(draw, INTEGERS))
    if kind == "literal":
        return str(draw(st.integers(0, 5)))
    if kind == "binary":
        operator = _pick(draw, ["+", "-", "*"])
        return f"(({integer(draw, depth + 1)} {operator} {integer(draw, depth + 1)}) % 7)"
    if kind == "call":
        function = _pick(draw, ["helper({}, {})", "min({}, {})", "max({}, {})", "abs({} - {})"])
        return str(function.format(integer(draw, depth + 1), integer(draw, depth + 1)))
    if kind == "choice":
        return f"({integer(draw, depth + 1)} if {condition(draw, depth + 1)} else {integer(draw, depth + 1)})"
    if kind == "item":
        return _pick(draw, ["pair[0]", "pair[1]", "table['k']", f"pair[{integer(draw, depth + 1)} % 2]"])  # type: ignore[no-any-return]
    if kind == "length":
        return "len(items)"
    return str(_pick(draw, ["point.u", "point.w"]))


def real(draw: Draw, depth: int = 0) -> str:
    """A floating-point expression."""
    kinds = ["name", "literal", "sum"] + ([] if depth > 1 else ["binary", "choice", "vector"])
    kind = _pick(draw, kinds)
    if kind == "name":
        return str(_pick(draw, FLOATS))
    if kind == "literal":
        return str(_pick(draw, ["0.5", "1.0", "-0.25", "2.0"]))
    if kind == "sum":
        return "tf.reduce_sum(v)"
    if kind == "binary":
        return f"({real(draw, depth + 1)} {_pick(draw, ['+', '-', '*'])} {real(draw, depth + 1)}) * 0.5"
    if kind == "choice":
        return f"({real(draw, depth + 1)} if {condition(draw, depth + 1)} else {real(draw, depth + 1)})"
    return "v[0]"


def condition(draw: Draw, depth: int = 0) -> str:
    """A condition."""
    kinds = ["integers", "integers", "reals", "python", "truth"] + (
        [] if depth > 1 else ["and", "not", "none", "chain", "in"]
    )
    kind = _pick(draw, kinds)
    if kind == "integers":
        return f"{integer(draw, depth + 1)} {_pick(draw, ['<', '>', '<=', '==', '!='])} {integer(draw, depth + 1)}"
    if kind == "reals":
        return f"{real(draw, depth + 1)} {_pick(draw, ['<', '>'])} {real(draw, depth + 1)}"
    if kind == "python":
        return str(_pick(draw, ["True", "False", "len(pair) == 2"]))
    if kind == "truth":
        return str(_pick(draw, INTEGERS))
    if kind == "and":
        return f"({condition(draw, depth + 1)} {_pick(draw, ['and', 'or'])} {condition(draw, depth + 1)})"
    if kind == "not":
        return f"not ({condition(draw, depth + 1)})"
    if kind == "none":
        return str(_pick(draw, ["m is None", "m is not None"]))
    if kind == "chain":
        return f"0 <= {integer(draw, depth + 1)} < {integer(draw, depth + 1)}"
    return f"{integer(draw, depth + 1)} in (1, 2, {integer(draw, depth + 1)})"


def _simple(draw: Draw, scope: _Scope) -> list[str]:
    kind = _pick(
        draw,
        [
            "integer",
            "integer",
            "real",
            "maybe",
            "append",
            "item",
            "attribute",
            "method",
            "augmented",
            "swap",
            "print",
            "use",
            "delete",
            "closure",
            "dict",
            "vector",
        ],
    )
    if kind == "integer":
        return [f"{_pick(draw, INTEGERS)} = {integer(draw)}"]
    if kind == "real":
        return [f"c = {real(draw)}"]
    if kind == "maybe":
        return [f"m = {_pick(draw, ['None', integer(draw)])}"]
    if kind == "append":
        return [_pick(draw, [f"items.append({integer(draw)})", f"items += [{integer(draw)}]"])]
    if kind == "item":
        return [f"pair[{_pick(draw, ['0', '1', integer(draw) + ' % 2'])}] = {integer(draw)}"]
    if kind == "attribute":
        return [f"point.{_pick(draw, ['u', 'w'])} = {integer(draw)}"]
    if kind == "method":
        return [f"a = point.shift({integer(draw)} % 3)"]
    if kind == "augmented":
        return [f"{_pick(draw, ['a', 'b'])} += {integer(draw)} % 3"]
    if kind == "swap":
        return [_pick(draw, ["a, b = b, a", "pair[0], pair[1] = pair[1], pair[0]"])]
    if kind == "print":
        return [f"print({integer(draw)}, 'at', {integer(draw)})"]
    if kind == "use":
        return ["if m is not None:", f"    b = m + {integer(draw)} % 3"]
    if kind == "delete":
        return [f"late = {integer(draw)}"]
    if kind == "closure":
        return [f"bump({integer(draw)} % 3)"]
    if kind == "dict":
        return [f"table['k'] = {integer(draw)}"]
    return ["v = v * 0.5 + y" if draw(st.booleans()) else "v = tf.concat([v[1:], v[:1]], 0)"]


def _exit(draw: Draw, scope: _Scope) -> list[str]:
    options = ["return", "raise", "assert", "read"] + (["break", "continue"] * 2 if scope.in_loop else [])
    kind = _pick(draw, options)
    if kind == "return":
        first = _pick(draw, [integer(draw), "a + b", "helper(a, b)"])
        return [
            f"return {first}, b, c, pair[0], 0, point.u, 1, table['k'], hits, sum(items), {_pick(draw, ['2', 'a'])}"
        ]
    if kind == "raise":
        return ['raise ValueError("refused")']
    if kind == "assert":
        return [f'assert {condition(draw)}, "does not hold"']
    if kind == "read":
        return ["a = late"]
    return [kind]


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def block(draw: Draw, scope: _Scope, budget: int) -> list[str]:
    """Statements on one level."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, budget))):
        lines += _statement(draw, scope)
    return lines


def _statement(draw: Draw, scope: _Scope) -> list[str]:
    if scope.depth >= MAX_DEPTH:
        return _simple(draw, scope)
    kind = _pick(draw, ["simple"] * 5 + ["if"] * 3 + ["exit", "while", "for", "for", "try"])
    inner = _Scope(scope.depth + 1, scope.loops, scope.counters, scope.in_loop)
    if kind == "simple":
        return _simple(draw, scope)
    if kind == "exit":
        return [f"if {condition(draw)}:", *_indented(_exit(draw, scope))]
    if kind == "if":
        lines = [f"if {condition(draw)}:", *_indented(block(draw, inner, 2))]
        if draw(st.booleans()):
            lines += [f"elif {condition(draw)}:", *_indented(block(draw, inner, 2))]
        if draw(st.booleans()):
            lines += ["else:", *_indented(block(draw, inner, 2))]
        return lines
    if kind == "try":
        lines = ["try:", *_indented(block(draw, inner, 2))]
        lines += ["except ValueError:", *_indented(block(draw, inner, 1))]
        if draw(st.booleans()):
            lines += ["finally:", *_indented(_simple(draw, scope))]
        return lines
    return _loop(draw, scope, inner, kind)


def _loop(draw: Draw, scope: _Scope, inner: _Scope, kind: str) -> list[str]:
    if scope.loops >= 2:
        return _simple(draw, scope)
    inner.loops += 1
    inner.in_loop = True
    scope.counters[0] += 1
    counter = f"i{scope.counters[0]}"
    body = block(draw, inner, 2)
    otherwise = ["else:", *_indented(_simple(draw, scope))] if draw(st.integers(0, 4)) == 0 else []
    if kind == "while":
        test = f"{counter} < {integer(draw)} % 4"
        if draw(st.booleans()):
            test += f" and {condition(draw)}"
        return [f"{counter} = 0", f"while {test}:", f"    {counter} += 1", *_indented(body), *otherwise]
    iterable = _pick(
        draw,
        [
            f"range({integer(draw)} % 4)",
            f"tf.range({integer(draw)} % 4)",
            "range(3)",
            "pair",
            "items[:2]",
            "v",
            f"enumerate(range({integer(draw)} % 3))",
            "zip(pair, range(x % 3))",
        ],
    )
    if iterable.startswith(("enumerate", "zip")):
        first = f"for {counter}, j in {iterable}:"
        return [first, *_indented(["b = j", *body]), *otherwise]
    use = f"c = c + {counter} * 0.5" if iterable == "v" else f"a = ({counter} + a) % 7"
    return [f"for {counter} in {iterable}:", *_indented([use, *body]), *otherwise]


@st.composite
def programs(draw: Draw) -> str:
    """Programs as source text."""
    lines = [
        "a = 1",
        "b = x",
        "c = 0.5",
        "m = None",
        "pair = [x, 2]",
        "items = [1]",
        "table = {'k': 3}",
        "point = Point(x, 0)",
        "hits = 0",
    ]
    lines += ["", "def bump(amount):", "    nonlocal hits", "    if amount > 0:", "        hits = hits + amount", ""]
    lines += block(draw, _Scope(), 4)
    results = "a, b, c, pair[0], pair[1], point.u, point.w, table['k'], hits, sum(items), -1 if m is None else m"
    lines.append(f"return {results}")
    return HEADER + "def f(x, y, v):\n" + "\n".join("    " + line if line else "" for line in lines) + "\n"
