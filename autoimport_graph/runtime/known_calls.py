"""Calls with tensors that a function has been called with before: its concrete functions, found without TensorFlow's.

``tf.function`` looks at each argument, and at what is around the call, to find what it has traced: a third of what a
call of a small graph takes. Where there are tensors alone, and nothing around that could ask for another trace, their
dtypes and shapes say all of that.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.tensorflow_private import EagerTensor

_Key = tuple[Any, ...]
_MOST = 100  # signatures: those of a function that is called with ever new ones are not worth it


class KnownCalls:
    """What a ``tf.function`` without an input signature, by which it might cast, runs for which dtypes and shapes."""

    def __init__(self) -> None:
        self._concrete: dict[_Key, Any] = {}  # None after the first call: many a signature is called only once

    def find(self, arguments: tuple[Any, ...]) -> Any:
        """The concrete function that such a call runs; ``None`` if that is for TensorFlow to say."""
        key = _key(arguments)
        return None if key is None or not self._concrete or _may_trace_anew() else self._concrete.get(key)

    def learn(self, function: Any, arguments: tuple[Any, ...]) -> None:
        """TensorFlow has looked up a call; after the second one with such arguments it need not do so again.

        Args:
            function: The ``tf.function`` that was called.
            arguments: What it was called with.
        """
        key = _key(arguments)
        if key is None or _may_trace_anew():
            return
        if key in self._concrete:
            self._concrete[key] = function.get_concrete_function(*arguments)
        elif len(self._concrete) < _MOST:
            self._concrete[key] = None


def _key(arguments: tuple[Any, ...]) -> _Key | None:
    parts = []
    for one in arguments:
        if type(one) is not EagerTensor or one.dtype in (tf.resource, tf.variant):
            return None
        parts.append((one.dtype, one.shape))
    return tuple(parts)


def _may_trace_anew() -> bool:
    return not tf.executing_eagerly() or tf.config.functions_run_eagerly() or tf.distribute.has_strategy()
