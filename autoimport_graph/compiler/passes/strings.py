"""Strings made of tensors, f-strings and ``%``, and the other operators that sequences share with numbers.

Before::

    return f"loss {loss:.3f}"

After::

    return __autoimport_graph__.fstring("loss ", __autoimport_graph__.formatted(loss, -1, ".3f"))
"""

from __future__ import annotations

from typing import Any

import gast

from autoimport_graph.compiler.rewriter import Rewriter, expression_pass
from autoimport_graph.compiler.syntax import constant, operate

Node = Any


@expression_pass("JoinedStr")
def rewrite_f_string(rewriter: Rewriter, node: Node) -> Node:
    """Join the parts at run time."""
    rewriter.parts(node)
    return operate("fstring", node.values, node)


@expression_pass("FormattedValue")
def rewrite_formatted_value(rewriter: Rewriter, node: Node) -> Node:
    """One replacement field: value, conversion (as in :class:`ast.FormattedValue`), format specification."""
    rewriter.parts(node)
    specification = node.format_spec
    if isinstance(specification, gast.Call) and all(isinstance(part, gast.Constant) for part in specification.args):
        specification = constant("".join(part.value for part in specification.args), node)
    elif specification is None:
        specification = constant("", node)
    return operate("formatted", [node.value, constant(node.conversion, node), specification], node)


_OPERATORS = {gast.Mod: "mod", gast.Add: "add_", gast.Mult: "multiply", gast.Div: "truediv", gast.FloorDiv: "floordiv"}
_OF_SETS = {gast.BitOr: "or_", gast.BitAnd: "and_", gast.BitXor: "xor", gast.Sub: "sub"}


@expression_pass("BinOp")
def rewrite_operator(rewriter: Rewriter, node: Node) -> Node:
    """``%`` may format a string, ``+`` and ``*`` may make lists, ``/`` fails for a divisor 0, others may make sets.

    With a number beside them they do not.
    """
    rewriter.parts(node)
    name = _OPERATORS.get(type(node.op))
    number = isinstance(getattr(node.left, "value", None), int | float)
    if name != "mod":
        number = number or isinstance(getattr(node.right, "value", None), int | float)
    if type(node.op) in _OF_SETS and not number:
        return operate("of_sets", [constant(_OF_SETS[type(node.op)], node), node.left, node.right], node)
    if name is None or (number and name != "multiply"):
        return node
    return operate(name, [node.left, node.right], node)
