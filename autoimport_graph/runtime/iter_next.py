"""``iter`` and ``next`` on items that only the graph knows."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import defaults, taken
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.consumed import moved_on
from autoimport_graph.runtime.contents import as_graph_list
from autoimport_graph.runtime.counted import Counted, SymbolicRange
from autoimport_graph.runtime.dict_keys import Present
from autoimport_graph.runtime.exceptions import refuse_if_named
from autoimport_graph.runtime.generators import Generated, GeneratorExpression, ends_in_the_graph
from autoimport_graph.runtime.iteration import of_list, remembering, static_count, symbolic_iterable
from autoimport_graph.runtime.mapped import Mapped
from autoimport_graph.runtime.overloading import overload
from autoimport_graph.runtime.positioned import Positioned, first_of
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.stand_ins import refuse_moved
from autoimport_graph.runtime.tensorflow_private import autograph_unspecified
from autoimport_graph.runtime.zipped import Zipped

_ITERATORS = (tf.data.Iterator, tf.distribute.DistributedIterator)


def _python_iterator(value: Any) -> Any:
    iterator = iter(value)
    return iterator if iterator is value else fresh(iterator)


@overload(iter)
def iter_(value: Any, *sentinel: Any) -> Any:
    """``iter(value)``."""
    if sentinel:
        from autoimport_graph.runtime.calls import call

        return iter(call(value), *sentinel)
    if ends_in_the_graph(value):
        return value.__iter__()
    symbolic = symbolic_iterable(value)
    if symbolic is None:
        return _python_iterator(value)
    if isinstance(symbolic, Present):
        from autoimport_graph.runtime.collecting import as_list

        return iter_(as_list(symbolic))
    if type(value) is Counted:
        return Positioned(value)
    if isinstance(symbolic, Counted):
        count = static_count(symbolic)
        if count is not None and symbolic.within is None:
            return fresh(iter([symbolic.item(tf.constant(position)) for position in range(count)]))
        return Positioned(Counted(symbolic.count, symbolic.item, symbolic.within))
    if isinstance(symbolic, Generated):
        return symbolic
    return iter(value) if isinstance(value, (*_ITERATORS, tf.data.Dataset, tf.distribute.DistributedDataset)) else value


@overload(next)
def next_(iterator: Any, *default: Any) -> Any:
    """``next(iterator, default)``."""
    rest = taken.in_region(iterator)
    if rest is not None:
        return rest.take(*default)
    moved_on(iterator)
    if isinstance(iterator, GeneratorExpression):
        iterator = _rest(iterator)
    if isinstance(iterator, SymbolicRange):
        raise TypeError("'range' object is not an iterator")
    if isinstance(iterator, Counted | Positioned):
        return Positioned.of(iterator).take(*default)
    if isinstance(iterator, Mapped | Zipped) and not iterator.suspends:
        return first_of(remembering(iterator), *default)
    if isinstance(iterator, _ITERATORS):
        if default:
            from autoimport_graph.runtime.conditionals import if_exp

            upcoming = iterator.get_next_as_optional()
            return if_exp(upcoming.has_value(), upcoming.get_value, lambda: default[0])
        refuse_if_named(StopIteration)
        with autograph_unspecified():
            return next(iterator)
    if default and defaults.is_authors_iterator(iterator):
        return defaults.upcoming(iterator, *default)
    return refuse_moved(next(iterator, *default))


def _rest(generator: GeneratorExpression) -> Any:
    """A generator expression that goes on: a graph cannot suspend it, so all its values are made at once."""
    from autoimport_graph.runtime.collecting import as_list

    if generator.rest is None and generator.pushes() and symbolic_iterable(generator.iterable) is not None:
        generator.rest = Positioned(of_list(as_graph_list(as_list(generator))))
    return generator if generator.rest is None else generator.rest
