"""``tf.print`` of numbers, strings and lists that only the graph knows: as eagerly, where they are Python's own.

``tf.print`` writes Python's values while the graph is built, and tensors when it runs, strings among them in quotes.
So the line is put together here, from the texts of all values, and printed as one string.
"""

from __future__ import annotations

import itertools
import pprint
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.kinds import Dense
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.regions import like
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import CompositeTensor, Tensor
from autoimport_graph.runtime.texts import text_of
from autoimport_graph.runtime.weak import WeakScalar


def needs_texts(values: tuple[Any, ...]) -> bool:
    """Whether ``tf.print`` does not know how to print one of these values, or a part of it."""
    return any(isinstance(leaf, WeakScalar | GraphList) for leaf in _leaves(values))


def print_line(*values: Any, summarize: int = 3, sep: str = " ", **keywords: Any) -> Any:
    """``tf.print(...)``; arguments and result are those of that."""
    line = [piece for value in values for piece in (sep, *_text(value, summarize))][1:]
    return tf.print(tf.strings.join(line), **keywords)


def _leaves(value: Any) -> Iterator[Any]:
    value = resolve(value)
    if isinstance(value, tuple | list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        yield from _leaves(tuple(value.values()))
    else:
        yield value


def _is_sequence(value: Any) -> bool:
    return isinstance(value, tuple | list)


class _Mark:
    """Stands for a value of the graph where Python writes a structure."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"\0{self.number}\0"


def _text(value: Any, summarize: int) -> list[Any]:
    """The text of one value, in pieces that are Python's or the graph's."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, WeakScalar):
        return [text_of(value)]
    numbers, texts = itertools.count(), {}

    def marked(value: Any) -> Any:
        part: Any = resolve(value)
        if _is_sequence(part):
            return like(part, [marked(item) for item in part])
        if isinstance(part, dict):
            return {key: marked(item) for key, item in part.items()}
        if not isinstance(part, WeakScalar | GraphList | Tensor | tf.Variable | CompositeTensor):
            return part
        mark = _Mark(next(numbers))
        texts[str(mark.number)] = _part_text(part, summarize)
        return mark

    pieces = pprint.pformat(marked(value)).split("\0")
    return [texts[piece] if position % 2 else piece for position, piece in enumerate(pieces)]


def _part_text(part: Any, summarize: int) -> Any:
    if isinstance(part, WeakScalar):
        return text_of(part, quote=True)
    if not isinstance(part, GraphList):
        return tf.strings.format("{}", [part], summarize=summarize)
    if not isinstance(part.element, Dense):
        return text_of(part)
    items = tf.map_fn(
        lambda item: tf.strings.format("{}", [item], summarize=summarize),
        part.stacked()[0],
        fn_output_signature=tf.string,
    )
    return tf.strings.join(["[", tf.strings.reduce_join(items, separator=", "), "]"])
