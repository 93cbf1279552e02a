"""Reads that do nothing with a value: where the variable may be unbound, the read itself is to fail.

Before::

    if c:
        late = 1
    a = late

After::

    if c:
        late = 1
    a = __autoimport_graph__.read(late)

A variable that only one branch of the graph binds is bound all the same, to a value that says so, and what works with
that value fails. Where it is only handed on, nothing would. The analysis is the textbook's of definite assignment, on
the author's statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.syntax import load, operate, statement
from autoimport_graph.compiler.variables import AUTHORS_COMPOUND, children, uses

Node = Any
Names = frozenset[str]
# Where a name may stand that is handed on: the fields of the nodes around it.
_PLACES = {
    "Assign": ("value",),
    "AnnAssign": ("value",),
    "NamedExpr": ("value",),
    "Return": ("value",),
    "Expr": ("value",),
    "Yield": ("value",),
    "Call": ("args",),
    "keyword": ("value",),
    "Tuple": ("elts",),
    "List": ("elts",),
    "Set": ("elts",),
    "Dict": ("keys", "values"),
    "IfExp": ("body", "orelse"),
    "BoolOp": ("values",),
}
# Where an attribute may stand of which nothing else is asked.
_STATEMENTS = ("Assign", "AnnAssign", "Expr")
# They have variables of their own.
_APART = ("Lambda", "ListComp", "SetComp", "DictComp", "GeneratorExp")


def lower(body: list[Node], context: FunctionContext) -> list[Node]:
    """Let reads fail that hand on a variable which may be unbound.

    Args:
        body: The author's statements; changed in place.
        context: Of the function.
    """
    names = frozenset(context.local_names - context.parameters)
    if names and any(type(node).__name__ in AUTHORS_COMPOUND for node in body):
        _Analysis(names, context).block(body, frozenset())
    return body


def _meet(*paths: Names | None) -> Names | None:
    """What is bound whichever path was taken; ``None`` if none of them comes here."""
    taken = [path for path in paths if path is not None]
    return frozenset.intersection(*taken) if taken else None


def _names(node: Node) -> Iterator[str]:
    if type(node).__name__ == "Name":
        yield node.id
    for child in children(node):
        yield from _names(child)


class _Analysis:
    def __init__(self, names: Names, context: FunctionContext) -> None:
        self.names = names
        self.context = context
        self.breaks: list[list[Names]] = []
        # What the functions and classes need that statements make: their defaults, decorators, bases.
        needs = {name: (one.reads - one.captures) & names for name, one in context.opaque.items()}
        self.needs = {name: needed for name, needed in needs.items() if needed}

    def block(self, nodes: list[Node], bound: Names | None) -> Names | None:
        """What is bound after some statements; ``None`` if they never end."""
        for node in list(nodes):
            if bound is None:
                return None  # never reached
            handler = getattr(self, "node_" + type(node).__name__, None)
            if handler is None:
                position = nodes.index(node)
                nodes[position:position] = self._read_before(node, bound)
            bound = self._simple(node, bound) if handler is None else handler(node, bound)
        return bound

    def _read_before(self, node: Node, bound: Names) -> list[Node]:
        """Reads of what the functions and classes need that a statement makes."""
        made = [self.needs[name] for name in _names(node) if name in self.needs] if self.needs else []
        needed = sorted(frozenset().union(*made) - bound)
        return [statement(operate("read", [load(name, node)], node), node) for name in needed]

    def _reads(self, node: Any, bound: Names) -> None:
        """Mark the reads in an expression, or in a list of them."""
        for part in node if isinstance(node, list) else [node]:
            if part is not None:
                self._mark(part, bound)

    def _mark(self, node: Node, bound: Names) -> None:
        kind = type(node).__name__
        if kind in _APART:
            return
        for child in children(node):
            self._mark(child, bound)
        if kind in _STATEMENTS and type(node.value).__name__ == "Attribute":
            node.value = operate("read", [node.value], node.value)
        for field in _PLACES.get(kind, ()):
            value = getattr(node, field)
            if isinstance(value, list):
                value[:] = [self._checked(item, bound) for item in value]
            else:
                setattr(node, field, self._checked(value, bound))

    def _checked(self, node: Node, bound: Names) -> Node:
        if type(node).__name__ != "Name" or node.id not in self.names - bound or type(node.ctx).__name__ != "Load":
            return node
        return operate("read", [node], node)

    def _binds(self, nodes: Any) -> Names:
        return frozenset(uses(nodes, self.context.opaque).binds)

    def _simple(self, node: Node, bound: Names) -> Names:
        if type(node).__name__ == "Delete":
            return bound - self._binds(node)
        self._mark(node, bound)
        return bound | self._binds(node)

    def node_Return(self, node: Node, bound: Names) -> None:
        self._mark(node, bound)

    node_Raise = node_Return

    def node_Break(self, node: Node, bound: Names) -> None:
        self.breaks[-1].append(bound)

    def node_Continue(self, node: Node, bound: Names) -> None:
        return

    def node_If(self, node: Node, bound: Names) -> Names | None:
        self._reads(node.test, bound)
        return _meet(self.block(node.body, bound), self.block(node.orelse, bound))

    def node_Match(self, node: Node, bound: Names) -> Names | None:
        self._reads(node.subject, bound)
        paths: list[Names | None] = [bound]
        for case in node.cases:
            captured = bound | self._binds(case.pattern)
            self._reads(case.guard, captured)
            paths.append(self.block(case.body, captured))
            if type(case.pattern).__name__ == "MatchAs" and case.pattern.pattern is None and case.guard is None:
                del paths[0]
                break
        return _meet(*paths)

    def _loop(self, node: Node, first: Names, bound: Names, ends: bool) -> Names | None:
        self.breaks.append([])
        self.block(node.body, first)
        after = self.block(node.orelse, bound) if ends else None
        return _meet(after, *self.breaks.pop())

    def node_While(self, node: Node, bound: Names) -> Names | None:
        self._reads(node.test, bound)
        endless = type(node.test).__name__ == "Constant" and bool(node.test.value)
        return self._loop(node, bound, bound, not endless)

    def node_For(self, node: Node, bound: Names) -> Names | None:
        self._reads(node.iter, bound)
        return self._loop(node, bound | self._binds(node.target), bound, True)

    node_AsyncFor = node_For

    def node_With(self, node: Node, bound: Names) -> Names | None:
        for item in node.items:
            self._reads(item.context_expr, bound)
        return self.block(node.body, bound | self._binds(node.items))

    node_AsyncWith = node_With

    def node_Try(self, node: Node, bound: Names) -> Names | None:
        paths = [self.block(node.orelse, self.block(node.body, bound))]
        for handler in node.handlers:
            caught = bound | (frozenset() if handler.name is None else {handler.name.id})
            after = self.block(handler.body, caught)
            paths.append(None if after is None or handler.name is None else after - {handler.name.id})
            if handler.name is None:
                paths[-1] = after
        left = _meet(*paths)
        if not node.finalbody:
            return left
        last = self.block(node.finalbody, bound)
        return None if left is None or last is None else left | last

    node_TryStar = node_Try
