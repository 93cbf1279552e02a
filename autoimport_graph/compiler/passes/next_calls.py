"""Lower ``next(it)`` inside a ``try``, so that its handler runs when an iterator of the graph ends.

Before::

    try:
        total += next(it)
    except StopIteration:
        total = -1

After (``item_1`` is new)::

    try:
        item_1 = __autoimport_graph__.upcoming(next, it)
        if __autoimport_graph__.ended(item_1):
            raise StopIteration()
        total += __autoimport_graph__.taken(item_1)
    except StopIteration:
        total = -1

Python's own iterators raise in ``upcoming``. A call that may not be reached, as in ``a and next(it)``, stays.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.syntax import assign, at, call, if_statement, load, operate
from autoimport_graph.compiler.variables import children, contains

Node = Any
_SIMPLE = ("Assign", "AugAssign", "AnnAssign", "Expr", "Return")
# Expressions whose parts are all evaluated, each once.
_STRICT = ("Call", "Tuple", "List", "BinOp", "UnaryOp", "Subscript", "Attribute", "Starred", "Dict", "keyword", "Slice")


def lower(body: list[Node], context: FunctionContext, guarded: bool = False) -> list[Node]:
    """Lower the calls of ``next`` in the bodies of ``try`` statements that have handlers.

    Args:
        body: The author's statements.
        context: Takes the new variables.
        guarded: Whether the statements are in such a body.
    """
    result: list[Node] = []
    for node in body:
        kind = type(node).__name__
        if kind in _SIMPLE and guarded:
            result += _hoisted(node, context)
            continue
        # A ``with`` may stop an exception on its way: none can be skipped to a handler beyond it.
        inside = kind not in ("With", "AsyncWith") and guarded
        for part in ("body", "orelse", "finalbody"):
            if isinstance(getattr(node, part, None), list):
                handled = part == "body" and kind == "Try" and bool(node.handlers)
                setattr(node, part, lower(getattr(node, part), context, inside or handled))
        for handler in getattr(node, "handlers", []):
            handler.body = lower(handler.body, context, inside)
        result.append(node)
    return result


def _hoisted(node: Node, context: FunctionContext) -> list[Node]:
    if node.value is None or contains(node, ("Yield", "YieldFrom", "Await")):
        return [node]
    before: list[Node] = []
    node.value = _expression(node.value, context, before)
    return [*before, node]


def _expression(node: Node, context: FunctionContext, before: list[Node]) -> Node:
    """An expression without the calls of ``next`` that it is sure to make; ``before`` gets what runs in their place."""
    if type(node).__name__ not in _STRICT:
        return node
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            setattr(node, name, [_expression(item, context, before) for item in value])
        elif isinstance(value, gast.AST):
            setattr(node, name, _expression(value, context, before))
    if not _is_next(node) or node in context.quantifiers:  # those of a generator expression become loops
        return node
    item = context.names.new("item")
    failing = at(gast.Raise(call(load("StopIteration", node), [], node), None), node)
    before += [
        assign(item, operate("upcoming", [node.func, *node.args], node), node),
        if_statement(operate("ended", [load(item, node)], node), [failing], [], node),
    ]
    return operate("taken", [load(item, node)], node)


def _is_next(node: Node) -> bool:
    return (
        type(node).__name__ == "Call"
        and getattr(node.func, "id", None) == "next"
        and len(node.args) == 1
        and not node.keywords
        and not any(type(child).__name__ == "Starred" for child in children(node))
    )
