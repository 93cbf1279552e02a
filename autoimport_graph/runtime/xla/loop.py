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


class Compiled:
    """A loop written for XLA.

    Args:
        condition: The traced condition.
        body: The traced body, with all its outputs.
        inputs: What both take.
    """

    def __init__(self, condition: Any, body: Any, inputs: Sequence[Tensor]) -> None:
        self._inputs = inputs
        self._changed = [position for position, fixed in enumerate(unchanged(body, len(inputs))) if not fixed]
        self._floating = any(body.outputs[position].dtype.is_floating for position in self._changed)
        # XLA sees lists as the tensors whose rows they are.
        self._rows = private.captured(rows_of(tensor) if tensor.dtype == tf.variant else tensor for tensor in inputs)
        self._signature = [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in self._rows]
        self._doubtful = False

        def for_xla(zero: Tensor, *tensors: Tensor) -> list[Tensor]:
            after, doubt = Rewriter(zero).loop(condition, body, tensors)
            self._doubtful = doubt is not None
            first = tf.constant(False) if doubt is None else doubt
            return [first, *(tf.identity(after[position]) for position in self._changed)]

        self._function = tf.function(for_xla, autograph=False, jit_compile=True)

    def failure(self) -> str | None:
        """Why XLA cannot convert the loop; ``None`` if it can. Nothing runs, and no code is made for the processor."""
        signature = [tf.TensorSpec([], tf.int32), *self._signature]
        try:
            self._concrete = self._function.get_concrete_function(*signature)
            with private.scratch_graph():  # TensorFlow makes an operation to find out about its device
                self._function.experimental_get_compiler_ir(*signature)(stage="hlo", platform_name="CPU")
        except Exception as error:  # whatever it is, TensorFlow's own kernels are there
            return f"XLA cannot convert it ({str(error).strip().partition(chr(10))[0]})"
        return None

    def build(self, plain: Build, few: Tensor | None) -> list[Tensor]:
        """Make the loop's operations.

        Args:
            plain: Makes the same loop of TensorFlow's own.
            few: Whether it runs too few times for compiling to pay; ``None`` where that is not known.

        Returns:
            What the inputs are after the loop.
        """
        with _on_the_host():
            results = self._results(plain, few)
        after = dict(zip(self._changed, results, strict=True))
        return [after.get(position, tensor) for position, tensor in enumerate(self._inputs)]

    def _results(self, plain: Build, few: Tensor | None) -> list[Tensor]:
        if few is None and not self._doubtful and not self._floating:
            return self._by_xla(*self._rows)[1:]

        def for_tensorflow(*tensors: Tensor) -> list[Tensor]:
            after = plain(self._with_lists(tensors))
            return [after[position] for position in self._changed]

        again = tf.function(for_tensorflow, autograph=False).get_concrete_function(*self._signature)

        def trusted(*tensors: Tensor) -> list[Tensor]:
            doubt, *results = self._by_xla(*tensors)
            if not self._doubtful:
                return results
            return _list(tf.cond(doubt, lambda: _list(again(*tensors)), lambda: results))

        def forward(*tensors: Tensor) -> list[Tensor]:
            if few is None:
                return trusted(*tensors)
            return _list(tf.cond(few, lambda: _list(again(*tensors)), lambda: trusted(*tensors)))

        return _list((_differentiable(forward, again) if self._floating else forward)(*self._rows))

    def _by_xla(self, *tensors: Tensor) -> list[Tensor]:
        return list(self._concrete(tf.constant(0), *tensors))

    def _with_lists(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        return [
            GraphList.of(tensor).handles[0] if given.dtype == tf.variant else tensor
            for given, tensor in zip(self._inputs, tensors, strict=True)
        ]


def _on_the_host() -> Any:
    """Where loops over single numbers are fast: a GPU would have to be started for each iteration."""
    return tf.device("/device:CPU:0") if tf.config.list_logical_devices("GPU") else contextlib.nullcontext()


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
