"""``logging`` and ``warnings`` with values that only the graph knows: sent when the graph runs, in the order of
the program.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.runtime.arguments import call_tensorflow
from autoimport_graph.runtime.arithmetic import mod
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.choice_branches import apply_each
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.overloading import register
from autoimport_graph.runtime.strings import holds_symbolic, text_of
from autoimport_graph.runtime.tensorflow_private import get_default_graph
from autoimport_graph.runtime.variables import is_variable
from autoimport_graph.runtime.weak import WeakScalar

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "exception": logging.ERROR,
}


def _in_body() -> bool:
    """Whether the call's place in the graph decides if, and when, it happens."""
    return bool(get_default_graph().building_function)


def _send(logger: Any, level: int, message: Any, arguments: tuple[Any, ...]) -> None:
    """Log when the graph runs; a handler is Python, so Python runs it."""
    text = mod(message, arguments) if arguments else message
    text = text_of(text)

    def emit(value: bytes) -> None:
        logger.log(level, "%s", value.decode())

    tf.numpy_function(emit, [tf.convert_to_tensor(text)], [], stateful=True, name="logging")


def _method(name: str, function: Any) -> Callable[..., Any]:
    """The graph version of ``Logger.info`` and its kin."""

    def version(logger: logging.Logger, *arguments: Any, **keywords: Any) -> None:
        if not _in_body():
            function(logger, *arguments, **keywords)
            return
        level, rest = (arguments[0], arguments[1:]) if name == "log" else (_LEVELS[name], arguments)
        if logger.isEnabledFor(level):
            _send(logger, level, rest[0], tuple(rest[1:]))

    return version


def _function(name: str, function: Any) -> Callable[..., Any]:
    """The graph version of ``logging.info`` and its kin, which log to the root."""
    method = _method(name, getattr(logging.Logger, name))

    def version(*arguments: Any, **keywords: Any) -> None:
        if not logging.getLogger().handlers:
            logging.basicConfig()  # as the function itself does
        method(logging.getLogger(), *arguments, **keywords)

    return version


def _warn(message: Any, *arguments: Any, **keywords: Any) -> None:
    if not holds_symbolic(message):
        warnings.warn(message, *arguments, **{"stacklevel": 3, **keywords})
        return
    category = arguments[0] if arguments else keywords.get("category", UserWarning)
    tf.numpy_function(
        lambda text: warnings.warn(text.decode(), category, stacklevel=2),
        [tf.convert_to_tensor(text_of(message))],
        [],
        stateful=True,
        name="warnings",
    )


def _install() -> None:
    for name in (*_LEVELS, "log"):
        register(getattr(logging.Logger, name), _method(name, getattr(logging.Logger, name)))
        register(getattr(logging, name), _function(name, getattr(logging, name)))
    register(warnings.warn, _warn)


_install()


def _tensorflow_print(*inputs: Any, **keywords: Any) -> Any:
    """``tf.print`` of values that may be None, or another kind of value, as the graph finds out."""
    inputs = tuple(map(narrow, inputs))
    if any(isinstance(value, Choice) for value in inputs):
        # One text: TensorFlow puts quotation marks around each of several.
        summarize = keywords.pop("summarize", 3)
        pieces = [_printed(value, summarize) for value in inputs]
        inputs = (tf.strings.join(pieces, separator=keywords.pop("sep", " ")),)
    return call_tensorflow(tf.print, inputs, keywords)


def _printed(value: Any, summarize: int) -> Any:
    if isinstance(value, Choice):
        return apply_each(lambda alternative: tf.convert_to_tensor(_printed(alternative, summarize)), value)
    if is_variable(value):
        value = tf.convert_to_tensor(value)
    if isinstance(value, tf.Tensor):
        return value if value.dtype == tf.string else tf.strings.format("{}", value, summarize=summarize)
    return value.__tensor__ if isinstance(value, WeakScalar) and value.__type_name__ == "str" else text_of(value)


register(tf.print, _tensorflow_print)
