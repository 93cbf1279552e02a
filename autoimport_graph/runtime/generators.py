"""Generators of converted modules: Python's own where Python decides, the graph's where a loop is staged."""

from __future__ import annotations

import collections.abc
import functools
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.classes import isinstance
from autoimport_graph.runtime.executed import run
from autoimport_graph.runtime.graph_threads import BUILDING
from autoimport_graph.runtime.guard import CATCHING, HANDLE, PROBE, UNAVAILABLE, Handle, is_converted
from autoimport_graph.runtime.marks import UNDEFINED
from autoimport_graph.runtime.objects import attributes_of
from autoimport_graph.runtime.regions import stack, touch
from autoimport_graph.runtime.thread_state import thread_state
from autoimport_graph.runtime.truth import holds_symbolic, is_symbolic, predicate_of


class Generated(collections.abc.Generator):
    """What a call of a generator function returns in a graph version: a generator that a loop may run to its end.

    Args:
        function: The author's generator function.
        arguments: Its positional arguments.
        keywords: Its keyword arguments.

    Attributes:
        held: Whether something beside the loop at hand can go on with it after a ``break``.
        rest: What goes on with it once ``next`` has taken a value that only the graph knows.
    """

    suspends = True  # Python can iterate it

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        self._function = function
        self._new = lambda: function(*arguments, **keywords)
        self._arguments = (*arguments, *keywords.values())
        self._generator = self._new()
        self._left_by_break = False
        self.held = False
        self.rest: Any = None
        self.made_in = stack.top  # the region does not know of it: references tell whether others hold it

    @property
    def _python(self) -> Any:
        if self._left_by_break:
            raise StagingError(
                "a generator goes on after a loop over it was left by a break, but a graph cannot suspend it; "
                "collect its values in a list first"
            )
        return self._generator

    def as_python(self) -> Any:
        """Python's own generator, for code that is not converted, where that can go on with it."""
        return self if self._left_by_break or self.rest is not None else self._generator

    def send(self, value: Any) -> Any:
        """Go on, as generators do."""
        return self._python.send(value)

    def throw(self, *exception: Any) -> Any:
        """Raise where it was suspended."""
        return self._python.throw(*exception)

    def close(self) -> None:
        """End it."""
        self._generator.close()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("gi_"):
            return getattr(self._generator, name)
        raise AttributeError(name)

    def has_symbolic_arguments(self) -> bool:
        """Whether it got a value that only the graph knows, in an argument or from the function around it."""
        if any(map(holds_symbolic, self._arguments)):
            return True
        cells = getattr(self._function, "__closure__", None) or ()
        owner = getattr(self._function, "__self__", None)
        attributes = () if owner is None else getattr(owner, "__dict__", {}).values()
        return any(map(holds_symbolic, (*map(_contents, cells), *attributes)))

    def pushes(self) -> bool:
        """Whether a loop over it runs inside it, so that its own loops can be staged."""
        if self._left_by_break or inspect.getgeneratorstate(self._generator) != inspect.GEN_CREATED:
            return False
        if self.held and not self._symbolic():
            return False  # Python decides, and may leave it and come back
        return Handle.in_graph() and self._can_push()

    def _symbolic(self) -> bool:
        """Whether its values are known to depend on the graph."""
        return any(map(is_symbolic, self._arguments))

    def _can_push(self) -> bool:
        """Whether it has a version that hands its values over to a loop."""
        version = pushing_version(self._new())
        return version != UNAVAILABLE and not version.startswith(CATCHING)

    def run(self, push: Callable[[Any], None], stopped: Callable[[], Any]) -> Any:
        """Run it to its end; returns what it returns.

        Args:
            push: Takes each value.
            stopped: Whether no further value is wanted.
        """
        thread_state.push = (push, stopped)
        try:
            next(self._generator)
        except StopIteration as end:
            return end.value
        finally:
            thread_state.push = None
        raise AssertionError("a generator that hands its values over has suspended")

    def graph_loop(self, body: Callable[[Any], None], carried: list[Any], temporaries: list[Any], stop: Any) -> None:
        """Run a loop over it."""

        def forget() -> None:
            for place in temporaries:
                place.write(UNDEFINED)

        def push(value: Any) -> None:
            for place in carried:
                touch(place)
            body(value)
            forget()

        forget()
        self.run(push, (lambda: False) if stop is None else stop)
        self._left_by_break = stop is not None and predicate_of(stop()) is not False


