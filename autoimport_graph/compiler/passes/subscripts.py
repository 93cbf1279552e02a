"""Subscripts read, with any index: a tensor may index a list, a list may have become a tensor list.

Before::

    return xs[i] ** xs[1:n]

After::

    return __autoimport_graph__.get_item(xs, i) ** __autoimport_graph__.get_item(
        xs, __autoimport_graph__.slice(1, n, None)
    )
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import constant, operate, tuple_of

Node = Any


@expression_pass("Subscript")
def rewrite_subscript(rewriter: Rewriter, node: Node) -> Node:
    """Replace a read; writes belong to the pass for writes."""
    rewriter.parts(node)
    if not isinstance(node.ctx, gast.Load):
        return node
    return operate("get_item", [node.value, key(node.slice)], node)


def key(node: Node) -> Node:
    """An index expression as a value that can be passed on."""
    if isinstance(node, gast.Slice):
        ends = [constant(None, node) if end is None else end for end in (node.lower, node.upper, node.step)]
        return operate("slice", ends, node)
    if isinstance(node, gast.Tuple):
        return tuple_of([key(element) for element in node.elts], node)
    return node
