"""``and``, ``or``, ``not``: lazy, and returning an operand, as in Python.

Before::

    return a and not b

After::

    return __autoimport_graph__.and_(a, lambda: __autoimport_graph__.not_(b))
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import operate

Node = Any


@expression_pass("BoolOp")
def rewrite_bool_op(rewriter: Rewriter, node: Node) -> Node:
    """Delay all operands but the first."""
    rewriter.parts(node)
    first, *others = node.values
    delayed = [rewriter.delayed(other) for other in others]
    if None in delayed:
        node.values = [operate("truth_value", [value], value) for value in node.values[:-1]] + node.values[-1:]
        return node
    return operate("and_" if isinstance(node.op, gast.And) else "or_", [first, *delayed], node)


@expression_pass("UnaryOp")
def rewrite_unary_op(rewriter: Rewriter, node: Node) -> Node:
    """``not`` becomes an operator; the arithmetic ones are TensorFlow's own."""
    rewriter.parts(node)
    if not isinstance(node.op, gast.Not):
        return node
    return operate("not_", [node.operand], node)
