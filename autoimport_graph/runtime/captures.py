"""What a branch or a loop's body sees of the graphs around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph


def graphs_in_scope() -> Iterator[Any]:
    """The graph at hand, then those around it: what is known in one of these is known here."""
    graph = get_default_graph()
    while graph is not None:
        yield graph
        graph = getattr(graph, "outer_graph", None)


def outer_of(tensor: Tensor) -> Any:
    """The tensor that a graph has captured as this one from the graph around it; ``None`` if it is none such."""
    return next((outer for outer, inner in getattr(tensor.graph, "captures", ()) if inner is tensor), None)


def captured(tensor: Tensor) -> Tensor:
    """The tensor of an outer graph that a body or branch sees as this one; the tensor itself if it is none such."""
    while getattr(tensor.graph, "outer_graph", None) is not None:
        outer = outer_of(tensor)
        if outer is None or not hasattr(outer, "graph"):
            break
        tensor = outer
    return tensor
