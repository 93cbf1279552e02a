"""Comparisons that tensors do not answer themselves: ``==``, ``!=``, ``in``, ``is``, and chains.

Before::

    return a == b and 0 <= c < n

After::

    return __autoimport_graph__.and_(
        __autoimport_graph__.eq(a, b),
        lambda: __autoimport_graph__.chain(0, "le", lambda: c, "lt", lambda: n),
    )

A single ``<`` beside a number stays: TensorFlow overloads it. Elsewhere it may compare sequences.
"""

from __future__ import annotations

from typing import Any

from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import constant, operate

Node = Any
_OPERATORS = {
    "Eq": "eq",
    "NotEq": "ne",
    "Lt": "lt",
    "LtE": "le",
    "Gt": "gt",
    "GtE": "ge",
    "Is": "is_",
    "IsNot": "is_not",
    "In": "in_",
    "NotIn": "not_in",
}
_NATIVE = ("lt", "le", "gt", "ge")


@expression_pass("Compare")
def rewrite_compare(rewriter: Rewriter, node: Node) -> Node:
    """Replace the comparison, or the chain of them."""
    rewriter.parts(node)
    names = [_OPERATORS[type(op).__name__] for op in node.ops]
    if len(names) == 1:
        if names[0] in _NATIVE and any(
            isinstance(getattr(side, "value", None), int | float) for side in (node.left, node.comparators[0])
        ):
            return node
        return operate(names[0], [node.left, node.comparators[0]], node)
    delayed = [rewriter.delayed(comparator) for comparator in node.comparators]
    if None in delayed:
        return node
    links = [part for name, operand in zip(names, delayed, strict=True) for part in (constant(name, node), operand)]
    return operate("chain", [node.left, *links], node)
