"""``match``: a chain of ``if``, each of which tests what its pattern demands and binds what it captures.

Before::

    match point:
        case (0, y) if y > 1:
            return y
        case {"x": x} | {"y": x}:
            return x
        case Point(x=0) | None:
            return 0
        case other:
            return other

After, before the other passes::

    subject_1 = point
    if (
        (items_1 := __autoimport_graph__.match_sequence(subject_1, 2, None)) is not None
        and items_1[0] == 0
        and ((y := items_1[1]),)
        and y > 1
    ):
        return y
    elif (
        (items_2 := __autoimport_graph__.match_mapping(subject_1, ("x",), False)) is not None
        and ((x_1 := items_2[0]),)
        and True
        or (items_3 := __autoimport_graph__.match_mapping(subject_1, ("y",), False)) is not None
        and ((x_1 := items_3[0]),)
        and True
    ):
        x = x_1
        return x
    elif (
        (items_4 := __autoimport_graph__.match_class(subject_1, Point, 0, ("x",))) is not None and items_4[0] == 0
        or subject_1 is None
    ):
        return 0
    else:
        other = subject_1
        return other

Whether a value is a sequence, a mapping or an instance is Python's to tell; literals and guards may be tensors. Names
are bound when the whole pattern has matched, before the guard, as CPython does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.syntax import assign, at, constant, if_statement, load, operate, store, tuple_of

Node = Any


def lower(body: list[Node], context: FunctionContext) -> list[Node]:
    """Lower the ``match`` statements among some statements, and below them.

    Args:
        body: The statements.
        context: Makes names.
    """
    result: list[Node] = []
    for node in body:
        for part in ("body", "orelse", "finalbody"):
            inner = getattr(node, part, None)
            if isinstance(inner, list):
                setattr(node, part, lower(inner, context))
        for handler in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
            handler.body = lower(handler.body, context)
        result += _match(node, context) if type(node).__name__ == "Match" else [node]
    return result


def _match(node: Node, context: FunctionContext) -> list[Node]:
    subject = context.names.new("subject")
    patterns = []
    for case in node.cases:
        found = _Found(context)
        found.add(case.pattern, lambda old=case.pattern: load(subject, old))
        patterns.append(found)
    chain: list[Node] = []
    for case, found in zip(reversed(node.cases), reversed(patterns), strict=True):
        chain = _case(case, found, chain, context)
    return [assign(subject, node.subject, node), *chain]


def _case(case: Node, found: _Found, otherwise: list[Node], context: FunctionContext) -> list[Node]:
    """Statements for a case and those that follow it."""
    old = case.pattern
    captures = [(name, value()) for name, value in found.captures]
    if case.guard is None:
        body = [*(assign(name, value, old) for name, value in captures), *case.body]
        return [if_statement(_all(found.tests, old), body, otherwise, old)] if found.tests else body
    if not found.tests:  # what always matches is bound before the guard, in any case
        bound = [assign(name, value, old) for name, value in captures]
        return [*bound, if_statement(case.guard, case.body, otherwise, old)]
    tests = [*found.tests, *(_binding(context, name, value, old) for name, value in captures), case.guard]
    return [if_statement(_all(tests, old), case.body, otherwise, old)]


@dataclass
class _Found:
    """What a pattern demands.

    Args:
        context: Makes names.
        tests: Conditions, to be evaluated in order.
        captures: Names to bind, each with a function that makes a node for its value.
    """

    context: FunctionContext
    tests: list[Node] = field(default_factory=list)
    captures: list[tuple[str, Any]] = field(default_factory=list)

    def add(self, pattern: Node, subject: Any) -> None:
        """Take a pattern into account; ``subject`` makes a node for the value that it is held against."""
        getattr(self, "_add_" + type(pattern).__name__)(pattern, subject)

    def _add_MatchValue(self, pattern: Node, subject: Any) -> None:
        self.tests.append(at(gast.Compare(subject(), [gast.Eq()], [pattern.value]), pattern))

    def _add_MatchSingleton(self, pattern: Node, subject: Any) -> None:
        self.tests.append(at(gast.Compare(subject(), [gast.Is()], [constant(pattern.value, pattern)]), pattern))

    def _add_MatchAs(self, pattern: Node, subject: Any) -> None:
        if pattern.pattern is not None:
            self.add(pattern.pattern, subject)
        if pattern.name is not None:
            self.captures.append((pattern.name, subject))

    def _add_MatchSequence(self, pattern: Node, subject: Any) -> None:
        stars = [number for number, part in enumerate(pattern.patterns) if type(part).__name__ == "MatchStar"]
        star = stars[0] if stars else None
        arguments = [constant(len(pattern.patterns) - len(stars), pattern), constant(star, pattern)]
        item = self._items("match_sequence", subject, arguments, pattern)
        for number, part in enumerate(pattern.patterns):
            if number != star:
                self.add(part, item(number))
            elif part.name is not None:
                self.captures.append((part.name, item(number)))

    def _add_MatchMapping(self, pattern: Node, subject: Any) -> None:
        arguments = [tuple_of(pattern.keys, pattern), constant(pattern.rest is not None, pattern)]
        item = self._items("match_mapping", subject, arguments, pattern)
        for number, part in enumerate(pattern.patterns):
            self.add(part, item(number))
        if pattern.rest is not None:
            self.captures.append((pattern.rest, item(len(pattern.patterns))))

    def _add_MatchClass(self, pattern: Node, subject: Any) -> None:
        positional = constant(len(pattern.patterns), pattern)
        names = constant(tuple(pattern.kwd_attrs), pattern)  # not mangled, in a class
        item = self._items("match_class", subject, [pattern.cls, positional, names], pattern)
        for number, part in enumerate([*pattern.patterns, *pattern.kwd_patterns]):
            self.add(part, item(number))

    def _add_MatchOr(self, pattern: Node, subject: Any) -> None:
        """Alternatives bind the same names, each in its way: into names of ours first, as a later test may fail."""
        stand_ins: dict[str, str] = {}
        alternatives = []
        for alternative in pattern.patterns:
            found = _Found(self.context)
            found.add(alternative, subject)
            tests = found.tests
            for name, value in found.captures:
                stand_in = stand_ins.setdefault(name, self.context.names.new(name))
                tests.append(_binding(self.context, stand_in, value(), alternative))
            if found.captures or not tests:
                tests.append(constant(True, alternative))
            alternatives.append(_all(tests, alternative))
        self.tests.append(at(gast.BoolOp(gast.Or(), alternatives), pattern))
        for name, stand_in in stand_ins.items():
            self.captures.append((name, lambda stand_in=stand_in: load(stand_in, pattern)))

    def _items(self, operator: str, subject: Any, arguments: list[Node], pattern: Node) -> Any:
        """Test by an operator that returns ``None`` or a tuple; returns what gives, for a position, a maker of
        nodes.
        """
        items = self.context.names.new("items")
        value = operate(operator, [subject(), *arguments], pattern)
        named = at(gast.NamedExpr(store(items, pattern), value), pattern)
        self.context.has_walrus = True
        self.tests.append(at(gast.Compare(named, [gast.IsNot()], [constant(None, pattern)]), pattern))

        def item(number: int) -> Any:
            index = constant(number, pattern)
            return lambda: at(gast.Subscript(load(items, pattern), index, gast.Load()), pattern)

        return item


def _binding(context: FunctionContext, name: str, value: Node, old: Node) -> Node:
    """A condition that binds a name and always holds: a tuple of one."""
    context.has_walrus = True
    return tuple_of([at(gast.NamedExpr(store(name, old), value), old)], old)


def _all(tests: list[Node], old: Node) -> Node:
    return tests[0] if len(tests) == 1 else at(gast.BoolOp(gast.And(), tests), old)
