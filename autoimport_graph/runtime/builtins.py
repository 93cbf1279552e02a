"""Python's builtin functions on values that only the graph knows. On anything else each is the builtin itself."""

from __future__ import annotations

from autoimport_graph.runtime import collecting, iter_next, iterables, ordering, reductions, scalars, types_of
from autoimport_graph.runtime.overloading import BUILTINS, overload

__all__ = [
    "BUILTINS",
    "collecting",
    "iter_next",
    "iterables",
    "ordering",
    "overload",
    "reductions",
    "scalars",
    "types_of",
]
