"""The elements of a list in the graph as another kind, once it takes more than they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tensorflow as tf

from autoimport_graph.runtime.list_joining import moved_to
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    Declared,
    Dense,
    Kind,
    Structure,
    Union,
    Weak,
    element_shape,
    empty_list,
    pack,
)

if TYPE_CHECKING:
    from autoimport_graph.runtime.tensor_lists import GraphList


def converted(contents: GraphList, element: Kind) -> list[Tensor]:
    """The tensor lists that hold a list's elements as another kind, which covers theirs.

    Args:
        contents: The list.
        element: The kind.
    """
    specifications = element.specifications()
    if not contents.handles or isinstance(contents.element, Declared):
        return [empty_list(specification) for specification in specifications]
    if not _carried_alike(contents.element, element):
        return _repacked(contents, element)
    old = contents.element.specifications()
    if [specification.dtype for specification in specifications] == [specification.dtype for specification in old]:
        return [
            moved_to(empty_list(specification), handle, before, specification)
            for handle, specification, before in zip(contents.handles, specifications, old, strict=True)
        ]
    return [
        tf.raw_ops.TensorListFromTensor(
            tensor=tf.cast(stacked, specification.dtype), element_shape=element_shape(specification)
        )
        for stacked, specification in zip(contents.stacked(), specifications, strict=True)
    ]


def _repacked(contents: GraphList, element: Kind) -> list[Tensor]:
    """The handles of a list of the same elements, each carried by other tensors than before."""
    size = contents.size()

    def move(position: Tensor, *handles: Tensor) -> tuple[Tensor, ...]:
        tensors = pack(contents.get_in_range(position), element)
        pushed = [
            tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=tensor)
            for handle, tensor in zip(handles, tensors, strict=True)
        ]
        return (position + 1, *pushed)

    empty = [empty_list(specification) for specification in element.specifications()]
    return list(tf.while_loop(lambda position, *_: position < size, move, [tf.constant(0), *empty])[1:])


def _carried_alike(old: Kind, new: Kind) -> bool:
    """Whether the tensors of one kind, cast at most, are those of another that covers it."""
    if isinstance(old, Dense | Weak) and isinstance(new, Dense | Weak):
        return True
    if isinstance(old, Structure) and isinstance(new, Structure) and len(old.parts) == len(new.parts):
        return all(map(_carried_alike, old.parts, new.parts))
    if isinstance(old, Union) and isinstance(new, Union):
        # What is new has no tensors of its own, and comes last: the index tells the others as before.
        beginning = new.alternatives[: len(old.alternatives)]
        alike = len(old.specifications()) == len(new.specifications()) and len(beginning) == len(old.alternatives)
        return alike and all(map(_carried_alike, old.alternatives, beginning))
    return old == new
