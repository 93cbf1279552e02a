"""One of several lists of which some are empty: TensorFlow makes float32 of no items, whatever the others hold.

Eager code has ``[]`` on one path and ``[x[0]]`` on another, and ``tf.stack`` of what it has. A graph has one dtype for
both: that of the items there are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice, narrow, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import as_list
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.values import kind_of


def applied(function: Callable[[Any], Any], choice: Any) -> Any:
    """Apply a function of TensorFlow's to whichever list it is; to an empty one as to a list of the others' dtype.

    Args:
        function: Takes one alternative, or a list of the graph.
        choice: The choice (or any other value, which is taken as it is).
    """
    value = narrow(choice)
    if isinstance(value, Choice) and _has_empty(value) and _differ(function, value):
        items = resolve(apply(as_list, value))
        if isinstance(items, GraphList):
            return function(items)
    return apply(function, value)


def _has_empty(choice: Choice) -> bool:
    """Whether some of the lists that it may be, and not all, are known to be empty."""
    lists = [one for one in map(resolve, remaining(choice)) if isinstance(one, GraphList | list | tuple)]
    return len({isinstance(one, GraphList) or len(one) > 0 for one in lists}) > 1


def _differ(function: Callable[[Any], Any], choice: Choice) -> bool:
    """Whether a function gives tensors for an empty list, and those of one other dtype for all that are not empty."""
    from autoimport_graph.runtime.branches import traced_result

    of_empty: set[tuple[tf.DType, ...]] = set()
    of_others: set[tuple[tf.DType, ...]] = set()
    for alternative in map(resolve, remaining(choice)):
        if isinstance(alternative, GraphList | list | tuple):
            result = kind_of(traced_result(functools.partial(function, alternative)))
            found = of_others if isinstance(alternative, GraphList) or alternative else of_empty
            found.add(tuple(specification.dtype for specification in result.specifications()))
    return len(of_others) == 1 and of_others != of_empty and {*map(len, of_others)} == {*map(len, of_empty)}
