"""``with`` over ``contextlib.contextmanager``: the generator calls the body where it would be suspended.

What a tensor decides that the body raises, or that the generator does around its ``yield``, is then the same as if the
body stood there (see :mod:`autoimport_graph.compiler.push`).
"""

from __future__ import annotations

import contextlib
import inspect
import types
from collections.abc import Callable
from typing import Any

from autoimport_graph.runtime.attempts import Attempt
from autoimport_graph.runtime.conditionals import when
from autoimport_graph.runtime.contexts import Context
from autoimport_graph.runtime.exceptions import is_ours
from autoimport_graph.runtime.generators import is_generator_function, pushing_version
from autoimport_graph.runtime.guard import UNAVAILABLE, Handle
from autoimport_graph.runtime.logic import not_
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.regions import Cell, fresh, touch
from autoimport_graph.runtime.thread_state import thread_state


class GeneratorContext(Context):
    """A ``with`` statement over a generator.

    Args:
        manager: What a function decorated with ``contextlib.contextmanager`` has returned.
    """

    def __init__(self, manager: Any) -> None:
        Attempt.__init__(self, tuple)
        self._generator = manager.gen
        self._yielded = Cell(fresh(types.CellType(False)), "yielded")

    def __enter__(self) -> GeneratorContext:
        return self  # the generator handles what the body raises, not the statement

    def __exit__(self, *exception: object) -> None:
        pass

    def handles(self, kind: type) -> bool:
        """No exception: the generator's own statements do."""
        return False

    def run(self, body: Callable[[], Any], carried: list[Any], temporaries: list[Any]) -> None:
        """Run the generator, which runs the body.

        Args:
            body: The statements.
            carried: Places of variables that they bind.
            temporaries: Those that nothing reads afterwards.
        """

        def push(value: Any) -> None:
            _raise_if(self._yielded.read(), "generator didn't stop")
            for place in (*carried, self._yielded):
                touch(place)
            self._yielded.write(True)
            self.entered = value
            Attempt.run(self, body, carried, temporaries)
            for place in temporaries:
                place.write(UNDEFINED)

        thread_state.push = (push, lambda: False)
        try:
            next(self._generator)
        except StopIteration:
            pass
        finally:
            thread_state.push = None
        _raise_if(not_(self._yielded.read()), "generator didn't yield")

    def caught(self, error: BaseException) -> BaseException:
        """An exception that has come out of the generator; a refusal goes on."""
        if is_ours(error):
            raise error
        return error

    def leave(self, raised: Any) -> Any:
        """What has come out of the generator, which has run to its end."""
        return raised


def _raise_if(condition: Any, message: str) -> None:
    def fail() -> None:
        raise RuntimeError(message)

    when(condition, fail)


def runs_body(manager: Any) -> bool:
    """Whether a manager is a generator that can call the body of its ``with`` statement."""
    return (
        type(manager) is contextlib._GeneratorContextManager
        and is_generator_function(getattr(manager, "func", None))
        and inspect.getgeneratorstate(manager.gen) == inspect.GEN_CREATED
        and Handle.in_graph()
        and pushing_version(manager.func(*manager.args, **manager.kwds)) != UNAVAILABLE
    )
