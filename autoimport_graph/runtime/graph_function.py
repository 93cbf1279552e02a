"""Functions whose calls are one graph operation each.

TensorFlow is not imported before the first call: a module may be decorated that never builds a graph.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import types
import weakref
from collections.abc import Callable, Sequence
from typing import Any

from autoimport_graph.runtime.guard import building
from autoimport_graph.runtime.thread_state import thread_state

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
        with contextlib.suppress(TypeError, ValueError):  # functions in C need not have one
            # For inspect.getfullargspec, which Keras calls: it takes an object with __get__ for a function in C.
            self.__signature__ = inspect.signature(function)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __deepcopy__(self, memo: Any) -> Any:
        return self  # as functions do

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the function."""
        raise NotImplementedError


class GraphFunction(Wrapper):
    """A function whose calls are one graph operation each, traced once for each signature.

    Args:
        function: The author's function.
        input_signature: As of ``tf.function``.
        jit_compile: ``"auto"`` to compile by XLA the loops that gain by it, ``True`` to compile the whole function,
            ``False`` or ``None`` for TensorFlow's own kernels.
        reduce_retracing: As of ``tf.function``.
        prepare: Takes the function before it is traced for the first time, returns what to trace.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        input_signature: Sequence[Any] | None = None,
        jit_compile: bool | str | None = None,
        reduce_retracing: bool = False,
        prepare: Prepare | None = None,
    ) -> None:
        super().__init__(function)
        self.options: dict[str, Any] = {
            "input_signature": input_signature,
            "jit_compile": jit_compile,
            "reduce_retracing": reduce_retracing,
        }
        self._prepare = prepare
        self._prepared: Callable[..., Any] | None = None
        self._eager: Any = None
        self._objects: Any = None
        self._known_calls: Any = None
        # A graph of version 1 has variables of its own, and so has what is traced for it.
        self._in_graphs: weakref.WeakKeyDictionary[Any, Any] | None = None

    def of(self, function: Callable[..., Any]) -> GraphFunction:
        """A graph function of another function, made in the same way."""
        return GraphFunction(function, **self.options, prepare=self._prepare)

    @property
    def prepared(self) -> Callable[..., Any]:
        """What is traced: the author's function, converted if nothing has done so before."""
        if self._prepared is None:
            self._prepared = self.python_function if self._prepare is None else self._prepare(self.python_function)
        return self._prepared

    @property
    def tensorflow_function(self) -> Any:
        """The ``tf.function`` behind this one; one of its own for each graph of version 1."""
        from autoimport_graph.runtime.outcomes import version_1_graph

        graph = version_1_graph()
        if graph is None:
            if self._eager is None:
                self._eager = self.compiled()
            return self._eager
        if self._in_graphs is None:
            self._in_graphs = weakref.WeakKeyDictionary()
        if graph not in self._in_graphs:
            self._in_graphs[graph] = self.compiled(in_version_1=True)
        return self._in_graphs[graph]

    @property
    def known_calls(self) -> Any:
        """Calls that need not be looked up by TensorFlow; ``None`` where each one is to be."""
        if self._known_calls is None and self.options["input_signature"] is None:
            from autoimport_graph.runtime.known_calls import KnownCalls

            self._known_calls = KnownCalls()
        return self._known_calls

    @property
    def objects(self) -> Any:
        """The objects among the arguments, and what is stored into them."""
        if self._objects is None:
            from autoimport_graph.runtime.object_arguments import ObjectArguments

            self._objects = ObjectArguments()
        return self._objects

    def compiled(self, in_version_1: bool = False) -> Any:
        """A new ``tf.function`` of the author's function.

        Args:
            in_version_1: Whether it is called in a graph of version 1.
        """
        import tensorflow as tf

        from autoimport_graph.runtime.outcomes import traceable
        from autoimport_graph.runtime.xla.automatic import AUTO, traced_with

        option = self.options["jit_compile"]
        # A session runs loops that it has built before; what it may move or prune of them is not ours to know.
        prepared = traced_with(None if in_version_1 else option, traceable(self.prepared, in_version_1))
        prepared = self.objects.traceable(prepared)
        options = {**self.options, "jit_compile": None if option == AUTO else option}
        return tf.function(prepared, autograph=False, **options)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Run the graph operation, eagerly or as part of a larger graph."""
        if thread_state.disabled:
            return self.python_function(*arguments, **keywords)
        from autoimport_graph.runtime.outcomes import received

        # TensorFlow may trace more than the function when it is called: the gradient under a tape.
        with getattr(self.prepared, "entered", contextlib.nullcontext)():
            known = None if keywords or building else self.known_calls
            concrete = None if known is None else known.find(arguments)
            if concrete is not None:
                return received(concrete(*arguments))
            function = self.tensorflow_function
            if building:
                from autoimport_graph.runtime.traced_calls import call_traced

                function = functools.partial(call_traced, function)
            result = received(self.objects.call(function, self.prepared, arguments, keywords))
        if known is not None:
            known.learn(self.tensorflow_function, arguments)
        return result

    def __getstate__(self) -> dict[str, Any]:
        # Another process (cloudpickle) traces anew.
        return {
            **self.__dict__,
            "_prepared": None,
            "_eager": None,
            "_objects": None,
            "_known_calls": None,
            "_in_graphs": None,
        }

    def __getattr__(self, name: str) -> Any:
        # get_concrete_function, pretty_printed_concrete_signatures and the like.
        if name.startswith("_") or "options" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.tensorflow_function, name)


__all__ = ["GraphFunction", "Wrapper"]
