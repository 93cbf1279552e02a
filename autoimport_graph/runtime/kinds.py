"""What is known of a Python value while a graph is built.

A :class:`Kind` describes the values that a variable may have at one point, as far as Python knows them.
:func:`kind_of` finds it; :mod:`~autoimport_graph.runtime.joins` has the least kind that covers two,
:mod:`~autoimport_graph.runtime.packing` goes from a value to tensors and back.
"""

from __future__ import annotations

import collections
import functools
import types
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import tensorflow as tf

from autoimport_graph.runtime import default_dicts
from autoimport_graph.runtime.key_order import keys_of
from autoimport_graph.runtime.made_functions import (
    are_values,
    class_of,
    has_parts,
    partial_parts,
    same_function,
)
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.objects import attributes_of, is_plain_object, refuse_circle
from autoimport_graph.runtime.tensorflow_private import (
    Assigned,
    CompositeTensor,
    Tensor,
    assigned_variable,
    flatten_composites,
)

Shape = tuple[int | None, ...] | None
_SHOWN = 4  # alternatives in a message
NUMBERS = {bool: "bool", int: "int", float: "float"}
WEAK_DTYPES = {"bool": tf.bool, "int": tf.int64, "float": tf.float64, "str": tf.string}


class Kind:
    """What is known of a value. Kinds compare by value and never change; ``str`` is for messages.

    Not dataclasses: a program's first graph waits for this module, and those take half a millisecond each to be made.
    """

    def __eq__(self, other: object) -> bool:
        return other.__class__ is self.__class__ and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((self.__class__, *self.__dict__.values()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def specifications(self) -> list[tf.TensorSpec]:
        """Of the tensors that carry a value of this kind."""
        return []


class Nothing(Kind):
    """The kind of a value that is never read."""

    def __str__(self) -> str:
        return "nothing"


class Constant(Kind):
    """One Python value: equal immutable ones are one, others are told by identity."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and same(self.value, other.value)

    def __hash__(self) -> int:
        return id(type(self.value))

    def __str__(self) -> str:
        if self.value is UNDEFINED:
            return "undefined"
        text = repr(self.value)
        return f"a {type(self.value).__name__}" if " at 0x" in text else text


class Itself(Constant):
    """A set that others hold, too: it is no copy of another one, even of one that the graph alone knows."""


class Weak(Kind):
    """A number (or string) that eager Python would have as its own ``bool``, ``int``, ``float`` or ``str``."""

    def __init__(self, name: str) -> None:
        self.name = name

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        return [tf.TensorSpec([], WEAK_DTYPES[self.name])]

    def __str__(self) -> str:
        return f"Python {self.name}"


class Dense(Kind):
    """A tensor."""

    def __init__(self, dtype: tf.DType, shape: Shape) -> None:
        self.dtype = dtype
        self.shape = shape

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        return [tf.TensorSpec(self.shape, self.dtype)]

    def __str__(self) -> str:
        shape = "unknown rank" if self.shape is None else f"shape {self.shape}"
        return f"{self.dtype.name} tensor of {shape}"


class Declared(Dense):
    """A tensor that is yet to come: its dtype has been said, its shape is that of the first one."""


class Arrayed(Dense):
    """NumPy's own float64 or int64: beside a tensor it takes that one's dtype, as eagerly."""


class Composite(Kind):
    """A ragged or sparse tensor, a tensor array, an extension type, a dataset, an iterator."""

    def __init__(self, specification: Any) -> None:
        self.specification = specification

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        return flatten_composites(self.specification._component_specs, expand_composites=True)

    def __str__(self) -> str:
        return str(self.specification.value_type.__name__)


class Structure(Kind):
    """A container or object with parts of its own.

    Args:
        type: Its class.
        keys: Indices, dict keys, or attribute names.
        parts: The kinds of its parts.
    """

    def __init__(self, type: type, keys: tuple[Any, ...], parts: tuple[Kind, ...]) -> None:
        self.type = type
        self.keys = keys
        self.parts = parts

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        return [specification for part in self.parts for specification in part.specifications()]

    def __str__(self) -> str:
        return f"{self.type.__name__} of ({', '.join(map(str, self.parts))})"


class Elements(Kind):
    """A list whose length only the graph knows; all elements are of one kind."""

    def __init__(self, element: Kind) -> None:
        self.element = element

    def of(self, element: Kind) -> Elements:
        """The same kind of container, with other items."""
        return type(self)(element)

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        return [tf.TensorSpec([], tf.variant) for _ in self.element.specifications()]

    def __str__(self) -> str:
        return f"list of ({self.element})"


class SetElements(Elements):
    """A set whose items only the graph knows."""


class FrozenSetElements(Elements):
    """A frozen set whose items only the graph knows."""


class TupleElements(Elements):
    """A tuple whose length only the graph knows; all its items are of one kind."""

    def __str__(self) -> str:
        return f"tuple of ({self.element}), of any length"


class DequeElements(Elements):
    """A deque whose length only the graph knows; all its items are of one kind."""

    def __init__(self, element: Kind, maxlen: int | None) -> None:
        super().__init__(element)
        self.maxlen = maxlen

    def of(self, element: Kind) -> DequeElements:  # noqa: D102
        return DequeElements(element, self.maxlen)

    def __str__(self) -> str:
        return f"deque of ({self.element})"


class Union(Kind):
    """One of several kinds; an index says which.

    Args:
        alternatives: The kinds.
        missing: What reading it raises where it is undefined.
    """

    def __init__(self, alternatives: tuple[Kind, ...], missing: Any = None) -> None:
        self.alternatives = alternatives
        self.missing = missing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Union) and other.alternatives == self.alternatives

    def __hash__(self) -> int:
        return hash(self.alternatives)

    def specifications(self) -> list[tf.TensorSpec]:  # noqa: D102
        parts = [specification for kind in self.alternatives for specification in kind.specifications()]
        return [tf.TensorSpec([], tf.int32), *parts]

    def __str__(self) -> str:
        shown = self.alternatives if len(self.alternatives) <= _SHOWN else self.alternatives[: _SHOWN - 1]
        more = len(self.alternatives) - len(shown)
        return " or ".join([*map(str, shown), *([f"one of {more} more kinds"] if more else [])])


class SetItems(frozenset[Any]):
    """What a set holds, as a value of its own."""


def same(first: Any, second: Any) -> bool:
    """Whether two Python values are one for a graph."""
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, float):
        return first == second or (first != first and second != second)
    if isinstance(first, BaseException):
        one, other = attributes_of(first), attributes_of(second)
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(first, types.MethodType):
        return first.__func__ is second.__func__ and first.__self__ is second.__self__
    if isinstance(first, types.FunctionType):
        return same_function(first, second, same)
    if type(first) is functools.partial:
        return same(partial_parts(first), partial_parts(second)) and [*first.keywords] == [*second.keywords]
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, SetItems | str | bytes | int | complex | tf.DType | tf.TensorShape | slice | range):
        return bool(first == second)
    return False


# Classes of ours that carry tensors register here, so that this module need not know them.
_KINDS: dict[type, Callable[[Any], Kind]] = {}


def register(kind: type, find: Callable[[Any], Kind]) -> None:
    """Let :func:`kind_of` know a class.

    Args:
        kind: The class.
        find: Gives a value's kind.
    """
    _KINDS[kind] = find


def shape_of(tensor: Any) -> Shape:
    """A tensor's static shape."""
    shape = tensor.shape
    return None if shape.rank is None else tuple(shape.as_list())


def kind_of(value: Any) -> Kind:
    """What is known of a value."""
    find = _KINDS.get(type(value))
    if find is not None:
        return find(value)
    if isinstance(value, Tensor):
        return Dense(value.dtype, shape_of(value))
    if isinstance(value, Assigned):
        return Constant(assigned_variable(value))
    if value is UNSET:
        return Nothing()
    if value is UNDEFINED or value is None:
        return Constant(value)
    if isinstance(value, np.ndarray | np.generic):
        try:
            kind = Arrayed if value.dtype in (np.float64, np.int64) else Dense
            return kind(tf.as_dtype(value.dtype), tuple(value.shape))
        except TypeError:
            return Constant(value)
    if isinstance(value, tf.TensorArray | CompositeTensor) and not isinstance(value, tf.Variable):
        return Composite(tf.type_spec_from_value(value))
    if isinstance(value, tuple | list | dict):
        return _container_kind(value)
    if isinstance(value, types.FunctionType) or type(value) is functools.partial:
        return _function_kind(value)
    if is_plain_object(value) or (isinstance(value, BaseException) and not _is_constant(value)):
        attributes = attributes_of(value)
        return Structure(type(value), tuple(attributes), _kinds_of(attributes.values(), value))
    return Constant(value)


def _kinds_of(parts: Iterable[Any], value: Any) -> tuple[Kind, ...]:
    """The kinds of a value's parts."""
    try:
        return tuple(map(kind_of, parts))
    except RecursionError:
        refuse_circle(value)
        raise


def _is_constant(error: BaseException) -> bool:
    """Whether an exception holds nothing that only the graph knows."""
    parts = [*error.args, *(value for name, value in attributes_of(error).items() if name != "args")]
    return all(isinstance(kind_of(part), Constant) for part in parts)


def _function_kind(function: Any) -> Kind:
    """A function is made of its defaults and cells if the graph knows some: ``lambda x, i=i: x + i`` in a loop."""
    kind: Any = class_of(function) if has_parts(function) else None
    parts = () if kind is None else kind.parts(function)
    kinds = tuple(map(kind_of, parts)) if are_values(parts, function) else ()
    if vars(function) or all(isinstance(part, Constant) for part in kinds):
        return Constant(function)
    return Structure(kind, tuple(range(len(kinds))), kinds)


def _container_kind(value: Any) -> Kind:
    if isinstance(value, dict):
        kind = default_dicts.class_of(value) if type(value) is collections.defaultdict else type(value)
        return Structure(kind, keys_of(value), _kinds_of(value.values(), value))
    return Structure(type(value), tuple(range(len(value))), _kinds_of(value, value))
