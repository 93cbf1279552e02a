"""Iterables whose items are made of another one's, or chosen among them, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.generators import Generated, GeneratorExpression
from autoimport_graph.runtime.positioned import Positioned
from autoimport_graph.runtime.truth import truth


def loop_over(symbolic: Any) -> Callable[..., None]:
    """The method that stages a loop over a symbolic iterable."""
    return getattr(symbolic, "graph_loop", None) or symbolic.loop


def decides(source: Any) -> bool:
    """Whether Python iterates what a generator is behind that got no tensor: then it makes one item at a time."""
    while isinstance(source, Mapped):
        source = source.inner
    return isinstance(source, Generated) and not source.has_symbolic_arguments()


def is_lazy(value: Any) -> bool:
    """Whether a value stands for a finite number of items that the graph has yet to find."""
    while isinstance(value, Mapped):
        value = value.inner
    if isinstance(value, SymbolicRange | Positioned):
        return False
    return isinstance(value, GeneratorExpression) or (isinstance(value, Counted) and value.count is not None)


class Mapped:
    """An iterable whose items are made of another one's."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, inner: Any, function: Callable[[Any], Any]) -> None:
        self.inner = inner
        self.function = function
        self._python: Iterator[Any] | None = None

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items."""
        loop_over(self.inner)(lambda item: body(self.function(item)), carried, temporaries, stop)

    @property
    def suspends(self) -> bool:
        """Whether Python can iterate it, because a generator of the author's is behind it."""
        return bool(getattr(self.inner, "suspends", False))

    @property
    def begun(self) -> bool:
        """Whether Python has begun to iterate it."""
        return self._python is not None

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return map(self.function, self.inner)

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        if self._python is None:
            if not self.suspends:
                raise StagingError(
                    "items that exist only when the graph runs are iterated by code that is not converted; "
                    "loop over them in converted code, or list that code's package"
                )
            self._python = self.python_items()
        return next(self._python)


class Filtered(Mapped):
    """The items of an iterable that satisfy a condition."""

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items; the body runs under the condition."""
        from autoimport_graph.runtime.conditionals import under

        def run(item: Any) -> None:
            under(self.function(item), lambda: body(item), carried, temporaries)

        loop_over(self.inner)(run, carried, temporaries, stop)

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return (item for item in self.inner if truth(self.function(item)))
