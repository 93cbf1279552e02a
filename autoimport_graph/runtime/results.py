"""What is noted of the tensors that a branch or loop leaves: facts that its outputs' dtypes and shapes do not tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autoimport_graph.runtime import array_identities, divisions, possible_shapes


def note_results(values: Sequence[Any], ends: Sequence[Sequence[Any]]) -> None:
    """A loop or branch ends.

    Args:
        values: What each variable is after it.
        ends: What each was where it may have ended: after the one branch and after the other, or before the loop and
            after an iteration.
    """
    for leave in (array_identities.leave, divisions.leave, possible_shapes.leave):
        leave(zip(values, ends, strict=True))
