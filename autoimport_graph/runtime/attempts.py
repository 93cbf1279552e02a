"""``try`` around code that fails where a tensor decides: the rest of the body becomes a branch.

Where a tensor decides whether a function that the body calls raises what a handler is for, the branch that raises
leaves the exception in the attempt's place, and what follows, up to the end of the ``try``'s body, is traced into a
branch that is taken where there is none: a :class:`Rest`. It begins in the middle of the functions that are being
traced, so it is opened and closed by hand: the region in which it begins (a branch, an iteration, the body itself)
closes it. The region around then finds the exception's place among what that left, and begins another one.
"""

from __future__ import annotations

import contextlib
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime import left_behind
from autoimport_graph.runtime import tensorflow_private as private
from autoimport_graph.runtime.objects import Opaque
from autoimport_graph.runtime.regions import Cell, Region, fresh, stack


class _Handlers(threading.local):
    """The handlers around the code that is being traced, and what stands between; innermost last."""

    def __init__(self) -> None:
        self.active: list[Attempt | Barrier] = []
        self.open: list[Any] = []


handlers = _Handlers()


class Thrown(BaseException):
    """Whatever a tensor decides, an exception that a handler is for has been raised: what follows is never reached.

    Args:
        attempt: Whose handler it is.
    """

    def __init__(self, attempt: Attempt) -> None:
        super().__init__()
        self.attempt = attempt


class Attempt(Opaque):
    """The body of a ``try``; a context manager.

    Args:
        types: Gives the exception classes that have a handler.
        finishing: Whether that is a ``finally``, which raises again what it was given.
    """

    def __init__(self, types_of: Callable[[], tuple[Any, ...]], finishing: bool = False) -> None:
        self.types = types_of
        self.finishing = finishing
        self.cell = types.CellType(None)
        self.place = Cell(self.cell, "exception")
        self.region: Region | None = None

    def __enter__(self) -> Attempt:
        handlers.active.append(self)
        fresh(self.cell)
        return self

    def __exit__(self, *exception: object) -> None:
        leave(self)

    def handles(self, kind: type) -> bool:
        """Whether there is a handler for a class of exceptions."""
        try:
            return issubclass(kind, flat(self.types()))
        except Exception:
            return False  # the author's expression for the class fails; Python would evaluate it only now, too

    def run(self, body: Callable[[], Any], carried: list[Any], temporaries: list[Any]) -> None:
        """Run the body, up to an exception that the graph raises.

        Args:
            body: The statements.
            carried: Places of variables that they bind.
            temporaries: Those that nothing reads afterwards.
        """
        self.region = region = Region("attempt", [*carried, *temporaries], stack.top)
        region.graph, region.resumes = private.get_default_graph(), True
        region.code = getattr(body, "__code__", None)
        region.dead = frozenset(place.key for place in temporaries)
        stack.top = region
        try:
            with closing():
                body()
        except Thrown as thrown:
            if thrown.attempt is not self:
                raise
        finally:
            self.region = None
            stack.top = region.parent
            if region.parent is not None:
                region.parent.born.update(region.born)
            else:
                left_behind.note_attempt(region)
        went_on(outer for outer in handlers.active if outer is not self and isinstance(outer, Attempt))

    def put(self, error: BaseException) -> None:
        """The graph raises an exception here."""
        from autoimport_graph.runtime.regions import touch

        touch(self.place)
        self.cell.cell_contents = error

    def can_take(self) -> bool:
        """Whether all regions between here and the ``try`` know how to go on with what is left of them."""
        region = stack.top
        if self.region is None or region is None or region.graph is not private.get_default_graph():
            return False
        while region is not self.region:
            parent = region.parent
            if not region.resumes or parent is None:
                return False
            # A graph that TensorFlow has put between, as for a callback, would not be left in its turn.
            around = region.graph if region.kind == "attempt" else getattr(region.graph, "outer_graph", None)
            if around is not parent.graph:
                return False
            region = parent
        return True

    def begin_rest(self) -> None:
        """What follows happens only where no exception was raised."""
        from autoimport_graph.runtime.logic import is_
        from autoimport_graph.runtime.truth import predicate_of

        predicate = predicate_of(is_(self.cell.cell_contents, None))
        if predicate is False:
            raise Thrown(self)
        if predicate is not True:
            from autoimport_graph.runtime.rests import Rest

            handlers.open.append(Rest(predicate, self.place))
            self.cell.cell_contents = None


class Barrier:
    """Something between a ``try`` and what raises, which Python would run on the way, such as an exit."""

    def __enter__(self) -> Barrier:
        handlers.active.append(self)
        return self

    def __exit__(self, *exception: object) -> None:
        leave(self)


def leave(entered: Attempt | Barrier) -> None:
    """The code that a handler, or what stands between, is around has ended."""
    handlers.active[:] = [one for one in handlers.active if one is not entered]


def flat(classes: Any) -> tuple[type, ...]:
    """The classes of an ``except``, which may be tuples of tuples."""
    if isinstance(classes, tuple):
        return tuple(kind for inner in classes for kind in flat(inner))
    return (classes,)


def attempt_for(kind: type, where: str = "") -> Attempt | None:
    """The ``try`` that an exception which only the graph knows to happen goes to; ``None`` if there is none.

    Args:
        kind: Its class.
        where: Ends the message.

    Raises:
        StagingError: If there is one that cannot go on from here.
    """
    reached = True
    for one in reversed(handlers.active):
        if isinstance(one, Barrier):
            reached = False
        elif one.handles(kind):
            if reached and one.can_take():
                return one
            if one.finishing:
                reached = False
                continue
            raise StagingError(
                f"whether {kind.__name__} is raised here is known only when the graph runs, "
                "and a try statement around would catch it: "
                "its handler cannot be run in place of code that is already part of the graph. "
                f"Test for the condition with an if statement, or raise in the function that holds the try.{where}"
            )
    return None


def went_on(attempts: Any) -> None:
    """After a construct that may have raised: what follows happens only where it has not."""
    for attempt in attempts:
        if attempt.cell.cell_contents is not None:
            attempt.begin_rest()


def raised_in(keys: Any) -> list[Attempt]:
    """The attempts whose exceptions are among the places that a construct has written, the inner ones first."""
    if not handlers.active:
        return []
    return [one for one in reversed(handlers.active) if isinstance(one, Attempt) and one.place.key in keys]


@contextlib.contextmanager
def closing() -> Iterator[None]:
    """A region is traced: what is left of it after an exception ends with it."""
    depth = len(handlers.open)
    done = False
    try:
        try:
            yield
        except Exception as error:
            from autoimport_graph.runtime.failures import is_refusal

            if len(handlers.open) == depth or is_refusal(error):
                raise
            handlers.open[-1].failed(error)
        except Thrown:
            if len(handlers.open) == depth:
                raise
        while len(handlers.open) > depth:
            handlers.open.pop().close()
        done = True
    finally:
        while not done and len(handlers.open) > depth:
            handlers.open.pop().abandon()


def is_thrown(error: BaseException | None) -> bool:
    """Whether an exception is one of ours, on its way to where the author's is handled."""
    return isinstance(error, Thrown)


__all__ = ["Attempt", "Barrier", "Region", "Thrown", "attempt_for", "closing", "handlers", "raised_in", "went_on"]
