"""From a value to the tensors that carry it, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.container_bases import base_of
from autoimport_graph.runtime.joins import join
from autoimport_graph.runtime.key_order import Disordered, mark
from autoimport_graph.runtime.kinds import (
    WEAK_DTYPES,
    Arrayed,
    Composite,
    Constant,
    Dense,
    DequeElements,
    Elements,
    FrozenSetElements,
    Kind,
    Nothing,
    SetElements,
    Structure,
    TupleElements,
    Union,
    Weak,
)
from autoimport_graph.runtime.made_functions import Made
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.mixed_numbers import MixedDense, MixedWeak
from autoimport_graph.runtime.objects import attributes_of, is_named_tuple, set_cause
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensorflow_private import Tensor, flatten_composites, in_xla

# Modules whose classes carry tensors register here, so that this one need not know them.
_UNPACKERS: dict[str, Callable[..., Any]] = {}
# How a value that is one of several is packed as a kind that covers all of them.
_SEVERAL: dict[type, Callable[[Any, Kind], list[Tensor]]] = {}


def parts_of(value: Any, kind: Structure) -> Iterator[Any]:
    """The parts of a value, in the order of its kind's keys; missing ones are undefined."""
    if isinstance(value, dict):
        return (value.get(key, UNDEFINED) for key in kind.keys)
    if isinstance(value, tuple | list):
        return iter(value)
    if issubclass(kind.type, Made):
        return iter(kind.type.parts(value))
    attributes = attributes_of(value)
    return (attributes.get(key, UNDEFINED) for key in kind.keys)


def rebuild(kind: Structure, parts: list[Any]) -> Any:
    """A value of a structure's class from its parts; it is new: what is stored into it is nobody else's business."""
    if issubclass(kind.type, Made):
        return kind.type.make(parts)
    if issubclass(kind.type, dict):
        parts = [
            _UNPACKERS["label"](part, lambda key=key: KeyError(key)) for key, part in zip(kind.keys, parts, strict=True)
        ]
    elif not issubclass(kind.type, tuple | list):
        what = f"{kind.type.__name__!r} object has no attribute"
        parts = [
            _UNPACKERS["label"](part, lambda key=key: AttributeError(f"{what} {key!r}"))
            for key, part in zip(kind.keys, parts, strict=True)
        ]
    value = _rebuild(kind, parts)
    if not issubclass(kind.type, tuple):
        fresh(value)
    return value


def _rebuild(kind: Structure, parts: list[Any]) -> Any:
    present = [(key, part) for key, part in zip(kind.keys, parts, strict=True) if part is not UNDEFINED]
    if issubclass(kind.type, dict):
        mapping = kind.type()
        store = base_of(mapping).__setitem__  # not update(): a Counter's counts the pairs
        for key, part in present:
            store(mapping, key, part)
        mark(mapping, isinstance(kind.keys, Disordered))
        return mapping
    if is_named_tuple(kind.type):
        return kind.type._make(parts)  # type: ignore[attr-defined]
    if issubclass(kind.type, tuple | list):
        return kind.type(parts)
    if issubclass(kind.type, BaseException):
        error = kind.type.__new__(kind.type)
        error.args, cause = parts[:2]
        if cause is not None:
            set_cause(error, cause)
        error.__dict__.update(present[2:])
        return error
    result: Any = (SimpleNamespace if issubclass(kind.type, SimpleNamespace) else object).__new__(kind.type)
    for name, part in present:
        object.__setattr__(result, name, part)
    return result


def zeros(specification: tf.TensorSpec) -> Tensor:
    """A tensor that stands in for a value that is never read."""
    if specification.dtype == tf.variant:
        return tf.raw_ops.EmptyTensorList(element_shape=-1, max_num_elements=-1, element_dtype=tf.float32)
    if specification.dtype == tf.resource:
        raise TypeError("a resource has no stand-in")
    shape = [] if specification.shape.rank is None else [size or 0 for size in specification.shape.as_list()]
    return tf.zeros(shape, specification.dtype)


def stand_ins(
    kind: Kind,
    single: Callable[[tf.TensorSpec], Tensor] | None = None,
    listed: Callable[[tf.TensorSpec], Tensor] | None = None,
) -> list[Tensor]:
    """Tensors in place of those that carry a value.

    Args:
        kind: The value's kind.
        single: Makes the one for a tensor of a specification; default: zeros, for a value that is never read.
        listed: Makes the one for a list of such tensors; default: an empty list.
    """
    single, listed = single or zeros, listed or empty_list
    if isinstance(kind, Elements):
        return [listed(specification) for specification in kind.element.specifications()]
    if isinstance(kind, Structure):
        return [tensor for part in kind.parts for tensor in stand_ins(part, single, listed)]
    if isinstance(kind, Union):
        parts = [tensor for part in kind.alternatives for tensor in stand_ins(part, single, listed)]
        return [single(tf.TensorSpec([], tf.int32)), *parts]
    return [single(specification) for specification in kind.specifications()]


