"""Small programs, as source text.

A program defines ``f(x, y, v)`` of an ``int32`` scalar, a ``float32`` scalar and a ``float32`` vector. It always
ends: loops count, and calls do not recurse. Numbers stay small and floats are sums of powers of two, so that eager
``int32`` and ``float32`` and Python's numbers agree. Variables may be undefined, ``None``, numbers of either kind,
lists, dicts, tuples and objects; what a program does with them may fail, and then both runs must fail alike.

A seed is a program, whatever the versions of Python and of the libraries.
"""

from __future__ import annotations

import re
from random import Random
from typing import ClassVar

from hypothesis import strategies as st

from tests.fuzz.expressions import Expressions
from tests.fuzz.header import HEADER

MAX_DEPTH = 4
START = {
    "a": ["1", "x", "x % 3"],
    "b": ["x", "2"],
    "c": ["0.5", "y", "1"],
    "m": ["None", "None", "x"],
    "pair": ["[x, 2]", "[1, 2]"],
    "items": ["[1]", "[]", "[x, 2]"],
    "table": ["{'k': 3, 'n': x}", "{'k': 0, 'n': 1}"],
    "point": ["Point(x, 0)", "Point(1, 2)"],
    "both": ["Both(x, 1)", "Both(1, 2)"],
    "box": ["Box(0.5)", "Box(y)"],
    "s": ["''", "'s'"],
    "v": ["v"],
    "hits": ["0"],
}
RESULTS = {
    "a": ["a"],
    "b": ["b"],
    "c": ["c"],
    "m": ["-9 if m is None else m"],
    "pair": ["pair[0]", "pair[1]"],
    "items": ["sum(items)", "len(items)"],
    "table": ["table['k']", "table['n']"],
    "point": ["point.u", "point.w"],
    "both": ["both.l", "both.r"],
    "box": ["box.size"],
    "s": ["s"],
    "v": ["tf.reduce_sum(v)"],
    "hits": ["hits"],
}
BUMP = """\
def bump(amount):
    nonlocal hits
    if amount > 0:
        hits = hits + amount
        return amount
    return hits""".splitlines()


# A list that grows in each iteration of a loop over itself would keep that from ending.
_GROWS = re.compile(r"\bitems(\.append|\.extend|\.insert| \+=)")


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


