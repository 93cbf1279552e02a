"""``try`` and ``raise`` where a tensor decides whether there is an exception."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.attempts import Attempt, Barrier, attempt_for, flat, handlers, is_thrown
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.choice_branches import apply, known_of_each
from autoimport_graph.runtime.failures import is_refusal, place_of
from autoimport_graph.runtime.objects import set_cause

handling = Attempt
barrier = Barrier


def finishing() -> Attempt:
    """The body of a ``try`` that has a ``finally``: whatever is raised comes to it, where the graph can go on there."""
    return Attempt(lambda: (BaseException,), finishing=True)


def enter_barrier() -> Barrier:
    """At the beginning of a ``try`` whose ``finally`` jumps or suspends."""
    return Barrier().__enter__()


def leave_barrier(entered: Barrier) -> None:
    """At the beginning of the ``finally``."""
    entered.__exit__()


def forget_handlers() -> None:
    """Drop what Ctrl-C kept from being left."""
    handlers.active.clear()
    while handlers.open:
        handlers.open.pop().abandon()


def refuse_if_named(kind: type) -> None:
    """Refuse what may raise an exception, where a handler names its very class.

    Raises:
        StagingError: If there is such a handler.
    """
    if any(isinstance(one, Attempt) and kind in flat(one.types()) for one in handlers.active):
        raise StagingError(
            f"whether {kind.__name__} is raised here is known only when the graph runs, and a try statement around "
            "would catch it: its handler cannot be run in place of code that is already part of the graph. "
            "Test for the condition with an if statement"
        )


def raised_by_name(condition: Any, message: str) -> bool:
    """Raise an exception for a ``try`` around, where a condition does not hold.

    Args:
        condition: A boolean scalar.
        message: Begins with the exception's name.

    Returns:
        Whether there is such a ``try``.
    """
    if not handlers.active:
        return False
    name, _, text = message.partition(":")
    kind = getattr(builtins, name, None)
    if not isinstance(kind, type) or not issubclass(kind, Exception) or attempt_for(kind) is None:
        return False
    from autoimport_graph.runtime.conditionals import when

    def fail() -> None:
        raise kind(text.partition("\n")[0].strip())

    when(tf.logical_not(condition), fail)
    return True


def raised_in(attempt: Attempt) -> Any:
    """The exception that a ``try``'s body has raised where a tensor decided; ``None`` if there is none."""
    return attempt.cell.cell_contents


def exception(value: Any, cause: Any = None) -> Any:
    """What a ``raise`` names, as an instance."""
    value, cause = narrow(value), narrow(cause)
    if isinstance(value, Choice):
        return apply(lambda one: exception(one, cause), value)
    error = value() if isinstance(value, type) else value
    if not isinstance(error, BaseException):
        raise TypeError("exceptions must derive from BaseException")
    if cause is not None:
        cause = cause() if isinstance(cause, type) else cause
        if not isinstance(cause, BaseException | Choice):
            raise TypeError("exception causes must derive from BaseException")
        set_cause(error, cause)
    if error.__traceback__ is None:
        place_of(error, sys._getframe(1))
    return error


def one_exception(value: Any) -> Any:
    """What ``raise`` names by a variable, which may stand for one of several exceptions."""
    value = narrow(value)
    return apply(_throw, value) if isinstance(value, Choice) else value


def _throw(error: Any) -> None:
    raise error


def caught(error: BaseException) -> BaseException:
    """An exception that happened while the graph is built; a refusal is none that the author's handlers may see."""
    if is_ours(error):
        raise error
    return error


def let_refusals_pass() -> None:
    """At the beginning of a handler that Python runs."""
    error = sys.exc_info()[1]
    if error is not None and is_ours(error):
        raise error


def is_ours(error: BaseException) -> bool:
    """Whether an exception is the runtime's: a refusal, or its way to a handler."""
    # SystemExit and the like are the author's to catch.
    return is_thrown(error) or (isinstance(error, Exception) and is_refusal(error))


def catches(raised: Any, types: Callable[[], Any]) -> Any:
    """Whether a handler is for an exception; its body knows which ones of several it may be."""
    raised, kinds = narrow(raised), types()
    if isinstance(raised, Choice):
        return known_of_each(lambda error: isinstance(error, kinds), raised)
    return isinstance(raised, kinds)
