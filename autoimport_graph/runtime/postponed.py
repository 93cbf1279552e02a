"""Iterators of which the first item tells who iterates: ``filter``, ``takewhile`` and the like over Python's iterables.

Python makes such an iterator without looking at an item: the iterable may be endless, and what the author's condition
does is to happen when the loop gets there. So ours looks at the first item when it is asked for it, and at no other.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autoimport_graph.errors import StagingError


class Postponed:
    """An iterator over Python's items that turns into something else if a tensor decides about the first one.

    Args:
        source: The items.
        judge: What decides about an item.
        in_python: Makes the iterator from pairs of items and verdicts, if the first verdict is a Python bool.
        in_graph: Makes what the graph iterates, or a list, from all items, if it is not.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        source: Iterable[Any],
        judge: Callable[[Any], Any],
        in_python: Callable[[Iterator[tuple[Any, Any]]], Iterator[Any]],
        in_graph: Callable[[list[Any]], Any],
    ) -> None:
        self._source = iter(source)
        self._judge = judge
        self._in_python = in_python
        self._in_graph = in_graph
        self._python: Iterator[Any] | None = None
        self._graph: Any = None

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if self.staged() is not None:
            raise StagingError("items that exist only when the graph runs are iterated by code that is not converted")
        assert self._python is not None
        return next(self._python)

    def staged(self) -> Any:
        """What takes this iterator's place where a tensor decides about its first item, else ``None``."""
        if self._python is None and self._graph is None:
            for item in self._source:
                verdict = self._judge(item)
                if not isinstance(verdict, bool):
                    self._graph = self._in_graph([item, *self._source])
                    return self._graph
                self._python = self._in_python(itertools.chain([(item, verdict)], self._judged()))
                return None
            self._python = iter(())
        return self._graph

    def _judged(self) -> Iterator[tuple[Any, Any]]:
        for item in self._source:
            verdict = self._judge(item)
            if not isinstance(verdict, bool):
                raise StagingError(
                    "a tensor decides about an item of an iterator after Python has decided about others; "
                    "put the items into a list first"
                )
            yield item, verdict


def selected(pairs: Iterator[tuple[Any, Any]]) -> Iterator[Any]:
    """The items whose verdict is true."""
    return (item for item, verdict in pairs if verdict)


def taken(pairs: Iterator[tuple[Any, Any]]) -> Iterator[Any]:
    """The items before the first one whose verdict is false."""
    for item, verdict in pairs:
        if not verdict:
            return
        yield item


def dropped(pairs: Iterator[tuple[Any, Any]], source: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The items from the first one on whose verdict is false; the verdicts on later ones are not asked for."""
    for item, verdict in pairs:
        if not verdict:
            yield item
            yield from source()
            return
