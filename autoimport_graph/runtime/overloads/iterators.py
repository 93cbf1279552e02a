"""``itertools`` and ``functools.reduce`` over items that only the graph knows."""

from __future__ import annotations

import functools
import itertools
import operator
import types
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.calls import call
from autoimport_graph.runtime.checks import checked
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.collecting import exists_in_graph, items_of
from autoimport_graph.runtime.conditionals import if_exp, under, when
from autoimport_graph.runtime.consumed import made
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.counted import Counted
from autoimport_graph.runtime.dataset_loops import FromIterator, Reduced
from autoimport_graph.runtime.endless import Cycle, counted
from autoimport_graph.runtime.graph_containers import wrapped
from autoimport_graph.runtime.graph_items import item_of
from autoimport_graph.runtime.iterables import enumerate_, filter_, map_, range_, zip_
from autoimport_graph.runtime.iteration import of_list, python_iterable, symbolic_iterable
from autoimport_graph.runtime.list_methods import append
from autoimport_graph.runtime.logic import and_, eq, not_, or_
from autoimport_graph.runtime.mapped import Mapped, decides, loop_over
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.positioned import Positioned
from autoimport_graph.runtime.postponed import Postponed, dropped, taken
from autoimport_graph.runtime.python_methods import register_class_method
from autoimport_graph.runtime.regions import Cell, fresh
from autoimport_graph.runtime.taken import Rest
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import is_symbolic, predicate_of, truth
from autoimport_graph.runtime.weak import WeakScalar, weak_of
from autoimport_graph.runtime.whole_lists import joined
from autoimport_graph.runtime.zipped import Zipped, column_of

_MISSING = object()


def _symbolic(*values: Any) -> bool:
    return any(map(_is_symbolic, values))


def _is_symbolic(value: Any) -> bool:
    if decides(value):
        return False
    return exists_in_graph(resolve(value)) or symbolic_iterable_or_none(value) is not None


def symbolic_iterable_or_none(value: Any) -> Any:
    """What loops over a value in the graph; ``None`` for anything else, numbers included."""
    return None if isinstance(value, WeakScalar) else symbolic_iterable(value)


def _integer(value: Any) -> Any:
    return tf.cast(value.__tensor__, tf.int32) if isinstance(value, WeakScalar) else value


def _positioned(value: Any) -> Counted:
    """An iterable whose items can be found by their position."""
    symbolic = symbolic_iterable(value)
    if symbolic is None:
        return counted(value)
    return symbolic if isinstance(symbolic, Counted) else of_list(as_graph_list(items_of(value)))


# -- folds ------------------------------------------------------------------------------------------------------------


def _fold(
    contents: GraphList, total: Any, first: Any, function: Callable[[Any, Any], Any], take: Callable[[Any], None] | None
) -> Any:
    """Fold the items from a position on; ``take`` sees each total."""
    cell = types.CellType(total)

    def iterate(item: Any) -> None:
        cell.cell_contents = function(cell.cell_contents, item)
        if take is not None:
            take(cell.cell_contents)

    rest = Counted(contents.size() - first, lambda position: item_of(contents, position + first))
    rest.loop(iterate, [Cell(cell, "total")], [], None)
    return cell.cell_contents


def reduce_(function: Any, values: Any, initial: Any = _MISSING) -> Any:
    """``functools.reduce``."""
    apply = call(function)
    items = values if symbolic_iterable(values) is None else items_of(values)
    given = () if initial is _MISSING else (initial,)
    if not isinstance(items, GraphList):
        return functools.reduce(apply, items, *given)
    if given:
        return _fold(items, initial, 0, apply, None)
    message = "TypeError: reduce() of empty iterable with no initial value"
    first = item_of(items, checked(tf.constant(0), items.size() > 0, message))
    return _fold(items, first, 1, apply, None)


