"""What an author says of a loop in its body: ``set_loop_options``, ours and TensorFlow's."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.joins import join
from autoimport_graph.runtime.kinds import Dense, Kind
from autoimport_graph.runtime.regions import Region, stack


class LoopOptions:
    """The options of one loop, as of ``tf.while_loop``."""

    def __init__(self, maximum_iterations: Any = None) -> None:
        self.parallel_iterations = 10
        self.maximum_iterations = maximum_iterations
        self.shape_invariants: list[tuple[Any, Any]] = []


def set_loop_options(
    parallel_iterations: int | None = None,
    swap_memory: bool | None = None,
    maximum_iterations: Any = None,
    shape_invariants: Any = None,
) -> None:
    """Options of the innermost staged loop; TensorFlow's functional loops have no use for ``swap_memory``."""
    region = stack.top
    while region is not None and region.kind != "body":
        region = region.parent
    if region is None:
        return
    options = region.options = LoopOptions(maximum_iterations=maximum_iterations)
    options.parallel_iterations = parallel_iterations or options.parallel_iterations
    options.shape_invariants = list(shape_invariants or [])


def relaxed(region: Region, inputs: list[Any], kinds: list[Kind]) -> list[Kind]:
    """The kinds of loop variables, with the shapes that the author says they may take."""
    result = list(kinds)
    for variable, shape in region.options.shape_invariants:
        for position, value in enumerate(inputs):
            kind = result[position]
            if value is variable and isinstance(kind, Dense):
                static = tf.TensorShape(shape)
                result[position] = join(
                    kind, Dense(kind.dtype, None if static.rank is None else tuple(static.as_list()))
                )
    return result


def limited(options: LoopOptions, condition_graph: Any, limit: Any) -> Any:
    """Let a traced condition hold for so many iterations only; returns the most that there can be."""
    maximum = tf.cast(options.maximum_iterations, tf.int32)
    private.change_output(condition_graph, lambda go_on, counter, most: tf.logical_and(go_on, counter < most))
    return maximum if limit is None else tf.minimum(maximum, limit)
