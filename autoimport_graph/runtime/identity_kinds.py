"""Kinds that stand for containers and objects themselves, not for what these are made of."""

from __future__ import annotations

from collections.abc import Iterator

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.kinds import Constant, Elements, Kind, Structure, Union
from autoimport_graph.runtime.objects import changes_in_place


def stays_itself(kind: Kind) -> bool:
    """Whether a kind stands for a container or object, or for one of several, and not for what they are made of."""
    return bool(themselves(kind))


def themselves(kind: Kind) -> list[Constant]:
    """The containers and objects that a kind, or any of its alternatives, stands for."""
    alternatives = kind.alternatives if isinstance(kind, Union) else (kind,)
    return [one for one in alternatives if isinstance(one, Constant) and changes_in_place(one.value)]


def identities(kind: Kind) -> Iterator[int]:
    """The identities of the objects that a kind, or a part of it, stands for."""
    if isinstance(kind, Constant):
        yield id(kind.value)
    elif isinstance(kind, Elements):
        yield from identities(kind.element)
    for part in kind.alternatives if isinstance(kind, Union) else kind.parts if isinstance(kind, Structure) else ():
        yield from identities(part)
