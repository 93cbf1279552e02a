"""A value that is one of several Python values; which one, only the graph knows.

``best = None`` in one branch and a tensor in the other, a variable that only one branch binds, an object picked by a
tensor: each is a :class:`Choice`. An operation on it runs in the branch of each alternative
(:mod:`~autoimport_graph.runtime.choice_branches`), and what fails there (an attribute of None, an unbound variable)
fails when the graph takes that branch, as in eager Python.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import facts
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.objects import held_by, mutable_parts
from autoimport_graph.runtime.regions import stack
from autoimport_graph.runtime.tensorflow_private import Tensor


class Choice:
    """One of several values.

    Operators, attributes and conversion to a tensor are those of the alternatives, see
    :mod:`~autoimport_graph.runtime.choice_operators`.

    Args:
        index: An ``int32`` scalar: which alternative it is.
        alternatives: The values.
        missing: What Python raises where the undefined alternative is read.
    """

    # Of the form that Python keeps for itself: every other name is an attribute of the alternatives.
    __slots__ = ("__alternatives__", "__asserted__", "__position__", "__unbound__")
    __alternatives__: list[Any]
    __asserted__: tuple[Any, int, Any] | None
    __position__: Tensor
    __unbound__: Exception | None
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None

    def __init__(self, index: Tensor, alternatives: list[Any], missing: Exception | None = None) -> None:
        _load_operators()
        object.__setattr__(self, "__position__", index)
        object.__setattr__(self, "__alternatives__", alternatives)
        object.__setattr__(self, "__unbound__", missing)
        object.__setattr__(self, "__asserted__", None)

    def __repr__(self) -> str:
        return f"<one of {self.__alternatives__!r}>"

    def __bool__(self) -> bool:
        raise StagingError(
            "a value that is one of several, as a tensor decides, "
            "meets a Python condition in code that is not converted; "
            "list that code's package, or decide before the call"
        )

    def __enter__(self) -> Any:
        raise StagingError(
            "a context manager that a tensor chooses cannot be entered while a graph is built, because Python would "
            "enter both; put a with statement into each branch"
        )

    def __exit__(self, *exception: object) -> None:
        raise StagingError(
            "a context manager that a tensor chooses cannot be left while a graph is built; put a with statement into "
            "each branch"
        )


@functools.cache
def _load_operators() -> None:
    """The first choice of a process brings what gives all of them their operators; many a graph has none."""
    import_module("autoimport_graph.runtime.choice_operators")


def unbound(choice: Choice) -> Exception:
    """What Python raises where this undefined value is read."""
    return choice.__unbound__ or NameError("a variable is read that is not bound")


def may_lack(value: Any) -> bool:
    """Whether a value may turn out to be none: a variable's that may not be bound, a key's that may be missing."""
    return isinstance(value, Choice) and any(one is UNDEFINED for one in value.__alternatives__)


def undefined_position(choice: Choice) -> int:
    """Which of a choice's alternatives stands for no value."""
    return next(number for number, one in enumerate(choice.__alternatives__) if one is UNDEFINED)


def label(value: Any, missing: Callable[[], Exception]) -> Any:
    """Let a value that may be undefined know what reading it raises; returns it."""
    if may_lack(value) and value.__unbound__ is None:
        object.__setattr__(value, "__unbound__", missing())
    return value


def narrow(value: Any) -> Any:
    """A choice without the alternatives that the branches around rule out (``if best is None: ... else: ...``)."""
    if not isinstance(value, Choice):
        return value
    left = left_positions(value)
    return value.__alternatives__[left[0]] if len(left) == 1 else value


def left_positions(choice: Choice) -> list[int]:
    """The positions of the alternatives that the branches around leave; one that is never read is none."""
    region = stack.top
    left = {position for position, one in enumerate(choice.__alternatives__) if one is not UNSET}
    while region is not None:
        if region.fact is not None and region.fact[0] is choice.__position__:
            _, positions, holds = region.fact
            left = left & positions if holds else left - positions
        region = region.parent
    return sorted(left)


def remaining(choice: Choice) -> list[Any]:
    """The alternatives that the branches around leave."""
    return [choice.__alternatives__[number] for number in left_positions(choice)]


def choices_in(value: Any, seen: set[int] | None = None) -> Iterator[Choice]:
    """Each value of several that a value is, or that lies in what it is made of."""
    seen = set() if seen is None else seen
    if isinstance(value, Choice):
        yield value
    elif id(value) not in seen:
        seen.add(id(value))
        for part in held_by(value):
            yield from choices_in(part, seen)


def parts_of_any(value: Any) -> Iterator[Any]:
    """What a value, or any value that it may be, is made of that can change in place."""
    for one in value.__alternatives__ if isinstance(value, Choice) else (value,):
        yield from mutable_parts(one)


def some_of(choice: Choice, positions: list[int]) -> Any:
    """A choice that is known to be one of some of its alternatives, without the others.

    Args:
        choice: The choice.
        positions: The alternatives that are left, one at least.
    """
    if len(positions) == 1:
        return choice.__alternatives__[positions[0]]
    moved = [positions.index(number) if number in positions else 0 for number in range(len(choice.__alternatives__))]
    index = tf.gather(tf.constant(moved), choice.__position__)
    return Choice(index, [choice.__alternatives__[number] for number in positions], choice.__unbound__)


def one_of(position: Tensor, items: list[Any]) -> Choice:
    """The choice of one of several items; those that are choices themselves add each object once.

    Args:
        position: Which item, an ``int32`` scalar.
        items: The items.
    """
    if not any(isinstance(item, Choice) for item in items) or any(map(may_lack, items)):
        return Choice(position, items)
    found: dict[int, Any] = {}
    places = []
    for item in items:
        each = item.__alternatives__ if isinstance(item, Choice) else [item]
        for one in each:
            found.setdefault(id(one), one)
        numbers = tf.constant([list(found).index(id(one)) for one in each])
        places.append(tf.gather(numbers, item.__position__ if isinstance(item, Choice) else 0))
    return Choice(tf.gather(tf.stack(places), position), list(found.values()))


def is_alternative(choice: Choice, position: int) -> Tensor:
    """Whether a choice is one of its alternatives; a branch on it knows what the choice is."""
    return is_among(choice, [position])


def is_among(choice: Choice, positions: list[int]) -> Tensor:
    """Whether a choice is one of some of its alternatives; a branch on it knows, too."""
    if len(positions) == 1:
        outcome = tf.equal(choice.__position__, positions[0])
    else:
        outcome = tf.gather(
            tf.constant([n in positions for n in range(len(choice.__alternatives__))]), choice.__position__
        )
    facts.learn(outcome, (choice.__position__, frozenset(positions), True))
    return outcome
