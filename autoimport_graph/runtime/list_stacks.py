"""The elements of a list whose length only the graph knows, as one tensor."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.large_integers import as_int32
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import Constant, Dense, Elements, Kind, Structure, Weak, element_shape, rebuild


def join_stacks(element: Kind, tensors: Iterator[Tensor]) -> Any:
    """What stacked elements of a kind are: rows of alike parts become one tensor, as ``tf.stack`` of them would be."""
    if isinstance(element, Weak):
        tensor = next(tensors)
        return {"int": as_int32, "float": _as_float32}.get(element.name, tf.identity)(tensor)
    if isinstance(element, Dense):
        return next(tensors)
    if isinstance(element, Structure):
        parts = [join_stacks(part, tensors) for part in element.parts]
        if issubclass(element.type, list | tuple) and not hasattr(element.type, "_fields") and _alike(parts):
            return tf.stack(parts, axis=1)
        return rebuild(element, parts)
    if isinstance(element, Constant):
        return element.value
    if isinstance(element, Elements):
        next(tensors)
        raise StagingError(
            "a list of lists whose lengths only the graph knows is used as one tensor; concatenate the "
            "inner lists, or use tf.ragged.stack"
        )
    raise StagingError(
        f"a list of {element}, whose length only the graph knows, is used as one tensor; "
        "make a list of each part: [item[0] for item in the_list]"
    )


def _as_float32(tensor: Tensor) -> Tensor:
    return tf.cast(tensor, tf.float32)


def _alike(parts: list[Any]) -> bool:
    return bool(parts) and all(
        isinstance(part, Tensor) and part.dtype == parts[0].dtype and part.shape.is_compatible_with(parts[0].shape)
        for part in parts
    )


def stacked_specification(kind: Kind) -> tf.TensorSpec:
    """What is known of the one tensor that a value of a kind is stacked to."""
    if isinstance(kind, Elements):
        item = stacked_specification(kind.element)
        return tf.TensorSpec(tf.TensorShape([None]).concatenate(item.shape), item.dtype)
    if isinstance(kind, Structure) and issubclass(kind.type, list | tuple) and kind.parts:
        first, *others = map(stacked_specification, kind.parts)
        shape = functools.reduce(lambda one, other: one.merge_with(other.shape), others, first.shape)
        return tf.TensorSpec(tf.TensorShape([len(kind.parts)]).concatenate(shape), first.dtype)
    (specification,) = kind.specifications()
    return specification


def concatenated(handle: Tensor, specification: tf.TensorSpec) -> Tensor:
    """The elements of a tensor list joined along their first dimension.

    Args:
        handle: The tensor list.
        specification: What is known of its elements.
    """
    rest = None if specification.shape.rank is None else specification.shape[1:]
    return tf.raw_ops.TensorListConcatV2(
        input_handle=handle,
        element_shape=element_shape(tf.TensorSpec(None if rest is None else [None, *rest], specification.dtype)),
        leading_dims=tf.constant([], tf.int64),
        element_dtype=specification.dtype,
    ).tensor


def merged_along(stacked: Tensor, axis: int) -> Tensor:
    """Stacked elements joined along one of their own dimensions.

    Args:
        stacked: Along its first dimension.
        axis: The dimension of an element; a negative one counts from the end.
    """
    if axis < 0:
        axis += stacked.shape.rank - 1
    # [n, a, b, c] joined along b: n moves in front of b, and both become one.
    moved = tf.experimental.numpy.moveaxis(stacked, 0, axis)
    shape = tf.shape(moved)
    return tf.reshape(moved, tf.concat([shape[:axis], [shape[axis] * shape[axis + 1]], shape[axis + 2 :]], 0))
