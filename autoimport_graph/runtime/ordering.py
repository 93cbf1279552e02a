"""Order: ``<`` of sequences, ``sorted``."""

from __future__ import annotations

import collections
import functools
import operator
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import asked_items
from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import as_list, items_of
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.dict_keys import Present, in_any_order
from autoimport_graph.runtime.generated_order import are_sequences, compares_in_graph, generated
from autoimport_graph.runtime.graph_containers import wrapped
from autoimport_graph.runtime.logic import and_, eq, or_
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.packed_order import deciding
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.scalars import weak
from autoimport_graph.runtime.static_order import known_order
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import holds_symbolic, predicate_of
from autoimport_graph.runtime.values import kind_of, unpack
from autoimport_graph.runtime.variables import with_values

_SETS: Any = (set, frozenset, Present, type({}.keys()), type({}.items()))
_COMPARED_HERE: Any = (list, tuple, collections.deque, Choice, *_SETS)

_NATIVE: dict[str, Callable[[Any, Any], Any]] = {name: getattr(operator, name) for name in ("lt", "le", "gt", "ge")}


def compare_order(name: str, first: Any, second: Any) -> Any:
    """``first < second`` and its kin; sequences of tensors are compared item by item, as Python does.

    Args:
        name: ``"lt"``, ``"le"``, ``"gt"`` or ``"ge"``.
        first: The left operand.
        second: The right one.
    """
    if isinstance(first, _SETS) and isinstance(second, _SETS):
        return _sets_compared(name, first, second)
    first, second = resolve(first), resolve(second)
    if isinstance(first, GraphList) or isinstance(second, GraphList):
        raise StagingError(
            "lists whose lengths only the graph knows are compared by < or >; compare tensors, or loop over the items"
        )
    if isinstance(first, collections.deque) and isinstance(second, collections.deque):
        first, second = list(first), list(second)
    if not are_sequences(first, second):
        for one in (first, second):
            if isinstance(one, Choice):
                other = functools.partial(_beside, name, first is one, second if first is one else first)
                return apply(other, one)
        compare = generated(name, first, second)
        return _NATIVE[name](first, second) if compare is None else compare()
    if not any(map(holds_symbolic, (first, second))) and not any(map(compares_in_graph, (first, second))):
        return _NATIVE[name](first, second)
    return _compare_items(name, first, second, 0)


def _sets_compared(name: str, first: Any, second: Any) -> Any:
    from autoimport_graph.runtime.set_algebra import compared, decided_by_graph

    return compared(name, first, second) if decided_by_graph(first, second) else _NATIVE[name](first, second)


def _beside(name: str, left: bool, other: Any, value: Any) -> Any:
    return compare_order(name, value, other) if left else compare_order(name, other, value)


def _compare_items(name: str, first: Any, second: Any, position: int) -> Any:
    if position == min(len(first), len(second)):
        return _NATIVE[name](len(first), len(second))
    one, other = first[position], second[position]
    strictly = {"le": "lt", "ge": "gt"}.get(name, name)
    outcome = compare_order(strictly, one, other)
    if position + 1 == len(first) == len(second):
        return compare_order(name, one, other)
    return or_(outcome, lambda: and_(eq(one, other), lambda: _compare_items(name, first, second, position + 1)))


def _operator(name: str) -> Callable[[Any, Any], Any]:
    native = _NATIVE[name]

    def operate(first: Any, second: Any) -> Any:
        if isinstance(first, _COMPARED_HERE) or isinstance(second, Choice):
            return compare_order(name, first, second)
        compare = generated(name, first, second)
        return native(first, second) if compare is None else compare()

    return operate


lt, le, gt, ge = map(_operator, _NATIVE)


