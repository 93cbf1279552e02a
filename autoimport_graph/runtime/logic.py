"""``and``, ``or``, ``not`` and comparisons."""

from __future__ import annotations

import collections
import functools
import operator
import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import dict_keys, facts
from autoimport_graph.runtime.choice import Choice, may_lack, narrow
from autoimport_graph.runtime.choice_branches import apply_each, known_of_each
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.generated_order import generated
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.identities import holds_copies, is_one, one_object
from autoimport_graph.runtime.kinds import NUMBERS, Dense, Nothing, Weak
from autoimport_graph.runtime.moved_lists import is_tuple, resolve
from autoimport_graph.runtime.regions import Cell, fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import EagerTensor, Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of
from autoimport_graph.runtime.weak import WeakScalar

_SETS = (set, frozenset, dict_keys.Present)


def _is_boolean(value: Any) -> bool:
    """Whether a value is its own truth, so that ``and`` and ``or`` need no operand back."""
    if isinstance(value, Tensor):
        return bool(value.dtype == tf.bool) and value.shape.rank == 0
    return isinstance(value, bool) or (isinstance(value, WeakScalar) and value.__type_name__ == "bool")


def and_(first: Any, *others: Callable[[], Any]) -> Any:
    """The first operand that is false, or the last one; operands after it are not evaluated."""
    return _first_that_is(False, first, others)


def or_(first: Any, *others: Callable[[], Any]) -> Any:
    """The first operand that is true, or the last one; operands after it are not evaluated."""
    return _first_that_is(True, first, others)


def _first_that_is(decided: bool, first: Any, others: tuple[Callable[[], Any], ...]) -> Any:
    value = first
    for index, other in enumerate(others):
        predicate = predicate_of(value)
        if predicate is decided:
            return value
        if predicate is not (not decided):
            return _rest_if(predicate, decided, value, others[index:])
        value = other()
    return value


def _rest_if(predicate: Any, decided: bool, value: Any, rest: tuple[Callable[[], Any], ...]) -> Any:
    """The value of the operands that are left, unless the one at hand has decided."""
    from autoimport_graph.runtime.conditionals import if_exp

    def go_on() -> Any:
        return _first_that_is(decided, rest[0](), rest[1:])

    def stop() -> Any:
        if not _is_boolean(value):
            return value
        outcome = tf.constant(decided)
        return WeakScalar("bool", outcome) if isinstance(value, WeakScalar) else outcome

    return if_exp(predicate, stop, go_on) if decided else if_exp(predicate, go_on, stop)


def not_(value: Any) -> Any:
    """``not value``."""
    predicate = predicate_of(value)
    if isinstance(predicate, bool):
        return not predicate
    negated = tf.logical_not(predicate)
    fact = facts.fact_of(predicate)
    if fact is not None:
        facts.learn(negated, facts.denied(fact))
    return WeakScalar("bool", negated)


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
    if name in ("lt", "le", "gt", "ge") and not isinstance(first, Tensor):
        from autoimport_graph.runtime.ordering import compare_order

        return compare_order(name, first, second)
    if name in ("in_", "not_in"):
        from autoimport_graph.runtime.membership import in_, not_in

        return in_(first, second) if name == "in_" else not_in(first, second)
    return _COMPARISONS[name](first, second)


def eq(first: Any, second: Any) -> Any:
    """``first == second``: element by element for tensors, as eager TensorFlow has it."""
    if type(first) in NUMBERS and type(second) in NUMBERS:
        return first == second
    owners = first, second
    first, second = resolve(first), resolve(second)
    if any(isinstance(owner, _SETS) for owner in owners):
        from autoimport_graph.runtime.set_algebra import equal_by_graph

        if (outcome := equal_by_graph(*owners)) is not NotImplemented:
            return outcome
    if any(isinstance(owner, tuple) and _compares_itself(owner) for owner in owners):
        return owners[0] == owners[1]
    if any(map(is_tuple, owners)):
        if not all(isinstance(owner, tuple | Choice) or is_tuple(owner) for owner in owners):
            return False
        first, second = (list(one) if isinstance(one, tuple) else one for one in (first, second))
    if isinstance(first, Choice) or isinstance(second, Choice):
        if isinstance(first, Choice):
            return apply_each(lambda value: eq(value, owners[1]), first)
        return apply_each(lambda value: eq(owners[0], value), second)
    if any(isinstance(owner, collections.deque) for owner in owners):
        if not all(isinstance(owner, collections.deque) for owner in owners):
            return owners[0] == owners[1]
        first, second = (one if isinstance(one, GraphList) else list(one) for one in (first, second))
    for value, other in ((first, second), (second, first)):
        if value is None and (other is None or is_symbolic(other) or isinstance(other, EagerTensor)):
            return other is None
    for tensor, other in ((first, second), (second, first)):
        if _is_graphs(tensor) and not isinstance(other, WeakScalar) and not _compares_itself(other):
            if isinstance(other, str | bytes) and tensor.dtype != tf.string:
                return False
            # Not ``==``: in a version 1 graph that compares identities.
            return tf.equal(tensor, other)
    if isinstance(first, tuple | list) and isinstance(second, tuple | list):
        staged = any(map(dict_keys.decides, (first, second)))
        return _sequences_equal(first, second) if staged else first == second
    if isinstance(first, GraphList) or isinstance(second, GraphList):
        return _lists_equal(first, second)
    if isinstance(first, dict) and isinstance(second, dict) and any(map(_is_graphs_dict, (first, second))):
        return dict_keys.equal(first, second)
    compare = generated("eq", first, second)
    return first == second if compare is None else compare()


