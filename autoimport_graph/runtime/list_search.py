"""Which items of a list in the graph are a value."""

from __future__ import annotations

import enum
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply_each
from autoimport_graph.runtime.packed_order import deciding
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.values import (
    Constant,
    Dense,
    Kind,
    Nothing,
    Structure,
    Union,
    Weak,
    element_kind,
    join,
    kind_of,
    pack,
)
from autoimport_graph.runtime.weak import WeakScalar, with_dtype


def first_match(contents: GraphList, value: Any) -> Tensor:
    """The position of the first item that equals a value, an integer scalar; -1 if there is none.

    Args:
        contents: The list's contents.
        value: What is looked for.

    Raises:
        StagingError: If they cannot be compared item by item.
    """
    if _by_tensors(contents, value):
        positions = tf.where(matches(contents, value))[:, 0]
        return tf.concat([positions, [-1]], 0)[0]
    from autoimport_graph.runtime.asked_items import first
    from autoimport_graph.runtime.logic import eq

    return first(contents, lambda item: eq(item, value))


def holds(contents: GraphList, value: Any) -> Tensor:
    """Whether an item equals a value; arguments and errors as of :func:`first_match`."""
    return (
        tf.reduce_any(matches(contents, value)) if _by_tensors(contents, value) else first_match(contents, value) >= 0
    )


def _by_tensors(contents: GraphList, value: Any) -> bool:
    """Whether items are compared all at once, by no code of the author's."""
    element, kind = contents.element, kind_of(value)
    if isinstance(element, Nothing) or (isinstance(element, Union) and isinstance(kind, Constant)):
        return True
    return (isinstance(element, Dense | Weak) and not isinstance(kind, Structure)) or _are_parts(element, value)


def matches(contents: GraphList, value: Any) -> Tensor:
    """For each item, whether it equals a value.

    Args:
        contents: The list's contents.
        value: What is looked for.

    Raises:
        StagingError: If they cannot be compared item by item.
    """
    if isinstance(contents.element, Nothing):
        return tf.zeros([0], tf.bool)
    if isinstance(contents.element, Union) and isinstance(kind_of(value), Constant):
        return _equal_constants(contents, contents.element, value)
    if isinstance(contents.element, Dense | Weak) and not isinstance(kind_of(value), Structure):
        return _equal_numbers(contents, value)
    return _equal_parts(contents, value) if _are_parts(contents.element, value) else _asked(contents, value)


def _are_parts(element: Kind, value: Any) -> bool:
    """Whether the tensors of an item and those of a value say whether they are equal."""
    kind = _common(element, value)
    return isinstance(kind, Structure) and deciding(kind, "eq") is not None


def _common(element: Kind, value: Any) -> Kind:
    """The kind that covers an item and a value."""
    return join(_as_tuples(element), _as_tuples(element_kind(kind_of(value))))


def _as_tuples(kind: Kind) -> Kind:
    """A kind with named tuples as those tuples that they equal."""
    if not isinstance(kind, Structure):
        return kind
    parts = tuple(map(_as_tuples, kind.parts))
    if issubclass(kind.type, tuple) and kind.type.__eq__ is tuple.__eq__:
        return Structure(tuple, tuple(range(len(parts))), parts)
    return Structure(kind.type, kind.keys, parts)


def _equal_parts(contents: GraphList, value: Any) -> Tensor:
    kind = _common(contents.element, value)
    outcome = tf.ones([contents.size()], tf.bool)
    stacked, tensors = contents.stacked(), pack(value, kind)
    for position in deciding(kind, "eq") or ():
        tensor = tensors[position]
        same = tf.equal(tf.cast(stacked[position], tensor.dtype), tensor)
        outcome &= tf.reduce_all(tf.reshape(same, [contents.size(), -1]), 1)
    return outcome


def is_item(item: Any, value: Any) -> Any:
    """Whether an item is what is looked for, as Python asks: the same object, or an equal one.

    Args:
        item: Of a list or tuple whose length Python knows.
        value: What is looked for.
    """
    from autoimport_graph.runtime.logic import eq

    if item is value:
        return True
    if isinstance(item, Choice):
        return apply_each(lambda one: is_item(one, value), item)
    if isinstance(value, Choice):
        return apply_each(lambda one: is_item(item, one), value)
    return eq(item, value)


def _asked(contents: GraphList, value: Any) -> Tensor:
    """Whether each item says that it equals a value, as Python asks it."""
    from autoimport_graph.runtime.asked_items import each
    from autoimport_graph.runtime.logic import eq

    return each(contents, lambda item: eq(item, value))


def _equal_constants(contents: GraphList, element: Union, value: Any) -> Tensor:
    """Of items that are ``None``, an enumeration's member or the like, each known by its index."""
    if not all(isinstance(kind, Constant) or isinstance(value, _EQUAL_TO_THEMSELVES) for kind in element.alternatives):
        raise StagingError(
            f"a list of {element}, whose length only the graph knows, is searched for {value!r}; "
            "compare the items in a loop"
        )
    equal = [isinstance(kind, Constant) and bool(kind.value == value) for kind in element.alternatives]
    return tf.gather(tf.constant(equal), contents.stacked()[0])


_EQUAL_TO_THEMSELVES = (type(None), type, enum.Enum)


def _equal_numbers(contents: GraphList, value: Any) -> Tensor:
    numbers, name = contents.numbers()
    if isinstance(value, WeakScalar) and name is not None and "str" not in (name, value.__type_name__):
        # Python's numbers, whatever their types.
        return tf.equal(tf.cast(numbers, tf.float64), tf.cast(value.__tensor__, tf.float64))
    if isinstance(value, WeakScalar):
        if (value.__type_name__ == "str") != (numbers.dtype == tf.string):
            return tf.zeros([contents.size()], tf.bool)
        value = with_dtype(value, numbers.dtype)
    elif isinstance(value, str) != (numbers.dtype == tf.string) and not isinstance(value, Tensor | bytes):
        return tf.zeros([contents.size()], tf.bool)
    elif isinstance(value, float) and name is not None:
        numbers = tf.cast(numbers, tf.float64)
    elif isinstance(value, Tensor) and name is not None and (value.dtype.is_integer or value.dtype.is_floating):
        # Python's numbers take the dtype of a tensor that they are compared with.
        numbers = tf.cast(numbers, value.dtype)
    same = tf.equal(numbers, tf.convert_to_tensor(value, numbers.dtype))
    if same.shape.rank not in (None, 1):
        raise ValueError("The truth value of an array with more than one element is ambiguous.")
    return same
