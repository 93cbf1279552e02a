"""The functions that users call by name; everything else happens by itself."""

from __future__ import annotations

import functools
import inspect
import os
import types
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from autoimport_graph.runtime.directives import set_element_type, set_loop_options, stack
from autoimport_graph.runtime.disabled import disabled
from autoimport_graph.runtime.graph_function import GraphFunction
from autoimport_graph.runtime.plain import plain, plain_class
from autoimport_graph.runtime.python_function import PythonFunction


class RunMode(Enum):
    """How a function that is not converted takes part in a graph."""

    GRAPH = 1
    """Its Python code runs once, while the graph is built."""
    PY_FUNC = 2
    """Its Python code runs each time the graph does, with NumPy values."""


def to_graph(
    function: Callable[..., Any],
    recursive: bool = True,
    *,
    input_signature: Sequence[Any] | None = None,
    jit_compile: bool | str | None = None,
    reduce_retracing: bool = False,
) -> Any:
    """Convert a function, and let each call of it be one graph operation.

    The function may be of a module that no hook converted: its source is found and converted where it stands. It works
    eagerly, inside ``tf.function``, and in a ``tf.Graph`` of version 1, where prints and assertions run in the
    program's order and a function without a result returns an operation to run.

    Args:
        function: A function, method, lambda, closure, partial, an object with ``__call__``, or a class.
        recursive: Whether what it calls is converted, too; packages that are installed are not, unless ``function`` is
            of them.
        input_signature: Specifications (``tf.TensorSpec``) of the arguments, as of ``tf.function``.
        jit_compile: ``True`` to compile by XLA as a whole; ``"auto"`` to compile the loops that it can compile and that
            gain by it.
        reduce_retracing: Whether arguments of new shapes relax the trace at hand, as of ``tf.function``.

    Returns:
        A callable with the function's signature, which takes and returns tensors; of a class, the class itself, its
        methods converted.

    Raises:
        ValueError: If the source cannot be found.
        TypeError: If ``function`` cannot be called.
    """
    if isinstance(function, GraphFunction):
        return function
    inner = getattr(function, "__func__", None)
    if isinstance(inner, GraphFunction):  # a decorated method
        return inner.of(types.MethodType(inner.python_function, function.__self__))  # type: ignore[attr-defined]
    if not callable(function):
        raise TypeError(f"to_graph() takes something that can be called, not a {type(function).__name__}")
    prepared = _prepare(function, recursive, True)
    if isinstance(function, type):
        return function
    options = {"input_signature": input_signature, "jit_compile": jit_compile, "reduce_retracing": reduce_retracing}
    return GraphFunction(function, **options, prepare=lambda _: prepared)  # type: ignore[arg-type]


def export(
    function: Callable[..., Any], directory: str | os.PathLike[str], input_signature: Sequence[Any] | None = None
) -> None:
    """Write a function as a SavedModel, which a process without this package loads and runs.

    ``tf.saved_model.load(directory)`` gives an object to be called as the function; its signature
    ``serving_default`` takes and returns tensors by name. Variables and tables that the function uses are in it, with
    the values that they have now.

    Args:
        function: What :func:`to_graph` takes, but a class.
        directory: Where it is written.
        input_signature: Specifications (``tf.TensorSpec``) of the arguments, structures of them, or text such as
            ``"float32[None, 3]"``; ``None`` for the function's own, or for one that takes nothing.

    Raises:
        StagingError: If the function calls Python each time that its graph runs, as by :func:`py_func`.
        ValueError: If the source cannot be found.
        TypeError: If ``function`` cannot be called, or is a class.
    """
    if isinstance(function, type):
        raise TypeError(f"export() takes a function, not the class {function.__qualname__}")
    converted = to_graph(function)
    from autoimport_graph.runtime.saved_model import save

    save(converted, directory, [input_signature] if isinstance(input_signature, str) else input_signature)


