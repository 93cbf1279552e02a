"""A traced loop written again for XLA: the same computation, and whether it can be trusted.

XLA drops assertions, and where TensorFlow's kernels fail (an integer divided by zero, a position outside a tensor) it
goes on with some value. So each of these raises a doubt, a boolean that leaves the loop beside its results and ends
it. A compiled loop in doubt is run again by TensorFlow, which fails as it does.

XLA also joins floating-point operations: ``a * b + c`` rounds once, where TensorFlow rounds twice. A loop can make any
difference of it, so each result passes through an integer operation that XLA cannot see through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla.graphs import ASSERTION, CONDITIONALS, LOOPS, inner_graphs, needed, unchanged
from autoimport_graph.runtime.xla.rules import RULES

_INTEGERS = {tf.float32: tf.int32, tf.float64: tf.int64}


class Rewriter:
    """Writes traced graphs into the graph at hand.

    Args:
        zero: An ``int32`` scalar of which only the graph knows that it is 0.
    """

    def __init__(self, zero: Tensor) -> None:
        self._zero = zero
        self._doubts: list[Tensor] = []
        self._opaque: set[Any] = set()

    def loop(self, condition: Any, body: Any, inputs: Sequence[Tensor]) -> tuple[list[Tensor], Tensor | None]:
        """Write a loop.

        Args:
            condition: Its traced condition.
            body: Its traced body.
            inputs: All that it takes; in place of a list, the tensor whose rows it is.

        Returns:
            What all inputs are after it, and the doubt, ``None`` if there can be none.
        """
        fixed = unchanged(body, len(inputs))
        varying = [position for position, same in enumerate(fixed) if not same]

        def filled(values: Sequence[Tensor]) -> list[Tensor]:
            result = list(inputs)
            for position, value in zip(varying, values, strict=True):
                result[position] = value
            return result

        def iterate(*values: Tensor) -> tuple[list[Tensor], Tensor | None]:
            outputs, doubt = self.region(body, filled(values))
            return [outputs[position] for position in varying], doubt

        def test(*values: Tensor) -> tuple[Tensor, Tensor | None]:
            (go_on,), doubt = self.region(condition, filled(values))
            return go_on, doubt

        start = [inputs[position] for position in varying]
        go_on, doubt = test(*start)
        written = (
            _loop(test, iterate, start) if doubt is None else _tested_at_the_end(test, iterate, start, go_on, doubt)
        )
        return filled(written[0]), written[1]

    def region(self, graph: Any, inputs: Sequence[Tensor]) -> tuple[list[Tensor], Tensor | None]:
        """Write a branch, a condition or a body; returns its outputs and the doubt."""
        around, self._doubts = self._doubts, []
        try:
            outputs = self._write(graph, inputs)
            return outputs, _any(self._doubts)
        finally:
            self._doubts = around

    def _write(self, graph: Any, inputs: Sequence[Tensor]) -> list[Tensor]:
        values = {inner.ref(): value for inner, value in zip(graph.inputs, inputs, strict=True)}
        for operation in needed(graph):
            if operation.type == "Placeholder" or operation.type == "NoOp":
                continue
            if operation.type == ASSERTION:
                self._doubts.append(tf.logical_not(values[operation.inputs[0].ref()]))
                continue
            results = self._operation(operation, [values[tensor.ref()] for tensor in operation.inputs])
            values.update((tensor.ref(), result) for tensor, result in zip(operation.outputs, results, strict=True))
        return [values[tensor.ref()] for tensor in graph.outputs]

    def _operation(self, operation: Any, inputs: list[Tensor]) -> list[Tensor]:
        if operation.type in CONDITIONALS:
            results, doubt = self._conditional(operation, inputs)
        elif operation.type in LOOPS:
            results, doubt = self.loop(*inner_graphs(operation), inputs)
        else:
            rule = RULES[operation.type]
            if rule.rounds and not rule.constants:  # a division by a constant is no multiplication by its reciprocal
                inputs = list(map(self._rounded, inputs))
            results, doubt = rule.emitted(self._doubts.append, operation, inputs), None
            if rule.rounds:
                results = list(map(self._rounded, results))
        if doubt is not None:
            self._doubts.append(doubt)
        return results

    def _conditional(self, operation: Any, inputs: list[Tensor]) -> tuple[list[Tensor], Tensor | None]:
        doubtful = []

        def branch(graph: Any) -> Callable[[], list[Tensor]]:
            def write() -> list[Tensor]:
                outputs, doubt = self.region(graph, inputs[1:])
                doubtful.append(doubt is not None)
                return [*map(tf.identity, outputs), tf.constant(False) if doubt is None else doubt]

            return write

        *outputs, doubt = tf.cond(inputs[0], *map(branch, inner_graphs(operation)))
        return outputs, doubt if any(doubtful) else None

    def _rounded(self, tensor: Tensor) -> Tensor:
        """A tensor of which XLA does not know where it comes from."""
        integer = _INTEGERS.get(tensor.dtype)
        if integer is None or tensor.ref() in self._opaque:
            return tensor
        bits = tf.bitwise.bitwise_xor(tf.bitcast(tensor, integer), tf.cast(self._zero, integer))
        result = tf.bitcast(bits, tensor.dtype)
        self._opaque.add(result.ref())
        return result


def _any(doubts: list[Tensor]) -> Tensor | None:
    if not doubts:
        return None
    result = doubts[0]
    for doubt in doubts[1:]:
        result = tf.logical_or(result, doubt)
    return result


Test = Callable[..., "tuple[Tensor, Tensor | None]"]
Iterate = Callable[..., "tuple[list[Tensor], Tensor | None]"]


def _loop(test: Test, iterate: Iterate, start: list[Tensor]) -> tuple[list[Tensor], Tensor | None]:
    """A loop whose condition can raise no doubt."""
    doubtful = []

    def body(_: Tensor, *values: Tensor) -> list[Tensor]:
        after, doubt = iterate(*values)
        doubtful.append(doubt is not None)
        return [tf.constant(False) if doubt is None else doubt, *after]

    doubt, *after = tf.while_loop(
        lambda doubt, *values: tf.logical_and(test(*values)[0], tf.logical_not(doubt)),
        body,
        [tf.constant(False), *start],
    )
    return after, doubt if any(doubtful) else None


def _tested_at_the_end(
    test: Test, iterate: Iterate, start: list[Tensor], go_on: Tensor, doubt: Tensor
) -> tuple[list[Tensor], Tensor | None]:
    """A loop whose condition can raise a doubt, which only its body can hand on."""

    def body(_: Tensor, __: Tensor, *values: Tensor) -> list[Tensor]:
        after, first = iterate(*values)
        more, second = test(*after)
        found = [doubt for doubt in (first, second) if doubt is not None]
        return [more, _any(found), *after]  # the condition always has one

    _, doubt, *after = tf.while_loop(
        lambda more, doubt, *values: tf.logical_and(more, tf.logical_not(doubt)), body, [go_on, doubt, *start]
    )
    return after, doubt
