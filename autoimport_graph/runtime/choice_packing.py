"""Values that are one of several, carried through graphs: an index, and the tensors of each alternative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, label, left_positions, narrow, some_of
from autoimport_graph.runtime.joins import join
from autoimport_graph.runtime.kinds import Constant, Kind, Structure, Union, kind_of, register, same
from autoimport_graph.runtime.made_functions import class_of, is_of_object
from autoimport_graph.runtime.packing import _SEVERAL, _UNPACKERS, pack, parts_of, stand_ins, unpack
from autoimport_graph.runtime.regions import like
from autoimport_graph.runtime.tensorflow_private import Tensor


def position_of(value: Any, union: Union) -> int:
    """Which of a choice's alternatives a value is packed as.

    Raises:
        StagingError: If none of them covers it.
    """
    for number, alternative in enumerate(union.alternatives):
        if isinstance(alternative, Constant) and same(alternative.value, value):
            return number
    if is_of_object(value):
        return _position_of_method(value, union)
    kind = kind_of(value)
    for number, alternative in enumerate(union.alternatives):
        if alternative == kind or _holds(alternative, value, kind):
            return number
    raise _no_alternative(union, kind)


def _position_of_method(value: Any, union: Union) -> int:
    kind, function = kind_of(value.__self__), class_of(value)
    for number, alternative in enumerate(union.alternatives):
        if isinstance(alternative, Structure) and alternative.type is function:
            if join(alternative.parts[0], kind) == alternative.parts[0]:
                return number
    raise _no_alternative(union, kind_of(value))


def _no_alternative(union: Union, kind: Kind) -> StagingError:
    return StagingError(
        f"a variable that was {union} becomes {kind}, as a tensor decides; give it the same structure on each path"
    )


def _holds(kind: Kind, value: Any, own: Kind) -> bool:
    """Whether a value and its parts are of a kind, mutable ones the very objects that it names.

    Args:
        kind: What the value may be covered by.
        value: The value.
        own: The value's own kind.
    """
    if isinstance(value, Choice):
        return all(_holds(kind, alternative, kind_of(alternative)) for alternative in value.__alternatives__)
    if isinstance(kind, Union):
        return any(_holds(alternative, value, own) for alternative in kind.alternatives)
    if isinstance(kind, Structure) and isinstance(own, Structure) and (own.type, own.keys) == (kind.type, kind.keys):
        return all(map(_holds, kind.parts, parts_of(value, kind), own.parts))
    return (isinstance(kind, Constant) and same(kind.value, value)) or join(kind, own) == kind


def _pack_choice(value: Any, union: Union) -> list[Tensor]:
    value = restricted(value)
    if not isinstance(value, Choice):
        position = position_of(value, union)
        tensors = [tf.constant(position)]
        for number, alternative in enumerate(union.alternatives):
            tensors += pack(value, alternative) if number == position else stand_ins(alternative)
        return tensors
    positions = [position_of(alternative, union) for alternative in value.__alternatives__]
    index = (
        value.__position__
        if positions == list(range(len(positions)))
        else tf.gather(tf.constant(positions), value.__position__)
    )
    tensors = [index]
    for number, alternative in enumerate(union.alternatives):
        mine = [place for place, position in enumerate(positions) if position == number]
        if not mine:
            tensors += stand_ins(alternative)
        elif isinstance(alternative, Constant):
            continue
        else:
            tensors += _pack_some(value, mine, alternative)
    return tensors


def _pack_some(choice: Choice, positions: list[int], kind: Kind) -> list[Tensor]:
    """The tensors of whichever it is of the alternatives at some positions."""
    packed = pack(choice.__alternatives__[positions[-1]], kind)
    for position in reversed(positions[:-1]):
        here, others = pack(choice.__alternatives__[position], kind), packed
        if here:
            packed = tf.cond(
                tf.equal(choice.__position__, position), lambda here=here: here, lambda others=others: others
            )
    return packed


def _pack_as_one(choice: Choice, kind: Kind) -> list[Tensor]:
    """The tensors of a choice as a kind that covers all its alternatives."""
    return _pack_some(choice, left_positions(choice), kind)


def _unpack_choice(kind: Union, tensors: Iterator[Tensor]) -> Any:
    index = next(tensors)
    alternatives = [unpack(alternative, tensors) for alternative in kind.alternatives]
    return alternatives[0] if len(alternatives) == 1 else Choice(index, alternatives, kind.missing)


_UNPACKERS["pack_choice"] = _pack_choice
_UNPACKERS["Union"] = _unpack_choice
_UNPACKERS["label"] = label


def restricted(value: Any) -> Any:
    """A value that leaves a branch, without the alternatives that only the branch knows to be ruled out."""
    if isinstance(value, tuple):
        return like(value, list(map(restricted, value)))
    if not isinstance(value, Choice):
        return value
    left = left_positions(value)
    if len(left) in (1, len(value.__alternatives__)):
        return narrow(value)
    return some_of(value, left)


def _kind_of_choice(value: Any) -> Kind:
    value = narrow(value)
    if not isinstance(value, Choice):
        return kind_of(value)
    return Union(tuple(map(kind_of, value.__alternatives__)), value.__unbound__)


def restricted_contents(value: Any) -> Any:
    """What a container holds that a branch has changed, likewise."""
    if isinstance(value, dict):
        return {key: restricted(item) for key, item in value.items()}
    return list(map(restricted, value)) if type(value) is list else value


register(Choice, _kind_of_choice)
_SEVERAL[Choice] = _pack_as_one