def _is_graphs(value: Any) -> bool:
    return isinstance(value, Tensor) and not isinstance(value, EagerTensor)


def _is_graphs_dict(value: Any) -> bool:
    return isinstance(value, dict) and dict_keys.decides(value) and not _compares_itself(value)


def _compares_itself(value: Any) -> bool:
    """Whether an object has a comparison of its author's, which is asked before tensors are."""
    return any(is_converted(getattr(type(value), name, None)) for name in ("__eq__", "__ne__"))


def _is_symbolic_sequence(value: Any) -> bool:
    return isinstance(value, tuple | list) and dict_keys.decides(value)


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
    if isinstance(one.element, Nothing) or isinstance(other.element, Nothing):
        return same_length
    if isinstance(one.element, Dense | Weak) and one.element.specifications() == other.element.specifications():
        return and_(same_length, lambda: tf.reduce_all(tf.equal(one.stack(), other.stack())))
    return and_(same_length, lambda: _items_equal(one, other))


def _items_equal(one: GraphList, other: GraphList) -> Any:
    from autoimport_graph.runtime.counted import Counted

    outcome = fresh(types.CellType(True))

    def compare_at(position: Tensor) -> None:
        outcome.cell_contents = predicate_of(eq(one.get_in_range(position), other.get_in_range(position)))

    Counted(one.size(), lambda position: position).loop(
        compare_at, [Cell(outcome, "equal")], [], lambda: not_(outcome.cell_contents)
    )
    return outcome.cell_contents


def ne(first: Any, second: Any) -> Any:
    """``first != second``."""
    if any(isinstance(value, (*_SETS, collections.deque)) for value in (first, second)):
        return not_(eq(first, second))
    first, second = resolve(first), resolve(second)
    for tensor, other in ((first, second), (second, first)):
        if _is_graphs(tensor) and not isinstance(other, WeakScalar | Choice) and not _compares_itself(other):
            if other is None or (isinstance(other, str | bytes) and tensor.dtype != tf.string):
                return True
            return tf.not_equal(tensor, other)
    if any(map(_is_graphs_dict, (first, second))):
        return not_(eq(first, second))
    if any(isinstance(value, Choice | GraphList) or _is_symbolic_sequence(value) for value in (first, second)):
        return not_(eq(first, second))
    differ = generated("ne", first, second)
    return first != second if differ is None else differ()


def is_(first: Any, second: Any) -> Any:
    """``first is second``; of a value that may be None, the graph tells."""
    first, second = narrow(first), narrow(second)  # a list's identity is its own, wherever its contents lie
    if isinstance(first, Choice) or isinstance(second, Choice):
        choice, other = (first, second) if isinstance(first, Choice) else (second, first)
        if may_lack(choice) or holds_copies(choice, other):
            return apply_each(lambda value: is_(value, other), choice)
        return (
            _are_one(choice, other)
            if isinstance(other, Choice)
            else known_of_each(lambda one: is_one(one, other), choice)
        )
    for one, other in ((first, second), (second, first)):
        if isinstance(one, WeakScalar) and type(other) is bool:
            # 1.0 == True, and is another object.
            return one.__type_name__ == "bool" and eq(one, other)
    return one_object(first, second)


def _are_one(first: Choice, second: Choice) -> Any:
    """``first is second``, both one of several."""
    if may_lack(second):
        return apply_each(lambda value: is_(first, value), second)
    others = second.__alternatives__
    same = [next((at for at, other in enumerate(others) if is_one(one, other)), -1) for one in first.__alternatives__]
    if max(same) < 0:
        return False
    return WeakScalar("bool", tf.equal(tf.gather(tf.constant(same), first.__position__), second.__position__))


def is_not(first: Any, second: Any) -> Any:
    """``first is not second``."""
    return not_(is_(first, second))


_COMPARISONS.update({"eq": eq, "ne": ne, "is_": is_, "is_not": is_not})
