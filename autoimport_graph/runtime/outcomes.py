"""What calls of graph functions return that is no tensor: operations, as of ``tf.no_op()``, and nothing.

In a graph the caller gets an operation to run. A traced function can return tensors alone, so that an operation leaves
it as a tensor that waits for it, in a type of its own that tells the caller so.
"""

from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.choice import Choice
from autoimport_graph.runtime.moved_lists import resolve
from autoimport_graph.runtime.tensorflow_private import get_default_graph


class Done(tf.experimental.ExtensionType):  # type: ignore[misc]  # Any, as all of TensorFlow is here
    """An operation in a traced function's result.

    Args:
        done: Waits for it.
        returned: Whether the function returned it; if not, it returned nothing.
    """

    done: tf.Tensor
    returned: bool


def version_1_graph() -> Any:
    """The ``tf.Graph`` that everything at hand becomes part of; ``None`` where calls run eagerly in the end."""
    if tf.executing_eagerly():  # the usual case, told without the cost of a scope
        return None
    with tf.init_scope():
        return None if tf.executing_eagerly() else get_default_graph()


def traceable(function: Callable[..., Any], in_version_1: bool) -> Callable[..., Any]:
    """A function that ``tf.function`` can trace, whatever it returns.

    Args:
        function: Returns tensors, operations, nothing, or a structure of these.
        in_version_1: Whether it is called in a graph of version 1: there nothing is an operation, too, and the
            function may ask for its variables anew each time that it is traced.
    """
    variables = _Variables()

    @functools.wraps(function)
    def traced(*arguments: Any, **keywords: Any) -> Any:
        if not in_version_1:
            return _traceable(function(*arguments, **keywords))
        with variables.kept():
            result = _traceable(function(*arguments, **keywords))
        return _done([], returned=False) if result is None else result

    return traced


def _traceable(result: Any) -> Any:
    alternatives = result.__alternatives__ if isinstance(result, Choice) else [result]
    if all(alternative is None or isinstance(alternative, tf.Operation) for alternative in alternatives):
        if len(alternatives) > 1 or result is None:  # those of branches run, and no one of them can be handed out
            return None
        return _done(alternatives, returned=True)
    return _with_parts(_traceable, result)


def _with_parts(change: Callable[[Any], Any], result: Any) -> Any:
    """A structure with its parts changed; one whose parts stay is returned as it is."""
    if type(result) in (list, tuple) and resolve(result) is result:
        parts = [change(item) for item in result]
        return result if all(map(operator.is_, parts, result)) else type(result)(parts)
    if type(result) is dict:
        return {key: change(item) for key, item in result.items()}
    return result


def without_operations(result: Any) -> Any:
    """A traced function's result with nothing in place of operations: they run, being in the graph."""
    return None if isinstance(result, Done) else _with_parts(without_operations, result)


def _done(operations: list[Any], returned: bool) -> Done:
    with tf.control_dependencies(operations):
        return Done(tf.identity(True), returned)


def received(result: Any) -> Any:
    """A call's result for its caller: operations in place of what stands for them; none where code runs eagerly.

    Args:
        result: What the traced function returned.
    """
    if isinstance(result, Done):
        if tf.executing_eagerly():
            return None
        return result.done.op if result.returned or not get_default_graph().building_function else None
    return _with_parts(received, result)


class _Variables:
    """The variables that a function makes while it is traced in a graph of version 1.

    TensorFlow traces a function that makes variables once more, to have one that makes none. Code of version 1 asks
    for them by name each time: it gets those that it made.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[Any, int], Any] = {}
        self._traced = False

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Record the variables of the first trace; hand them out in those that follow."""
        counts: dict[Any, int] = {}

        def create(next_creator: Callable[..., Any], **keywords: Any) -> Any:
            name = keywords.get("name")
            counts[name] = counts.get(name, 0) + 1
            key = (name, counts[name])
            if not self._traced:
                self._made[key] = next_creator(**keywords)
                _collect(self._made[key])
                return self._made[key]
            return self._made[key] if key in self._made else next_creator(**keywords)

        scope = tf.compat.v1.get_variable_scope()
        reuse = tf.compat.v1.AUTO_REUSE if self._traced else scope.reuse
        asked = tf.compat.v1.variable_scope(scope, reuse=reuse, auxiliary_name_scope=False)
        with asked, tf.variable_creator_scope(create):
            yield
        self._traced = True


def _collect(variable: Any) -> None:
    """Let optimizers of version 1 find a variable, as they find those that are made outside of functions."""
    trainable = tf.compat.v1.get_collection_ref(tf.compat.v1.GraphKeys.TRAINABLE_VARIABLES)
    if variable.trainable and not any(known is variable for known in trainable):
        trainable.append(variable)
