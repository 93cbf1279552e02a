"""Write a graph function as a SavedModel, which runs where this package is not."""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from autoimport_graph.runtime.graph_function import GraphFunction
from autoimport_graph.runtime.outcomes import traceable, without_operations
from autoimport_graph.runtime.xla.automatic import AUTO
from autoimport_graph.specifications import Specification, read

_PYTHON = frozenset({"PyFunc", "PyFuncStateless", "EagerPyFunc"})


def save(converted: GraphFunction, directory: str | os.PathLike[str], signature: Sequence[Any] | None) -> None:
    """Write a SavedModel.

    Args:
        converted: The function.
        directory: Where it is written.
        signature: Specifications of the arguments; ``None`` for those of the function's own ``input_signature``, or
            for a function that takes nothing.

    Raises:
        StagingError: If the graph calls Python.
    """
    if signature is None:
        own = getattr(converted.python_function, "input_signature", None)  # of a tf.function
        signature = converted.options["input_signature"] or own
    arguments, named = _arguments(signature)
    name = str(getattr(converted, "__name__", type(converted.python_function).__name__))
    _check_arguments(converted, name, arguments, named)
    # A model is loaded by processes, and on devices, of which nothing is known here.
    option = converted.options["jit_compile"]
    options = {**converted.options, "input_signature": None, "jit_compile": None if option == AUTO else option}
    function = tf.function(
        _returning(traceable(converted.prepared, False), without_operations), autograph=False, **options
    )
    concrete = function.get_concrete_function(*arguments, **named)
    _refuse_python(concrete, name)
    module = tf.Module()
    module.held = _held(concrete, name)
    module.__call__ = function
    if name.isidentifier() and not hasattr(module, name):
        setattr(module, name, function)
    # What serves a model takes and returns tensors alone, by name.
    serving = functools.wraps(function.python_function)(_returning(function, _by_name))
    served = tf.function(serving, autograph=False).get_concrete_function(*arguments, **named)
    tf.saved_model.save(module, os.fspath(directory), signatures=served)


def _arguments(signature: Sequence[Any] | None) -> tuple[list[Any], dict[str, Any]]:
    """Specifications by position and by name, of TensorFlow's own kind."""
    arguments: list[Any] = []
    named: dict[str, Any] = {}
    for item in signature or ():
        for part in read(item) if isinstance(item, str) else [item]:
            if not isinstance(part, Specification):
                arguments.append(part)
            elif part.name:
                named[part.name] = tf.TensorSpec(part.shape, part.dtype, part.name)
            else:
                arguments.append(tf.TensorSpec(part.shape, part.dtype))
    return arguments, named


def _check_arguments(converted: GraphFunction, name: str, arguments: list[Any], named: dict[str, Any]) -> None:
    try:
        parameters = inspect.signature(converted.python_function)
    except (TypeError, ValueError):  # of some functions in C
        return
    try:
        parameters.bind(*arguments, **named)
    except TypeError as error:
        given = ", ".join([*map(str, arguments), *(f"{key}: {value}" for key, value in named.items())]) or "nothing"
        raise StagingError(
            f"{name}{parameters} cannot take {given}: {error}; give input_signature one specification for each argument"
        ) from None


def _returning(function: Callable[..., Any], change: Callable[[Any], Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def traced(*arguments: Any, **keywords: Any) -> Any:
        return change(function(*arguments, **keywords))

    return traced


def _by_name(result: Any) -> dict[str, Any]:
    """The tensors of a result, by the names that TensorFlow gives them where they have none."""
    if not isinstance(result, Mapping):
        result = {f"output_{number}": part for number, part in enumerate(tf.nest.flatten(result))}
    tensors: dict[str, Any] = {}
    for name, part in result.items():
        flat = [leaf for leaf in tf.nest.flatten(part, expand_composites=True) if leaf is not None]
        names = [str(name)] if len(flat) == 1 else [f"{name}_{number}" for number in range(len(flat))]
        tensors.update(zip(names, flat, strict=True))
    return tensors


def _refuse_python(concrete: Any, name: str) -> None:
    definition = concrete.graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    called = sorted({node.name.rpartition("/")[2] for node in nodes if node.op in _PYTHON})
    if called:
        raise StagingError(
            f"{name} calls Python each time that its graph runs: {', '.join(called)} (by py_func, tf.py_function, "
            "tf.numpy_function or logging); a saved model holds no Python, so export a function that does without"
        )


def _held(concrete: Any, name: str) -> list[Any]:
    """The objects whose tensors a graph captures: a saved model holds what it can reach as an object."""
    held = list(concrete.graph.variables)
    captured = {id(tensor) for tensor in concrete.captured_inputs if tensor.dtype in (tf.resource, tf.variant)}
    missing = captured - {id(variable.handle) for variable in held}
    if missing:
        owners = _owners(missing)
        if missing - set(owners):
            raise StagingError(
                f"{name} uses an object of this process, such as an iterator; a saved model holds variables, tables "
                "and datasets alone: hand the function what it needs of the object"
            )
        held += owners.values()
    return held


def _owners(tensors: set[int]) -> dict[int, Any]:
    """Tables and datasets, found among all objects by the tensors that stand for them."""
    handles: dict[type, Callable[[Any], Any]] = {
        tf.saved_model.experimental.TrackableResource: lambda table: table.resource_handle,
        tf.data.Dataset: tf.data.experimental.to_variant,
    }
    candidates = [(value, kind) for value in gc.get_objects() for kind in handles if issubclass(type(value), kind)]
    found = []  # alive, so that each identity is one's own
    for value, kind in candidates:
        with contextlib.suppress(Exception):  # of others' resources, which may be in any state
            found.append((handles[kind](value), value))
    return {id(handle): value for handle, value in found if id(handle) in tensors}
