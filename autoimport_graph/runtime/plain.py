"""Running author's bodies while a graph is built: functions that suspend, and TensorFlow's own converter."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

from autoimport_graph.runtime.disabled import disabled
from autoimport_graph.runtime.guard import Handle


class Steps:
    """A generator or a coroutine that runs as plain Python; what runs between its steps does not.

    Args:
        inner: The generator or coroutine.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Steps:
        return self

    __await__ = __iter__

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        """Go on, as generators do."""
        with disabled(), autograph_off():
            return self._inner.send(value)

    def throw(self, *exception: Any) -> Any:
        """Raise where it was suspended."""
        with disabled(), autograph_off():
            return self._inner.throw(*exception)

    def close(self) -> None:
        """End it."""
        with disabled(), autograph_off():
            self._inner.close()


@contextlib.contextmanager
def autograph_off() -> Iterator[None]:
    """Keep TensorFlow's AutoGraph, too, from converting what is called."""
    if not Handle.in_graph() and "tensorflow" not in sys.modules:
        yield
        return
    from autoimport_graph.runtime.tensorflow_private import autograph_disabled

    with autograph_disabled():
        yield


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that runs its author's body, and lets what it calls run theirs.

    Args:
        function: A function, a generator function, or a coroutine function.
    """
    if inspect.iscoroutinefunction(function):
        wrapper = _plain_coroutine(function)
    elif inspect.isgeneratorfunction(function):
        wrapper = _plain_generator(function)
    else:
        wrapper = _plain_function(function)
    wrapped = functools.wraps(function)(wrapper)
    wrapped.autograph_info__ = {}  # type: ignore[attr-defined]  # TensorFlow's AutoGraph leaves alone what has it
    return wrapped


def _plain_function(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **keywords: Any) -> Any:
        with disabled(), autograph_off():
            return function(*arguments, **keywords)

    return run


def _plain_generator(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **keywords: Any) -> Any:
        return (yield from Steps(function(*arguments, **keywords)))

    return run


def _plain_coroutine(function: Callable[..., Any]) -> Callable[..., Any]:
    async def run(*arguments: Any, **keywords: Any) -> Any:
        return await Steps(function(*arguments, **keywords))

    return run


def plain_class(kind: type) -> type:
    """A class whose own methods and properties run their author's bodies; changed in place.

    Args:
        kind: The class.
    """
    for name, member in list(vars(kind).items()):
        if inspect.isfunction(member):
            setattr(kind, name, plain(member))
        elif isinstance(member, staticmethod | classmethod):
            setattr(kind, name, type(member)(plain(member.__func__)))
        elif isinstance(member, property):
            get, put, delete = (part and plain(part) for part in (member.fget, member.fset, member.fdel))
            setattr(kind, name, property(get, put, delete, member.__doc__))
    return kind
