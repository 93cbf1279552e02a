"""Which NumPy arrays a tensor may stand for.

A staged loop holds tensors where eager code holds arrays. Two variables hold one array if eager code's would: the
tensor that one of them is bound to stands for the array, and so may what a loop or branch leaves in it, besides the
array that it was bound to at the other end. What operators compute of such a tensor stands for an array of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autoimport_graph.runtime.captures import outer_of
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.graph_tables import GraphTable, registered
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor

# What Python's operators on arrays become, and what TensorFlow puts between.
_ARITHMETIC = {"Add", "AddV2", "Sub", "Mul", "RealDiv", "FloorDiv", "FloorMod", "Pow", "Neg", "Abs", "Cast"}
_PRODUCTS = {"MatMul", "BatchMatMulV2"}
_COMPARISONS = {"Less", "LessEqual", "Greater", "GreaterEqual", "Equal", "NotEqual"}
_LOGIC = {"LogicalAnd", "LogicalOr", "LogicalXor", "LogicalNot", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Invert"}
_OPERATORS = _ARITHMETIC | _PRODUCTS | _COMPARISONS | _LOGIC
_numbers = itertools.count()


class Identity:
    """An array that a tensor may stand for.

    Args:
        array: It; one without items for an array of the graph's.
        is_view: Whether the tensor is a part of it.
        ends: Of which loops and branches it is what one end left, and of which end, by the number of the construct.
    """

    __slots__ = ("array", "ends", "is_view")

    def __init__(self, array: Any, is_view: bool = False, ends: dict[int, int] | None = None) -> None:
        self.array = array
        self.is_view = is_view
        self.ends = ends or {}

    def as_view(self) -> Identity:
        """The identity of a part of it."""
        return Identity(self.array, True, self.ends)

    def at(self, construct: int, end: int) -> Identity:
        """It where one end of a loop or branch left it."""
        return Identity(self.array, self.is_view, {**self.ends, construct: end})

    def same(self, other: Identity) -> bool:
        """Whether nothing tells the two apart."""
        return self.array is other.array and self.is_view == other.is_view and self.ends == other.ends

    def meets(self, other: Identity) -> bool:
        """Whether the two can be one array at one time."""
        return self.array is other.array and all(other.ends.get(key, end) == end for key, end in self.ends.items())


class _Table(GraphTable):
    """What is known of tensors and arrays.

    Attributes:
        identities: Those of tensors, by the tensors' own.
        copied: Arrays of which a list of the graph holds copies.
    """

    def __init__(self) -> None:
        self.identities: dict[int, tuple[Tensor, list[Identity]]] = {}
        self.copied: dict[int, Any] = {}


_table = registered(_Table())


def known() -> bool:
    """Whether any tensor stands for an array."""
    return bool(_table.identities)


def identify(tensor: Any, identities: list[Identity]) -> None:
    """A tensor stands for one of some arrays; nothing where there are none."""
    if identities and isinstance(tensor, Tensor):
        _table.identities[id(tensor)] = (tensor, identities)


def copied(value: Any) -> None:
    """A list of the graph takes a copy of a value."""
    if isinstance(value, tuple | list):
        for item in value:
            copied(item)
    elif isinstance(value, dict):
        for item in value.values():
            copied(item)
    else:
        _table.copied.update({id(one.array): one.array for one in identities_of(value)})


def is_copied(array_id: int) -> bool:
    """Whether a list of the graph holds a copy of the array of an identity."""
    return array_id in _table.copied


def of_the_graph() -> list[Identity]:
    """The identity of an array that nothing else holds yet."""
    return [Identity(np.empty(0))]


def identities_of(value: Any) -> list[Identity]:
    """The arrays that a value is or may stand for."""
    if isinstance(value, np.ndarray):
        return [Identity(value)]
    if not _table.identities or not isinstance(value, Tensor) or isinstance(value, EagerTensor):
        return []
    entry = _table.identities.get(id(value))
    if entry is None:
        entry = _table.identities[id(value)] = (value, _derived(value))
    return entry[1]


def _derived(tensor: Tensor) -> list[Identity]:
    """What was captured from a graph around is what it is there; what operators compute of arrays is an array, too."""
    if tensor.op.type == "Placeholder":
        return identities_of(outer_of(tensor))
    return of_the_graph() if tensor.shape.rank != 0 and _computed_of_array(tensor) else []


def _computed_of_array(tensor: Tensor) -> bool:
    pending, seen = [tensor], {id(tensor)}
    while pending:
        for operand in _operands(pending.pop()):
            entry = _table.identities.get(id(operand))
            if entry is not None and entry[1]:
                return True
            if entry is None and id(operand) not in seen:
                seen.add(id(operand))
                pending.append(operand)
    return False


def _operands(tensor: Tensor) -> Sequence[Any]:
    if isinstance(tensor, EagerTensor):
        return ()
    if tensor.op.type == "Placeholder":
        outer = outer_of(tensor)
        return () if outer is None else (outer,)
    return tensor.op.inputs if tensor.op.type in _OPERATORS else ()


def leave(lefts: Iterable[tuple[Any, Sequence[Any]]]) -> None:
    """A loop or branch ends.

    Args:
        lefts: What each variable is after it, and what it was at each end: of the one branch and of the other, or
            before the loop and after an iteration.
    """
    construct = next(_numbers)
    for value, ends in lefts:
        groups = [identities_of(end) for end in ends]
        common = [one for one in groups[0] if all(any(map(one.same, group)) for group in groups)]
        apart = [
            one.at(construct, number)
            for number, group in enumerate(groups)
            for one in group
            if not any(map(one.same, common))
        ]
        identify(value, common + apart)
