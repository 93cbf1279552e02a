"""The operations of a loop that XLA compiles: the compiled one, and TensorFlow's own for what it cannot answer.

::

    doubt, *results = compiled(*inputs)              # _XlaMustCompile
    results = tf.cond(doubt, lambda: plain(*inputs), lambda: results)

Where the number of iterations is known before the loop runs, few iterations are TensorFlow's, too: XLA compiles a loop
when it first runs.

XLA takes no gradient of a loop whose number of iterations it does not know, so the gradient is that of the plain loop,
which runs again for it.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.tensor_lists import GraphList
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla.graphs import unchanged
from autoimport_graph.runtime.xla.lists import rows_of
from autoimport_graph.runtime.xla.rewrite import Rewriter

# Makes a loop's operations of its inputs; returns what they are after it.
Build = Callable[[Sequence[Tensor]], "list[Tensor]"]


def build(condition: Any, body: Any, inputs: Sequence[Tensor], plain: Build, few: Tensor | None = None) -> list[Tensor]:
    """Make a compiled loop.

    Args:
        condition: The traced condition.
        body: The traced body, with all its outputs.
        inputs: What both take.
        plain: Makes the same loop of TensorFlow's own.
        few: Whether it runs too few times for compiling to pay; ``None`` where that is not known.

    Returns:
        What the inputs are after the loop.
    """
    positions = [position for position, fixed in enumerate(unchanged(body, len(inputs))) if not fixed]
    rows = private.captured(rows_of(tensor) if tensor.dtype == tf.variant else tensor for tensor in inputs)
    with _on_the_host():
        results = _run(condition, body, rows, functools.partial(_plain, plain, inputs), positions, few)
    after = dict(zip(positions, results, strict=True))
    return [after.get(position, tensor) for position, tensor in enumerate(inputs)]


def _on_the_host() -> Any:
    """Where loops over single numbers are fast: a GPU would have to be started for each iteration."""
    return tf.device("/device:CPU:0") if tf.config.list_logical_devices("GPU") else contextlib.nullcontext()


def _plain(plain: Build, inputs: Sequence[Tensor], tensors: Sequence[Tensor]) -> list[Tensor]:
    """TensorFlow's own loop of the compiled one's inputs, where lists are the tensors whose rows they are."""
    return plain(
        [
            GraphList.of(tensor).handles[0] if given.dtype == tf.variant else tensor
            for given, tensor in zip(inputs, tensors, strict=True)
        ]
    )


def _run(
    condition: Any, body: Any, inputs: Sequence[Tensor], plain: Build, positions: list[int], few: Tensor | None
) -> list[Tensor]:
    doubtful: list[bool] = []

    def for_xla(zero: Tensor, *tensors: Tensor) -> list[Tensor]:
        after, doubt = Rewriter(zero).loop(condition, body, tensors)
        doubtful.append(doubt is not None)
        first = tf.constant(False) if doubt is None else doubt
        return [first, *(tf.identity(after[position]) for position in positions)]

    def for_tensorflow(*tensors: Tensor) -> list[Tensor]:
        after = plain(tensors)
        return [after[position] for position in positions]

    specifications = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in inputs]
    compiled = tf.function(for_xla, autograph=False, jit_compile=True).get_concrete_function(
        tf.TensorSpec([], tf.int32), *specifications
    )
    floating = any(body.outputs[position].dtype.is_floating for position in positions)
    if few is None and not any(doubtful) and not floating:
        return list(compiled(tf.constant(0), *inputs)[1:])
    again = tf.function(for_tensorflow, autograph=False).get_concrete_function(*specifications)

    def by_xla(*tensors: Tensor) -> list[Tensor]:
        doubt, *results = compiled(tf.constant(0), *tensors)
        if not any(doubtful):
            return results
        return _list(tf.cond(doubt, lambda: _list(again(*tensors)), lambda: results))

    def forward(*tensors: Tensor) -> list[Tensor]:
        if few is None or not positions:
            return by_xla(*tensors)
        return _list(tf.cond(few, lambda: _list(again(*tensors)), lambda: by_xla(*tensors)))

    return _list(_differentiable(forward, again)(*inputs)) if floating else forward(*inputs)


def _differentiable(forward: Callable[..., list[Tensor]], again: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose gradient is that of another one, which computes the same."""

    def run(*tensors: Tensor) -> tuple[list[Tensor], Callable[..., list[Any]]]:
        def gradient(*upstream: Any) -> list[Any]:
            # One tensor may be given twice, as an initial value and as a value that the body reads.
            given = [tf.identity(tensor) for tensor in tensors]
            with tf.GradientTape() as tape:
                tape.watch([tensor for tensor in given if tensor.dtype.is_floating])
                results = _list(again(*given))
            floating = [position for position, result in enumerate(results) if result.dtype.is_floating]
            return tape.gradient(
                [results[position] for position in floating],
                given,
                output_gradients=[upstream[position] for position in floating],
            )

        return forward(*tensors), gradient

    return tf.custom_gradient(run)


def _list(results: Any) -> list[Tensor]:
    return list(results) if isinstance(results, list | tuple) else [results]
