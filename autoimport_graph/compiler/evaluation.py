"""What an expression reads before it binds it, in the order in which Python evaluates its parts.

``(m := f(x)) is not None and m > 1`` binds ``m`` in any case and reads it only then, so that nothing needs the ``m``
of before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autoimport_graph.compiler.variables import Opaque, uses

Node = Any
_IN_ORDER = {
    "UnaryOp": ("operand",),
    "BinOp": ("left", "right"),
    "Attribute": ("value",),
    "Subscript": ("value", "slice"),
}


class Evaluated:
    """What evaluating an expression does with names.

    Args:
        reads: Names whose values of before it may read.
        binds: Names that it binds in any case.
    """

    def __init__(self, reads: set[str], binds: set[str]) -> None:
        self.reads = reads
        self.binds = binds


def evaluated(node: Node, opaque: dict[str, Opaque]) -> Evaluated:
    """Find what an expression reads and binds.

    Args:
        node: The expression.
        opaque: The function's placeholders of nested functions.
    """
    kind = type(node).__name__
    if kind == "NamedExpr":
        value = evaluated(node.value, opaque)
        return Evaluated(value.reads, value.binds | {node.target.id})
    if kind == "BoolOp":
        return _in_order(node.values, 1, opaque)
    if kind == "Compare":
        return _in_order([node.left, *node.comparators], 2, opaque)
    if kind in _IN_ORDER:
        parts = [getattr(node, field) for field in _IN_ORDER[kind]]
        return _in_order(parts, len(parts), opaque)
    if kind == "Call" and not node.keywords:
        return _in_order([node.func, *node.args], len(node.args) + 1, opaque)
    return Evaluated(uses(node, opaque).reads, set())


def _in_order(parts: Sequence[Node], certain: int, opaque: dict[str, Opaque]) -> Evaluated:
    """Parts that are evaluated one after the other, the first ``certain`` of them in any case."""
    reads: set[str] = set()
    bound: set[str] = set()
    binds: set[str] = set()
    for number, part in enumerate(parts):
        found = evaluated(part, opaque)
        reads |= found.reads - bound
        bound |= found.binds
        if number < certain:
            binds |= found.binds
    return Evaluated(reads, binds)
