"""Sets of values that only the graph knows: lists of the graph in which no value comes twice.

Python leaves the order of a set's items open; here it is the order in which they came.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, settle
from autoimport_graph.runtime.containers import merged
from autoimport_graph.runtime.list_methods import METHODS, clear, method, pop
from autoimport_graph.runtime.list_search import matches
from autoimport_graph.runtime.lists import (
    GraphList,
    as_contents,
    note_change,
    read_contents,
    resolve,
    write_contents,
    written,
)
from autoimport_graph.runtime.logic import and_, not_
from autoimport_graph.runtime.membership import in_
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic


def _depends(owner: set[Any], value: Any) -> bool:
    """Whether the graph has to find out what a method does."""
    parts = value if isinstance(value, tuple) else (value,)
    return isinstance(resolve(owner), GraphList) or any(map(is_symbolic, parts))


def _hashable(value: Any) -> Any:
    """A value that a set can hold.

    Raises:
        TypeError: For a tensor, as eager TensorFlow raises.
    """
    value = settle(value)
    parts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(part, Tensor | tf.Variable) for part in parts):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")
    if any(isinstance(part, Choice) for part in parts):
        raise StagingError(
            "a set takes a value that is one of several kinds, as a tensor decides; give it the same kind on each path"
        )
    return value


@method("add", set)
def add(owner: set[Any], value: Any) -> None:
    """``owner.add(value)``."""
    from autoimport_graph.runtime.conditionals import when

    value = _hashable(value)
    if not _depends(owner, value):
        note_change(owner)
        owner.add(value)
        written(owner)
        return
    note_change(owner)
    as_contents(owner)
    when(not_(in_(value, owner)), functools.partial(_push, owner, value))
    written(owner)


def _push(owner: set[Any], value: Any) -> None:
    note_change(owner)
    as_contents(owner).push(value)


@method("discard", set)
def discard(owner: set[Any], value: Any) -> None:
    """``owner.discard(value)``."""
    from autoimport_graph.runtime.conditionals import when

    if _depends(owner, value):
        note_change(owner)
        as_contents(owner)
        when(in_(value, owner), functools.partial(remove, owner, value))
    else:
        note_change(owner)
        owner.discard(value)
        written(owner)


@method("remove", set)
def remove(owner: set[Any], value: Any) -> None:
    """``owner.remove(value)``."""
    value = _hashable(value)
    if _depends(owner, value):
        from autoimport_graph.runtime.checks import checked

        positions = tf.where(matches(as_contents(owner), value))[:, 0]
        found = checked(positions, tf.size(positions) > 0, "KeyError: the value is not in the set")
        pop(owner, tf.cast(found[0], tf.int32))
    else:
        note_change(owner)
        owner.remove(value)
        written(owner)


@method("update", set)
def update(owner: set[Any], *others: Any) -> None:
    """``owner.update(...)``."""
    from autoimport_graph.runtime.collecting import items_of
    from autoimport_graph.runtime.iteration import for_stmt

    for other in others:
        for_stmt(items_of(other), lambda item: add(owner, item), None, None, None)


METHODS[set, "clear"] = clear


def _combined(name: str) -> None:
    """``union``, ``intersection`` and ``difference`` of sets of which the graph holds one."""
    original: Callable[..., Any] = getattr(set, name)

    def combined(owner: set[Any], *others: Any) -> Any:
        from autoimport_graph.runtime.collecting import exists_in_graph, items_of
        from autoimport_graph.runtime.conditionals import when
        from autoimport_graph.runtime.iteration import for_stmt

        if not any(isinstance(resolve(one), GraphList) or exists_in_graph(one) for one in (owner, *others)):
            return fresh(original(owner, *others))
        result: set[Any] = fresh(set())
        for_stmt(items_of(owner), lambda item: add(result, item), None, None, None)
        for other in others:
            if name == "union":
                update(result, other)
                continue
            kept: set[Any] = fresh(set())

            def keep(item: Any, other: Any = other, kept: set[Any] = kept) -> None:
                inside = in_(item, other)
                when(inside if name == "intersection" else not_(inside), functools.partial(add, kept, item))

            for_stmt(items_of(result), keep, None, None, None)
            result = kept
        return result

    METHODS[set, name] = combined


for _name in ("union", "intersection", "difference"):
    _combined(_name)


@method("copy", set)
def copy(owner: set[Any]) -> Any:
    """``owner.copy()``."""
    result: set[Any] = fresh(set())
    update(result, owner)
    return result


def equal(first: Any, second: Any) -> Any:
    """``first == second``, where the graph holds one of them: as many items, and each of one in the other."""
    from autoimport_graph.runtime.collecting import items_of, len_
    from autoimport_graph.runtime.iteration import for_stmt

    if not (isinstance(first, set | frozenset) and isinstance(second, set | frozenset)):
        return False
    common: set[Any] = fresh(set())

    def look(item: Any) -> None:
        from autoimport_graph.runtime.conditionals import when

        when(in_(item, second), functools.partial(add, common, item))

    for_stmt(items_of(first), look, None, None, None)
    return and_(len_(common) == len_(first), lambda: len_(common) == len_(second))


_METHODS = {"or_": "union", "and_": "intersection", "sub": "difference"}


def of_sets(name: str, first: Any, second: Any) -> Any:
    """``|``, ``&``, ``^`` and ``-``, where the graph holds one of two sets, or the keys of a dict.

    Args:
        name: The operator's name in :mod:`operator`.
        first: The left operand.
        second: The right one.
    """
    if isinstance(first, dict) and isinstance(second, dict) and name == "or_" and type(first) is type(second) is dict:
        return merged(first, second)
    if not isinstance(first, set) or not isinstance(second, set):
        return getattr(operator, name)(first, second)
    if name == "xor":
        return of_sets("or_", of_sets("sub", first, second), of_sets("sub", second, first))
    return METHODS[set, _METHODS[name]](first, second)


def inplace_of_sets(name: str, first: set[Any], second: Any) -> set[Any]:
    """``first |= second`` and its kin, by names of :mod:`operator`."""
    if not isinstance(second, set) or (resolve(first) is first and resolve(second) is second):
        note_change(first)
        result: set[Any] = getattr(operator, name)(first, second)
        written(first)
        return result
    made = of_sets({"ior": "or_", "iand": "and_", "isub": "sub", "ixor": "xor"}[name], first, second)
    note_change(first)
    write_contents(first, read_contents(made))
    written(first)
    return first