def pushing_version(generator: Any) -> str:
    """What a generator that has not begun answers if asked for its version that hands its values over; it is closed."""
    thread_state.push = PROBE
    try:
        return next(generator)
    finally:
        thread_state.push = None
        generator.close()


class GeneratorExpression(Generated):
    """A generator expression of a graph version.

    Args:
        function: A generator function of the first iterable.
        pushing: The same, handing its values to a function.
        iterable: The first iterable.
    """

    def __init__(self, function: Callable[..., Any], pushing: Callable[..., Any], iterable: Any) -> None:
        self.iterable = iterable
        self._pushing = pushing
        super().__init__(function, (iterable,), {})

    def _symbolic(self) -> bool:
        from autoimport_graph.runtime.collecting import exists_in_graph

        if isinstance(self.iterable, Generated):
            return self.iterable.has_symbolic_arguments()
        return exists_in_graph(self.iterable)

    def has_symbolic_arguments(self) -> bool:  # noqa: D102
        return self._symbolic() or super().has_symbolic_arguments()

    def _can_push(self) -> bool:
        return True

    def run(self, push: Callable[[Any], None], stopped: Callable[[], Any]) -> Any:  # noqa: D102
        self._generator.close()
        return self._pushing(push, stopped, self.iterable)


def _contents(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def is_argument(value: Any) -> bool:
    """Whether a value was handed to one of the author's functions that run now: who made it has mostly let go of it.

    Args:
        value: A generator that a loop is about to run over.
    """
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if HANDLE in frame.f_globals:
            variables = frame.f_locals
            if any(variables.get(name) is value for name in code.co_varnames[: code.co_argcount]):
                return True
        frame = frame.f_back
    return False


def is_generator_function(function: Any) -> bool:
    """Whether a function is a generator of a converted module, with a graph version."""
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return (
        isinstance(code, types.CodeType)
        and bool(code.co_flags & inspect.CO_GENERATOR)
        and BUILDING in code.co_names
        and is_converted(function)
    )


def generated(value: Any) -> Generated | None:
    """The generator behind an iterable of which a loop can run inside it; ``None`` if there is none."""
    if not isinstance(value, Generated):
        iterate = getattr(type(value), "__iter__", None)
        if not isinstance(iterate, types.FunctionType):
            return None
        if not is_generator_function(iterate):
            if not ends_in_the_graph(value):
                return None
            value = steps_of(value)
        else:
            value = Generated(iterate, (value,), {})
    return value if value.pushes() else None


class _Steps(Generated):
    """What an iterator of the author's gives, which goes on where it was left, by itself."""

    def _symbolic(self) -> bool:
        return True


def steps_of(iterator: Any) -> Generated:
    """What an iterator that :func:`ends_in_the_graph` gives, as a generator."""
    return _Steps(_steps(), (iterator,), {})


def ends_in_the_graph(iterator: Any) -> bool:
    """Whether a ``__next__`` of the author's may raise ``StopIteration`` as a tensor decides."""
    own = getattr(type(iterator), "__next__", None)
    if not isinstance(own, types.FunctionType) or not is_converted(own):
        return False
    return any(map(holds_symbolic, attributes_of(iterator).values()))


_STEPS = """
def steps(value):
    iterator = value.__iter__()
    while True:
        try:
            item = next(iterator)
        except StopIteration:
            return
        yield item
"""


@functools.cache
def _steps() -> Callable[[Any], Any]:
    """A generator of what an iterator gives, in two versions as an author's is."""
    namespace: dict[str, Any] = {}
    run(exec, 0, _STEPS, namespace)
    return namespace["steps"]


def push(function: Callable[[Any], None], value: Any) -> None:
    """A lowered ``yield``."""
    function(value)


def stopped(function: Callable[[], Any]) -> Any:
    """Whether the loop over a generator was left."""
    return function()


def delegate(function: Callable[[Any], None], is_stopped: Callable[[], Any], iterable: Any) -> Any:
    """A lowered ``yield from``."""
    inner = generated(iterable)
    if inner is not None:
        return inner.run(function, is_stopped)
    from autoimport_graph.runtime.iteration import for_stmt

    for_stmt(iterable, function, None, None, is_stopped)
    return None
