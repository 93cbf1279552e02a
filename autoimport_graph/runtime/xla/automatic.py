"""Whether a loop is one that XLA compiles by itself: asked for, possible, and worth it.

The outermost loop that can be compiled is, as a whole. Whether it can is known when it has been traced, so a loop
inside another one is left to that; where the outer one turns out to be none to compile, it is traced again, and the
loops inside it are compiled by themselves.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.noting import staged
from autoimport_graph.runtime.regions import Region
from autoimport_graph.runtime.tensorflow_private import Tensor
from autoimport_graph.runtime.xla import loop, refusals

AUTO = "auto"


class _State(threading.local):
    wanted = False


_state = _State()


def traced_with(jit_compile: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that is traced as a graph function with this option, or as a part of it."""

    @functools.wraps(function)
    def traced(*arguments: Any, **keywords: Any) -> Any:
        before, _state.wanted = _state.wanted, jit_compile == AUTO
        try:
            return function(*arguments, **keywords)
        finally:
            _state.wanted = before

    return traced


class Decision:
    """What becomes of one loop of a function whose loops may be compiled.

    Args:
        author: The loop's body as the compiler made it.
        key: What tells the loop from others, in each trace of the loops around.
        memory: What is known of all loops of the outermost one.
        around: The region that the loop is in.
    """

    def __init__(self, author: Any, key: Any, memory: dict[Any, Any], around: Region | None) -> None:
        self.author = author
        self.key = key
        # By the loops' keys: why they are not compiled.
        self.refused: dict[Any, str] = memory.setdefault("not compiled", {})
        self.around = list(_bodies_around(around))

    def look(self, body: Any) -> None:
        """Look at a traced body whose outputs are not known yet: what it does beside computing is plain already."""
        reason = refusals.has_effects(body)
        if reason is not None:
            self._refuse(reason)

    def builder(
        self, region: Region, condition: Any, inputs: Sequence[Tensor], limit: Any, plain: loop.Build
    ) -> loop.Build | None:
        """What makes the loop's operations of its inputs.

        Args:
            region: That of the traced body, whose outputs are known.
            condition: The traced condition.
            inputs: What both take.
            limit: The most iterations there can be.
            plain: Makes the loop of TensorFlow's own.

        Returns:
            A function as ``plain``; ``None`` if the loop is to be traced again.
        """
        reason = self.refused.get(self.key) or _of_surroundings()
        reason = reason or refusals.impossible(condition, region.graph, inputs)
        compiled: loop.Compiled | None = None
        if reason is None:
            hopeful = [one for one in self.around if one.path not in self.refused]
            for one in hopeful:
                one.waiting = True
            if hopeful:
                return plain
            futile = refusals.futile(condition, region.graph, inputs, limit)
            if futile is not None:
                return self._left_alone(futile, region, inputs, plain)
            compiled = loop.Compiled(condition, region.graph, inputs)
            reason = compiled.failure()
        if compiled is None or reason is not None:
            self._refuse(str(reason))
            return self._left_alone(str(reason), region, inputs, plain)
        staged("compiled", self.author.__code__)
        few = None if limit is None or refusals.holds_loops(region.graph) else limit < refusals.MIN_ITERATIONS
        return lambda _: compiled.build(plain, few)

    def _left_alone(
        self, reason: str, region: Region, inputs: Sequence[Tensor], plain: loop.Build
    ) -> loop.Build | None:
        """The loop is TensorFlow's own, unless it has to be traced again for the loops that were left to it."""
        if region.waiting and not refusals.is_differentiated(inputs):
            self.refused[self.key] = reason
            return None
        staged("not compiled", self.author.__code__, reason)
        return plain

    def _refuse(self, reason: str) -> None:
        """The loop is not compiled, and so is none that holds it."""
        self.refused.setdefault(self.key, reason)
        for one in self.around:
            self.refused.setdefault(one.path, f"{reason}, in a loop inside it")


def decision(author: Any, key: Any, memory: dict[Any, Any], around: Region | None) -> Decision | None:
    """How to decide about a loop; ``None`` where its function's loops are not to be compiled."""
    return Decision(author, key, memory, around) if _state.wanted else None


def _bodies_around(region: Region | None) -> Iterator[Region]:
    """The loops around, within one function of TensorFlow's: a loop cannot be compiled into the caller's."""
    graph = private.get_default_graph()
    graphs = [graph]
    while private.is_inner(graph):
        graph = graph.outer_graph
        graphs.append(graph)
    while region is not None:
        if region.kind == "body" and any(region.graph is one for one in graphs):
            yield region
        region = region.parent


def _of_surroundings() -> str | None:
    if not tf.test.is_built_with_xla():
        return "this TensorFlow has no XLA"
    if not private.get_default_graph().building_function:
        return "it is part of a graph of version 1"
    if private.in_xla(private.get_default_graph()):
        return "XLA compiles the whole function"
    if tf.distribute.has_strategy():
        return "it is part of a distributed computation"
    device = tf.constant(0).op.device
    if device and "CPU" not in device.upper():
        return f"it runs on {device}"
    return None
