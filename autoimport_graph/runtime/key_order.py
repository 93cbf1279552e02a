"""Dicts that have the same keys on every path, stored in an order that depends on the path."""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.graph_tables import GraphTable, registered


class Disordered(tuple[Any, ...]):
    """The keys of a kind of dict, in an order that only the graph knows."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Disordered) and tuple(self) == tuple(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Disordered, *self))


class _Table(GraphTable):
    def __init__(self) -> None:
        self.dicts: dict[int, dict[Any, Any]] = {}


_disordered = registered(_Table())


def is_disordered(owner: dict[Any, Any]) -> bool:
    """Whether only the graph knows in which order a dict's keys were stored."""
    return id(owner) in _disordered.dicts and len(owner) > 1


def mark(owner: dict[Any, Any], disordered: bool = True) -> None:
    """Remember of a dict whether only the graph knows its order."""
    if disordered:
        _disordered.dicts[id(owner)] = owner
    else:
        _disordered.dicts.pop(id(owner), None)


def keys_of(owner: dict[Any, Any]) -> tuple[Any, ...]:
    """A dict's keys, for its kind."""
    return Disordered(owner) if is_disordered(owner) else tuple(owner)


def joined(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    """The keys of two dicts of which there is one or the other, in the order that they have in both."""
    disordered = isinstance(first, Disordered) or isinstance(second, Disordered)
    for keys in (tuple(dict.fromkeys([*first, *second])), tuple(dict.fromkeys([*second, *first]))):
        if not disordered and all(tuple(key for key in keys if key in one) == one for one in (first, second)):
            return keys
    return Disordered(dict.fromkeys([*first, *second]))
