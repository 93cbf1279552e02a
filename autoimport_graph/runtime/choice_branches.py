"""What is done with a value that is one of several: in a branch of each alternative, or with the one that is left."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.checks import waiting
from autoimport_graph.runtime.choice import (
    Choice,
    is_among,
    left_positions,
    may_lack,
    narrow,
    remaining,
    some_of,
    unbound,
)
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.failures import assert_that, message_of
from autoimport_graph.runtime.kinds import kind_of
from autoimport_graph.runtime.marks import UNDEFINED, UNSET
from autoimport_graph.runtime.objects import is_mutable
from autoimport_graph.runtime.packing import pack, unpack
from autoimport_graph.runtime.tensorflow_private import Tensor, get_default_graph
from autoimport_graph.runtime.weak import WeakScalar


def apply(function: Callable[[Any], Any], choice: Any) -> Any:
    """Apply a function to whichever alternative it is.

    Args:
        function: Takes one alternative.
        choice: The choice (or any other value, which is taken as it is).
    """
    value = narrow(choice)
    if not isinstance(value, Choice):
        return function(value)
    from autoimport_graph.runtime.branches import failure_of

    def run(alternative: Any) -> Any:
        if alternative is UNDEFINED:
            raise unbound(value)
        return function(alternative)

    left, possible = left_positions(value), _possible(value)
    if len(possible) == 1:
        others = [value.__alternatives__[number] for number in left if number != possible[0]]
        errors = [failure_of(functools.partial(run, one)) for one in others]
        if errors[0] is not None and None not in errors:
            # No ``If`` where every other alternative fails.
            return function(_asserted(value, possible[0], errors[0]))

    return select(value, left, run)


_FEW = 8  # alternatives


def select(choice: Choice, numbers: list[int], function: Callable[[Any], Any]) -> Any:
    """Apply a function to whichever alternative a choice is, each in a branch of its own.

    Args:
        choice: The choice.
        numbers: Positions of the alternatives that it may be.
        function: Takes one.
    """
    from autoimport_graph.runtime.conditionals import if_exp

    if len(numbers) == 1:
        return function(choice.__alternatives__[numbers[0]])
    # One after the other, but of many by halves: branches cannot lie in each other without end.
    split = 1 if len(numbers) <= _FEW else len(numbers) // 2
    first, others = (functools.partial(select, choice, some, function) for some in (numbers[:split], numbers[split:]))
    return if_exp(is_among(choice, numbers[:split]), lambda: first(), lambda: others())


def known_values(function: Callable[[Any], Any], choice: Choice) -> Any:
    """What Python knows of each alternative: one of as many values, which need no branches to be found.

    Args:
        function: Takes one alternative; it fails for none, and does nothing but tell.
        choice: The choice. A branch on which of the values it is knows which alternative it is.
    """
    left = left_positions(choice)
    if any(choice.__alternatives__[number] is UNDEFINED for number in left):
        return apply(function, choice)
    found = {number: function(choice.__alternatives__[number]) for number in left}
    first = found[left[0]]
    if all(value is first for value in found.values()):
        return first
    values = [found.get(number, UNSET) for number in range(len(choice.__alternatives__))]
    return Choice(choice.__position__, values)


def settle(choice: Any, of_none: str = "unsupported operand: 'NoneType'") -> Any:
    """The value for an operation that None and undefined variables do not have: asserted, if one is left.

    Args:
        choice: Any value.
        of_none: What the graph says where it is None.
    """
    choice = narrow(choice)
    if not isinstance(choice, Choice):
        return choice
    possible = _possible(choice)
    if len(possible) != 1:
        return choice
    if may_lack(choice):
        return _asserted(choice, possible[0], unbound(choice))
    return _asserted(choice, possible[0], TypeError(of_none))


def _possible(choice: Choice) -> list[int]:
    """The positions of the alternatives that are left and have operations: neither None nor undefined."""
    left = [(number, choice.__alternatives__[number]) for number in left_positions(choice)]
    return [number for number, one in left if one is not None and one is not UNDEFINED]


def _asserted(choice: Choice, position: int, error: Exception) -> Any:
    """The alternative at a position; a graph that finds another one fails with an error."""
    value = choice.__alternatives__[position]
    graph = get_default_graph()
    if choice.__asserted__ is not None and choice.__asserted__[:2] == (graph, position):
        # The same tensor again: one that a tape watches is the one that it is asked about.
        return choice.__asserted__[2]
    assertion = assert_that(tf.equal(choice.__position__, position), message_of(error))
    if assertion is None:
        return value
    if is_mutable(value):
        return value  # others hold it: what is stored into it, they see
    with tf.control_dependencies([assertion]):
        kind = kind_of(value)
        known = unpack(kind, iter([waiting(tensor) for tensor in pack(value, kind)]))
    object.__setattr__(choice, "__asserted__", (graph, position, known))
    return known


def without_none(choice: Choice, of_none: str) -> Choice:
    """A choice of which the graph fails where it is None.

    Args:
        choice: One of several values, two of them or more not None.
        of_none: What the graph says.
    """
    positions = [number for number in left_positions(choice) if choice.__alternatives__[number] is not None]
    if len(positions) == len(choice.__alternatives__):
        return choice
    index = choice.__position__
    assertion = assert_that(is_among(choice, positions), message_of(TypeError(of_none)))
    if assertion is not None:
        with tf.control_dependencies([assertion]):
            index = tf.identity(index)
    return some_of(Choice(index, choice.__alternatives__, choice.__unbound__), positions)


def defined(value: Any) -> Any:
    """A value that is put away: reading an unbound variable fails, where the graph meets it."""
    if may_lack(value):
        return apply(lambda one: one, value)
    return value


def bound(value: Any) -> None:
    """A variable is deleted: fails, when the graph meets it, where the variable is not bound."""
    if may_lack(value):
        apply(lambda alternative: None, value)


def read(value: Any) -> Any:
    """A variable is handed on: fails, when the graph meets it, where the variable is not bound; returns the value."""
    if not isinstance(value, Choice):
        return value
    left = remaining(value)
    others = [one for one in left if one is not UNDEFINED]
    if len(others) == len(left):
        return value
    if len(others) == 1 and isinstance(others[0], Tensor | WeakScalar):
        return settle(value)
    bound(value)  # the value stays the one object that it is
    return value


def known_of_each(function: Callable[[Any], bool], choice: Choice) -> Any:
    """What Python knows of each alternative; a branch on the outcome knows which ones it leaves."""
    left = left_positions(choice)
    if any(choice.__alternatives__[number] is UNDEFINED for number in left):
        return apply_each(function, choice)
    holds = [number for number in left if function(choice.__alternatives__[number])]
    if len(holds) in (0, len(left)):
        return bool(holds)
    return WeakScalar("bool", is_among(choice, holds))


def apply_each(function: Callable[[Any], Any], choice: Choice) -> Any:
    """Apply a function that None has an answer for, too."""
    narrowed: Any = narrow(choice)
    if not isinstance(narrowed, Choice):
        return function(narrowed)
    choice = narrowed

    def run(value: Any) -> Any:
        if value is UNDEFINED:
            raise unbound(choice)
        return function(value)

    return select(choice, list(range(len(choice.__alternatives__))), run)
