"""``and``, ``or``, ``not``, comparisons and membership."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice, _left, apply, is_alternative, is_among, narrow, settle, unbound
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.lists import GraphList, as_graph_list, resolve
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.regions import FACTS
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import holds_symbolic, is_symbolic, predicate_of
from autoimport_graph.runtime.weak import WeakScalar


def _is_boolean(value: Any) -> bool:
    """Whether a value is its own truth, so that ``and`` and ``or`` need no operand back."""
    if isinstance(value, Tensor):
        return bool(value.dtype == tf.bool) and value.shape.rank == 0
    return isinstance(value, bool) or (isinstance(value, WeakScalar) and value.name == "bool")


def and_(first: Any, *others: Callable[[], Any]) -> Any:
    """The first operand that is false, or the last one; operands after it are not evaluated."""
    value = first
    for index, other in enumerate(others):
        predicate = predicate_of(value)
        if predicate is False:
            return value
        if predicate is not True:
            return _rest_if(predicate, and_, others[index:], value, False)
        value = other()
    return value


def _rest_if(predicate: Any, operator_: Callable[..., Any], rest: tuple[Any, ...], value: Any, decided: bool) -> Any:
    """The value of the operands that are left, unless the one at hand has decided."""
    from autoimport_graph.runtime.conditionals import if_exp

    def go_on() -> Any:
        return operator_(rest[0](), *rest[1:])

    def stop() -> Any:
        if not _is_boolean(value):
            return value
        outcome = tf.constant(decided)
        return WeakScalar("bool", outcome) if isinstance(value, WeakScalar) else outcome

    return if_exp(predicate, stop, go_on) if decided else if_exp(predicate, go_on, stop)


def or_(first: Any, *others: Callable[[], Any]) -> Any:
    """The first operand that is true, or the last one; operands after it are not evaluated."""
    value = first
    for index, other in enumerate(others):
        predicate = predicate_of(value)
        if predicate is True:
            return value
        if predicate is not False:
            return _rest_if(predicate, or_, others[index:], value, True)
        value = other()
    return value


def not_(value: Any) -> Any:
    """``not value``."""
    predicate = predicate_of(value)
    if isinstance(predicate, bool):
        return not predicate
    negated = tf.logical_not(predicate)
    entry = FACTS.get(id(predicate))
    if entry is not None and entry[0] is predicate:
        index, positions, holds = entry[1]
        FACTS[id(negated)] = (negated, (index, positions, not holds))
    return WeakScalar("bool", negated) if isinstance(value, WeakScalar) else negated


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def chain(first: Any, *links: Any) -> Any:
    """``a < b <= c``: each operand is evaluated once, and those after a comparison that fails are not."""

    def step(left: Any, position: int) -> Any:
        right = links[position + 1]()
        outcome = compare(links[position], left, right)
        if position + 2 == len(links):
            return outcome
        return and_(outcome, lambda: step(right, position + 2))

    return step(first, 0)


def compare(name: str, first: Any, second: Any) -> Any:
    """One comparison by its operator's name."""
    return _COMPARISONS[name](first, second)


def eq(first: Any, second: Any) -> Any:
    """``first == second``: element by element for tensors, as eager TensorFlow has it."""
    owners = first, second
    first, second = resolve(first), resolve(second)
    if any(isinstance(owner, set) for owner in owners) and any(isinstance(one, GraphList) for one in (first, second)):
        from autoimport_graph.runtime.sets import equal

        return equal(*owners)
    if isinstance(first, Choice) or isinstance(second, Choice):
        if isinstance(first, Choice):
            return apply_each(lambda value: eq(value, second), first)
        return apply_each(lambda value: eq(first, value), second)
    for value, other in ((first, second), (second, first)):
        if value is None and (other is None or is_symbolic(other) or isinstance(other, EagerTensor)):
            return other is None
    for tensor, other in ((first, second), (second, first)):
        if isinstance(tensor, Tensor) and not isinstance(tensor, EagerTensor) and not isinstance(other, WeakScalar):
            if isinstance(other, str | bytes) and tensor.dtype != tf.string:
                return False
            # Not ``==``: in a version 1 graph that compares identities.
            return tf.equal(tensor, other)
    if isinstance(first, tuple | list) and isinstance(second, tuple | list):
        return _sequences_equal(first, second) if holds_symbolic(first) or holds_symbolic(second) else first == second
    if isinstance(first, GraphList) or isinstance(second, GraphList):
        return _lists_equal(first, second)
    return first == second


def _is_symbolic_sequence(value: Any) -> bool:
    return isinstance(value, tuple | list) and holds_symbolic(value)


def _sequences_equal(first: Any, second: Any) -> Any:
    if isinstance(first, list) != isinstance(second, list):
        return False
    if len(first) != len(second):
        return False
    outcome: Any = True
    for one, other in zip(first, second, strict=True):
        outcome = and_(outcome, functools.partial(eq, one, other))
    return outcome


def _lists_equal(first: Any, second: Any) -> Any:
    if not (isinstance(first, GraphList | list) and isinstance(second, GraphList | list)):
        return False
    one, other = as_graph_list(first), as_graph_list(second)
    same_length = one.length() == other.length()
    return and_(same_length, lambda: tf.reduce_all(tf.equal(one.stack(), other.stack())))