def rank_columns(keys: GraphList, name: str) -> list[Tensor] | None:
    """The tensors that order a list, the most significant first: one for numbers, one for each part of a tuple.

    Args:
        keys: What the items are ordered by.
        name: ``"lt"`` or ``"gt"``: what would be asked of them.

    Returns:
        ``None`` where the keys' own comparisons must be asked.

    Raises:
        StagingError: If TensorFlow cannot order the keys.
    """
    positions = deciding(keys.element, name)
    if positions is None:
        return None
    stacked = keys.stacked()
    columns = [stacked[position] for position in positions]
    for number, column in enumerate(columns):
        if column.shape.rank not in (None, 1):
            raise ValueError("The truth value of an array with more than one element is ambiguous.")
        if column.dtype == tf.bool:
            columns[number] = tf.cast(column, tf.int32)
    return columns or [tf.zeros([keys.size()], tf.int32)]


def order_by_columns(columns: list[Tensor], reverse: bool) -> Tensor:
    """The positions of a list's items in ascending (or descending) order, equal ones as they were."""
    direction = "DESCENDING" if reverse else "ASCENDING"
    *others, last = columns
    if last.dtype == tf.string:
        others, order = columns, tf.range(tf.size(last))
    else:
        order = tf.argsort(last, direction=direction, stable=True)
    for column in reversed(others):
        if column.dtype == tf.string:
            order = _ordered_by_texts(order, column, direction)
        else:
            order = _ordered_by(order, column, direction)
    return order


def _ordered_by(order: Tensor, column: Tensor, direction: str) -> Tensor:
    """Positions in some order, those of equal numbers left in that."""
    return tf.gather(order, tf.argsort(tf.gather(column, order), direction=direction, stable=True))


