"""The least kind that covers two, for branches that leave different values and for loop variables that change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

import tensorflow as tf

from autoimport_graph.runtime.key_order import joined
from autoimport_graph.runtime.kinds import (
    NUMBERS,
    Arrayed,
    Composite,
    Constant,
    Declared,
    Dense,
    Elements,
    FrozenSetElements,
    Itself,
    Kind,
    Nothing,
    SetElements,
    SetItems,
    Shape,
    Structure,
    TupleElements,
    Union,
    Weak,
    kind_of,
)
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.mixed_numbers import noted, still_mixed

_RANKS = {"bool": 0, "int": 1, "float": 2}


def is_tuple_kind(kind: Kind) -> TypeGuard[Structure]:
    """Whether a kind is a tuple, not a named one, of a length that Python knows."""
    return isinstance(kind, Structure) and kind.type is tuple


def numeric(kind: Kind) -> bool:
    """Whether a kind is a number, Python's or a tensor."""
    if isinstance(kind, Constant):
        return type(kind.value) in NUMBERS and _fits(kind, tf.int64)
    return isinstance(kind, Dense) or (isinstance(kind, Weak) and kind.name != "str")


def _weak_name(kind: Kind) -> str | None:
    if isinstance(kind, Weak):
        return kind.name
    if isinstance(kind, Constant):
        return NUMBERS.get(type(kind.value))
    return None


def lift(kind: Kind) -> Kind:
    """The kind of a variable that holds a Python number now and another one in the next iteration."""
    if isinstance(kind, Constant) and numeric(kind):
        return Weak(NUMBERS[type(kind.value)])
    if isinstance(kind, Structure):
        return Structure(kind.type, kind.keys, tuple(map(lift, kind.parts)))
    if isinstance(kind, Union):
        return Union(tuple(map(lift, kind.alternatives)), kind.missing)
    return kind


def join_shapes(first: Shape, second: Shape) -> Shape:
    """The most that is true of both static shapes."""
    if first is None or second is None or len(first) != len(second):
        return None
    return tuple(a if a == b else None for a, b in zip(first, second, strict=True))


def join(first: Kind, second: Kind) -> Kind:
    """The least kind that covers two."""
    if first == second or isinstance(second, Nothing):
        return first
    if isinstance(first, Nothing):
        return second
    first, second = _opened(first), _opened(second)
    alike = _join_alike(first, second)
    if alike is not None:
        return alike
    alternatives: list[Kind] = list(first.alternatives) if isinstance(first, Union) else [first]
    for kind in second.alternatives if isinstance(second, Union) else (second,):
        _absorb(alternatives, kind)
    missing = next((kind.missing for kind in (first, second) if isinstance(kind, Union) and kind.missing), None)
    counted = isinstance(first, Union) and not alternatives[0].specifications()
    return alternatives[0] if len(alternatives) == 1 and not counted else Union(tuple(alternatives), missing)


def _opened(kind: Kind) -> Kind:
    """The kind of one of several values that a branch left as it was, which is no one value beside others."""
    return kind_of(kind.value) if isinstance(kind, Constant) and hasattr(type(kind.value), "__alternatives__") else kind


def _absorb(alternatives: list[Kind], kind: Kind) -> None:
    for index, alternative in enumerate(alternatives):
        joined = alternative if alternative == kind else _join_alike(alternative, kind)
        if joined is not None:
            del alternatives[index]
            # It may cover others by now: a text that only the graph knows covers each constant one.
            _absorb(alternatives, joined) if joined != alternative else alternatives.insert(index, joined)
            return
    alternatives.append(kind)


