"""How the kind of a loop variable grows from one trace of the loop's body to the next."""

from __future__ import annotations

import functools
from collections.abc import Callable, Container
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.identity_kinds import identities, stays_itself, themselves
from autoimport_graph.runtime.joins import is_tuple_kind, join, join_elements, lift
from autoimport_graph.runtime.kinds import (
    Arrayed,
    Constant,
    Dense,
    Kind,
    Structure,
    TupleElements,
    Union,
    Weak,
    kind_of,
)
from autoimport_graph.runtime.marks import UNSET
from autoimport_graph.runtime.objects import changes_in_place
from autoimport_graph.runtime.packing import parts_of
from autoimport_graph.runtime.places import Place


def loop_kind(value: Any) -> Kind:
    """The kind of a value that a loop begins with.

    A Python number is taken for one that changes, a mutable container or object for one that stays itself: what an
    iteration does to its contents shows as a store of its own.
    """
    if isinstance(value, tuple):
        return Structure(type(value), tuple(range(len(value))), tuple(map(loop_kind, value)))
    if isinstance(value, list) and isinstance(kind := kind_of(value), TupleElements):
        return kind
    if value is not UNSET and (changes_in_place(value) or type(value) is set):
        return Constant(value)
    if hasattr(type(value), "__alternatives__"):  # one of several: each container or object among them stays itself
        return Union(tuple(map(loop_kind, value.__alternatives__)), value.__unbound__)
    return lift(kind_of(value))


def never_settled(places: list[Place], kinds: list[Kind]) -> StagingError:
    """What to say of a loop whose variables get other kinds with each trace of its body."""
    changing = ", ".join(
        f"{place.describe()} ({kind})" for place, kind in zip(places, kinds, strict=True) if kind.specifications()
    )
    return StagingError(
        "variables of this loop are another kind of value after each iteration, and a graph's loop "
        f"has one kind for all: {changing}. "
        "Keep what grows in a list or a tensor, with the same structure in each iteration"
    )


def refuse_runaway(places: list[Place], kinds: list[Kind], rounds: int) -> None:
    """Refuse a variable that is one of more and more values: each trace takes longer than the one before.

    Args:
        places: The loop's variables.
        kinds: Their kinds.
        rounds: How often the body was traced.
    """
    if rounds > _SETTLING and any(isinstance(kind, Union) and len(kind.alternatives) > _MANY for kind in kinds):
        raise never_settled(places, kinds)


# A table of functions gives a variable as many alternatives as it likes, but all in the first rounds.
_SETTLING, _MANY = 5, 24

_NARROW = {tf.float64: tf.float32, tf.int64: tf.int32}


def narrowed(kinds: list[Kind], mismatched: bool) -> list[Kind] | None:
    """The kinds of what a loop begins with, NumPy's own with the dtypes that tensors have.

    Args:
        kinds: Those of the trace at hand.
        mismatched: Whether tensors of two dtypes met in it.

    Returns:
        ``None`` if that cannot help.
    """
    if not mismatched or not any(isinstance(kind, Arrayed) for kind in kinds):
        return None
    return [Dense(_NARROW[kind.dtype], kind.shape) if isinstance(kind, Arrayed) else kind for kind in kinds]


def grow(kind: Kind, new: Kind, written: Container[int] = frozenset()) -> Kind:
    """The kind of a loop variable that covers what an iteration left, too.

    Args:
        kind: What covers the variable so far.
        new: The kind of what the iteration left.
        written: Identities of objects that the iteration stores into: such a one stays itself.
    """
    if isinstance(kind, Constant) and kind != new and id(kind.value) not in written:
        kind = _beside(kind.value, new)
    return _grown(kind, new)


def _beside(value: Any, new: Kind) -> Kind:
    """The kind of what a variable held before a loop, the objects in it as themselves where those in ``new`` are."""
    if changes_in_place(value) and any(one.value is not value for one in themselves(new)):
        return Constant(value)
    kind = kind_of(value)
    if not isinstance(kind, Structure) or not isinstance(new, Structure) or kind.type is not new.type:
        return kind
    parts = list(parts_of(value, kind))
    if kind.keys == new.keys:
        return Structure(kind.type, kind.keys, tuple(map(_beside, parts, new.parts)))
    if not any(map(stays_itself, new.parts)):
        return kind
    return Structure(kind.type, kind.keys, tuple(map(loop_kind, parts)))


def settled(new: Kind, old: Kind, copied: Callable[[Any], Kind]) -> Kind:
    """What a later trace left, with copies of lists and dicts that no earlier one has left.

    Code that is not converted may make another one in each trace, and tells nobody that it is new.

    Args:
        new: The kind of what the trace left.
        old: What covers what earlier ones left.
        copied: Finds the kind of a copy.
    """
    known = set(identities(old))

    def of(kind: Kind) -> Kind:
        if isinstance(kind, Constant):
            return copied(kind.value) if isinstance(kind.value, list | dict) and id(kind.value) not in known else kind
        if isinstance(kind, Structure):
            return Structure(kind.type, kind.keys, tuple(map(of, kind.parts)))
        if isinstance(kind, Union):
            joined = functools.reduce(join, map(of, kind.alternatives))
            return Union(joined.alternatives, kind.missing) if isinstance(joined, Union) else joined
        return kind

    return of(new)


def _grown(old: Kind, new: Kind) -> Kind:
    if old == new:
        return old
    if isinstance(old, Structure) and isinstance(new, Structure) and (old.type, old.keys) == (new.type, new.keys):
        # Part by part: a number that no iteration changes stays Python's own.
        return Structure(old.type, old.keys, tuple(map(_grown, old.parts, new.parts)))
    return _tuple_grown(old, _text_changed(old, join(lift(old), lift(new))))


def _tuple_grown(old: Kind, joined: Kind) -> Kind:
    """A tuple that iterations go on to lengthen is known to the graph alone; one of two is a choice."""
    if not isinstance(joined, Union):
        return joined
    tuples = [kind for kind in joined.alternatives if is_tuple_kind(kind)]
    before = [kind for kind in (old.alternatives if isinstance(old, Union) else (old,)) if is_tuple_kind(kind)]
    if not before or len(tuples) <= max(len(before), 2):
        return joined
    items = join_elements([part for kind in tuples for part in kind.parts], TupleElements)
    return functools.reduce(join, [kind for kind in joined.alternatives if kind not in tuples], items)


def _text_changed(old: Kind, joined: Kind) -> Kind:
    """A string that iterations go on changing is known to the graph alone; one of two or three is a choice."""
    if not isinstance(joined, Union):
        return joined
    texts = [kind for kind in joined.alternatives if _is_text_constant(kind)]
    before = [kind for kind in (old.alternatives if isinstance(old, Union) else (old,)) if _is_text_constant(kind)]
    if not before or len(texts) <= len(before) or (len(before) == 1 and isinstance(old, Union)):
        return joined
    others = tuple(kind for kind in joined.alternatives if kind not in texts)
    return Union((*others, Weak("str")), joined.missing) if others else Weak("str")


def _is_text_constant(kind: Kind) -> bool:
    return isinstance(kind, Constant) and type(kind.value) is str
