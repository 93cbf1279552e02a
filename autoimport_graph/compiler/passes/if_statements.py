"""``if``: both branches become functions that share the variables they bind through ``nonlocal``.

Before::

    if x > 0:
        y = x
    else:
        y = -x
    return y

After::

    def if_body_1():
        nonlocal y
        y = x

    def if_orelse_1():
        nonlocal y
        y = -x

    __autoimport_graph__.if_stmt(x > 0, if_body_1, if_orelse_1, lambda: (y,), None)
    return y

The ``lambda`` is never called: its closure holds the variables' cells, through which the runtime reads and writes
them. The last argument holds the cells of variables that are dead after the statement.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import cells, constant, load, operate, statement

Node = Any


@statement_pass("If")
def rewrite_if(rewriter: Rewriter, node: Node) -> list[Node]:
    """Turn the branches into functions; one that suspends stays as it is, with a test for a Python condition."""
    context = rewriter.context
    if rewriter.suspends([*node.body, *node.orelse]):
        node.test = operate("truth", [rewriter.expression(node.test)], node.test)
        node.body, node.orelse = rewriter.block(node.body), rewriter.block(node.orelse)
        return [node]
    live = context.liveness.after[node]
    # All that is made stands at the condition: a traceback shows that line, and coverage does not count a branch's
    # first line because its function was made.
    where = node.test
    body, body_binds = _branch(rewriter, "if_body", node.body, where)
    orelse, orelse_binds = _branch(rewriter, "if_orelse", node.orelse, where)
    binds = (body_binds | orelse_binds) - context.globals_declared
    context.shared.update(binds)
    test = rewriter.expression(node.test)
    definitions = [branch for branch in (body, orelse) if branch is not None]
    functions = [constant(None, where) if branch is None else load(branch.name, where) for branch in (body, orelse)]
    carried = cells(sorted(binds & live), where)
    temporary = cells(sorted(binds - live), where)
    return [*definitions, statement(operate("if_stmt", [test, *functions, carried, temporary], where), where)]


def _branch(rewriter: Rewriter, stem: str, nodes: list[Node], old: Node) -> tuple[Node | None, set[str]]:
    if all(type(node).__name__ == "Pass" for node in nodes):
        return None, set()
    binds = rewriter.context.binds(nodes)
    name = rewriter.context.names.new(stem)
    return rewriter.nested(name, [], rewriter.block(nodes), binds, old), binds