def _join_alike(first: Kind, second: Kind) -> Kind | None:
    """The join of two kinds that need no index to tell them apart, else ``None``."""
    if numeric(first) and numeric(second):
        return still_mixed(_join_numbers(first, second), first, second)
    if isinstance(first, Structure) and isinstance(second, Structure):
        return _join_structures(first, second)
    for one, other in ((first, second), (second, first)):
        if type(one) is Elements and isinstance(other, Structure) and issubclass(other.type, list):
            return join_elements([one.element, *other.parts])
        if isinstance(one, TupleElements):
            return _join_tuples(one, other)
    for of_sets, type_ in ((SetElements, set), (FrozenSetElements, frozenset)):
        if isinstance(first, of_sets) or isinstance(second, of_sets):
            return _join_sets(first, second, of_sets, type_)
    if isinstance(first, Elements) and isinstance(second, Elements):
        alike = first.of(Nothing()) == second.of(Nothing())
        return join_elements([first.element, second.element], first.of) if alike else None
    items = _set_items(first), _set_items(second)
    if items[0] is not None and items[1] is not None:
        return join_elements([*items[0], *items[1]])
    if isinstance(first, Composite) and isinstance(second, Composite):
        return _join_composites(first.specification, second.specification)
    if {is_text(first), is_text(second)} == {True}:
        if isinstance(first, Constant) and isinstance(second, Constant):
            return None
        for kind in (first, second):
            if isinstance(kind, Declared):
                return Dense(tf.string, _text_shape(second if kind is first else first))
            if isinstance(kind, Dense):
                return Dense(tf.string, join_shapes(kind.shape, _text_shape(second if kind is first else first)))
        return Weak("str")
    return None


def _join_tuples(first: TupleElements, second: Kind) -> Kind | None:
    if isinstance(second, TupleElements):
        return join_elements([first.element, second.element], TupleElements)
    return join_elements([first.element, *second.parts], TupleElements) if is_tuple_kind(second) else None


def set_kind(value: set[Any] | frozenset[Any]) -> Elements:
    """The kind of a set in the graph that holds what a set does."""
    kind = kind_of(value)
    if isinstance(kind, Elements):
        return kind
    element: Kind = Nothing()
    for item in value:
        element = join(element, element_kind(kind_of(item)))
    return (SetElements if isinstance(value, set) else FrozenSetElements)(element)


def _join_sets(first: Kind, second: Kind, of_sets: type[Elements], type_: type) -> Kind | None:
    element: Kind = Nothing()
    for kind in (first, second):
        value: Any = kind.value if isinstance(kind, Constant) and not isinstance(kind, Itself) else None
        if isinstance(value, set | frozenset) and type(value) is type_:
            kind = set_kind(value)
        if not isinstance(kind, of_sets):
            return None
        element = join(element, kind.element)
    return of_sets(element)


def _set_items(kind: Kind) -> list[Kind] | None:
    """The kinds of the items that a set holds, in the graph or in Python; ``None`` for anything else."""
    if isinstance(kind, Elements):
        return [kind.element]
    if isinstance(kind, Constant) and isinstance(kind.value, SetItems):
        return [kind_of(item) for item in kind.value]
    return None


def _join_composites(first: Any, second: Any) -> Kind | None:
    if isinstance(first, tf.TensorArraySpec) and isinstance(second, tf.TensorArraySpec):
        # An array that nothing has been written to takes the shape of what an iteration writes.
        shapes = first._element_shape, second._element_shape
        alike = first._infer_shape and second._infer_shape and first._dynamic_size == second._dynamic_size
        if alike and first._dtype == second._dtype and shapes[0].is_compatible_with(shapes[1]):
            merged = shapes[0].merge_with(shapes[1])
            return Composite(tf.TensorArraySpec(merged, first._dtype, first._dynamic_size, infer_shape=True))
    common = first.most_specific_common_supertype([second])
    return None if common is None else Composite(common)


def is_text(kind: Kind) -> bool:
    """Whether a kind is a string, Python's or a tensor."""
    if isinstance(kind, Constant):
        return isinstance(kind.value, str)
    return kind == Weak("str") or (isinstance(kind, Dense) and kind.dtype == tf.string)


def _text_shape(kind: Kind) -> Shape:
    return kind.shape if isinstance(kind, Dense) else ()


