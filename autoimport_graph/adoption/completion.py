"""Graph versions for the functions of modules that the hook imported with their guards alone."""

from __future__ import annotations

from typing import Any


def complete(pending: tuple[Any, ...]) -> bytes:
    """Make a module's graph versions.

    Args:
        pending: What the module's code holds in their place.

    Returns:
        The graph versions, packed.
    """
    from autoimport_graph.hook import completion  # late: nobody needs it who has all from the cache

    return completion.complete(pending)
