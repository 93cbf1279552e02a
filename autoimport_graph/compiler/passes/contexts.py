"""Lower ``with``, so that its exit runs, and may suppress, where a tensor decides whether the body raises.

Before::

    with manager() as value:
        y = g(x, value)

After (``context_1``, ``raised_1`` and ``error_1`` are new)::

    context_1 = __autoimport_graph__.context(manager())
    raised_1 = None
    try:
        try:
            with context_1:
                if context_1:
                    value = __autoimport_graph__.entered(context_1)
                    y = g(x, value)
                else:
                    raise RuntimeError
        except BaseException as error_1:
            raised_1 = __autoimport_graph__.caught_in(context_1, error_1)
        if not __autoimport_graph__.is_not(raised_1, None):
            raised_1 = __autoimport_graph__.raised_in(context_1)
    finally:
        raised_1 = __autoimport_graph__.leave_context(context_1, raised_1)
    __autoimport_graph__.raise_again(raised_1)

``context`` has entered the manager. As with a ``try`` (:mod:`autoimport_graph.compiler.passes.raises`), ``if
context_1`` makes a function of the body, whose rest becomes a branch where a tensor has decided that it raises.
``leave_context`` calls the exit with the exception, or without one, and gives back what it has not suppressed.

A ``with`` around a ``yield`` or an ``await`` stays Python's; the runtime is told of it (``barrier``).
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.raising import is_raised
from autoimport_graph.compiler.syntax import (
    assign,
    at,
    constant,
    if_statement,
    load,
    logical_not,
    operate,
    statement,
    store,
)
from autoimport_graph.compiler.variables import contains

Node = Any


def lower(node: Node, context: FunctionContext) -> list[Node]:
    """Lower one ``with`` statement.

    Args:
        node: The statement; those inside it are lowered.
        context: Takes the new variables.
    """
    if contains(node, ("Yield", "YieldFrom", "Await")):
        node.items.append(gast.withitem(operate("barrier", [], node), None))
        return [node]
    body: list[Node] = node.body
    for item in reversed(node.items):
        body = _managed(item, body, context, node)
    return body


def _managed(item: Node, body: list[Node], context: FunctionContext, node: Node) -> list[Node]:
    """The statements for one manager."""
    manager, raised = context.names.new("context"), context.names.new("raised")
    begin = assign(manager, operate("context", [item.context_expr], node), node)
    if item.optional_vars is not None:
        entered = operate("entered", [load(manager, node)], node)
        body = [at(gast.Assign([item.optional_vars], entered, None), node), *body]
    left = operate("leave_context", [load(manager, node), load(raised, node)], node)
    whole = gast.Try(kept(manager, raised, body, context, node), [], [], [assign(raised, left, node)])
    return [
        begin,
        assign(raised, constant(None, node), node),
        at(whole, node),
        statement(operate("raise_again", [load(raised, node)], node), node),
    ]


def kept(manager: str, raised: str, body: list[Node], context: FunctionContext, node: Node) -> list[Node]:
    """A body after which a variable holds the exception that ended it, whether Python or the graph has raised it."""
    error = context.names.new("error")
    never = at(gast.Raise(load("RuntimeError", node), None), node)
    attempted = if_statement(load(manager, node), body, [never], node)
    guarded = at(gast.With([gast.withitem(load(manager, node), None)], [attempted]), node)
    caught = operate("caught_in", [load(manager, node), load(error, node)], node)
    native = gast.ExceptHandler(load("BaseException", node), store(error, node), [assign(raised, caught, node)])
    whole = at(gast.Try([guarded], [at(native, node)], [], []), node)
    found = assign(raised, operate("raised_in", [load(manager, node)], node), node)
    return [whole, if_statement(logical_not(is_raised(raised, node), node), [found], [], node)]
