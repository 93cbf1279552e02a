"""``while``: test and body become functions.

Before::

    while n > 1:
        n = n - 2
    return n

After::

    def while_body_1():
        nonlocal n
        n = n - 2

    __autoimport_graph__.while_stmt(lambda: n > 1, while_body_1, lambda: (n,), None, None)
    return n

The last two arguments hold the cells of variables that no later iteration and nothing after the loop reads, and the
flag of a lowered ``break``. Two more follow where a tensor may decide about the loop's end that Python decides about
before its first iteration, as in ``while True``: the cells of the variables on which that depends, and of those whose
values of before no iteration reads.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.endings import deciding
from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import at, cells, constant, if_statement, load, operate, statement, thunk
from autoimport_graph.compiler.variables import contains, uses

Node = Any


@statement_pass("While")
def rewrite_while(rewriter: Rewriter, node: Node) -> list[Node]:
    """Turn test and body into functions; a loop that suspends stays as it is."""
    context = rewriter.context
    if rewriter.suspends([node.test, *node.body]):
        node.test = operate("truth", [rewriter.expression(node.test)], node.test)
        node.body = rewriter.block(node.body) + leave_natively(rewriter, node)
        return [node]
    binds = context.binds([node.test, *node.body])
    arguments = [*loop_arguments(rewriter, node, binds), *_ending_arguments(rewriter, node, binds)]
    body_binds = context.binds(node.body)
    where = node.test
    body = rewriter.nested(context.names.new("while_body"), [], rewriter.block(node.body), body_binds, where)
    test = rewriter.delayed(rewriter.expression(node.test))
    return [body, statement(operate("while_stmt", [test, load(body.name, where), *arguments], where), where)]


def _ending_arguments(rewriter: Rewriter, node: Node, binds: set[str]) -> list[Node]:
    """What tells the runtime whether to stage a loop from its first iteration, where the loop alone does not.

    Args:
        rewriter: The function's rewriter.
        node: The loop.
        binds: Names that an iteration binds.
    """
    context = rewriter.context
    names = deciding(node, context)
    if not names:
        return []
    kept = context.liveness.entry[node] | uses(node.test, context.opaque).reads | {context.stops.get(node)}
    carried = context.liveness.after[node] | context.liveness.head[node]
    anew = (binds & carried) - kept - context.globals_declared
    if contains(node.body, ("Delete",)):  # which fails for what is not bound
        anew = set()
    return [cells(sorted(names), node), cells(sorted(anew), node)]


def loop_arguments(rewriter: Rewriter, node: Node, binds: set[str]) -> list[Node]:
    """What every loop hands to the runtime: cells of its loop variables, of its temporaries, and the flag of its break.

    Args:
        rewriter: The function's rewriter.
        node: The loop.
        binds: Names that an iteration binds.
    """
    context = rewriter.context
    live = context.liveness.after[node] | context.liveness.head[node]
    binds = binds - context.globals_declared
    context.shared.update(binds)
    flag = context.stops.get(node)
    stop = constant(None, node) if flag is None else thunk(load(flag, node), node)
    return [cells(sorted(binds & live), node), cells(sorted(binds - live), node), stop]


def leave_natively(rewriter: Rewriter, node: Node) -> list[Node]:
    """The end of a loop body that stays Python: leave if a lowered ``break`` was met."""
    flag = rewriter.context.stops.get(node)
    if flag is None:
        return []
    return [if_statement(operate("truth", [load(flag, node)], node), [at(gast.Break(), node)], [], node)]