def ne(first: Any, second: Any) -> Any:
    """``first != second``."""
    first, second = resolve(first), resolve(second)
    for tensor, other in ((first, second), (second, first)):
        if (
            isinstance(tensor, Tensor)
            and not isinstance(tensor, EagerTensor)
            and not isinstance(other, WeakScalar | Choice)
        ):
            if other is None or (isinstance(other, str | bytes) and tensor.dtype != tf.string):
                return True
            return tf.not_equal(tensor, other)
    if any(isinstance(value, Choice | GraphList) or _is_symbolic_sequence(value) for value in (first, second)):
        return not_(eq(first, second))
    return first != second


def is_(first: Any, second: Any) -> Any:
    """``first is second``; of a value that may be None, the graph tells."""
    first, second = narrow(resolve(first)), narrow(resolve(second))
    if isinstance(first, Choice) or isinstance(second, Choice):
        choice, other = (first, second) if isinstance(first, Choice) else (second, first)
        if any(alternative is UNDEFINED for alternative in choice.alternatives):
            return apply_each(lambda value: value is other, choice)
        matching = [number for number, value in enumerate(choice.alternatives) if value is other]
        if not matching:
            return False
        return WeakScalar("bool", is_alternative(choice, matching[0]))
    if (isinstance(first, WeakScalar) and isinstance(second, bool)) or (
        isinstance(second, WeakScalar) and isinstance(first, bool)
    ):
        return first == second
    return first is second


def is_not(first: Any, second: Any) -> Any:
    """``first is not second``."""
    return not_(is_(first, second))


def known_of_each(function: Callable[[Any], bool], choice: Choice) -> Any:
    """What Python knows of each alternative; a branch on the outcome knows which ones it leaves."""
    left = _left(choice)
    if any(choice.alternatives[number] is UNDEFINED for number in left):
        return apply_each(function, choice)
    holds = [number for number in left if function(choice.alternatives[number])]
    if len(holds) in (0, len(left)):
        return bool(holds)
    return WeakScalar("bool", is_among(choice, holds))


def apply_each(function: Callable[[Any], Any], choice: Choice) -> Any:
    """Apply a function that None has an answer for, too."""
    from autoimport_graph.runtime.conditionals import if_exp

    narrowed: Any = narrow(choice)
    if not isinstance(narrowed, Choice):
        return function(narrowed)
    choice = narrowed

    def select(number: int) -> Any:
        value = choice.alternatives[number]
        if value is UNDEFINED:
            raise unbound(choice)
        return function(value)

    def from_position(number: int) -> Any:
        if number == len(choice.alternatives) - 1:
            return select(number)
        return if_exp(is_alternative(choice, number), lambda: select(number), lambda: from_position(number + 1))

    return from_position(0)


def in_(item: Any, container: Any) -> Any:
    """``item in container``."""
    container = resolve(container)
    if isinstance(container, Choice):
        return apply(lambda value: in_(item, value), container)
    if isinstance(container, GraphList):
        from autoimport_graph.runtime.list_search import matches

        return tf.reduce_any(matches(container, settle(item)))
    if isinstance(container, Tensor) and not isinstance(container, EagerTensor):
        return tf.reduce_any(tf.equal(container, item))
    if isinstance(container, tf.Variable):
        return tf.reduce_any(tf.equal(tf.convert_to_tensor(container), item))
    if isinstance(container, WeakScalar) and container.name == "str":
        return WeakScalar(
            "bool", tf.strings.regex_full_match(container.tensor, tf.strings.join([".*", _escape(item), ".*"]))
        )
    if isinstance(container, dict):
        return _in_dict(item, container)
    if isinstance(container, list | tuple | set | frozenset | range):
        # The items of the others are no tensors, and may be too many to look at.
        if is_symbolic(item) or (isinstance(container, list | tuple) and any(map(is_symbolic, container))):
            return _in_sequence(item, container)
    return item in container


def _escape(item: Any) -> Any:
    import re

    return re.escape(item) if isinstance(item, str) else tf.convert_to_tensor(item)


def _in_sequence(item: Any, container: Any) -> Any:
    outcome: Any = False
    for value in container:
        outcome = or_(outcome, functools.partial(eq, value, item))
    return outcome


def _in_dict(item: Any, container: dict[Any, Any]) -> Any:
    if is_symbolic(item):
        return _in_sequence(item, list(container))
    if item not in container:
        return False
    value: Any = dict.get(container, item)  # not ``container[item]``, which may be the author's code
    missing = [n for n, one in enumerate(value.alternatives) if one is UNDEFINED] if isinstance(value, Choice) else []
    if missing:
        return not_(WeakScalar("bool", is_alternative(value, missing[0])))
    return True


def not_in(item: Any, container: Any) -> Any:
    """``item not in container``."""
    return not_(in_(item, container))


_COMPARISONS.update({"eq": eq, "ne": ne, "is_": is_, "is_not": is_not, "in_": in_, "not_in": not_in})
