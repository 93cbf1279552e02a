"""``with``: where a tensor decides whether its body raises, the exit is run for both, and may suppress that."""

from __future__ import annotations

import contextlib
import functools
from typing import Any

from autoimport_graph.runtime.attempts import Attempt, Barrier, handlers, is_thrown, leave
from autoimport_graph.runtime.choice import Choice, narrow
from autoimport_graph.runtime.choice_branches import apply
from autoimport_graph.runtime.conditionals import if_exp, when
from autoimport_graph.runtime.exceptions import is_ours, one_exception
from autoimport_graph.runtime.guard import is_converted
from autoimport_graph.runtime.logic import is_not
from autoimport_graph.runtime.truth import predicate_of

# Their exits do the same with and without an exception, and suppress none.
_INDIFFERENT_MODULES = ("tensorflow", "keras", "numpy", "_io", "_thread", "threading", "warnings", "decimal")
_INDIFFERENT = (contextlib.nullcontext, contextlib.redirect_stdout, contextlib.redirect_stderr)
# Their exits, which are not converted, may run in a branch: all that they do is what the author gave them.
_TRANSPARENT = (contextlib.suppress, contextlib.closing)


class Context(Attempt):
    """A ``with`` statement's manager, which has been entered, and the ``with`` statement's body as an attempt.

    Args:
        manager: The author's manager.

    Attributes:
        entered: What its ``__enter__`` has returned.
    """

    def __init__(self, manager: Any) -> None:
        super().__init__(lambda: (BaseException,), finishing=True)
        self._manager = manager
        self._staged = all(map(_runs_in_branches, _alternatives(manager)))
        self._indifferent = not self._staged and all(map(_is_indifferent, _alternatives(manager)))
        self._barrier = Barrier()
        self._refusal: BaseException | None = None
        self.entered = apply(_enter, manager)

    def __enter__(self) -> Context:
        if self._staged or self._indifferent:
            super().__enter__()
        else:
            self._barrier.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        leave(self)
        leave(self._barrier)

    def handles(self, kind: type) -> bool:
        """Whether the exit, or a ``try`` around, has something to do where an exception of a class is raised."""
        if self._staged and not isinstance(self._manager, contextlib.suppress):
            return True
        if self._staged and issubclass(kind, self._manager._exceptions):
            return True
        return self._handled_around(kind)

    def _handled_around(self, kind: type) -> bool:
        inside = True
        for one in reversed(handlers.active):
            if one is self:
                inside = False
            elif not inside:
                if isinstance(one, Barrier):
                    return False
                if one.handles(kind):
                    return True
        return False

    def caught(self, error: BaseException) -> BaseException:
        """An exception that Python has raised in the body; a refusal is none that an author's exit may suppress."""
        if is_thrown(error) or ((self._staged or self._indifferent) and is_ours(error)):
            self._refusal = error
            raise error
        return error

    def leave(self, raised: Any) -> Any:
        """Call the exit.

        Args:
            raised: The exception that has ended the body; ``None`` if there is none.

        Returns:
            What of it was not suppressed.
        """
        if self._refusal is not None:
            apply(functools.partial(_exit, self._refusal), self._manager)
            return None
        there = predicate_of(is_not(raised, None))
        if there is False or (there is not True and not self._staged):
            self._left()
            return raised
        return if_exp(there, lambda: self._left_by(raised), self._left)

    def _left(self) -> None:
        apply(functools.partial(_exit, None), self._manager)

    def _left_by(self, raised: Any) -> Any:
        raised = narrow(raised)
        if isinstance(raised, Choice):
            return apply(self._left_by, raised)
        suppressed = apply(functools.partial(_exit, raised), self._manager)
        return if_exp(suppressed, lambda: None, lambda: raised)


def context(manager: Any) -> Context:
    """Enter a manager.

    Args:
        manager: What stands in a ``with`` statement.
    """
    manager = narrow(manager)
    for one in _alternatives(manager):
        if not hasattr(type(one), "__enter__") or not hasattr(type(one), "__exit__"):
            with one:  # Python says what is missing
                raise AssertionError
    from autoimport_graph.runtime.generator_contexts import GeneratorContext, runs_body

    return GeneratorContext(manager) if runs_body(manager) else Context(manager)


def entered(managed: Context) -> Any:
    """What a manager's ``__enter__`` has returned."""
    return managed.entered


def caught_in(managed: Context, error: BaseException) -> BaseException:
    """What Python has raised in a body, see :meth:`Context.caught`."""
    return managed.caught(error)


def leave_context(managed: Context, raised: Any) -> Any:
    """Call an exit, see :meth:`Context.leave`."""
    return managed.leave(raised)


def raise_again(raised: Any) -> None:
    """Raise what has ended a body, and its exit has not suppressed.

    Args:
        raised: The exception; ``None`` if there is none.
    """
    if raised is not None:
        when(is_not(raised, None), functools.partial(_raise, raised))


def _raise(raised: Any) -> None:
    raise one_exception(raised)


def _alternatives(manager: Any) -> Any:
    return manager.__alternatives__ if isinstance(manager, Choice) else (manager,)


def _enter(manager: Any) -> Any:
    return type(manager).__enter__(manager)


def _exit(error: BaseException | None, manager: Any) -> Any:
    if error is None:
        return type(manager).__exit__(manager, None, None, None)
    return type(manager).__exit__(manager, type(error), error, error.__traceback__)


def _runs_in_branches(manager: Any) -> bool:
    """Whether the exit can be run in each of two branches, of which one has an exception."""
    leave = getattr(type(manager), "__exit__", None)
    return isinstance(manager, _TRANSPARENT) or is_converted(leave)


def _is_indifferent(manager: Any) -> bool:
    maker = (
        getattr(manager, "func", None) if isinstance(manager, contextlib._GeneratorContextManager) else type(manager)
    )
    module = getattr(maker, "__module__", None) or ""
    return isinstance(manager, _INDIFFERENT) or module.partition(".")[0] in _INDIFFERENT_MODULES
