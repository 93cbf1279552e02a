"""Objects of the author's that are iterated through an ``__iter__`` of their own."""

from __future__ import annotations

import types
from typing import Any

from autoimport_graph.runtime.generators import ends_in_the_graph, is_generator_function, steps_of
from autoimport_graph.runtime.guard import is_converted


class _Opened:
    """An iterator of which the author's ``__iter__`` has been run, and is not to be run again."""

    def __init__(self, iterator: Any) -> None:
        self.iterator = iterator

    def __iter__(self) -> Any:
        return self.iterator


def opened(value: Any) -> Any:
    """What an object of the author's gives to be iterated, which may be something that only the graph can.

    Args:
        value: What a loop is about to run over; anything but an object with an ``__iter__`` of a converted module that
            is no generator is returned as it is.
    """
    own = getattr(type(value), "__iter__", None)
    if not isinstance(own, types.FunctionType) or is_generator_function(own) or not is_converted(own):
        return value
    if ends_in_the_graph(value):
        return steps_of(value)
    from autoimport_graph.runtime.iteration import symbolic_iterable

    iterator = own(value)
    return _Opened(iterator) if symbolic_iterable(iterator) is None else iterator
