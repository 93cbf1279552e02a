"""What the truth of a tensor says about a value that is one of several, while a graph is built."""

from __future__ import annotations

from typing import Any

from autoimport_graph.runtime.graph_tables import GraphTable, registered

# The index of the value, some positions, and whether the index is one of them or is not.
Fact = tuple[Any, frozenset[int], bool]


class _Table(GraphTable):
    """Facts by the identity of the tensor that tells, each with the tensor, which so keeps that identity."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[Any, Fact]] = {}


_table = registered(_Table())


def learn(predicate: Any, fact: Fact) -> None:
    """Remember what holds where a tensor is true."""
    _table.known[id(predicate)] = (predicate, fact)


def fact_of(predicate: Any) -> Fact | None:
    """What holds where a tensor is true, as far as it concerns a value that is one of several."""
    entry = _table.known.get(id(predicate))
    return entry[1] if entry is not None and entry[0] is predicate else None


def facts_of(predicate: Any) -> tuple[Fact | None, Fact | None]:
    """What the two branches of a condition know about a value that is one of several."""
    fact = fact_of(predicate)
    return (None, None) if fact is None else (fact, denied(fact))


def denied(fact: Fact) -> Fact:
    """What holds where the tensor is false."""
    index, positions, holds = fact
    return index, positions, not holds


__all__ = ["Fact", "denied", "fact_of", "facts_of", "learn"]
