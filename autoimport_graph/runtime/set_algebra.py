"""What is made of whole sets, and how they compare, where only the graph knows the items of one: operators and methods
of sets, of frozen ones and of the views of a dict's keys and items.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime import counters
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import as_set, exists_in_graph, items_of, len_
from autoimport_graph.runtime.containers import merged
from autoimport_graph.runtime.contents import read_contents, write_contents
from autoimport_graph.runtime.dict_keys import Present, in_any_order, uncertain
from autoimport_graph.runtime.graph_containers import wrapped_frozenset
from autoimport_graph.runtime.item_changes import note_change, written
from autoimport_graph.runtime.iteration import for_stmt
from autoimport_graph.runtime.list_methods import METHODS
from autoimport_graph.runtime.logic import and_, not_
from autoimport_graph.runtime.membership import in_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.possible_shapes import ranked
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.sets import add, update
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.truth import is_symbolic

_SETS: Any = (set, frozenset, type({}.keys()), type({}.items()))
_UNION, _INTERSECTION, _DIFFERENCE, _SYMMETRIC = "union", "intersection", "difference", "symmetric_difference"
_OPERATORS = {"or_": _UNION, "and_": _INTERSECTION, "sub": _DIFFERENCE, "xor": _SYMMETRIC}
_INPLACE = {"ior": "or_", "iand": "and_", "isub": "sub", "ixor": "xor"}


def is_set(value: Any) -> bool:
    """Whether a value is a set, or a view that is one."""
    return isinstance(value, _SETS) or (isinstance(value, Present) and value.name != "values")


def in_graph(value: Any) -> bool:
    """Whether only the graph knows the items of an iterable, or which of them there are."""
    return (
        isinstance(resolve(value), GraphList)
        or exists_in_graph(value)
        or (isinstance(value, dict) and uncertain(value))
        or (isinstance(value, list | tuple) and any(map(is_symbolic, value)))
    )


def decided_by_graph(first: Any, second: Any) -> bool:
    """Whether two values are sets of which the graph holds one."""
    return is_set(first) and is_set(second) and (in_graph(first) or in_graph(second))


def _as_operand(value: Any) -> Any:
    """A set, or the items of any iterable as one."""
    return value if is_set(value) else as_set(value)


def _for_each(values: Any, body: Callable[[Any], None]) -> None:
    for_stmt(items_of(in_any_order(values)), body, None, None, None)


def _united(first: Any, second: Any) -> set[Any]:
    result: set[Any] = fresh(set())
    for one in (first, second):
        update(result, in_any_order(one))
    return result


def _those(values: Any, other: Any, inside: bool) -> set[Any]:
    """The values that are in another set, or those that are not."""
    from autoimport_graph.runtime.conditionals import when

    result: set[Any] = fresh(set())

    def keep(item: Any) -> None:
        found = in_(item, other)
        when(found if inside else not_(found), functools.partial(add, result, item))

    _for_each(values, keep)
    return result


def _combine(name: str, first: Any, second: Any) -> set[Any]:
    if name == _UNION:
        return _united(first, second)
    if name == _SYMMETRIC:
        return _united(_those(first, second, False), _those(second, first, False))
    return _those(first, second, name == _INTERSECTION)


def combined(name: str, owner: Any, *others: Any) -> set[Any]:
    """``owner.union(...)`` and its kin, where the graph holds one of the sets: a new set.

    Args:
        name: The method's name.
        owner: The first set.
        others: Any iterables.
    """
    result = owner
    for other in others:
        result = _combine(name, result, _as_operand(other))
    if result is owner:
        result = fresh(set())
        update(result, owner)
    return result


def _as_frozen(made: set[Any]) -> frozenset[Any]:
    contents = resolve(made)
    return wrapped_frozenset(contents.snapshot()) if isinstance(contents, GraphList) else frozenset(made)


def as_frozenset(value: Any = ()) -> Any:
    """``frozenset(value)``."""
    return value if type(value) is frozenset else _as_frozen(as_set(value))


register(frozenset, as_frozenset)


def _making(name: str) -> None:
    """A method that makes a set, and the one that changes one to it."""
    for kind in (set, frozenset):
        METHODS[kind, name] = functools.partial(_made, kind, name)
    if name != _UNION:
        METHODS[set, f"{name}_update"] = functools.partial(_change, name)


def _made(kind: type, name: str, owner: Any, *others: Any) -> Any:
    if not any(map(in_graph, (owner, *others))):
        return fresh(getattr(kind, name)(owner, *others))
    if name == _SYMMETRIC and len(others) != 1:
        raise TypeError(f"{kind.__name__}.{name}() takes exactly one argument ({len(others)} given)")
    made = combined(name, owner, *others)
    return made if kind is set else _as_frozen(made)


def _change(name: str, owner: set[Any], *others: Any) -> None:
    if not any(map(in_graph, (owner, *others))):
        note_change(owner)
        getattr(set, f"{name}_update")(owner, *others)
    else:
        made = _made(set, name, owner, *others)
        note_change(owner)
        write_contents(owner, read_contents(made))
    written(owner)


for _name in _OPERATORS.values():
    _making(_name)


def _copied(kind: type, owner: Any) -> Any:
    if kind is frozenset or not in_graph(owner):
        return owner if kind is frozenset else fresh(owner.copy())
    return combined(_UNION, owner)


def is_subset(first: Any, second: Any) -> Any:
    """``first <= second``: a Python bool, or a truth of the graph."""
    return len_(_those(first, second, True)) == len_(first)


def _is_strict_subset(first: Any, second: Any) -> Any:
    return and_(is_subset(first, second), lambda: len_(first) < len_(second))


def equal(first: Any, second: Any) -> Any:
    """``first == second``, of two sets: as many items, and each of one in the other."""
    return and_(is_subset(first, second), lambda: len_(first) == len_(second))


def equal_by_graph(first: Any, second: Any) -> Any:
    """``first == second``, where one of them is a set that the graph holds; ``NotImplemented`` otherwise."""
    if decided_by_graph(first, second):
        return equal(first, second)
    several = isinstance(first, Choice) or isinstance(second, Choice)
    held = any(isinstance(one, Present) or isinstance(resolve(one), GraphList) for one in (first, second))
    return False if held and not several and not (is_set(first) and is_set(second)) else NotImplemented


def compared(name: str, first: Any, second: Any) -> Any:
    """``first <= second`` and its kin, of two sets of which the graph holds one.

    Args:
        name: ``"lt"``, ``"le"``, ``"gt"`` or ``"ge"``.
        first: The left operand.
        second: The right one.
    """
    if name in ("gt", "ge"):
        first, second = second, first
    return (is_subset if name in ("le", "ge") else _is_strict_subset)(first, second)


def disjoint(first: Any, second: Any) -> Any:
    """``first.isdisjoint(second)``, of a set and any iterable."""
    return len_(_those(first, _as_operand(second), True)) == 0


_TESTS = {
    "issubset": is_subset,
    "issuperset": lambda first, second: is_subset(second, first),
    "isdisjoint": disjoint,
}


def _tested(kind: type, name: str, owner: Any, other: Any) -> Any:
    if not in_graph(owner) and not in_graph(other):
        return getattr(kind, name)(owner, other)
    return _TESTS[name](owner, _as_operand(other))


for _kind in (set, frozenset):
    METHODS[_kind, "copy"] = functools.partial(_copied, _kind)
    for _name in _TESTS:
        METHODS[_kind, _name] = functools.partial(_tested, _kind, _name)


def _may_be_set(value: Any) -> bool:
    return isinstance(value, Choice) and any(map(is_set, remaining(value)))


def of_sets(name: str, first: Any, second: Any) -> Any:
    """``|``, ``&``, ``^`` and ``-``, where the graph holds one of two sets, or the keys of a dict.

    Args:
        name: The operator's name in :mod:`operator`.
        first: The left operand.
        second: The right one.
    """
    if isinstance(first, dict) and isinstance(second, dict) and name == "or_" and type(first) is type(second) is dict:
        return merged(first, second)
    counter = counters.combined(name, first, second)
    if counter is not None:
        return counter
    if _may_be_set(first):
        return apply(lambda value: of_sets(name, value, second), first)
    if _may_be_set(second):
        return apply(lambda value: of_sets(name, first, value), second)
    if not decided_by_graph(first, second):
        result = getattr(operator, name)(first, second)
        return fresh(result) if isinstance(result, set | frozenset) else ranked(result)
    made = combined(_OPERATORS[name], first, second)
    return _as_frozen(made) if isinstance(first, frozenset) else made


def inplace_of_sets(name: str, first: Any, second: Any) -> Any:
    """``first |= second`` and its kin, by names of :mod:`operator`; returns what the name is to be bound to."""
    if not isinstance(first, set):
        return of_sets(_INPLACE[name], first, second)
    if decided_by_graph(first, second):
        made = combined(_OPERATORS[_INPLACE[name]], first, second)
        note_change(first)
        write_contents(first, read_contents(made))
        written(first)
        return first
    note_change(first)
    result = getattr(operator, name)(first, second)
    written(first)
    return result