def _ordered_by_texts(order: Tensor, texts: Tensor, direction: str) -> Tensor:
    """The same by strings: by their characters, the last ones first; what has ended comes before any character."""
    characters = tf.strings.unicode_decode(texts, "UTF-8").to_tensor(-1)

    def move_on(column: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
        return column - 1, _ordered_by(order, characters[:, column], direction)

    last = tf.shape(characters)[1] - 1
    return tf.while_loop(lambda column, order: column >= 0, move_on, [last, order])[1]


_COMPARER: Any = type(functools.cmp_to_key(lambda first, second: 0))


class Key:
    """How ``sorted``, ``min`` and the like are told to compare items.

    Args:
        function: The author's ``key``, or ``None``.
    """

    def __init__(self, function: Any) -> None:
        self.compares = type(function) is _COMPARER
        self.function = function

    @property
    def maps(self) -> bool:
        """Whether keys are made of the items."""
        return self.function is not None and not self.compares

    def of(self, item: Any) -> Any:
        """What an item is compared by: itself where ``cmp_to_key`` has got a function of two items."""
        from autoimport_graph.runtime.calls import call

        return call(self.function)(item) if self.maps else item

    def less(self, first: Any, second: Any) -> Any:
        """Whether a key comes before another."""
        return self.compare("lt", first, second)

    def compare(self, name: str, first: Any, second: Any) -> Any:
        """Compare two keys; ``name`` as of :func:`compare_order`."""
        if self.compares:
            return _NATIVE[name](self.function(first), self.function(second))
        return compare_order(name, first, second)

    def of_all(self, items: GraphList) -> GraphList:
        """The keys of a list's items."""
        from autoimport_graph.runtime.iterables import map_
        from autoimport_graph.runtime.iteration import of_list

        return as_graph_list(items_of(map_(self.function, of_list(items)))) if self.maps else items

    def columns(self, keys: GraphList, name: str = "lt") -> list[Tensor] | None:
        """The tensors that order keys; ``None`` where they must be compared one with the other, by ``name``."""
        return None if self.compares else rank_columns(keys, name)

    def undecided(self, keys: list[Any]) -> bool:
        """Whether the graph alone knows how some keys compare."""
        if self.compares:
            return any(kind_of(key).specifications() for key in keys)
        return any(map(holds_symbolic, keys)) or any(map(compares_in_graph, keys))


@overload(sorted)
def sorted_(value: Any, /, *, key: Any = None, reverse: Any = False) -> Any:
    """``sorted(value)``, stable."""
    value = in_any_order(value)
    if isinstance(value, Present) and value.name != "values" and key is None:
        return as_list(value.sorted(reverse))
    items = items_of(value)
    by = Key(key)
    if isinstance(items, GraphList):
        order = _order_of_many(items, by, reverse)
        return wrapped(items.rearranged(lambda tensor: tf.gather(tensor, order)))
    keys = [by.of(item) for item in items]
    if not by.undecided(keys):
        of_key = (lambda position: key(keys[position])) if by.compares else keys.__getitem__
        positions = sorted(range(len(items)), key=of_key, reverse=reverse)
        return fresh([items[position] for position in positions])
    known = None if by.compares else known_order(keys, reverse)
    return _sorted_few(items, keys, by, reverse) if known is None else fresh([items[position] for position in known])


def _order_of_many(items: GraphList, by: Key, reverse: bool) -> Tensor:
    keys = by.of_all(items)
    columns = by.columns(keys)
    if columns is not None:
        return order_by_columns(columns, reverse)
    return asked_items.order(keys, by.less, reverse)


def _sorted_few(items: list[Any], keys: list[Any], by: Key, reverse: bool) -> list[Any]:
    """Sort items of which Python knows the number."""
    from autoimport_graph.runtime.subscripts import get_item

    packed = None if any(map(compares_in_graph, keys)) else as_graph_list([*map(with_values, keys)])
    columns = None if packed is None else by.columns(packed)
    if columns is None:
        return _sorted_by_comparison(items, keys, by, reverse)
    order = order_by_columns(columns, reverse)
    if not by.maps and all(isinstance(item, Tensor) for item in items):
        contents = as_graph_list(items)
        parts = [tf.gather(tensor, order) for tensor in contents.stacked()]
        return fresh([unpack(contents.element, iter([part[number] for part in parts])) for number in range(len(items))])
    return fresh([get_item(items, weak("int", order[number])) for number in range(len(items))])


def _sorted_by_comparison(items: list[Any], keys: list[Any], by: Key, reverse: bool) -> list[Any]:
    """Sort by what is said of each pair of keys, which may be something that only the graph knows."""
    from autoimport_graph.runtime.subscripts import get_item

    ranks: list[Any] = [0] * len(items)
    for later in range(len(keys)):
        for earlier in range(later):
            pair = (earlier, later) if reverse else (later, earlier)
            moves = predicate_of(by.less(*(keys[position] for position in pair)))
            moves = int(moves) if isinstance(moves, bool) else tf.cast(moves, tf.int32)
            ranks[earlier] += moves
            ranks[later] += 1 - moves
    if all(isinstance(rank, int) for rank in ranks):
        return fresh([items[position] for position in sorted(range(len(items)), key=ranks.__getitem__)])
    order = tf.argsort(tf.stack(ranks), stable=True)
    return fresh([get_item(items, weak("int", order[number])) for number in range(len(items))])


def best_of_many(name: str, items: GraphList, key: Any) -> Tensor:
    """The position of the first of the least (or greatest) items of a list that is not empty.

    Args:
        name: ``"min"`` or ``"max"``.
        items: The list's contents.
        key: As of ``min``.
    """
    by = Key(key)
    keys = by.of_all(items)
    comparison = "lt" if name == "min" else "gt"
    columns = by.columns(keys, comparison)
    if columns is None:
        return asked_items.best(keys, functools.partial(by.compare, comparison))
    if len(columns) > 1 or columns[0].dtype == tf.string:
        return order_by_columns(columns, name == "max")[0]
    return (tf.argmin if name == "min" else tf.argmax)(columns[0], output_type=tf.int32)


__all__ = ["Key", "best_of_many", "compare_order", "ge", "gt", "le", "lt", "sorted_"]
