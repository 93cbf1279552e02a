"""One walk over a function's lowered statements that hands each node to the pass that has registered for its kind.

A pass registers handlers in :data:`STATEMENTS` or :data:`EXPRESSIONS` by the name of the node's class. Expressions
are rewritten from the inside out, so a handler sees operands that are done. A handler may ask for a function to stand
before the statement (:meth:`Rewriter.hoist`); functions see the variables' cells, so it does not matter when they are
made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.syntax import at, cells, constant, function, load, operate, statement, thunk
from autoimport_graph.compiler.variables import CHILD_FIELDS, COMPOUND, children, contains

Node = Any
# What only the author's own function may do, and none inside it. Asynchronous comprehensions count as "Await".
SUSPENSIONS = ("Yield", "YieldFrom", "Await", "AsyncFor", "AsyncWith")
StatementHandler = Callable[["Rewriter", Node], list[Node]]
ExpressionHandler = Callable[["Rewriter", Node], Node]
STATEMENTS: dict[str, StatementHandler] = {}
EXPRESSIONS: dict[str, ExpressionHandler] = {}


def statement_pass(kind: str) -> Callable[[StatementHandler], StatementHandler]:
    """Register a handler for statements of a kind.

    Args:
        kind: The name of the node's class.
    """

    def register(handler: StatementHandler) -> StatementHandler:
        STATEMENTS[kind] = handler
        return handler

    return register


def expression_pass(kind: str) -> Callable[[ExpressionHandler], ExpressionHandler]:
    """Register a handler for expressions of a kind.

    Args:
        kind: The name of the node's class.
    """

    def register(handler: ExpressionHandler) -> ExpressionHandler:
        EXPRESSIONS[kind] = handler
        return handler

    return register


class Rewriter:
    """Rewrites one function.

    Args:
        context: What is known of the function.
    """

    def __init__(self, context: FunctionContext) -> None:
        self.context = context
        self.hoisted: list[Node] = []

    def block(self, nodes: Sequence[Node]) -> list[Node]:
        """Rewrite statements."""
        result: list[Node] = []
        for node in nodes:
            outer, self.hoisted = self.hoisted, []
            statements = self.statement(node)
            result += self.hoisted
            result += statements
            self.hoisted = outer
        return result

    def statement(self, node: Node) -> list[Node]:
        """Rewrite one statement; it may become several."""
        handler = STATEMENTS.get(type(node).__name__)
        if handler is not None:
            return handler(self, node)
        self.parts(node)
        return [node]

    def parts(self, node: Node) -> None:
        """Rewrite everything directly below a node, in place."""
        for name in CHILD_FIELDS[type(node)]:
            value = getattr(node, name, None)
            if isinstance(value, gast.AST):
                setattr(node, name, self.part(value))
            elif isinstance(value, list) and value:
                if isinstance(value[0], gast.stmt):
                    setattr(node, name, self.block(value))
                else:
                    setattr(node, name, [self.part(item) if isinstance(item, gast.AST) else item for item in value])

    def part(self, node: Node) -> Node:
        """Rewrite an expression, or what is below a node that is neither statement nor expression."""
        if isinstance(node, gast.expr):
            return self.expression(node)
        self.parts(node)
        return node

    def expression(self, node: Node) -> Node:
        """Rewrite one expression."""
        kind = type(node).__name__
        if kind in ("Name", "Constant"):
            return node
        handler = EXPRESSIONS.get(kind)
        if handler is not None:
            return handler(self, node)
        self.parts(node)
        return node

    def suspends(self, nodes: Node | Sequence[Node]) -> bool:
        """Whether code suspends the function that it stands in."""
        if not self.context.may_suspend:
            return False
        if isinstance(nodes, gast.AST):
            return contains(nodes, SUSPENSIONS)
        return any(self._suspends(node) for node in nodes)

    def _suspends(self, node: Node) -> bool:
        if type(node).__name__ not in COMPOUND:
            return contains(node, SUSPENSIONS)
        known = self.context.suspending
        if node not in known:
            known[node] = type(node).__name__ in SUSPENSIONS or any(self._suspends(child) for child in children(node))
        return known[node]

    def hoist(self, definition: Node) -> Node:
        """Put a function before the statement at hand; returns its name, to be read."""
        self.hoisted.append(definition)
        return load(definition.name, definition)

    def delayed(self, value: Node) -> Node | None:
        """A rewritten expression as a function without arguments; ``None`` if it suspends, as only its own
        function may.
        """
        if self.suspends(value):
            return None
        if not (self.context.has_walrus and contains(value, ("NamedExpr",))):
            return thunk(value, value)
        name = self.context.names.new("operand")
        binds = self.context.binds(value)
        body = [at(gast.Return(value), value)]
        outer = sorted(binds - self.context.globals_declared)
        if outer:  # a branch or loop that the runtime makes of the operand does not know that it binds
            body.insert(0, statement(operate("writes_cells", [cells(outer, value)], value), value))
        return self.hoist(self.nested(name, [], body, binds))

    def nested(self, name: str, arguments: list[str], body: list[Node], binds: set[str], old: Node = None) -> Node:
        """A function inside the author's that binds the author's variables ``binds`` (all lists of rewritten nodes)."""
        old = old or body[0]
        mine = sorted(binds - set(arguments))
        outer = [variable for variable in mine if variable not in self.context.globals_declared]
        declarations = []
        if outer:
            self.context.shared.update(outer)
            declarations.append(at(gast.Nonlocal(outer), old))
        if len(outer) < len(mine):
            names = sorted(set(mine) - set(outer))
            declarations.append(at(gast.Global(names), old))
            declarations.append(statement(operate("writes_globals", [constant(n, old) for n in names], old), old))
        return function(name, arguments, declarations + body, old)