def _join_numbers(first: Kind, second: Kind) -> Kind | None:
    for declared, other in ((first, second), (second, first)):
        if isinstance(declared, Declared) and isinstance(other, Dense) and declared.dtype == other.dtype:
            return other
        if isinstance(declared, Declared) and not isinstance(other, Dense) and _takes(declared.dtype, other):
            return Dense(declared.dtype, ())
    for array, other in ((first, second), (second, first)):
        if isinstance(array, Arrayed) and isinstance(other, Dense) and _is_wide(array.dtype, other.dtype):
            return Dense(other.dtype, join_shapes(array.shape, other.shape))
    if isinstance(first, Dense) and isinstance(second, Dense):
        return Dense(first.dtype, join_shapes(first.shape, second.shape)) if first.dtype == second.dtype else None
    for dense, weak in ((first, second), (second, first)):
        if isinstance(dense, Dense):
            fits = _takes(dense.dtype, weak) and _fits(weak, dense.dtype)
            return Dense(dense.dtype, join_shapes(dense.shape, ())) if fits else None
    names = sorted((_weak_name(first) or "", _weak_name(second) or ""), key=_RANKS.__getitem__)
    if names[0] == "bool" != names[1]:
        return None  # True is no 1: it prints, and answers ``is True``, in another way
    return Weak(names[1])


def _fits(kind: Kind, dtype: tf.DType) -> bool:
    """Whether tensors of a dtype, if it is one of integers, can hold a number that Python knows."""
    value = kind.value if isinstance(kind, Constant) else None
    return type(value) is not int or not dtype.is_integer or bool(dtype.min <= value <= dtype.max)


def _is_wide(dtype: tf.DType, other: tf.DType) -> bool:
    """Whether a dtype is NumPy's own for numbers of which a tensor has another one."""
    if dtype == tf.float64:
        return bool(other.is_floating)
    return bool(dtype == tf.int64 and (other.is_integer or other.is_floating))


def _takes(dtype: tf.DType, weak: Kind) -> bool:
    """Whether a Python number may take a tensor's dtype, as TensorFlow's operators let it."""
    name = _weak_name(weak)
    if name == "bool":
        return bool(dtype == tf.bool)
    if name == "int":
        return bool(dtype.is_integer or dtype.is_floating or dtype.is_complex)
    return bool(dtype.is_floating or dtype.is_complex)


def _join_structures(first: Structure, second: Structure) -> Kind | None:
    if first.type is not second.type or are_apart(first, second):
        return None
    if first.keys == second.keys:
        return Structure(first.type, first.keys, tuple(map(join, first.parts, second.parts)))
    if issubclass(first.type, list):
        return join_elements([*first.parts, *second.parts])
    if issubclass(first.type, tuple):
        return None
    # A dict (or object) with keys that may be missing.
    one, other = dict(zip(first.keys, first.parts, strict=True)), dict(zip(second.keys, second.parts, strict=True))
    missing = Constant(UNDEFINED)
    keys = joined(first.keys, second.keys) if issubclass(first.type, dict) else tuple({**one, **other})
    return Structure(first.type, keys, tuple(join(one.get(key, missing), other.get(key, missing)) for key in keys))


def are_apart(first: Structure, second: Structure) -> bool:
    """Whether two of a class are exceptions with another number of arguments each, which no one object can have."""
    return issubclass(first.type, BaseException) and not isinstance(join(first.parts[0], second.parts[0]), Structure)


def join_elements(kinds: list[Kind], kind: Callable[[Kind], Kind] = Elements) -> Kind:
    """The kind of a list, or what ``kind`` is of, whose items have these kinds."""
    element: Kind = Nothing()
    for part in kinds:
        element = join_items(element, element_kind(part))
    return kind(element)


def join_items(first: Kind, second: Kind) -> Kind:
    """The kind that covers the items of a list, which have two kinds."""
    return noted(join(first, second), first, second)


def element_kind(kind: Kind) -> Kind:
    """The kind of a list's element: Python's numbers and strings differ from one element to the next.

    What no tensor carries (``None``, a function, an empty list) is the only one of several: their index counts them.
    """
    element = _varying(kind)
    return element if isinstance(element, Nothing) or element.specifications() else Union((element,))


def _varying(kind: Kind) -> Kind:
    if isinstance(kind, Constant) and type(kind.value) in (list, dict):
        kind = kind_of(kind.value)  # the list takes a copy
    if isinstance(kind, Constant) and type(kind.value) is str:
        return Weak("str")
    if isinstance(kind, Structure) and kind.parts:
        return Structure(kind.type, kind.keys, tuple(map(_varying, kind.parts)))
    return lift(kind)
