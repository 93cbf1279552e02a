"""``a if c else b``: both operands are delayed.

Before::

    return x if x > 0 else -x

After::

    return __autoimport_graph__.if_exp(x > 0, lambda: x, lambda: -x)
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import operate

Node = Any


@expression_pass("IfExp")
def rewrite_conditional(rewriter: Rewriter, node: Node) -> Node:
    """Delay both operands; where one suspends, only a Python condition can choose."""
    rewriter.parts(node)
    body, orelse = rewriter.delayed(node.body), rewriter.delayed(node.orelse)
    if body is None or orelse is None:
        node.test = operate("truth", [node.test], node.test)
        return node
    return operate("if_exp", [node.test, body, orelse], node)
