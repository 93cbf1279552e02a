"""Random programs: branches, loops with every exit, handlers, contexts, closures, comprehensions, stores.

Variables may be unbound, operations may fail: what an author's body does then, its graph version must do, too. Each
expression leaves a trace, and a program that has left too long a one is stopped, so that all of them end.
"""

from __future__ import annotations

import textwrap
from random import Random

PRELUDE = """
    class Limit(BaseException):
        pass
    steps = [0]
    def t(value):
        steps[0] += 1
        if steps[0] > 150:
            raise KeyError('limit')
        if steps[0] > 300:
            raise SystemError('limit')
        text = repr(value)
        trace('a name error' if 'Error(' in text and ('associated' in text or 'referenced' in text) else text)
        return value
    class Manager:
        def __init__(self, name, swallows, fails):
            self.name, self.swallows, self.fails = name, swallows, fails
        def __enter__(self):
            trace(('enter', self.name))
            return self.name
        def __exit__(self, kind, value, traceback):
            trace(('exit', self.name, kind and (NameError if issubclass(kind, NameError) else kind).__name__))
            if self.fails:
                raise ValueError('exit')
            return self.swallows
    class Holder:
        pass
    g = 5
"""


class Programs:
    """Writes one random program.

    Args:
        random: The source of all choices.
        suspends: Whether the function is a generator.
    """

    def __init__(self, random: Random, suspends: bool = False) -> None:
        self.random = random
        self.suspends = suspends
        self.names = ["a", "b", "c", "d"]
        self.count = 0
        # Not both in one program: an exit that fails while a jump passes it, inside one that swallows that, is a
        # known limit (see passes/exits.py).
        self.unusual = self.pick((True, False), (False, True))

    def program(self) -> str:
        """The source text; its function is called ``f`` and takes one number."""
        lines = ["v = [1, 2, 3]", "h = Holder()", "h.n = 0"]
        lines += self.pick(["b, c, d = 1, 2, 3"], ["b, c, d = 1, 2, 3"], ["b = 1"], [])
        lines += self.block(4)
        if self.random.random() < 0.7:
            lines.append(f"return {self.expression(2)}, v, h.n")
        if self.suspends:
            lines.append("yield 'end'")
        return textwrap.dedent(PRELUDE) + "def f(a):\n" + textwrap.indent("\n".join(lines), "    ") + "\n"

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self) -> str:
        return self.pick(*self.names)

    # -- expressions

    def atom(self) -> str:
        return self.pick(
            self.name(),
            self.name(),
            str(self.random.randint(-2, 3)),
            f"t({self.random.randint(0, 3)})",
            "g",
            "h.n",
            "v[0]",
        )

    def expression(self, depth: int) -> str:
        if depth <= 0:
            return self.atom()
        e = lambda: self.expression(depth - 1)  # noqa: E731
        kinds = [
            "atom",
            "t",
            "sum",
            "compare",
            "logic",
            "ifexp",
            "chain",
            "item",
            "not",
            "comprehension",
            "any",
            "lambda",
            "walrus",
            "text",
        ]
        kind = self.pick(*kinds)
        if kind == "t":
            return f"t({e()})"
        if kind == "sum":
            return f"({e()} {self.pick('+', '-', '*', '%')} {e()})"
        if kind == "compare":
            return f"({e()} {self.pick('<', '==', '!=', '>=', 'is', 'is not')} {e()})"
        if kind == "chain":
            return f"({e()} < {e()} {self.pick('<=', '!=')} {e()})"
        if kind == "logic":
            return f"({e()} {self.pick('and', 'or')} {e()} {self.pick('and', 'or')} {e()})"
        if kind == "ifexp":
            return f"({e()} if {e()} else {e()})"
        if kind == "item":
            return f"v[{e()}]"
        if kind == "not":
            return f"(not {e()})"
        if kind == "comprehension":
            target = self.pick("k", "a")
            return f"len([{e()} for {target} in range({self.random.randint(0, 3)}) if {e()}])"
        if kind == "any":
            return f"{self.pick('any', 'all')}({e()} for k in t([0, 1, 2]))"
        if kind == "lambda":
            return f"(lambda k={e()}: {e()})()"
        if kind == "walrus":
            return f"({self.name()} := {e()})"
        if kind == "text":
            return f"len(f'{{{e()}}}')"
        return self.atom()

    # -- statements

    def block(self, depth: int, loop: bool = False) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(depth, loop)
        return lines

    def inside(self, depth: int, loop: bool = False) -> list[str]:
        return ["    " + line for line in self.block(depth - 1, loop)]

    def statement(self, depth: int, loop: bool) -> list[str]:
        simple = [
            "assign",
            "assign",
            "assign",
            "augment",
            "store",
            "attribute",
            "unpack",
            "trace",
            "del",
            "assert",
            "annotate",
            "import",
        ]
        simple += ["return", "raise", "pass"]
        if loop:
            simple += ["break", "continue", "break", "continue"]
        if self.suspends:
            simple += ["yield", "yield"]
        nested = (
            ["if", "if", "if", "for", "while", "try", "match", "with", "function", "class", "generator", "finally"]
            if depth > 0
            else []
        )
        kind = self.pick(*simple, *nested, *nested)
        return getattr(self, "make_" + kind)(depth, loop)

    def make_assign(self, depth, loop):
        return [f"{self.pick('', self.name() + ' = ')}{self.name()} = {self.expression(2)}"]

    def make_augment(self, depth, loop):
        target = self.pick(self.name(), self.name(), "v[t(0)]", "h.n", f"v[{self.atom()}]")
        return [f"{target} {self.pick('+=', '-=', '*=')} {self.expression(1)}"]

    def make_store(self, depth, loop):
        return [f"v[{self.expression(1)}] = {self.expression(1)}"]

    def make_attribute(self, depth, loop):
        return [f"h.n = {self.expression(1)}"]

    def make_unpack(self, depth, loop):
        left = self.pick(
            f"{self.name()}, {self.name()}",
            f"v[{self.atom()}], {self.name()}",
            f"h.n, *{self.name()}",
            f"[{self.name()}, (b, v[0])]",
        )
        right = self.pick(f"{self.name()}, {self.expression(1)}", "[t(1), t(2)]", "(t(1), (t(2), t(3)))", "range(2)")
        return [f"{left} = {right}"]

    def make_trace(self, depth, loop):
        return [f"t(({self.name()}, {self.expression(1)}))"]

    def make_del(self, depth, loop):
        return [f"del {self.pick(self.name(), 'v[' + self.atom() + ']', self.name())}"]

    def make_assert(self, depth, loop):
        return [f"assert {self.expression(1)}, t({self.expression(1)})"]

    def make_annotate(self, depth, loop):
        return [f"{self.name()}: int{self.pick('', ' = ' + self.expression(1))}"]

    def make_import(self, depth, loop):
        return [f"from math import {self.pick('pi', 'floor')} as {self.name()}"]

    def make_return(self, depth, loop):
        if self.random.random() < 0.4:
            return ["pass"]
        return [f"return {self.pick('', self.expression(1))}"]

    def make_raise(self, depth, loop):
        return [self.pick("raise ValueError(t('raised'))", f"raise KeyError({self.atom()})", "raise", "t(0)", "t(1)")]

    def make_pass(self, depth, loop):
        return ["pass"]

    def make_break(self, depth, loop):
        return ["break"]

    def make_continue(self, depth, loop):
        return ["continue"]

    def make_yield(self, depth, loop):
        return [
            self.pick(
                f"yield {self.expression(1)}",
                f"{self.name()} = (yield {self.atom()})",
                f"a = {self.atom()} and (yield 2)",
                "yield from v",
            )
        ]

    def make_if(self, depth, loop):
        lines = [f"if {self.expression(2)}:", *self.inside(depth, loop)]
        if self.random.random() < 0.3:
            lines += [f"elif {self.expression(1)}:", *self.inside(depth, loop)]
        if self.random.random() < 0.5:
            lines += ["else:", *self.inside(depth, loop)]
        return lines

    def _otherwise(self, depth, loop):
        return ["else:", *self.inside(depth, loop)] if self.random.random() < 0.4 else []

    def make_for(self, depth, loop):
        target = self.pick(self.name(), self.name(), f"{self.name()}, {self.name()}", "v[0]", "h.n")
        items = self.pick(
            "range(3)",
            "t([1, 2, 3])",
            "v",
            "range(0)",
            "[(1, 2), (3, 4)]",
            f"({self.expression(1)} for k in t([1, 2]))",
        )
        return [f"for {target} in {items}:", *self.inside(depth, True), *self._otherwise(depth, loop)]

    def make_while(self, depth, loop):
        return [f"while t(1) and {self.expression(1)}:", *self.inside(depth, True), *self._otherwise(depth, loop)]

    def make_try(self, depth, loop):
        lines = ["try:", *self.inside(depth, loop)]
        kinds = self.pick(
            ["ValueError"],
            ["(KeyError, TypeError) as b"],
            ["ValueError as a", "Exception as c"],
            ["NameError", "Exception"],
        )
        for kind in kinds:
            lines += [f"except {kind}:", *self.inside(depth, loop)]
        lines += self._otherwise(depth, loop)
        return lines + (["finally:", *self.inside_finally(depth, loop)] if self.random.random() < 0.4 else [])

    def make_finally(self, depth, loop):
        return ["try:", *self.inside(depth, loop), "finally:", *self.inside_finally(depth, loop)]

    def inside_finally(self, depth: int, loop: bool) -> list[str]:
        """A block that is left by a jump only where nothing suspends: graph versions refuse that."""
        if not self.suspends and self.random.random() < 0.3:
            return self.inside(min(depth, 1), loop)
        lines = []
        for _ in range(self.random.randint(1, 2)):
            kind = self.pick("assign", "augment", "trace", "store", "loop")
            if kind == "loop":
                lines += [
                    "for k in range(3):",
                    f"    if k == {self.expression(1)}:",
                    f"        {self.pick('break', 'continue')}",
                    "    t(k)",
                ]
            else:
                lines += getattr(self, "make_" + kind)(0, False)
        return ["    " + line for line in lines]

    def make_match(self, depth, loop):
        lines = [f"match {self.expression(1)}, {self.expression(1)}:"]
        for _ in range(self.random.randint(1, 3)):
            pattern = self.pick(
                "(0, b)",
                "(1 | 2, _)",
                "[int(a), c] | (c, str() as a)",
                "(None | True, *b)",
                "(c, 1)",
                "{'k': b}",
                "[b]",
            )
            guard = self.pick("", f" if {self.expression(1)}")
            lines += [f"    case {pattern}{guard}:", *("    " + line for line in self.inside(depth, loop))]
        return lines + self.pick(
            [], [f"    case {self.pick('_', 'd')}:", *("    " + line for line in self.inside(depth, loop))]
        )

    def make_with(self, depth, loop):
        items = []
        for _ in range(self.random.randint(1, 2)):
            self.count += 1
            swallows, fails = self.pick((False, False), self.unusual)
            items.append(f"Manager({self.count}, {swallows}, {fails}){self.pick('', ' as ' + self.name())}")
        return [f"with {', '.join(items)}:", *self.inside(depth, loop)]

    def make_function(self, depth, loop):
        self.count += 1
        function = f"function_{self.count}"
        shared = self.name()
        declaration = self.pick([], [f"    nonlocal {shared}"], ["    global g", "    g = 7"])
        suspends, self.suspends = self.suspends, False
        body = self.inside(min(depth, 2))
        self.suspends = suspends
        if any("global g" in line for line in declaration):
            body = [line for line in body if "g" not in line.replace("range", "")] or ["    pass"]
            body = ["    return g"]
        parameter = self.pick("", f"p={self.expression(1)}", "*p")
        use = self.pick(f"{self.name()} = {function}()", f"t({function}())", "pass")
        # Bound here, too: else ``nonlocal`` has nothing to refer to.
        before = [f"{shared} = {self.atom()}"] if declaration[:1] == [f"    nonlocal {shared}"] else []
        return [*before, f"def {function}({parameter}):", *declaration, *body, use]

    def make_class(self, depth, loop):
        return [
            "class Local:",
            f"    x = {self.expression(1)}",
            f"    def method(self, k={self.atom()}):",
            f"        return {self.expression(2)}",
            f"{self.name()} = Local().method()",
        ]

    def make_generator(self, depth, loop):
        use = self.pick(f"{self.name()} = list(k)", f"{self.name()} = next(k, None)")
        middle = self.block(0)
        return [f"k = ({self.expression(1)} for j in range(3) if {self.expression(1)})", *middle, use]
