"""``GradientTape.gradient`` and its kin, of values that TensorFlow knows only once they are made tensors.

Making a tensor of one is an operation like any other: the tape must see it, though the author's ``with`` is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import chosen_items, watched
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.checks import without_assertion
from autoimport_graph.runtime.choice import Choice, remaining
from autoimport_graph.runtime.choice_branches import settle
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.regions import fresh
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.weak import WeakScalar


def _tensors(value: Any) -> Any:
    """A structure with tensors for what only our operators know."""
    value = resolve(settle(value))
    if isinstance(value, Choice):
        value = chosen_items.structure(value)
    if isinstance(value, Choice | GraphList | WeakScalar):
        return tf.convert_to_tensor(value)
    if type(value) in (list, tuple):
        return type(value)(map(_tensors, value))
    return {key: _tensors(item) for key, item in value.items()} if type(value) is dict else value


def _sources(value: Any) -> Any:
    """What a tape watches, or is asked about: the very tensors that the author reads elsewhere.

    Raises:
        StagingError: If only the graph knows how many they are.
    """
    value = settle(value)
    if isinstance(value, Choice):
        value = chosen_items.structure(value)
        if isinstance(value, Choice) and any(isinstance(one, list | tuple | dict) for one in remaining(value)):
            raise StagingError(
                "a tape watches, or is asked about, one of several containers that differ in length or keys, as a "
                "tensor decides; give them the same, or use the tape in each branch"
            )
    if isinstance(resolve(value), GraphList):
        raise StagingError(
            "a tape watches, or is asked about, a list whose length only the graph knows; "
            "give it tf.stack(the_list), and compute with that"
        )
    if type(value) in (list, tuple):
        return type(value)(map(_sources, value))
    return {key: _sources(item) for key, item in value.items()} if type(value) is dict else _tensors(value)


def _overload(original: Callable[..., Any]) -> None:
    def differentiate(recorder: Any, target: Any, *arguments: Any, **keywords: Any) -> Any:
        with private.recording(recorder):
            # Variables that may be unbound are looked at when they are read, which may be after the ``with``, too.
            target = tf.nest.map_structure(without_assertion, _tensors(target))
        arguments = tuple(map(_sources, arguments))
        keywords = {name: _sources(argument) for name, argument in keywords.items()}
        if isinstance(recorder, tf.GradientTape):
            watched.refuse_two_for_one(
                recorder, target, keywords["sources"] if "sources" in keywords else arguments[:1]
            )
        return original(recorder, target, *arguments, **keywords)

    register(original, differentiate)


def _watch(recorder: Any, tensor: Any) -> None:
    sources = _sources(tensor)
    watched.watches(recorder)
    recorder.watch(sources)


def _accumulator(primals: Any, tangents: Any) -> tf.autodiff.ForwardAccumulator:
    return fresh(tf.autodiff.ForwardAccumulator(_sources(primals), _sources(tangents)))


register(tf.GradientTape.watch, _watch)
register(tf.autodiff.ForwardAccumulator, _accumulator)
for _original in (
    tf.GradientTape.gradient,
    tf.GradientTape.jacobian,
    tf.GradientTape.batch_jacobian,
    tf.autodiff.ForwardAccumulator.jvp,
):
    _overload(_original)
