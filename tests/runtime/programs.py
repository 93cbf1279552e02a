"""Small programs, run eagerly and as one traced graph, and compared.

A program is source text with a function ``f``. It is imported through the hook; ``f`` runs eagerly (its author's
body) and as a ``tf.function`` traced once for all inputs, and must give the same values, or fail with the same
exception.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import itertools
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import tensorflow as tf

import autoimport_graph

HEADER = """\
import collections
import dataclasses
import functools
import itertools
import math

import numpy as np
import tensorflow as tf

"""
_numbers = itertools.count(1)
_folder = Path(tempfile.mkdtemp(prefix="autoimport_graph_programs_"))


def load(source: str, header: str = HEADER) -> ModuleType:
    """Import a program through the hook."""
    name = f"program_{next(_numbers)}"
    (_folder / f"{name}.py").write_text(header + textwrap.dedent(source))
    sys.path.insert(0, str(_folder))
    try:
        with autoimport_graph.install(packages=[name], report=False):
            importlib.invalidate_caches()
            return importlib.import_module(name)
    finally:
        sys.path.remove(str(_folder))


def operations(concrete: Any) -> set[str]:
    """The types of all operations of a traced function, those of its branches and bodies included."""
    definition = concrete.graph.as_graph_def()
    nodes = [*definition.node, *(node for function in definition.library.function for node in function.node_def)]
    return {node.op for node in nodes}


def plain(value: Any) -> Any:
    """A result as Python and NumPy values, lists for sequences of any kind."""
    if isinstance(value, tf.Tensor | tf.Variable):
        return plain(value.numpy())
    if isinstance(value, tf.RaggedTensor):
        return value.to_list()
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value


def equal(first: Any, second: Any) -> bool:
    """Whether two results are the same, floats to single precision."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(equal(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, float | int) and isinstance(second, float | int):
        return bool(np.isclose(first, second, rtol=1e-5, atol=1e-6, equal_nan=True))
    if isinstance(first, bytes):
        first = first.decode()
    return bool(first == second)


@contextlib.contextmanager
def autograph_refused() -> Iterator[None]:
    """Fail if TensorFlow's AutoGraph converts anything."""
    from tensorflow.python.autograph.impl import api

    original = api._convert_actual

    def refuse(entity: Any, *arguments: Any) -> Any:
        raise AssertionError(f"AutoGraph converts {entity}")

    api._convert_actual = refuse
    try:
        yield
    finally:
        api._convert_actual = original


def specification(values: Sequence[Any]) -> tf.TensorSpec:
    """The one specification that covers an argument of all cases: dimensions that differ are unknown."""
    tensors = [tf.constant(value) for value in values]
    shapes = [tensor.shape.as_list() for tensor in tensors]
    if len({len(shape) for shape in shapes}) > 1:
        return tf.TensorSpec(None, tensors[0].dtype)
    return tf.TensorSpec(
        [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes, strict=True)], tensors[0].dtype
    )


def as_numpy(tensor: tf.Tensor) -> Any:
    """A tensor's value as a NumPy array or scalar of its own; strings are Python's."""
    value = tensor.numpy()
    return value.decode() if isinstance(value, bytes) else copy.copy(value)


def attempt(function: Any, arguments: Sequence[Any]) -> tuple[Any, BaseException | None]:
    """A call's result, or the exception that it raised."""
    try:
        return plain(function(*arguments)), None
    except Exception as error:
        return None, error


def check(
    source: str, *cases: Any, has: Sequence[str] = (), lacks: Sequence[str] = (), name: str = "f", header: str = HEADER
) -> Any:
    """Compare a program's function with itself as a graph.

    Args:
        source: The program.
        cases: Arguments: a value, or a tuple of values, each made a tensor. All go through one traced graph.
        has: Operations that the graph must have: ``"If"`` stands for ``StatelessIf``, too, and so does ``"While"``.
        lacks: Operations that it must not have.
        name: The function.
        header: What stands before the program.

    Returns:
        The traced function.
    """
    function = getattr(load(source, header), name)
    arguments = [case if isinstance(case, tuple) else (case,) for case in cases]
    concrete = traced(function, arguments)
    compare(function, concrete, arguments)
    holds_operations(concrete, has, lacks)
    return concrete


def traced(function: Any, arguments: Sequence[Sequence[Any]]) -> Any:
    """The one graph of a function for all of its arguments; AutoGraph has no part in it."""
    signature = [specification(values) for values in zip(*arguments, strict=True)]
    with autograph_refused():
        return tf.function(function).get_concrete_function(*signature)


def compare(
    function: Any,
    concrete: Any,
    arguments: Sequence[Sequence[Any]],
    *,
    message: bool = False,
    numpy: bool = False,
    output: Callable[[], str] = str,
) -> None:
    """Compare a function with its graph.

    Args:
        function: The function; it runs eagerly.
        concrete: Its graph.
        arguments: Of each call.
        message: Whether the graph's error must have the text of the eager one.
        numpy: Whether eager code gets NumPy's values instead of tensors.
        output: Gives what was printed since it was last asked.
    """
    for values in arguments:
        tensors = [tf.constant(value) for value in values]
        expected, expected_error = attempt(function, [as_numpy(tensor) for tensor in tensors] if numpy else tensors)
        expected_output = output()
        actual, actual_error = attempt(concrete, tensors)
        actual_output = output()
        assert actual_output == expected_output, f"{values}: eager prints {expected_output}, the graph {actual_output}"
        if expected_error is not None:
            assert actual_error is not None, f"{values}: eager raises {expected_error!r}, the graph returns {actual!r}"
            assert type(expected_error).__name__ in f"{actual_error!r} {actual_error}", f"{values}: {actual_error}"
            assert not message or str(expected_error.args[0]) in str(actual_error), f"{values}: {actual_error}"
        else:
            assert actual_error is None, (
                f"{values}: eager returns {expected!r}, the graph raises {actual_error!r}: {actual_error}"
            )
            assert equal(expected, actual), f"{values}: eager {expected!r}, graph {actual!r}"


def holds_operations(concrete: Any, has: Sequence[str], lacks: Sequence[str]) -> None:
    """Check that a graph has some operations and lacks others."""
    found = operations(concrete)
    kinds = found | {kind.removeprefix("Stateless") for kind in found}
    assert set(has) <= kinds, f"no {set(has) - kinds} in {sorted(found)}"
    assert not set(lacks) & kinds, f"{set(lacks) & kinds} in {sorted(found)}"


def refused(source: str, *arguments: Any, name: str = "f") -> str:
    """The message with which tracing refuses a program."""
    function = getattr(load(source), name)
    try:
        tf.function(function).get_concrete_function(*(tf.constant(argument) for argument in arguments))
    except autoimport_graph.errors.StagingError as error:
        return str(error)
    raise AssertionError("tracing did not refuse")
