"""Python's integers of more than 64 bits beside those of the graph, which have 64."""

from __future__ import annotations

import operator
from typing import Any

from autoimport_graph.errors import StagingError


def among(*operands: Any) -> bool:
    """Whether an operand is such an integer."""
    return any(type(operand) is int and not -(2**63) <= operand < 2**63 for operand in operands)


def operated(method: str, compares: bool, first: Any, second: Any) -> bool:
    """An operator on such an integer and one of the graph.

    Args:
        method: The special method's name without underscores.
        compares: Whether it is a comparison.
        first: The first operand.
        second: The second.

    Raises:
        StagingError: If it computes an integer.
    """
    if not compares:
        raise StagingError(
            "a Python integer of more than 64 bits meets one that is known only when the graph runs, which has 64; "
            "use floats, or split the number"
        )
    # Whatever the graph's number is, the other one is on the same side of it.
    return bool(getattr(operator, method)(*(value if among(value) else 0 for value in (first, second))))