def empty_list(element: tf.TensorSpec) -> Tensor:
    """An empty tensor list whose elements have a specification.

    Raises:
        StagingError: If XLA compiles the function as a whole.
    """
    if in_xla(tf.compat.v1.get_default_graph()):
        # XLA says so when the graph runs, of an operation that the author has never heard of.
        raise StagingError(
            "XLA compiles this function as a whole (jit_compile=True; Keras's compile() does so by default on a GPU), "
            "and it knows no list that grows in a loop or a branch; pass jit_compile=False there, or store into a "
            "tf.TensorArray of a size that Python knows"
        )
    return tf.raw_ops.EmptyTensorList(
        element_shape=element_shape(element), max_num_elements=-1, element_dtype=element.dtype
    )


def element_shape(element: tf.TensorSpec) -> Tensor:
    """The argument by which tensor-list operations take a static shape."""
    if element.shape.rank is None:
        return tf.constant(-1)
    return tf.constant([-1 if size is None else size for size in element.shape.as_list()], tf.int32)


def pack(value: Any, kind: Kind) -> list[Tensor]:
    """The tensors that carry a value.

    Args:
        value: A value that ``kind`` covers.
        kind: What the tensors must be able to carry.

    Raises:
        TypeError, ValueError: If TensorFlow cannot convert the value.
    """
    if isinstance(kind, Constant | Nothing):
        return []
    if value is UNSET or (value is UNDEFINED and not isinstance(kind, Union)):
        return stand_ins(kind)
    several = None if isinstance(kind, Union) else _SEVERAL.get(type(value))
    if several is not None:
        return several(value, kind)
    packer: Callable[[Any, Any], list[Tensor]] = _PACKERS[type(kind)]
    return packer(value, kind)


def _pack_weak(value: Any, kind: Weak) -> list[Tensor]:
    dtype = WEAK_DTYPES[kind.name]
    if hasattr(type(value), "__alternatives__"):  # one of several, each with its own conversion
        return [tf.convert_to_tensor(value, dtype)]
    tensor = getattr(value, "__tensor__", value)
    return [tf.cast(tensor, dtype) if isinstance(tensor, Tensor) else tf.constant(value, dtype)]


def _pack_dense(value: Any, kind: Dense) -> list[Tensor]:
    if isinstance(value, bool) and kind.dtype != tf.bool:
        value = int(value)
    tensor = tf.convert_to_tensor(value, kind.dtype)
    return [tensor]


def _pack_composite(value: Any, kind: Composite) -> list[Tensor]:
    return flatten_composites(kind.specification._to_components(value), expand_composites=True)


def _pack_structure(value: Any, kind: Structure) -> list[Tensor]:
    return [
        tensor for part, inner in zip(parts_of(value, kind), kind.parts, strict=True) for tensor in pack(part, inner)
    ]


def _pack_elements(value: Any, kind: Elements) -> list[Tensor]:
    return _UNPACKERS["pack_list"](value, kind)


def _pack_union(value: Any, kind: Union) -> list[Tensor]:
    return _UNPACKERS["pack_choice"](value, kind)


_PACKERS: dict[type, Callable[[Any, Any], list[Tensor]]] = {
    Weak: _pack_weak,
    MixedWeak: _pack_weak,
    MixedDense: _pack_dense,
    Arrayed: _pack_dense,
    Dense: _pack_dense,
    Composite: _pack_composite,
    Structure: _pack_structure,
    Elements: _pack_elements,
    SetElements: _pack_elements,
    FrozenSetElements: _pack_elements,
    TupleElements: _pack_elements,
    DequeElements: _pack_elements,
    Union: _pack_union,
}


def covers(kind: Kind, value: Kind) -> bool:
    """Whether values of one kind can be packed as another."""
    return join(kind, value) == kind


def unpack(kind: Kind, tensors: Iterator[Tensor]) -> Any:
    """The value that tensors carry; the inverse of :func:`pack`.

    Args:
        kind: What they were packed as.
        tensors: Taken from the front, as many as the kind has specifications.
    """
    if isinstance(kind, Constant):
        return kind.value
    if isinstance(kind, Nothing):
        return UNSET
    if isinstance(kind, Dense):
        return next(tensors)
    if isinstance(kind, Structure):
        return rebuild(kind, [unpack(part, tensors) for part in kind.parts])
    if isinstance(kind, Composite):
        count = len(kind.specifications())
        parts = [next(tensors) for _ in range(count)]
        return kind.specification._from_components(
            tf.nest.pack_sequence_as(kind.specification._component_specs, parts, expand_composites=True)
        )
    return _UNPACKERS[type(kind).__name__](kind, tensors)
