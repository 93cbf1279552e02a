"""``for``: the body becomes a function of one item; what is iterated decides at run time how.

Before::

    for x in xs:
        total += x
    return total

After::

    __autoimport_graph__.fresh_cells(lambda: (total, x))

    def for_body_1(item_1):
        nonlocal total, x
        x = item_1
        total = __autoimport_graph__.inplace("iadd", total, x)

    __autoimport_graph__.for_stmt(xs, for_body_1, lambda: (total,), lambda: (x,), None)
    return total

Where ``xs`` is a generator the body runs inside its loops, which are told that these variables are no older than they.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.passes.while_loops import leave_natively, loop_arguments
from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import at, load, operate, statement

Node = Any


@statement_pass("For")
def rewrite_for(rewriter: Rewriter, node: Node) -> list[Node]:
    """Turn the body into a function of the item; a loop that suspends stays as it is."""
    context = rewriter.context
    if rewriter.suspends([node.target, *node.body]):
        node.iter = operate("suspending_iterable", [rewriter.expression(node.iter)], node.iter)
        node.body = rewriter.block(node.body) + leave_natively(rewriter, node)
        return [node]
    where = node.iter
    iterable = rewriter.expression(node.iter)
    item = context.names.new("item")
    # Past an annotation, a ``for`` target is an assignment target: the pass for writes does the rest.
    taken = at(gast.Assign([node.target], load(item, node.target), None), node.target)
    binds = context.binds([node.target, *node.body])
    arguments = loop_arguments(rewriter, node, binds)
    body = rewriter.nested(context.names.new("for_body"), [item], rewriter.block([taken, *node.body]), binds, where)
    return [body, statement(operate("for_stmt", [iterable, load(body.name, where), *arguments], where), where)]


@statement_pass("AsyncFor")
def rewrite_async_for(rewriter: Rewriter, node: Node) -> list[Node]:
    """An asynchronous loop stays Python's."""
    node.iter = rewriter.expression(node.iter)
    node.body = rewriter.block(node.body) + leave_natively(rewriter, node)
    return [node]
