"""Run a generated program eagerly and as one traced graph, and say how they differ."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

import tensorflow as tf

from autoimport_graph.errors import StagingError
from tests.runtime.programs import equal, load, plain

INPUTS = [(0, 0.5, [1.0, -2.0]), (3, -1.5, [0.5, 0.25, 2.0]), (-2, 2.0, [3.0]), (6, 0.0, [0.0, 1.0])]
SIGNATURE = (tf.TensorSpec([], tf.int32), tf.TensorSpec([], tf.float32), tf.TensorSpec([None], tf.float32))


class Difference(AssertionError):
    """A graph that does not do what the eager program does."""


def _run(function: Any, values: tuple[Any, ...]) -> tuple[Any, str | None, str]:
    """A call's result, the name of the exception it raised, and what it printed."""
    tensors = (tf.constant(values[0]), tf.constant(values[1]), tf.constant(values[2], tf.float32))
    result = failure = None
    with _captured() as output:
        try:
            result = plain(function(*tensors))
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
    return result, failure, output[0]


@contextlib.contextmanager
def _captured() -> Iterator[list[str]]:
    """Catch what Python and TensorFlow's kernels print."""
    output = [""]
    sys.stdout.flush()
    kept = os.dup(1)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        outer, sys.stdout = sys.stdout, os.fdopen(os.dup(1), "w", encoding="utf-8")
        try:
            yield output
        finally:
            sys.stdout.close()
            sys.stdout = outer
            os.dup2(kept, 1)
            os.close(kept)
            file.seek(0)
            output[0] = file.read().decode()


def _numbers(text: str) -> list[str]:
    """What was printed, whether a number was Python's or a tensor's, a literal or one that took a tensor's dtype."""
    numbers = re.sub(r"tf\.Tensor\((.*?), shape=\(\), dtype=\w+\)", r"\1", text)
    return re.sub(r"(?<=\d)\.0?(?!\d)", "", numbers).splitlines()


def compare(source: str) -> str:
    """Compare a program with itself as a graph.

    Args:
        source: The program.

    Returns:
        ``"same"``, or ``"refused: ..."`` if tracing says that it cannot be had.

    Raises:
        Difference: If values or exceptions differ.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function = load(source, header="").f
        try:
            concrete = tf.function(function, autograph=False).get_concrete_function(*SIGNATURE)
        except StagingError as error:
            return f"refused: {error}"
        except Exception as error:
            expected = [_run(function, values)[1] for values in INPUTS]
            if all(name is not None and _alike(name, type(error).__name__) for name in expected):
                return "same"
            raise Difference(f"tracing raises {type(error).__name__}: {error}\n{source}") from error
        for values in INPUTS:
            _compare_run(function, concrete, values, source)
    return "same"


def _alike(expected: str, actual: str) -> bool:
    """Whether an exception is the expected one: a variable may have become a nested function's, whose error is the
    base class."""
    name = expected.partition(":")[0]
    return name in actual or (name == "UnboundLocalError" and "NameError" in actual)


def _compare_run(function: Any, concrete: Any, values: tuple[Any, ...], source: str) -> None:
    expected, expected_error, expected_lines = _run(function, values)
    actual, actual_error, lines = _run(concrete, values)
    if expected_error is not None:
        name = expected_error.partition(":")[0]
        if actual_error is None:
            raise Difference(f"{values}: eager raises {expected_error}, the graph returns {actual}\n{source}")
        if not _alike(name, actual_error):
            raise Difference(f"{values}: eager raises {expected_error}, the graph {actual_error}\n{source}")
    elif actual_error is not None:
        raise Difference(f"{values}: eager returns {expected}, the graph raises {actual_error}\n{source}")
    elif not equal(expected, actual):
        raise Difference(f"{values}: eager returns {expected}, the graph {actual}\n{source}")
    elif _numbers(expected_lines) != _numbers(lines):
        raise Difference(f"{values}: eager prints {_numbers(expected_lines)}, the graph {_numbers(lines)}\n{source}")