def accumulate(iterable: Any, func: Any = None, *, initial: Any = None) -> Any:
    """``itertools.accumulate``."""
    from autoimport_graph.runtime.arithmetic import add_

    apply = add_ if func is None else call(func)
    items = iterable if decides(iterable) or symbolic_iterable(iterable) is None else items_of(iterable)
    if not isinstance(items, GraphList):
        return itertools.accumulate(items, apply, initial=initial)
    totals: list[Any] = fresh([])
    if initial is not None:
        append(totals, initial)
        _fold(items, initial, 0, apply, lambda total: append(totals, total))
        return totals

    def run() -> None:
        first = item_of(items, tf.constant(0))
        append(totals, first)
        _fold(items, first, 1, apply, lambda total: append(totals, total))

    when(tf.greater(items.size(), 0), run)
    return totals


# -- parts ------------------------------------------------------------------------------------------------------------


def slice_(values: Any, *ends: Any) -> Any:
    """``itertools.islice``."""
    symbolic = symbolic_iterable(values)
    if (symbolic is None or decides(symbolic)) and not any(map(is_symbolic, ends)):
        return itertools.islice(values, *ends)
    if symbolic is None and not isinstance(values, list | tuple | range):
        raise StagingError(
            "itertools.islice of a Python iterator by a number that only the graph knows; slice a list instead"
        )
    start, stop, step = (0, ends[0], 1) if len(ends) == 1 else (*ends, 1)[:3]
    start, step = start or 0, step or 1
    if isinstance(symbolic, Positioned | Rest) and type(start) is type(step) is int and (start, step) == (0, 1):
        # A number is asked for first: the iterator loses no item beyond.
        return values if stop is None else Zipped([column_of(counted_if_python(range_(stop))), symbolic], _second)
    if isinstance(symbolic, FromIterator | Reduced):
        return _slice_of_data(values, start, stop, step)
    source = _positioned(values)
    start, step = _integer(start), _integer(step)
    last = source.count if stop is None else _integer(stop)
    if source.count is not None and stop is not None:
        last = tf.minimum(source.count, last)
    count = None if last is None else tf.maximum((last - start + step - 1) // step, 0)

    def within(position: Tensor) -> Tensor | None:
        inside = None if source.within is None else source.within(start + position * step)
        if inside is None or stop is None:
            return inside
        return tf.logical_and(start + position * step < _integer(stop), inside)

    return Counted(count, lambda position: source.item(start + position * step), within)


def _slice_of_data(values: Any, start: Any, stop: Any, step: Any) -> Any:
    """Items of a dataset or its iterator, which may have no end, and loses no item beyond."""
    # Where there is a number to stop at, it is asked for first.
    numbered = enumerate_(values) if stop is None else zip_(range_(stop), values)
    if not (type(start) is type(step) is int and (start, step) == (0, 1)):
        numbered = filter_(lambda pair: and_(pair[0] >= start, lambda: eq((pair[0] - start) % step, 0)), numbered)
    return Mapped(numbered, operator.itemgetter(1))


def _second(_: Any, item: Any) -> Any:
    return item


class _Taken(Mapped):
    """The items before the first one that fails a condition."""

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop that ends with the condition."""
        ended = types.CellType(False)

        def run(item: Any) -> None:
            predicate = predicate_of(self.function(item))
            ended.cell_contents = not_(predicate)
            under(predicate, lambda: body(item), carried, temporaries)

        def over() -> Any:
            return ended.cell_contents if stop is None else or_(ended.cell_contents, stop)

        loop_over(self.inner)(run, [*carried, Cell(ended, "end")], temporaries, over)

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return itertools.takewhile(lambda item: truth(self.function(item)), self.inner)


class _Dropped(Mapped):
    """The items from the first one on that fails a condition."""

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop whose body waits for the condition."""
        begun = types.CellType(False)

        def run(item: Any) -> None:
            now = predicate_of(or_(begun.cell_contents, lambda: not_(self.function(item))))
            begun.cell_contents = now
            under(now, lambda: body(item), carried, temporaries)

        loop_over(self.inner)(run, [*carried, Cell(begun, "begin")], temporaries, stop)

    def python_items(self) -> Iterator[Any]:
        """The items, one by one, as Python makes them."""
        return itertools.dropwhile(lambda item: truth(self.function(item)), self.inner)


def take_while(predicate: Any, values: Any) -> Any:
    """``itertools.takewhile``."""
    return _while(predicate, values, _Taken)


def drop_while(predicate: Any, values: Any) -> Any:
    """``itertools.dropwhile``."""
    return _while(predicate, values, _Dropped)


def _while(predicate: Any, values: Any, kind: type[Mapped]) -> Any:
    condition = call(predicate)
    symbolic = symbolic_iterable(values)
    if symbolic is not None:
        return kind(symbolic, condition)
    if isinstance(values, list | tuple) and any(map(is_symbolic, values)):
        return kind(counted(values), condition)
    source = iter(values)
    in_python = taken if kind is _Taken else functools.partial(dropped, source=lambda: source)
    return Postponed(
        source,
        lambda item: predicate_of(condition(item)),
        in_python,
        lambda items: kind(counted(items), condition),
    )


def filter_false(predicate: Any, values: Any) -> Any:
    """``itertools.filterfalse``."""
    condition = call(predicate) if predicate is not None else (lambda item: item)
    return filter_(lambda item: not_(condition(item)), values)


# -- several iterables ------------------------------------------------------------------------------------------------


def chain(*values: Any) -> Any:
    """``itertools.chain``."""
    if not _symbolic(*values):
        return itertools.chain(*values)
    items = [items_of(value) for value in values]
    if not any(isinstance(part, GraphList) for part in items):
        return [item for part in items for item in part]
    return wrapped(functools.reduce(joined, items, as_graph_list([])))


def chain_of(values: Any) -> Any:
    """``itertools.chain.from_iterable``."""
    if decides(values) or (symbolic_iterable(values) is None and not isinstance(values, list | tuple)):
        return Postponed(
            values,
            lambda part: True if symbolic_iterable_or_none(part) is None else None,
            lambda pairs: (item for part, _ in pairs for item in part),
            lambda parts: counted_if_python(chain(*parts)),
        )
    items = items_of(values)
    if isinstance(items, GraphList):
        result: list[Any] = fresh([])
        from autoimport_graph.runtime.list_methods import extend

        of_list(items).loop(lambda part: extend(result, part), [], [], None)
        return result
    return chain(*items)


def product(*values: Any, repeat: Any = 1) -> Any:
    """``itertools.product``."""
    if not _symbolic(*values):
        return itertools.product(*values, repeat=repeat)
    parts = [_positioned(value) for value in values] * repeat
    sizes = [part.count for part in parts]
    if None in sizes:
        raise StagingError("itertools.product of an iterable without end; cut it with itertools.islice first")

    def item(position: Tensor) -> Any:
        chosen = []
        for part, size in zip(reversed(parts), reversed(sizes), strict=True):
            chosen.append(part.item(position % size))
            position = position // size
        return tuple(reversed(chosen))

    return Counted(functools.reduce(tf.multiply, sizes), item)


def pairwise(values: Any) -> Any:
    """``itertools.pairwise``."""
    if not _symbolic(values):
        return itertools.pairwise(values)
    source = _positioned(values)
    count = None if source.count is None else tf.maximum(source.count - 1, 0)

    def within(position: Tensor) -> Tensor | None:
        return None if source.within is None else source.within(position + 1)

    return Counted(count, lambda position: (source.item(position), source.item(position + 1)), within)


def zip_longest(*values: Any, fillvalue: Any = None) -> Any:
    """``itertools.zip_longest``."""
    if not _symbolic(*values):
        return itertools.zip_longest(*values, fillvalue=fillvalue)
    parts = [_positioned(value) for value in values]

    def item_of(part: Counted, position: Tensor) -> Any:
        return if_exp(part.has(position), lambda: part.item(position), lambda: fillvalue)

    def item(position: Tensor) -> Any:
        return tuple(item_of(part, position) for part in parts)

    return Counted(functools.reduce(tf.maximum, [part.count for part in parts]), item)


def count(start: Any = 0, step: Any = 1) -> Any:
    """``itertools.count``."""
    if not is_symbolic(start) and not is_symbolic(step):
        return itertools.count(start, step)
    return Counted(None, lambda position: start + weak_of("int", position) * step)


def repeat(object: Any, times: Any = _MISSING) -> Any:
    """``itertools.repeat``."""
    if not is_symbolic(times):
        return itertools.repeat(object) if times is _MISSING else itertools.repeat(object, times)
    return Counted(tf.maximum(tf.cast(_integer(times), tf.int32), 0), lambda position: object)


def star_map(function: Any, values: Any) -> Any:
    """``itertools.starmap``."""
    if not _symbolic(values):
        return itertools.starmap(call(function), values)
    return map_(lambda item: call(function)(*python_iterable(item)), values)


def cycle(values: Any) -> Any:
    """``itertools.cycle``."""
    if not _symbolic(values):
        return Cycle(values) if hasattr(values, "__len__") else itertools.cycle(values)
    source = _positioned(values)
    return Counted(None, lambda position: source.item(position % source.count))


def compress(data: Any, selectors: Any) -> Any:
    """``itertools.compress``."""
    from autoimport_graph.runtime.iterables import filter_

    def chosen(pairs: Any) -> Mapped:
        return Mapped(counted_if_python(filter_(lambda pair: pair[1], pairs)), lambda pair: pair[0])

    if _symbolic(data, selectors) or (isinstance(selectors, list | tuple) and any(map(is_symbolic, selectors))):
        return chosen(zip_(counted_if_python(data), selectors))
    return Postponed(
        zip(data, selectors, strict=False),
        lambda pair: predicate_of(pair[1]),
        lambda pairs: (pair[0] for pair, verdict in pairs if verdict),
        chosen,
    )


def counted_if_python(value: Any) -> Any:
    """What the graph iterates: the value itself, or its items by position."""
    symbolic = symbolic_iterable(value)
    return counted(value) if symbolic is None else symbolic


def _of_python(original: Any) -> Callable[..., Any]:
    """Functions that need all items: those of a tensor of static size."""

    def version(iterable: Any, *arguments: Any, **keywords: Any) -> Any:
        if any(map(is_symbolic, (*arguments, *keywords.values()))):
            raise StagingError(
                f"itertools.{original.__name__} by a number that only the graph knows: each item would hold that many; "
                "write the loops, or give a Python number"
            )
        return original(python_iterable(iterable), *arguments, **keywords)

    return version


def _grouped(iterable: Any, key: Any = None) -> Any:
    if _symbolic(iterable):
        raise StagingError(
            "itertools.groupby of items that only the graph knows; tf.unique_with_counts or a loop groups them"
        )
    return itertools.groupby(iterable, key)


def _making(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """Call the version of a function of ``itertools``."""
    return made(function(*arguments, **keywords))


def _register() -> None:
    register(functools.reduce, reduce_)
    for original, function in (
        (itertools.accumulate, accumulate),
        (itertools.islice, slice_),
        (itertools.takewhile, take_while),
        (itertools.dropwhile, drop_while),
        (itertools.filterfalse, filter_false),
        (itertools.chain, chain),
        (itertools.product, product),
        (itertools.pairwise, pairwise),
        (itertools.zip_longest, zip_longest),
        (itertools.count, count),
        (itertools.repeat, repeat),
        (itertools.starmap, star_map),
        (itertools.cycle, cycle),
        (itertools.compress, compress),
        (itertools.groupby, _grouped),
        (itertools.tee, _of_python(itertools.tee)),
        (itertools.combinations, _of_python(itertools.combinations)),
        (itertools.permutations, _of_python(itertools.permutations)),
        (itertools.combinations_with_replacement, _of_python(itertools.combinations_with_replacement)),
    ):
        register(original, functools.partial(_making, function))
    register_class_method(itertools.chain, "from_iterable", chain_of)


_register()
