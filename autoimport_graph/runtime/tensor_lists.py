"""Lists whose length only the graph knows.

Elements lie in TensorFlow's tensor lists (``EmptyTensorList`` and its kin, public as ``tf.raw_ops``), one for each
tensor that an element needs. A :class:`GraphList` is what a Python list holds, not a list that a program holds: see
:mod:`autoimport_graph.runtime.moved_lists`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import inner_lists, nested_lists
from autoimport_graph.runtime.array_identities import copied
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.large_integers import as_int32
from autoimport_graph.runtime.list_joining import moved_to
from autoimport_graph.runtime.sharing import Shares, derive, refuse_stale
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    Constant,
    Declared,
    Dense,
    Elements,
    Kind,
    Nothing,
    Structure,
    Union,
    Weak,
    element_kind,
    element_shape,
    empty_list,
    join_items,
    kind_of,
    pack,
    rebuild,
    unpack,
)
from autoimport_graph.runtime.weak import WeakScalar, weak_of


class GraphList:
    """The contents of a list in a graph.

    Args:
        element: What is known of its elements.
        handles: One tensor list (``tf.variant`` scalar) for each tensor of an element.

    Attributes:
        shares: What it shares with other lists.
    """

    __slots__ = ("__weakref__", "element", "handles", "shares")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, element: Kind, handles: list[Tensor]) -> None:
        self.element = element
        self.handles = handles
        self.shares = Shares()

    def __repr__(self) -> str:
        return f"<list of {self.element}>"

    def snapshot(self) -> GraphList:
        """A list with the same elements."""
        return GraphList(self.element, list(self.handles))

    def copied(self) -> GraphList:
        """A list of the same items."""
        return derive(self.snapshot(), self)

    def separate(self) -> GraphList:
        """A list with copies of the same elements."""
        copy = self.snapshot()
        copy.shares.stale = self.shares.stale
        return copy

    def length(self) -> WeakScalar:
        """The number of elements."""
        if not self.handles:
            return WeakScalar("int", tf.constant(0, tf.int64))
        return weak_of("int", self.size())

    def size(self) -> Tensor:
        """The number of elements as an ``int32`` scalar."""
        if not self.handles:
            return tf.constant(0)
        return tf.raw_ops.TensorListLength(input_handle=self.handles[0])

    def widen(self, kind: Kind) -> None:
        """Let the list take elements of another kind, too."""
        element = join_items(self.element, element_kind(kind))
        if element == self.element:
            return
        if isinstance(self.element, Declared) and not isinstance(element, Dense):
            raise StagingError(
                f"set_element_type() said {self.element.dtype.name}, and the list takes {kind}; "
                "cast what is appended, or say its dtype"
            )
        if isinstance(self.element, Nothing):
            self.handles = [empty_list(specification) for specification in element.specifications()]
        else:
            self.handles = self.converted(element)
        self.element = element

    def converted(self, element: Kind) -> list[Tensor]:
        """The handles of a list of the same elements as another kind."""
        specifications = element.specifications()
        if not self.handles or isinstance(self.element, Declared):
            return [empty_list(specification) for specification in specifications]
        if not _carried_alike(self.element, element):
            return self._repacked(element)
        old = self.element.specifications()
        if [specification.dtype for specification in specifications] == [specification.dtype for specification in old]:
            return [
                moved_to(empty_list(specification), handle, before, specification)
                for handle, specification, before in zip(self.handles, specifications, old, strict=True)
            ]
        return [
            tf.raw_ops.TensorListFromTensor(
                tensor=tf.cast(stacked, specification.dtype), element_shape=element_shape(specification)
            )
            for stacked, specification in zip(self.stacked(), specifications, strict=True)
        ]

    def _repacked(self, element: Kind) -> list[Tensor]:
        """The handles of a list of the same elements, each carried by other tensors than before."""
        size = self.size()

        def move(position: Tensor, *handles: Tensor) -> tuple[Tensor, ...]:
            tensors = pack(self.get_in_range(position), element)
            pushed = [
                tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=tensor)
                for handle, tensor in zip(handles, tensors, strict=True)
            ]
            return (position + 1, *pushed)

        empty = [empty_list(specification) for specification in element.specifications()]
        return list(tf.while_loop(lambda position, *_: position < size, move, [tf.constant(0), *empty])[1:])

    def push(self, value: Any) -> None:
        """Add an element at the end."""
        copied(value)
        self.widen(kind_of(value))
        self.handles = [
            tf.raw_ops.TensorListPushBack(input_handle=handle, tensor=tensor)
            for handle, tensor in zip(self.handles, pack(value, self.element), strict=True)
        ]

    def get(self, index: Any) -> Any:
        """An element by position; negative positions count from the end."""
        return self.get_in_range(self.position(index, "list index out of range"))

    def get_in_range(self, index: Tensor) -> Any:
        """An element by a position that is known to be one."""
        refuse_stale(self)
        tensors = [
            inner_lists.item(handle, index)
            if specification.dtype == tf.variant
            else tf.raw_ops.TensorListGetItem(
                input_handle=handle,
                index=index,
                element_shape=element_shape(specification),
                element_dtype=specification.dtype,
            )
            for handle, specification in zip(self.handles, self.element.specifications(), strict=True)
        ]
        return self._element(tensors)

    def _element(self, tensors: list[Tensor]) -> Any:
        for tensor, specification in zip(tensors, self.element.specifications(), strict=True):
            tensor.set_shape(specification.shape)
        return unpack(self.element, iter(tensors))

    def put_in_range(self, index: Tensor, value: Any) -> None:
        """Replace an element, by a position that is known to be one."""
        copied(value)
        self.widen(kind_of(value))
        self.handles = [
            inner_lists.replaced(handle, index, tensor)
            if tensor.dtype == tf.variant
            else tf.raw_ops.TensorListSetItem(input_handle=handle, index=index, item=tensor)
            for handle, tensor in zip(self.handles, pack(value, self.element), strict=True)
        ]

    def pop_last(self) -> Any:
        """Remove and return the last element."""
        refuse_stale(self)
        message = "IndexError: pop from empty list"
        handles = [checked(self.handles[0], tf.greater(self.size(), 0), message), *self.handles[1:]]
        popped = [
            tf.raw_ops.TensorListPopBack(
                input_handle=handle, element_shape=element_shape(specification), element_dtype=specification.dtype
            )
            for handle, specification in zip(handles, self.element.specifications(), strict=True)
        ]
        self.handles = [result.output_handle for result in popped]
        return self._element([result.tensor for result in popped])

    def position(self, index: Any, message: str) -> Tensor:
        """A position counted from the front, checked when the graph runs.

        Args:
            index: A Python or symbolic integer.
            message: Of the ``IndexError`` outside the list.
        """
        size = self.size()
        if isinstance(index, int):
            inside = size > index if index >= 0 else size >= -index
            return checked(tf.constant(index) if index >= 0 else size + index, inside, f"IndexError: {message}")
        index = index.__tensor__ if isinstance(index, WeakScalar) else tf.convert_to_tensor(index)
        if index.dtype != tf.int32:
            index = tf.cast(index, tf.int32)
        inside = tf.logical_and(index >= -size, index < size)
        position = tf.where(index < 0, index + size, checked(index, inside, f"IndexError: {message}"))
        position.position_of = index
        return position

    def stacked(self) -> list[Tensor]:
        """The elements' tensors, each stacked along a new first dimension."""
        refuse_stale(self)
        return [
            tf.raw_ops.TensorListStack(
                input_handle=handle, element_shape=element_shape(specification), element_dtype=specification.dtype
            )
            for handle, specification in zip(self.handles, self.element.specifications(), strict=True)
        ]

    def rearranged(self, change: Callable[[Tensor], Tensor]) -> GraphList:
        """A list of some of the elements, in any order.

        Args:
            change: Takes them, or their positions, along the first dimension of a tensor: a slice, a gather.
        """
        handles = [
            inner_lists.taken(handle, change(tf.range(self.size())))
            if specification.dtype == tf.variant
            else tf.raw_ops.TensorListFromTensor(tensor=change(stacked), element_shape=element_shape(specification))
            for handle, stacked, specification in zip(
                self.handles, self.stacked(), self.element.specifications(), strict=True
            )
        ]
        return derive(GraphList(self.element, handles), self)

    def stack(self) -> Any:
        """The elements along a new first dimension: a tensor, or a structure of tensors where none can hold them."""
        if isinstance(self.element, Nothing):
            return tf.zeros([0])
        if isinstance(self.element, Declared):  # nothing has been appended
            return tf.zeros([0], self.element.dtype)
        rows = self.rows()
        return _join_stacks(self.element, iter(self.stacked())) if rows is None else nested_lists.dense(rows)

    def rows(self) -> Any:
        """The elements, if they are lists of numbers or tensors, as a ragged tensor; ``None`` if they are not."""
        if not isinstance(self.element, Elements) or not isinstance(self.element.element, Dense | Weak):
            return None
        (specification,) = self.element.element.specifications()
        rows = nested_lists.ragged(self.handles[0], specification)
        return rows.with_values(_join_stacks(self.element.element, iter([rows.values])))

    def numbers(self) -> tuple[Tensor, str | None]:
        """The stacked elements, and the Python type's name if they are Python's numbers or strings.

        Raises:
            StagingError: If an element is more than one tensor.
        """
        if isinstance(self.element, Nothing):
            return tf.zeros([0], tf.int64), "int"
        if isinstance(self.element, Weak):
            return self.stacked()[0], self.element.name
        stacked = self.stack()
        if not isinstance(stacked, Tensor):
            raise StagingError(
                f"a list of {self.element}, whose length only the graph knows, is used as one tensor; "
                "make a list of each part: [item[0] for item in the_list]"
            )
        return stacked, None

    def concat(self, axis: int = 0) -> Tensor:
        """The elements joined along an existing dimension."""
        specifications = self.element.specifications()
        if axis == 0 and len(specifications) == 1:
            (specification,) = specifications
            rest = None if specification.shape.rank is None else specification.shape[1:]
            return tf.raw_ops.TensorListConcatV2(
                input_handle=self.handles[0],
                element_shape=element_shape(
                    tf.TensorSpec(None if rest is None else [None, *rest], specification.dtype)
                ),
                leading_dims=tf.constant([], tf.int64),
                element_dtype=specification.dtype,
            ).tensor
        stacked = tf.convert_to_tensor(self.stack())
        if axis < 0:
            axis += stacked.shape.rank - 1
        # [n, a, b, c] joined along b: n moves in front of b, and both become one.
        moved = tf.experimental.numpy.moveaxis(stacked, 0, axis)
        shape = tf.shape(moved)
        return tf.reshape(moved, tf.concat([shape[:axis], [shape[axis] * shape[axis + 1]], shape[axis + 2 :]], 0))

    @classmethod
    def of(cls, stacked: Tensor) -> GraphList:
        """The list of a tensor's slices along its first dimension."""
        shape = stacked.shape
        element = Dense(stacked.dtype, None if shape.rank is None else tuple(shape.as_list()[1:]))
        return cls.of_parts(element, [stacked])

    @classmethod
    def of_parts(cls, element: Kind, stacked: list[Tensor]) -> GraphList:
        """The list whose elements' tensors are stacked."""
        handles = [
            tf.raw_ops.TensorListFromTensor(tensor=tensor, element_shape=element_shape(specification))
            for tensor, specification in zip(stacked, element.specifications(), strict=True)
        ]
        return cls(element, handles)

    def __tf_tensor__(self, dtype: tf.DType | None = None, name: str | None = None) -> Tensor:
        stacked = self.stack()
        if dtype is not None and isinstance(self.element, Weak) and isinstance(stacked, Tensor):
            return tf.cast(self.stacked()[0], dtype)
        return tf.convert_to_tensor(stacked, dtype)

    def __iter__(self) -> Iterator[Any]:
        raise StagingError(
            "a list whose length only the graph knows is iterated by code that is not converted; list that code's "
            "package, or pass it autoimport_graph.stack(the_list)"
        )

    def __len__(self) -> int:
        raise StagingError(
            "len() of a list whose length only the graph knows, in code that is not converted; "
            "take len() before the call"
        )

    @property
    def shape(self) -> tf.TensorShape:
        """The static shape of the stacked elements."""
        return _stacked_specification(Elements(self.element)).shape

    @property
    def dtype(self) -> tf.DType:
        """The elements' dtype."""
        return _stacked_specification(self.element).dtype


