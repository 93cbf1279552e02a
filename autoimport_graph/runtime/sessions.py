"""What a version 1 session is asked for: values of a graph that are no tensors can be fetched all the same."""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import register_fetch
from autoimport_graph.runtime.weak import WeakScalar


def _fetch_number(value: WeakScalar) -> Any:
    return [value.__tensor__], lambda results: results[0].item() if hasattr(results[0], "item") else results[0]


def _fetch_list(value: GraphList) -> Any:
    return [value.stack()], lambda results: list(results[0])


def _fetch_choice(value: Choice) -> Any:
    settled = settle(value)
    return [settled.__tensor__ if isinstance(settled, WeakScalar) else settled], lambda results: results[0]


for _kind, _fetch in ((WeakScalar, _fetch_number), (GraphList, _fetch_list), (Choice, _fetch_choice)):
    register_fetch(_kind, _fetch)
