"""Functions whose calls are one graph operation each.

TensorFlow is not imported before the first call: a module may be decorated that never builds a graph.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Sequence
from typing import Any

from autoimport_graph.runtime.guard import Handle, thread_state

Prepare = Callable[[Callable[..., Any]], Callable[..., Any]]


class Wrapper:
    """A callable in place of a function, as a method too.

    Args:
        function: The author's function.
    """

    # TensorFlow's AutoGraph takes what has this attribute for converted, and calls it as it is.
    autograph_info__: dict[str, Any] = {}  # noqa: RUF012  # read by TensorFlow alone

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.python_function = function

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the function."""
        raise NotImplementedError


class GraphFunction(Wrapper):
    """A function whose calls are one graph operation each, traced once for each signature.

    Args:
        function: The author's function.
        input_signature: As of ``tf.function``.
        jit_compile: ``True`` to compile by XLA, ``False`` or ``None`` for TensorFlow's own kernels.
        reduce_retracing: As of ``tf.function``.
        prepare: Takes the function before it is traced for the first time, returns what to trace.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        input_signature: Sequence[Any] | None = None,
        jit_compile: bool | None = None,
        reduce_retracing: bool = False,
        prepare: Prepare | None = None,
    ) -> None:
        super().__init__(function)
        self._options = {
            "input_signature": input_signature,
            "jit_compile": jit_compile,
            "reduce_retracing": reduce_retracing,
        }
        self._prepare = prepare
        self._compiled: Any = None

    @property
    def tensorflow_function(self) -> Any:
        """The ``tf.function`` behind this one."""
        if self._compiled is None:
            import tensorflow as tf

            function = self.python_function if self._prepare is None else self._prepare(self.python_function)
            self._compiled = tf.function(_without_operations(function), autograph=False, **self._options)
        return self._compiled

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Run the graph operation, eagerly or as part of a larger graph."""
        if thread_state.disabled:
            return self.python_function(*arguments, **keywords)
        if Handle.in_graph():
            return _in_graph(self.tensorflow_function, arguments, keywords)
        return self.tensorflow_function(*arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        # get_concrete_function, pretty_printed_concrete_signatures and the like.
        if name.startswith("_") or "_options" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.tensorflow_function, name)


def _without_operations(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function return operations, as of ``tf.no_op()``: they run, being in the graph; ``None`` is returned."""

    @functools.wraps(function)
    def traced(*arguments: Any, **keywords: Any) -> Any:
        import tensorflow as tf

        from autoimport_graph.runtime.choice import Choice

        result = function(*arguments, **keywords)
        outcomes = result.alternatives if isinstance(result, Choice) else [result]
        if all(outcome is None or isinstance(outcome, tf.Operation) for outcome in outcomes):
            return None
        if type(result) in (list, tuple) and any(isinstance(item, tf.Operation) for item in result):
            return type(result)(None if isinstance(item, tf.Operation) else item for item in result)
        return result

    return traced


def _in_graph(function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """Call a graph function in a graph; one of version 1 gets an operation to run where nothing is returned."""
    import tensorflow as tf

    graph = tf.compat.v1.get_default_graph()
    if graph.building_function:
        return function(*arguments, **keywords)
    before = graph.version
    result = function(*arguments, **keywords)
    if result is not None:
        return result
    calls = [
        operation
        for operation in graph.get_operations()
        if operation._id >= before and "PartitionedCall" in operation.type
    ]
    return calls[-1] if calls else tf.no_op()


__all__ = ["GraphFunction", "Wrapper"]
