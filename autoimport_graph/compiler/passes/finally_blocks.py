"""Lower a ``finally`` that may jump out, and so replace whatever happened before it: a return, a failure.

Before::

    for x in xs:
        try:
            total = total + 1 / x
        finally:
            if x > 9:
                break

After (``pending_1`` and ``error_1`` are new)::

    for x in xs:
        try:
            pending_1 = None
            try:
                total = total + 1 / x
            except BaseException as error_1:
                pending_1 = error_1
        finally:
            if x > 9:
                break
            if __autoimport_graph__.is_not(pending_1, None):
                raise __autoimport_graph__.exception(pending_1)

Nothing is left that could fail in the outer ``try``: the pass for exits takes its body and its ``finally`` for
statements that follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext, Unconvertible
from autoimport_graph.compiler.syntax import assign, at, constant, if_statement, load, operate, store
from autoimport_graph.compiler.variables import children, contains

Node = Any
_LOOPS = ("For", "While", "AsyncFor")


def lower(body: list[Node], context: FunctionContext) -> list[Node]:
    """Lower the ``finally`` blocks of a function that jump out of themselves.

    Args:
        body: The author's statements.
        context: Takes the new variables.

    Raises:
        Unconvertible: For one around a ``yield`` or an ``await``.
    """
    for node in body:
        _lower_below(node, context)
    return body


def _lower_below(node: Node, context: FunctionContext) -> None:
    for child in children(node):
        _lower_below(child, context)
    if type(node).__name__ not in ("Try", "TryStar") or not jumps_out(node.finalbody):
        return
    if contains(node, ("Yield", "YieldFrom", "Await")):
        raise Unconvertible("a jump out of a finally block around a yield or an await", node.lineno)
    pending, error = context.names.new("pending"), context.names.new("error")
    inner = [at(type(node)(node.body, node.handlers, node.orelse, []), node)] if node.handlers else node.body
    handler = gast.ExceptHandler(
        load("BaseException", node), store(error, node), [assign(pending, load(error, node), node)]
    )
    node.body = [
        assign(pending, constant(None, node), node),
        at(gast.Try(inner, [at(handler, node)], [], []), node),
    ]
    node.handlers, node.orelse = [], []
    failed = operate("is_not", [load(pending, node), constant(None, node)], node)
    again = at(gast.Raise(operate("exception", [load(pending, node)], node), None), node)
    node.finalbody = [*node.finalbody, if_statement(failed, [again], [], node)]


def jumps_out(nodes: Iterable[Node], in_loop: bool = False) -> bool:
    """Whether statements hold a jump whose goal lies outside of them.

    Args:
        nodes: The statements.
        in_loop: Whether a loop among the statements is around these.
    """
    for node in nodes:
        kind = type(node).__name__
        if kind == "Return" or (kind in ("Break", "Continue") and not in_loop):
            return True
        if kind in _LOOPS:
            if jumps_out(node.body, True) or jumps_out(node.orelse, in_loop):
                return True
        elif jumps_out(children(node), in_loop):
            return True
    return False
