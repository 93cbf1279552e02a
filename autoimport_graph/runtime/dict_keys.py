"""Dicts, and objects' attributes, of which only the graph knows the keys: those that some paths alone have stored."""

from __future__ import annotations

import collections
import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import is_alternative, may_lack, undefined_position
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.generated_order import compares_in_graph
from autoimport_graph.runtime.key_order import is_disordered, mark
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.truth import holds_symbolic, is_symbolic, predicate_of
from autoimport_graph.runtime.weak import WeakScalar


def uncertain(owner: dict[Any, Any]) -> bool:
    """Whether only the graph knows which keys a dict has, or in which order."""
    return is_disordered(owner) or any(may_lack(value) for value in dict.values(owner))


def present(value: Any) -> Any:
    """Whether there is a value: a tensor's truth where it is one that may be missing."""
    if not may_lack(value):
        return True
    return WeakScalar("bool", tf.logical_not(is_alternative(value, undefined_position(value))))


def any_key(owner: dict[Any, Any]) -> Any:
    """The truth of a dict: a predicate."""
    from autoimport_graph.runtime.logic import or_

    if not owner or not all(map(may_lack, dict.values(owner))):
        return bool(owner)
    first, *others = (functools.partial(present, value) for value in dict.values(owner))
    return predicate_of(or_(first(), *others))


def decides(value: Any) -> bool:
    """Whether only the graph knows how a list, a tuple or a dict compares with another."""
    if isinstance(value, dict):
        return uncertain(value) or any(is_symbolic(item) or decides(item) for item in dict.values(value))
    if holds_symbolic(value) or compares_in_graph(value):
        return True
    return isinstance(value, list | tuple) and any(isinstance(item, dict) and decides(item) for item in value)


def equal(first: dict[Any, Any], second: dict[Any, Any]) -> Any:
    """``first == second``."""
    if all(isinstance(one, collections.OrderedDict) for one in (first, second)):
        Present(first).check_order()
        Present(second).check_order()
        if not uncertain(first) and not uncertain(second) and list(first) != list(second):
            return False
    from autoimport_graph.runtime.logic import and_, eq, not_, or_

    outcome: Any = True
    counters = all(isinstance(one, collections.Counter) for one in (first, second))
    for key in dict.fromkeys(itertools.chain(first, second)):
        one, other = (dict.get(owner, key, UNDEFINED) for owner in (first, second))
        if counters:
            outcome = and_(outcome, functools.partial(eq, _count(one), _count(other)))
            continue
        there, here = (False if value is UNDEFINED else present(value) for value in (one, other))
        same = functools.partial(and_, there, functools.partial(_same, here), functools.partial(eq, one, other))
        neither = functools.partial(and_, not_(there), functools.partial(not_, here))
        outcome = and_(outcome, functools.partial(_either, or_, same, neither))
    return outcome


def _count(value: Any) -> Any:
    """What a counter has for a key that may be missing."""
    from autoimport_graph.runtime.conditionals import if_exp

    if value is UNDEFINED:
        return 0
    return if_exp(present(value), lambda: value, lambda: 0) if may_lack(value) else value


def _either(or_: Callable[..., Any], first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    return or_(first(), second)


def take_over(owner: dict[Any, Any], other: dict[Any, Any]) -> None:
    """Store the items of a dict, each if it is there, into another one."""
    from autoimport_graph.runtime.conditionals import when
    from autoimport_graph.runtime.stores import set_item
    from autoimport_graph.runtime.subscripts import get_item

    def store(key: Any) -> None:
        set_item(owner, key, get_item(other, key))

    if is_disordered(other):
        mark(owner)
    for key, value in list(dict.items(other)):
        if may_lack(value):
            when(present(value), functools.partial(store, key))
        else:
            set_item(owner, key, value)


def refuse_order(owner: dict[Any, Any]) -> None:
    """Refuse to say in which order keys were stored that are there on all paths.

    Raises:
        StagingError: Always.
    """
    raise StagingError(
        f"the order of a {type(owner).__name__} is asked for whose keys {', '.join(map(repr, owner))} are stored one "
        "way round on one path of a tensor condition or loop, and another way on the other, in an order that only the "
        "graph knows; iterate sorted(the_dict), or store the keys in one order before"
    )


def note_key(owner: dict[Any, Any], key: Any) -> None:
    """A key is about to be stored: where some paths lack it, those have it last, the others where it was."""
    if may_lack(dict.get(owner, key)) and next(reversed(owner)) != key:
        mark(owner)


class Present:
    """The keys, values or items of such a dict, those that are there.

    Args:
        owner: The dict.
        name: Of the method that gives them: ``"keys"``, ``"values"`` or ``"items"``.
        ordered: Whether it matters which comes first.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, owner: dict[Any, Any], name: str = "keys", ordered: bool = True) -> None:
        self.owner = owner
        self.name = name
        self.ordered = ordered

    def item(self, key: Any) -> Any:
        """What belongs to a key."""
        from autoimport_graph.runtime.subscripts import get_item

        if self.name == "keys":
            return key
        value = get_item(self.owner, key)
        return value if self.name == "values" else (key, value)

    def __iter__(self) -> Iterator[Any]:
        raise StagingError(
            "a dict that has some keys on some paths only, as a tensor decides, is iterated by code that is not "
            "converted; give it the same keys on every path"
        )

    def in_any_order(self) -> Present:
        """The same for one who does not ask which comes first."""
        return Present(self.owner, self.name, False)

    def sorted(self, reverse: bool) -> Present:
        """The same, sorted by the keys, which Python knows."""
        keys = sorted(self.owner, reverse=reverse)
        return Present({key: dict.__getitem__(self.owner, key) for key in keys}, self.name, False)

    def isdisjoint(self, other: Any) -> Any:
        """``view.isdisjoint(other)``."""
        from autoimport_graph.runtime.set_algebra import disjoint

        return disjoint(self, other)

    def check_order(self) -> None:
        """Refuse to say in which order keys were stored that are there on some paths only.

        Raises:
            StagingError: If there are several.
        """
        keys = [key for key, value in dict.items(self.owner) if may_lack(value)]
        if self.ordered and is_disordered(self.owner):
            refuse_order(self.owner)
        if self.ordered and len(keys) > 1:
            raise StagingError(
                f"a dict is iterated that has the keys {', '.join(map(repr, keys))} on some paths only, as a tensor "
                "decides, in an order that only the graph knows; iterate sorted(the_dict), or give it the keys on "
                "every path"
            )

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Run the body for each key, under the condition that it is there and that no break was met."""
        from autoimport_graph.runtime.conditionals import stage
        from autoimport_graph.runtime.logic import and_, not_

        self.check_order()
        for key, value in list(dict.items(self.owner)):
            there = present(value)
            predicate = predicate_of(there if stop is None else and_(not_(stop()), functools.partial(_same, there)))
            if predicate is True:
                body(self.item(key))
            elif predicate is not False:
                stage(predicate, functools.partial(self._run, body, key), None, carried, temporaries)

    def _run(self, body: Callable[[Any], None], key: Any) -> None:
        body(self.item(key))


def _same(value: Any) -> Any:
    return value


def in_any_order(value: Any) -> Any:
    """An iterable for one who does not ask in which order its items come."""
    if isinstance(value, dict) and uncertain(value):
        value = Present(value)
    return value.in_any_order() if isinstance(value, Present) else value
