"""Loops over datasets and iterators, whose end is met only by asking for one item more."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.conditionals import if_exp, stage
from autoimport_graph.runtime.growth import grow, loop_kind
from autoimport_graph.runtime.kinds import kind_of, same
from autoimport_graph.runtime.packing import pack, unpack
from autoimport_graph.runtime.regions import Cell
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.truth import predicate_of

Body = Callable[[Any], None]


class FromIterator:
    """A dataset or an iterator: items come one after the other, and the end is met only by asking."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def loop(self, body: Body, carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage a loop that asks for one item more than it uses, but for none after a ``break``."""
        from autoimport_graph.runtime.loops import stage_loop  # late: a graph without loops needs none of it

        iterator = self.make()
        specification = iterator.element_spec

        def ask(stopped: Any) -> Any:
            empty = lambda: tf.experimental.Optional.empty(specification)  # noqa: E731
            return if_exp(stopped, empty, iterator.get_next_as_optional)

        upcoming = types.CellType(ask(predicate_of(stop()) if stop is not None else False))

        def condition(counter: Tensor) -> Any:
            more = upcoming.cell_contents.has_value()
            if stop is None:
                return more
            stopped = predicate_of(stop())
            if isinstance(stopped, bool):
                return False if stopped else more
            return tf.logical_and(more, tf.logical_not(stopped))

        def iterate(counter: Tensor) -> None:
            body(upcoming.cell_contents.get_value())
            stopped = predicate_of(stop()) if stop is not None else False
            if stopped is not True:
                upcoming.cell_contents = ask(stopped)

        stage_loop(condition, iterate, [*carried, Cell(upcoming, "next item")], temporaries, body)


class Reduced:
    """A dataset in a version 1 graph, where no iterator can be made: ``Dataset.reduce`` runs the body."""

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset

    def loop(self, body: Body, carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Stage the loop as a reduction of the dataset; after a ``break`` no further item is taken."""
        places = list(carried)
        kinds = [loop_kind(place.read()) for place in places]
        before = [place.read() for place in places]
        found: list[Any] = []

        def step(state: tuple[Tensor, ...], item: Any) -> tuple[Tensor, ...]:
            remaining = iter(state)
            inputs = [unpack(kind, remaining) for kind in kinds]
            for place, value in zip(places, inputs, strict=True):
                place.write(value)
            stopped = predicate_of(stop()) if stop is not None else False
            if stopped is False:
                body(item)
            else:
                stage(tf.logical_not(stopped), lambda: body(item), None, carried, temporaries)
            outputs = [place.read() for place in places]
            found[:] = [
                kind if same(value, output) else grow(kind, kind_of(output))
                for kind, value, output in zip(kinds, inputs, outputs, strict=True)
            ]
            for place, value in zip(places, before, strict=True):
                place.write(value)
            packed = [tensor for kind, output in zip(found, outputs, strict=True) for tensor in pack(output, kind)]
            return tuple(packed) if found == kinds else tuple(tf.zeros([]) for _ in packed)

        dataset = self.dataset
        while True:
            state = tuple(tensor for kind, value in zip(kinds, before, strict=True) for tensor in pack(value, kind))
            try:
                result = dataset.reduce(state or (tf.constant(0),), step if state else _stateless(step))
            except (TypeError, ValueError):
                if found == kinds or not found:
                    raise
                kinds = list(found)
                continue
            if found == kinds:
                break
            kinds = list(found)
        remaining = iter(result if state else ())
        for place, kind in zip(places, kinds, strict=True):
            place.write(unpack(kind, remaining))


def _stateless(step: Callable[[tuple[Tensor, ...], Any], Any]) -> Callable[[tuple[Tensor, ...], Any], Any]:
    def run(state: tuple[Tensor, ...], item: Any) -> tuple[Tensor, ...]:
        step((), item)
        return state

    return run