def _as_float32(tensor: Tensor) -> Tensor:
    return tf.cast(tensor, tf.float32)


def _join_stacks(element: Kind, tensors: Iterator[Tensor]) -> Any:
    """What stacked elements of a kind are: rows of alike parts become one tensor, as ``tf.stack`` of them would be."""
    if isinstance(element, Weak):
        tensor = next(tensors)
        return {"int": as_int32, "float": _as_float32}.get(element.name, tf.identity)(tensor)
    if isinstance(element, Dense):
        return next(tensors)
    if isinstance(element, Structure):
        parts = [_join_stacks(part, tensors) for part in element.parts]
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


def _stacked_specification(kind: Kind) -> tf.TensorSpec:
    """Of the one tensor that a value of a kind is stacked to."""
    if isinstance(kind, Elements):
        item = _stacked_specification(kind.element)
        return tf.TensorSpec(tf.TensorShape([None]).concatenate(item.shape), item.dtype)
    if isinstance(kind, Structure) and issubclass(kind.type, list | tuple) and kind.parts:
        first, *others = map(_stacked_specification, kind.parts)
        shape = functools.reduce(lambda one, other: one.merge_with(other.shape), others, first.shape)
        return tf.TensorSpec(tf.TensorShape([len(kind.parts)]).concatenate(shape), first.dtype)
    (specification,) = kind.specifications()
    return specification


def _alike(parts: list[Any]) -> bool:
    return bool(parts) and all(
        isinstance(part, Tensor) and part.dtype == parts[0].dtype and part.shape.is_compatible_with(parts[0].shape)
        for part in parts
    )


tf.register_tensor_conversion_function(
    GraphList, lambda value, dtype=None, name=None, as_ref=False: value.__tf_tensor__(dtype), priority=0
)
