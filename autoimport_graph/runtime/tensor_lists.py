"""Lists whose length only the graph knows.

Elements lie in TensorFlow's tensor lists (``EmptyTensorList`` and its kin, public as ``tf.raw_ops``), one for each
tensor that an element needs. A :class:`GraphList` is what a Python list holds, not a list that a program holds: see
:mod:`autoimport_graph.runtime.moved_lists`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import inner_lists, nested_lists
from autoimport_graph.runtime.array_identities import copied
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.list_conversion import converted
from autoimport_graph.runtime.list_stacks import concatenated, join_stacks, merged_along, stacked_specification
from autoimport_graph.runtime.sharing import Shares, derive, refuse_stale
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    Declared,
    Dense,
    Elements,
    Kind,
    Nothing,
    Weak,
    element_kind,
    element_shape,
    empty_list,
    join_items,
    kind_of,
    pack,
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
            self.handles = converted(self, element)
        self.element = element

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
        return join_stacks(self.element, iter(self.stacked())) if rows is None else nested_lists.dense(rows)

    def rows(self) -> Any:
        """The elements, if they are lists of numbers or tensors, as a ragged tensor; ``None`` if they are not."""
        if not isinstance(self.element, Elements) or not isinstance(self.element.element, Dense | Weak):
            return None
        (specification,) = self.element.element.specifications()
        rows = nested_lists.ragged(self.handles[0], specification)
        return rows.with_values(join_stacks(self.element.element, iter([rows.values])))

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
            return concatenated(self.handles[0], specifications[0])
        return merged_along(tf.convert_to_tensor(self.stack()), axis)

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
        return stacked_specification(Elements(self.element)).shape

    @property
    def dtype(self) -> tf.DType:
        """The elements' dtype."""
        return stacked_specification(self.element).dtype


tf.register_tensor_conversion_function(
    GraphList, lambda value, dtype=None, name=None, as_ref=False: value.__tf_tensor__(dtype), priority=0
)
