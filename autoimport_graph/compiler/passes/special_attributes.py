"""Attributes that Python itself gives to objects: the runtime knows what they are of a value that stands for another.

Before::

    kind = model.__class__
    return kind.__name__ ** model.name

After::

    kind = __autoimport_graph__.special(model, "__class__")
    return __autoimport_graph__.special(kind, "__name__") ** model.name

An object of the runtime's has a class and a name of its own, which Python finds first. Other attributes need no pass:
Python asks the object for those that its class has not.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.names import is_special
from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import constant, operate

Node = Any


@expression_pass("Attribute")
def rewrite_attribute(rewriter: Rewriter, node: Node) -> Node:
    """Replace a read of an attribute of Python's; what ``super()`` finds is no value's."""
    of_super = getattr(getattr(node.value, "func", None), "id", None) == "super"
    rewriter.parts(node)
    if of_super or not isinstance(node.ctx, gast.Load) or not is_special(node.attr):
        return node
    return operate("special", [node.value, constant(node.attr, node)], node)
