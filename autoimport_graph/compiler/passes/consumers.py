"""Generator expressions that a builtin uses up at once become lists: nothing else runs between their items.

Before::

    return sum(x * x for x in xs)

After, before the other passes::

    return sum([x * x for x in xs])

``any``, ``all`` and ``next`` stop at the first item that decides;
:mod:`autoimport_graph.compiler.passes.comprehensions` makes loops of them that do.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.rewriter import SUSPENSIONS
from autoimport_graph.compiler.syntax import at
from autoimport_graph.compiler.variables import contains

Node = Any
_BUILTINS = frozenset({"sum", "min", "max", "list", "tuple", "set", "frozenset", "sorted", "dict"})
_METHODS = frozenset({"join", "stack", "concat"})
_QUANTIFIERS = frozenset({"any", "all", "next"})


def lower(node: Node, context: FunctionContext) -> None:
    """Replace a call's generator expression, in place.

    Args:
        node: A call.
        context: Takes the calls of ``any``, ``all`` and ``next``; knows which builtins go by their names.
    """
    if not node.args or len(node.args) > 2 or type(node.args[0]).__name__ != "GeneratorExp":
        return
    generator = node.args[0]
    name = getattr(node.func, "id", None)
    if name in _QUANTIFIERS:
        if len(node.args) > 1 + (name == "next") or node.keywords or type(node.args[-1]).__name__ == "Starred":
            return
    elif name is not None:
        if name not in _BUILTINS or (len(node.args) > 1 and name != "sum"):
            return
    elif getattr(node.func, "attr", None) not in _METHODS:
        return
    if (name is not None and not context.may_be_builtin(name)) or contains(generator, SUSPENSIONS):
        return
    node.args[0] = at(gast.ListComp(generator.elt, generator.generators), generator)
    if name in _QUANTIFIERS:
        context.quantifiers.add(node)
