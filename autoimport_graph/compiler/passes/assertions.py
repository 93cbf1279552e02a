"""``assert``: checked when the graph runs; the message is made only if it fails.

Before::

    assert x > 0, "x must be positive"

After::

    if __debug__:
        __autoimport_graph__.assert_stmt(x > 0, lambda: "x must be positive")
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.compiler.rewriter import Rewriter, statement_pass
from autoimport_graph.compiler.syntax import constant, if_statement, load, operate, statement

Node = Any


@statement_pass("Assert")
def rewrite_assert(rewriter: Rewriter, node: Node) -> list[Node]:
    """Replace the statement; ``__debug__`` lets ``python -O`` drop it as it does the author's."""
    rewriter.parts(node)
    message = constant(None, node) if node.msg is None else rewriter.delayed(node.msg)
    if message is None:
        return [node]
    check = statement(operate("assert_stmt", [node.test, message], node), node)
    return [if_statement(load("__debug__", node), [check], [], node)]