class Grammar(Expressions):
    """Writes one program.

    Args:
        random: The source of all choices.

    Attributes:
        header: What stands before the function.
        start: The values that variables may begin with.
        results: What is returned of those that a program uses.
    """

    header = HEADER
    start: ClassVar = START
    results: ClassVar = RESULTS

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.count = 0
        self.loops = 0

    def program(self) -> str:
        """The source text."""
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(0, False)
        start = {name: self.pick(*values) for name, values in self.start.items()}
        used = self._used(start, " ".join(["a b", *lines]))
        results = [result for name, group in self.results.items() if name in used for result in group]
        lines = [line.replace(", ...", "".join(f", {result}" for result in results[1:])) for line in lines]
        bump = BUMP if "hits" in used else []
        lines = [*(f"{name} = {start[name]}" for name in start if name in used), *bump, *lines]
        lines.append(f"return {', '.join(results)}")
        return self.header + "def f(x, y, v):\n" + "\n".join("    " + line for line in lines) + "\n"

    def _used(self, start: dict[str, str], text: str) -> set[str]:
        """The variables that a program names, and those that they begin with."""
        used: set[str] = set()
        pending = [text + (" hits" if "bump" in text else "")]
        while pending:
            text = pending.pop()
            for name in start.keys() - used:
                if re.search(rf"\b{name}\b", text):
                    used.add(name)
                    pending += [start[name], *self.results[name]]
        return used

    def block(self, depth: int, in_loop: bool, most: int = 2) -> list[str]:
        """Statements one level further in."""
        lines: list[str] = []
        for _ in range(self.random.randint(1, most)):
            lines += self.statement(depth + 1, in_loop)
        return _indented(lines)

    def statement(self, depth: int, in_loop: bool) -> list[str]:
        """One statement."""
        nested = [] if depth >= MAX_DEPTH else ["if", "if", "if", "try", "finally", "match", "with"]
        nested += [] if depth >= MAX_DEPTH or self.loops >= 2 else ["while", "forever", "for", "for", "generator"]
        kind = self.pick(*["simple"] * (4 + 2 * depth), "exit", *nested)
        return getattr(self, "make_" + kind)(depth, in_loop)  # type: ignore[no-any-return]

    def make_exit(self, depth: int, in_loop: bool) -> list[str]:
        kinds = ["return", "raise", "assert", "read"] + (["break", "continue"] * 3 if in_loop else [])
        kind = self.pick(*kinds)
        if kind == "return":
            first = self.pick(self.integer(), "a + b", "7")
            leave = f"return {first}, ..."
        elif kind == "raise":
            leave = f"raise {self.pick('ValueError', 'KeyError')}('refused')"
        elif kind == "assert":
            leave = f"assert {self.condition()}, 'does not hold'"
        else:
            leave = self.pick("a = late", "late = b", "del late") if kind == "read" else kind
        return [f"if {self.condition()}:", *_indented([leave])]

    def make_if(self, depth: int, in_loop: bool) -> list[str]:
        lines = [f"if {self.condition()}:", *self.block(depth, in_loop)]
        if self.chance(0.3):
            lines += [f"elif {self.condition()}:", *self.block(depth, in_loop)]
        if self.chance(0.5):
            lines += ["else:", *self.block(depth, in_loop)]
        return lines

    def make_try(self, depth: int, in_loop: bool) -> list[str]:
        lines = ["try:", *self.block(depth, in_loop)]
        lines += [f"except {self.pick('ValueError', '(ValueError, KeyError)', 'KeyError as e')}:"]
        lines += self.block(depth, in_loop, 1)
        if self.chance(0.2):
            lines += ["else:", *self.block(depth, in_loop, 1)]
        if self.chance(0.3):
            lines += ["finally:", *_indented(self.make_simple(depth, False))]
        return lines

    def make_finally(self, depth: int, in_loop: bool) -> list[str]:
        return ["try:", *self.block(depth, in_loop), "finally:", *_indented(self.make_simple(depth, False))]

    def make_with(self, depth: int, in_loop: bool) -> list[str]:
        return [f"with Manager(point){self.pick('', ' as a')}:", *self.block(depth, in_loop)]

    def make_match(self, depth: int, in_loop: bool) -> list[str]:
        subject, patterns = self.pick(
            (self.integer(), ["0", "1 | 2", "d if d > 2"]),
            ("both", ["Both(0, _)", "Both(a, 1)", "(d, 2)"]),
            ("point", ["Point(u=0)", "Point(u=d, w=1)"]),
            ("pair", ["[0, *_]", "[d, 2]"]),
        )
        lines = [f"match {subject}:"]
        for pattern in patterns[: self.random.randint(1, len(patterns))]:
            lines += _indented([f"case {pattern}:", *self.block(depth, in_loop, 1)])
        return lines + (_indented(["case _:", *self.block(depth, in_loop, 1)]) if self.chance(0.5) else [])

    def _loop(self, head: str, first: list[str], depth: int) -> list[str]:
        self.loops += 1
        body = self.block(depth, True)
        self.loops -= 1
        if head.endswith(" in items:") and _GROWS.search("\n".join(body)):
            first = ["if len(items) > 6:", "    break", *first]
        lines = [head, *_indented(first), *body]
        return lines + (["else:", *_indented(self.make_simple(depth, False))] if self.chance(0.2) else [])

    def _counter(self) -> str:
        self.count += 1
        return f"i{self.count}"

    def make_while(self, depth: int, in_loop: bool) -> list[str]:
        i = self._counter()
        test = f"{i} < {self.pick('3', f'{self.integer(1)} % 4')}"
        test += self.pick("", f" and {self.condition(1)}")
        start = self.pick("0", "0", "x * 0")
        return [f"{i} = {start}", *self._loop(f"while {test}:", [f"{i} += 1"], depth)]

    def make_forever(self, depth: int, in_loop: bool) -> list[str]:
        i = self._counter()
        first = [f"{i} += 1", f"if {i} > {self.pick('2', f'{self.integer(1)} % 4')}:", "    break"]
        return [f"{i} = 0", *self._loop("while True:", first, depth)]

    def make_for(self, depth: int, in_loop: bool) -> list[str]:
        i, n = self._counter(), self.integer(1)
        kind = self.pick("integers", "integers", "floats", "pairs", "generated", "names")
        if kind == "floats":
            iterable = self.pick("v", "v * 0.5", "v[1:]", "tf.unstack(tf.constant([0.5, 2.0]))", "reversed(v)")
            return self._loop(f"for {i} in {iterable}:", [f"c = c + {i} * 0.5"], depth)
        if kind == "pairs":
            iterable = self.pick(f"enumerate(range({n} % 3))", f"zip(pair, range({n} % 3))", "enumerate(pair, 1)")
            return self._loop(f"for {i}, j in {iterable}:", ["b = (b + j) % 7", *self.pick([], [f"a = {i}"])], depth)
        if kind == "names":
            return self._loop(f"for {i} in ['k', 'n']:", [f"a = (a + table[{i}]) % 7"], depth)
        iterable = self.pick(
            f"range({n} % 4)", f"tf.range({n} % 4)", "range(3)", f"range(3, {n} % 3, -1)", "pair", "items[:2]", "items",
            "both", f"[{n}, {self.integer(1)}]", f"sorted([{n}, a, b])", "list(range(2))", "tf.constant([2, 0, 1])",
        )  # fmt: skip
        if kind == "generated":
            iterable = self.pick(f"count_up({n} % 4)", f"({self.integer(1)} for k in range({n} % 3))")
        return self._loop(f"for {i} in {iterable}:", [self.pick(f"a = ({i} + a) % 7", f"b = {i}")], depth)

    def make_generator(self, depth: int, in_loop: bool) -> list[str]:
        name = f"g{self._counter()}"
        lines = [f"def {name}(n):", "    for k in range(n):", f"        if {self.condition(1)}:"]
        lines += ["            " + self.pick("yield k", "yield a + k", "continue", "return")]
        lines += [f"        yield {self.pick('k', 'k + b', 'b')}"]
        n = f"{self.integer(1)} % 4"
        use = self.pick(
            [f"a = sum({name}({n})) % 7"],
            [f"for j in {name}({n}):", f"    {self.pick('a', 'b')} = (a + j) % 7", *self.block(depth + 1, True, 1)],
            [f"items = list({name}({n}))"],
            [f"b = max({name}({n}), default=3)"],
        )
        return [*lines, *use]

    def make_simple(self, depth: int, in_loop: bool) -> list[str]:
        """A statement without statements inside."""
        return self.pick(*self.simple_statements())  # type: ignore[no-any-return]

    def simple_statements(self) -> list[list[str]]:
        e, r, i = self.integer(), self.real(), self.pick("a", "b", "x")
        small = f"{self.integer(1)} % 3"
        return [
            [f"{i} = {e}"],
            [f"{i} = {e}"],
            [f"c = {r}"],
            [f"{self.pick('a', 'b')} += {small}"],
            [f"m = {self.pick('None', e)}"],
            ["if m is not None:", f"    {self.pick('b', 'm')} = (m + {small}) % 7"],
            ["if m is None:", f"    m = {e}", "else:", f"    {self.pick(f'a = m + {small}', 'm = None')}"],
            [f"items.append({e})"],
            [self.pick(f"items += [{e}]", f"items.extend([{e}, 1])", f"items.insert(0, {e})")],
            ["if items:", f"    {self.pick('a = items.pop()', 'b = items.pop(0)', f'items[-1] = {e}')}"],
            [self.pick("items = items[1:]", f"items = [k + 1 for k in items if k < {e}]", "items = [*items, a]")],
            [f"pair[{self.pick('0', '1', small.replace('% 3', '% 2'))}] = {e}"],
            [self.pick("a, b = b, a", "pair[0], pair[1] = pair[1], pair[0]", "a, *_ = pair", "(a, b) = both")],
            [f"point.{self.pick('u', 'w')} {self.pick('=', '+=')} {small}"],
            [f"a = point.shift({small})"],
            [f"m = point.find({small})"],
            [f"table['{self.pick('k', 'n')}'] {self.pick('=', '+=')} {small}"],
            [f"both = {self.pick(f'Both({e}, b)', f'both._replace(l={e})', 'Both(*pair)')}"],
            [f"box.size = {r}" if self.chance(0.5) else f"box = Box({r})"],
            ["c = box.grow(y)"],
            [f"late = {e}"],
            [self.pick(f"bump({small})", f"a = bump({small})")],
            [f"m = first({small}, {self.pick('pair', 'both', '[a, b]', 'items')})"],
            [self.pick("v = v * 0.5 + y", "v = tf.concat([v[1:], v[:1]], 0)")],
            [self.printed()],
            [self.text()],
            [f"h = lambda k: k + {self.integer(1)}", f"a = h({small})"],
            [f"fs = [lambda k: k + {small}, lambda k: k * 2]", f"b = fs[{small.replace('% 3', '% 2')}](a) % 7"],
        ]

    def printed(self) -> str:
        return self.pick(
            f"print({self.integer()}, 'at', {self.integer(1)})",
            "print(f'{a} and {c}')",
            "print('a', b, sep='-', end=';\\n')",
            "print(s, m is None)",
            "print('%d of %s' % (a, b))",
        )

    def text(self) -> str:
        return self.pick(
            "s += 'a'", "s = s + f'{a};'", "s += str(len(pair))", "s = f'{b}' if len(pair) else s", "s = '%d' % a"
        )


def programs() -> st.SearchStrategy[str]:
    """A strategy for programs."""
    return st.randoms(use_true_random=False).map(lambda random: Grammar(random).program())
