"""Iterables whose items the graph finds by position: tensors, ``range``, and what is made of them."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.integer_ranges import at_most, magnitude
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import predicate_of
from autoimport_graph.runtime.weak import WeakScalar

Body = Callable[[Any], None]


class Counted:
    """An iterable with a number of items that the graph knows, each found by its position.

    Args:
        count: The number of items, an ``int32`` scalar, or ``None`` for no end.
        item: Takes a position (``int32`` scalar), returns the item.
        within: Takes a position, says whether there is an item now, as the loop may change that; ``None``, or returns
            ``None``, where it does not and the count decides.
    """

    __hash__ = None  # type: ignore[assignment]
    within: Callable[[Tensor], Tensor | None] | None = None
    changes = False  # whether a loop turned out to change how many items there are

    def __init__(
        self,
        count: Tensor | None,
        item: Callable[[Tensor], Any],
        within: Callable[[Tensor], Tensor | None] | None = None,
    ) -> None:
        self.count = count
        self.item = item
        self.within = within
        self.cell = fresh(types.CellType(0))  # how many were taken by ``next``, and by loops that came before

    @property
    def moved(self) -> bool:
        """Whether items were taken."""
        taken = self.cell.cell_contents
        return not isinstance(taken, int) or taken != 0

    def has(self, position: Tensor) -> Any:
        """Whether there is an item at a position: a tensor, or ``True`` where there is no end."""
        within = None if self.within is None else self.within(position)
        if within is not None:
            self.changes = True
            return within
        return True if self.count is None else position < self.count

    def __iter__(self) -> Any:
        raise StagingError(
            "items that exist only when the graph runs are iterated by code that is not converted; "
            "loop over them in converted code, or list that code's package"
        )

    def loop(self, body: Body, carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop over the items."""
        from autoimport_graph.runtime.loops import stage_loop  # late: a graph without loops needs none of it

        def condition(counter: Tensor) -> Any:
            within = self.has(counter)
            if stop is None:
                return within
            # Both are cheap and cannot fail: no need for an ``If`` between them.
            stopped = predicate_of(stop())
            if isinstance(stopped, bool):
                return False if stopped else within
            return tf.logical_not(stopped) if within is True else tf.logical_and(within, tf.logical_not(stopped))

        def iterate(counter: Tensor) -> None:
            body(self.item(counter))

        def limit() -> Tensor | None:
            return self.count if stop is None and not self.changes else None

        stage_loop(condition, iterate, carried, temporaries, body, limit)


class SymbolicRange(Counted):
    """``range`` with an argument that only the graph knows.

    Args:
        start, limit, delta: As of ``range``: Python or symbolic integers.
    """

    def __init__(self, start: Any, limit: Any, delta: Any) -> None:
        self.start, self.limit, self.delta = start, limit, delta
        if isinstance(delta, int) and delta == 0:
            raise ValueError("range() arg 3 must not be zero")
        last = _integer(limit)
        # Distances between numbers of one sign cannot overflow.
        known = type(start) is int and type(delta) is int
        narrow = known and 0 <= start <= tf.int32.max and delta == 1 and last.dtype == tf.int32
        if not narrow:
            last = tf.cast(last, tf.int64)
        first = start if type(start) is int else _int64(start)
        self.count = _length(first, last, delta if type(delta) is int else _int64(delta))
        self._largest = max(abs(first) if type(first) is int else magnitude(first), magnitude(last))

    # A method and no attribute: a range that leaves a branch is then what its ends are there.
    def item(self, position: Tensor) -> WeakScalar:
        """The number at a position."""
        value = tf.cast(position, tf.int64)
        if not (isinstance(self.delta, int) and self.delta == 1):
            value = value * _int64(self.delta)
        if not (isinstance(self.start, int) and self.start == 0):
            value = value + _int64(self.start)
        return WeakScalar("int", at_most(value, self._largest))

    def __len__(self) -> int:
        raise StagingError(
            "len() of a range that only the graph knows, in code that is not converted; list that code's package, or "
            "hand it a number"
        )


def _length(start: Any, limit: Tensor, delta: Any) -> Tensor:
    """How many numbers a range has, an ``int32`` scalar, by as few operations as can be.

    Args:
        start: An integer scalar of the limit's dtype, or a number that Python knows.
        limit: The limit.
        delta: As ``start``.
    """
    if type(delta) is int and abs(delta) == 1:
        end = tf.maximum(limit, start) if delta == 1 else tf.minimum(limit, start)
        if type(start) is int and start == 0:
            count = end if delta == 1 else -end
        else:
            count = end - start if delta == 1 else start - end
    elif type(delta) is int:
        step = abs(delta)
        distance = limit - start if delta > 0 else start - limit
        count = tf.maximum(tf.math.floordiv(distance + (step - 1), step), 0)
    else:
        count = tf.maximum(tf.math.floordiv(limit - start + delta - tf.sign(delta), delta), 0)
    return tf.cast(count, tf.int32)


def _integer(value: Any) -> Tensor:
    if isinstance(value, WeakScalar):
        return value.__tensor__
    return tf.constant(value, tf.int64) if type(value) is int else tf.convert_to_tensor(value)


def _int64(value: Any) -> Tensor:
    return tf.cast(_integer(value), tf.int64)


def of_tensor(tensor: Tensor) -> Counted:
    """A tensor's slices along its first dimension.

    Raises:
        TypeError: For a scalar, as eager TensorFlow raises.
    """
    if tensor.shape.rank == 0:
        raise TypeError("Cannot iterate over a scalar tensor.")
    found = _range_operation(tensor)
    if found is not None:
        return found
    static = tensor.shape[0] if tensor.shape.rank is not None else None
    count = tf.constant(static) if static is not None else tf.shape(tensor)[0]
    if not tensor.dtype.is_floating:
        return Counted(count, lambda position: tensor[position])
    # A tensor list, because the gradient of a slice is as large as the whole tensor, at each iteration.
    elements: list[GraphList] = []

    def item(position: Tensor) -> Any:
        return elements[0].get_in_range(position)

    elements.append(GraphList.of(tensor))
    return Counted(count, item)


def _range_operation(tensor: Tensor) -> Counted | None:
    """``tf.range(...)``: its items are computed, not read from a tensor."""
    operation = tensor.op
    if operation.type != "Range" or not tensor.dtype.is_integer:
        return None
    start, limit, delta = operation.inputs
    known = [tf.get_static_value(value) for value in (start, delta, limit)]
    if all(value is not None for value in known):
        first, step, last = map(int, known)
        count = tf.constant(len(range(first, last, step)), tf.int32)
    else:
        first, step = (value if one is None else int(one) for value, one in zip((start, delta), known, strict=False))
        count = _length(first, limit, step)

    def item(position: Tensor) -> Tensor:
        value = tf.cast(position, tensor.dtype)
        value = value if known[1] == 1 else value * delta
        return value if known[0] == 0 else start + value

    return Counted(count, item)
