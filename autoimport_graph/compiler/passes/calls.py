"""Calls: one look-up by identity finds the graph version of ``print``, ``range``, ``list.append`` and the like.

Before::

    return len(x) ** helper(x)

After::

    return __autoimport_graph__.call(len)(x) ** __autoimport_graph__.call(helper)(x)

Functions of converted modules need no more: they decide themselves which body runs. ``super()`` gets its arguments,
because it now stands in a nested function; ``locals()`` and its kin get the author's variables.
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.context import FunctionContext
from autoimport_graph.compiler.names import HANDLE
from autoimport_graph.compiler.passes.comprehensions import rewrite_quantifier
from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import at, cells, constant, load, operate

Node = Any

# Methods of eager tensors that those of a graph have not, one of lists in a graph that Python's have not, and those of
# NumPy's arrays, which may be tensors after a loop.
_OF_ARRAYS = (
    "all any argmax argmin astype clip copy cumsum dot flatten max mean min prod ravel repeat reshape round std sum "
    "transpose var"
)
_METHODS = frozenset({"numpy", "item", "tolist", "stack", *_OF_ARRAYS.split()})


@expression_pass("Call")
def rewrite_call(rewriter: Rewriter, node: Node) -> Node:
    """Replace the function that is called by what the runtime knows for it."""
    context = rewriter.context
    if node in context.quantifiers:
        return rewrite_quantifier(rewriter, node)
    name = getattr(node.func, "id", None)
    if (
        name == "super"
        and not node.args
        and not node.keywords
        and context.first_parameter is not None
        and context.may_be_builtin(name)
    ):
        node.args = [load("__class__", node), load(context.first_parameter, node)]
        return node
    of_ours = getattr(getattr(node.func, "value", None), "id", None) == HANDLE
    reads = reads_locals(node, context)
    for keyword in node.keywords:
        if keyword.arg is None:
            keyword.value = operate("keywords", [keyword.value], keyword.value)
    method = getattr(node.func, "attr", None)
    rewriter.parts(node)
    if method in _METHODS and not of_ours:
        node.func = operate("method_to_call", [node.func.value, constant(method, node)], node)
    elif reads:
        node.func = operate("with_locals", [node.func, cells(sorted(context.visible), node)], node)
    elif name not in context.opaque and not of_ours:
        node.func = operate("call", [node.func], node)
    return node


def reads_locals(node: Node, context: FunctionContext) -> bool:
    """Whether a call asks for the variables of the function that it stands in.

    Args:
        node: The call.
        context: What is known of the function.
    """
    name = getattr(node.func, "id", None)
    if name in ("locals", "vars", "dir"):
        asks = not node.args and not node.keywords
    elif name in ("eval", "exec"):  # given a scope, they use that
        asks = len(node.args) < 2 and not node.keywords
    else:
        return False
    # The runtime looks whether it is the builtin.
    return asks and context.may_be_builtin(name)


@expression_pass("Starred")
def rewrite_starred(rewriter: Rewriter, node: Node) -> Node:
    """``*t``: a tensor of static size is unpacked."""
    rewriter.parts(node)
    if isinstance(node.ctx, gast.Load):
        node.value = operate("python_iterable", [node.value], node.value)
    return node


@expression_pass("YieldFrom")
def rewrite_yield_from(rewriter: Rewriter, node: Node) -> Node:
    """``yield from t``, likewise."""
    node.value = operate("python_iterable", [rewriter.expression(node.value)], node.value)
    return node


@expression_pass("List")
@expression_pass("Dict")
@expression_pass("Set")
def rewrite_display(rewriter: Rewriter, node: Node) -> Node:
    """A fresh container: the runtime is told that nothing outside the staged region at hand can hold it."""
    starred = [type(element).__name__ == "Starred" for element in getattr(node, "elts", ())]
    hashed = type(node).__name__ == "Set" and not all(isinstance(element, gast.Constant) for element in node.elts)
    if (hashed or any(starred)) and not isinstance(getattr(node, "ctx", None), gast.Store | gast.Del):
        return _spread(rewriter, node, starred)
    if None in getattr(node, "keys", ()):
        return _merge(rewriter, node)
    rewriter.parts(node)
    if isinstance(getattr(node, "ctx", None), gast.Store | gast.Del):
        return node
    return operate("fresh", [node], node)


def _merge(rewriter: Rewriter, node: Node) -> Node:
    """``{**a, k: v}``, of which only the graph may know the keys."""
    parts: list[Node] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            parts.append(rewriter.expression(value))
            continue
        if not isinstance(parts[-1] if parts else None, gast.Dict):
            parts.append(at(gast.Dict([], []), value))
        parts[-1].keys.append(rewriter.expression(key))
        parts[-1].values.append(rewriter.expression(value))
    return operate("merged", parts, node)


@expression_pass("Tuple")
def rewrite_tuple(rewriter: Rewriter, node: Node) -> Node:
    """``(*t, x)``, whose length only the graph may know."""
    starred = [type(element).__name__ == "Starred" for element in node.elts]
    if any(starred) and isinstance(node.ctx, gast.Load):
        return _spread(rewriter, node, starred)
    rewriter.parts(node)
    return node


def _spread(rewriter: Rewriter, node: Node, starred: list[bool]) -> Node:
    """A display with starred items: ``[*a, b]`` is one even if only the graph knows the length of ``a``."""
    values = [
        operate("items_of", [rewriter.expression(element.value)], element) if star else rewriter.expression(element)
        for element, star in zip(node.elts, starred, strict=True)
    ]
    kind = type(node).__name__.lower()
    return operate("spread", [constant(kind, node), constant(tuple(starred), node), *values], node)