def to_code(function: Any) -> str:
    """The source of a function's graph version.

    It runs where the function's globals and free variables are; ``__autoimport_graph__`` in it, which it imports, is
    :mod:`autoimport_graph.runtime.operators`.

    Args:
        function: A function, method, property, lambda, closure or partial, converted or not; or a class.

    Returns:
        Valid Python; the function's own source where nothing in it had to be converted.

    Raises:
        ValueError: If the source cannot be found.
    """
    from autoimport_graph.adoption.code import code_of, code_of_class
    from autoimport_graph.adoption.sources import NoSource

    while isinstance(function, functools.partial | functools.cached_property):
        function = function.func
    if isinstance(function, property):
        function = function.fget or function
    function = inspect.unwrap(getattr(function, "python_function", function))
    function = getattr(function, "__func__", function)
    if not inspect.isfunction(function) and not isinstance(function, type):
        function = getattr(type(function), "__call__", function)  # noqa: B004  # the method itself is wanted
    try:
        if isinstance(function, type):
            return code_of_class(function)
        if inspect.isfunction(function):
            return code_of(function)
    except NoSource as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"{function!r} has no source")


def graph(
    function: Callable[..., Any] | None = None,
    *,
    input_signature: Sequence[Any] | None = None,
    jit_compile: bool | str | None = "auto",
    reduce_retracing: bool = False,
) -> Any:
    """Let each call of a function be one graph operation.

    A function of a module that no hook converted is converted at its first call, and what it calls with it.

    Args:
        function: The function; omit it to give options: ``@graph(jit_compile=True)``.
        input_signature: Specifications (``tf.TensorSpec``) of the arguments, as of ``tf.function``.
        jit_compile: ``"auto"`` to compile by XLA the loops that it can compile and that gain by it; ``True`` to compile
            the function as a whole, ``False`` to compile nothing.
        reduce_retracing: Whether arguments of new shapes relax the trace at hand, as of ``tf.function``.

    Returns:
        A callable with the function's signature, which takes and returns tensors.
    """
    options = {"input_signature": input_signature, "jit_compile": jit_compile, "reduce_retracing": reduce_retracing}

    def decorate(decorated: Callable[..., Any]) -> GraphFunction:
        return GraphFunction(decorated, **options, prepare=lambda inner: _prepare(inner, True, False))  # type: ignore[arg-type]

    return decorate if function is None else decorate(function)


def _prepare(function: Callable[..., Any], recursive: bool, always: bool) -> Callable[..., Any]:
    from autoimport_graph.adoption.adopt import prepare
    from autoimport_graph.adoption.sources import NoSource

    try:
        return prepare(function, recursive, always)
    except NoSource as error:
        raise ValueError(f"{error}; keep it in a file or a notebook's cell") from error


def do_not_convert(
    function: Callable[..., Any] | None = None, *, run_as: RunMode = RunMode.GRAPH, return_dtypes: Any = None
) -> Any:
    """Leave a function, and what it calls, as plain Python.

    Args:
        function: The function, or a class, whose methods are left; omit it to give options.
        run_as: ``RunMode.GRAPH``: it runs while a graph is built. ``RunMode.PY_FUNC``: it runs each time the graph
            does.
        return_dtypes: For ``RunMode.PY_FUNC``: a dtype, or a structure of them, of what it returns.

    Returns:
        The function, wrapped; the class itself.

    Raises:
        ValueError: If ``return_dtypes`` is given without ``RunMode.PY_FUNC``, or that for a class.
    """
    if run_as is not RunMode.PY_FUNC and return_dtypes is not None:
        raise ValueError("return_dtypes goes with run_as=RunMode.PY_FUNC")

    def decorate(decorated: Callable[..., Any]) -> Callable[..., Any]:
        if isinstance(decorated, type):
            if run_as is RunMode.PY_FUNC:
                raise ValueError("a class cannot run as RunMode.PY_FUNC; decorate its methods")
            return plain_class(decorated)
        return PythonFunction(decorated, return_dtypes) if run_as is RunMode.PY_FUNC else plain(decorated)

    return decorate if function is None else decorate(function)


def py_func(function: Callable[..., Any] | None = None, *, return_dtypes: Any = None) -> Any:
    """Run a function in Python each time the graph runs, in the order of the program.

    Args:
        function: The function; it gets NumPy arrays for tensors (bytes for strings).
        return_dtypes: A dtype, or a structure of them, of what it returns; taken from its return annotation where
            omitted.

    Returns:
        The function, wrapped.

    Raises:
        StagingError: At the first call in a graph, if its return annotation names no dtype.
    """
    return do_not_convert(function, run_as=RunMode.PY_FUNC, return_dtypes=return_dtypes)


__all__ = [
    "RunMode",
    "disabled",
    "do_not_convert",
    "export",
    "graph",
    "py_func",
    "set_element_type",
    "set_loop_options",
    "stack",
    "to_code",
    "to_graph",
]
