"""``try`` and ``raise`` where a tensor decides whether there is an exception."""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Callable
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.choice import Choice, apply, narrow
from autoimport_graph.runtime.failures import is_refusal, place_of


class _Handlers(threading.local):
    """The handlers around the code that is being traced, innermost last: functions that give exception classes."""

    active: list[Callable[[], tuple[Any, ...]]]

    def __init__(self) -> None:
        self.active = []


_handlers = _Handlers()


class handling:  # a context manager, used as a function
    """The body of a ``try``.

    Args:
        types: Gives the exception classes that have a handler.
    """

    def __init__(self, types: Callable[[], tuple[Any, ...]]) -> None:
        self.types = types

    def __enter__(self) -> None:
        self.before = len(_handlers.active)
        _handlers.active.append(self.types)

    def __exit__(self, *exception: object) -> None:
        del _handlers.active[self.before :]


def forget_handlers() -> None:
    """Drop what Ctrl-C kept from being left."""
    _handlers.active.clear()


def refuse_if_handled(kind: type, where: str = "") -> None:
    """Refuse an exception that only the graph knows to happen, if a ``try`` around would catch it.

    Args:
        kind: Its class.
        where: Ends the message.

    Raises:
        StagingError: If there is such a handler.
    """
    for types in reversed(_handlers.active):
        try:
            handled = issubclass(kind, _flat(types()))
        except Exception:
            continue  # the author's expression for the class fails; Python would evaluate it only now, too
        if handled:
            raise StagingError(
                f"whether {kind.__name__} is raised here is known only when the graph runs, "
                "and a try statement around would catch it: "
                "its handler cannot be run in place of code that is already part of the graph. "
                f"Test for the condition with an if statement, or raise in the function that holds the try.{where}"
            )


def refuse_if_named(kind: type) -> None:
    """The same, where a handler names the very class: one for all exceptions is meant for other failures."""
    if any(kind in _flat(types()) for types in _handlers.active):
        refuse_if_handled(kind)


def refuse_name_if_handled(message: str) -> None:
    """The same, for an exception by the name that its message begins with."""
    if _handlers.active:
        kind = getattr(builtins, message.partition(":")[0], None)
        if isinstance(kind, type) and issubclass(kind, BaseException):
            refuse_if_handled(kind)


def _flat(types: Any) -> tuple[type, ...]:
    if isinstance(types, tuple):
        return tuple(kind for inner in types for kind in _flat(inner))
    return (types,)


def exception(value: Any, cause: Any = None) -> Any:
    """What a ``raise`` names, as an instance."""
    value = narrow(value)
    if isinstance(value, Choice):
        return apply(exception, value)
    error = value() if isinstance(value, type) else value
    if not isinstance(error, BaseException):
        raise TypeError("exceptions must derive from BaseException")
    if cause is not None:
        error.__cause__ = cause() if isinstance(cause, type) else cause
    if error.__traceback__ is None:
        place_of(error, sys._getframe(1))
    return error


def one_exception(value: Any) -> Any:
    """What ``raise`` names by a variable, which may stand for one of several exceptions."""
    value = narrow(value)
    return apply(_throw, value) if isinstance(value, Choice) else value


def cause(value: Any) -> Any:
    """What ``raise ... from`` names by a variable; nothing of it is left when the graph runs."""
    value = narrow(value)
    return None if isinstance(value, Choice) else value


def _throw(error: Any) -> None:
    raise error


def caught(error: BaseException) -> BaseException:
    """An exception that happened while the graph is built; a refusal is none that the author's handlers may see."""
    if isinstance(error, Exception) and is_refusal(error):
        raise error
    return error


def let_refusals_pass() -> None:
    """At the beginning of a handler that Python runs."""
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and is_refusal(error):  # SystemExit and the like are the author's to catch
        raise error


def catches(raised: Any, types: Callable[[], Any]) -> Any:
    """Whether a handler is for an exception."""
    return apply(lambda error: isinstance(error, types()), raised)
