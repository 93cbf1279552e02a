"""Expressions of generated programs: integers, floats, conditions."""

from __future__ import annotations

from random import Random
from typing import Any


class Expressions:
    """Writes expressions over the variables that each program has.

    Args:
        random: The source of all choices.
    """

    def __init__(self, random: Random) -> None:
        self.random = random

    def pick(self, *choices: Any) -> Any:
        """One of the choices."""
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        """True as often as ``share`` says."""
        return self.random.random() < share

    def integer(self, depth: int = 0) -> str:
        """An integer."""
        kinds = ["name", "name", "literal"]
        kinds += [] if depth > 1 else ["binary", "binary", "call", "choice", "item", "attribute", "reduced", "logic"]
        kind = self.pick(*kinds)
        if kind == "name":
            return self.pick("a", "b", "x")
        if kind == "literal":
            return str(self.random.randint(0, 5))
        n = lambda: self.integer(depth + 1)  # noqa: E731
        if kind == "binary":
            return f"(({n()} {self.pick('+', '-', '*')} {n()}) % 7)"
        if kind == "call":
            form = self.pick(
                "helper({}, {})", "min({}, {})", "max({}, {})", "abs({} - {})", "(lambda k: k + {})({})", "int({} > {})"
            )
            return str(form.format(n(), n()))
        if kind == "choice":
            return f"({n()} if {self.condition(depth + 1)} else {n()})"
        if kind == "item":
            return self.pick(
                "pair[0]", "pair[1]", "table['k']", f"pair[{n()} % 2]", "both.l", "both[1]", f"both[{n()} % 2]",
                f"(3, 1, 2)[{n()} % 3]", "sorted(pair)[0]", "table.get('z', a)",
            )  # fmt: skip
        if kind == "attribute":
            return self.pick("point.u", "point.w", "point.total", "len(items)", "len(v)")
        if kind == "logic":
            return f"({n()} {self.pick('and', 'or')} {n()})"
        return self.pick(
            f"sum(k for k in range({n()} % 4) if k != {n()})",
            f"sum([{n()} for k in range(2)])",
            f"len([k for k in range(3) if k < {n()}])",
            "sum(pair)", "max(pair)", "sum(items[:2])", "tf.cast(tf.reduce_max(v), tf.int32)",
        )  # fmt: skip

    def real(self, depth: int = 0) -> str:
        """A floating-point number."""
        kinds = ["name", "literal", "sum"] + ([] if depth > 1 else ["binary", "choice", "vector", "call"])
        kind = self.pick(*kinds)
        if kind == "name":
            return self.pick("c", "y", "box.size")
        if kind == "literal":
            return self.pick("0.5", "1.0", "-0.25", "2.0", "1", "0")
        if kind == "sum":
            return "tf.reduce_sum(v)"
        if kind == "binary":
            return f"({self.real(depth + 1)} {self.pick('+', '-', '*')} {self.real(depth + 1)}) * 0.5"
        if kind == "choice":
            return f"({self.real(depth + 1)} if {self.condition(depth + 1)} else {self.real(depth + 1)})"
        if kind == "call":
            return self.pick(f"abs({self.real(depth + 1)})", f"float({self.integer(depth + 1)})", "max(c, y)")
        return self.pick("v[0]", "v[-1]", f"v[{self.integer(depth + 1)} % len(v)]", "sum(v)", "max(v)")

    def condition(self, depth: int = 0) -> str:
        """A condition."""
        kinds = ["integers", "integers", "reals", "python", "truth"]
        kinds += [] if depth > 1 else ["and", "not", "none", "chain", "in", "any", "walrus"]
        kind = self.pick(*kinds)
        n = lambda: self.integer(depth + 1)  # noqa: E731
        if kind == "integers":
            return f"{n()} {self.pick('<', '>', '<=', '==', '!=')} {n()}"
        if kind == "reals":
            return f"{self.real(depth + 1)} {self.pick('<', '>')} {self.real(depth + 1)}"
        if kind == "python":
            return self.pick("True", "False", "len(pair) == 2")
        if kind == "truth":
            return self.pick("a", "b", "x", "not x", "items", "not items", "point.u", "len(items)")
        if kind == "and":
            return f"({self.condition(depth + 1)} {self.pick('and', 'or')} {self.condition(depth + 1)})"
        if kind == "not":
            return f"not ({self.condition(depth + 1)})"
        if kind == "none":
            return self.pick("m is None", "m is not None", "m == 2", "(m is not None and m > 1)")
        if kind == "chain":
            return f"0 <= {n()} < {n()}"
        if kind == "any":
            return f"{self.pick('any', 'all')}(k {self.pick('>', '!=')} {n()} for k in {self.pick('pair', 'items')})"
        if kind == "walrus":
            return f"(b := {n()}) > {n()}"
        return f"{n()} in {self.pick('(1, 2, a)', 'pair', 'items', 'range(3)')}"
