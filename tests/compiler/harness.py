"""Runs a program's functions by their author's bodies and by their graph versions, and compares what can be seen."""

from __future__ import annotations

import builtins
import textwrap
from contextlib import contextmanager
from types import CodeType
from typing import Any
from unittest.mock import patch

from autoimport_graph.compiler import Options, convert_module
from autoimport_graph.runtime import guard
from tests.compiler import python_operators


class PythonHandle(guard.Handle):
    """A module's handle whose operators are those of Python."""

    graph = False

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no operator {name!r}")

    @staticmethod
    def in_graph() -> bool:
        return PythonHandle.graph


# As class attributes: where TensorFlow's runtime is loaded, too, the handle's base class has its operators so.
for _name, _operator in vars(python_operators).items():
    if not _name.startswith("_") and callable(_operator):
        setattr(PythonHandle, _name, staticmethod(_operator))
PythonHandle.unset = python_operators.unset


def convert(source: str, strict: bool = True):
    """Convert a program; every function must have been converted if ``strict``."""
    conversion = convert_module(source.encode(), "program.py", "program", Options())
    left = [note for note in conversion.notes if note.kind == "unconverted"]
    assert not (strict and left), left
    return conversion


def load(code: CodeType) -> dict[str, Any]:
    """A program's namespace, its functions with both bodies."""
    namespace: dict[str, Any] = {"__name__": "program", "__builtins__": builtins}
    with patch.object(guard, "attach", PythonHandle):
        exec(code, namespace)
    return namespace


@contextmanager
def in_graph():
    """Let converted functions run their graph versions."""
    PythonHandle.graph = True
    guard.building.append(1)
    try:
        yield
    finally:
        guard.building.remove(1)
        PythonHandle.graph = False


def outcome(namespace: dict[str, Any], name: str, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """What calling a function shows: its trace, and its result or exception."""
    trace: list[Any] = []
    namespace["trace"] = trace.append
    try:
        result = namespace[name](*arguments)
        if hasattr(result, "__next__"):
            result = list(result)
        return ("returned", repr(result), trace)
    except RecursionError:
        raise
    except AssertionError as error:
        if error.args and "carried" in str(error.args[0]):
            raise
        return ("raised", "AssertionError", str(error), trace)
    except Exception as error:
        # A variable that nested functions share is "free" to Python, its absence another subclass of NameError.
        if isinstance(error, NameError):
            return ("raised", "NameError", trace)
        return ("raised", type(error).__name__, str(error).replace("UnboundLocalError", "NameError"), trace)


def check(source: str, *calls: tuple[Any, ...], name: str = "f", strict: bool = True) -> None:
    """Compare plain Python, the author's body under the guard, and the graph version, on some argument tuples."""
    source = textwrap.dedent(source)
    author = compile(source, "program.py", "exec", dont_inherit=True)
    code = convert(source, strict).code
    for arguments in calls or ((),):
        plain: dict[str, Any] = {"__name__": "program", "__builtins__": builtins}
        exec(author, plain)
        expected = outcome(plain, name, arguments)
        assert outcome(load(code), name, arguments) == expected
        namespace = load(code)
        with in_graph():
            actual = outcome(namespace, name, arguments)
        assert actual == expected, f"{actual} != {expected}"
