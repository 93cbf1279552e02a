"""Errors name the author's file and line, at tracing and at run time."""

from __future__ import annotations

import re
import traceback
import warnings

import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph.config import config_from_table
from autoimport_graph.hook import install
from autoimport_graph.runtime import python_loops
from tests.runtime.programs import load, refused


def trace(module: object) -> object:
    return tf.function(module.f).get_concrete_function(tf.TensorSpec([], tf.int32))  # type: ignore[attr-defined]


def lines(error: BaseException) -> list[tuple[str, int]]:
    return [(frame.filename, frame.lineno or 0) for frame in traceback.extract_tb(error.__traceback__)]


def test_a_failure_at_tracing_shows_the_authors_line() -> None:
    module = load("def f(x):\n    if x > 0:\n        x = x + 1\n    return tf.matmul(x, x)")
    with pytest.raises(ValueError) as caught:
        trace(module)
    assert (module.__file__, 13) in lines(caught.value)


def test_a_run_time_error_is_defined_at_the_authors_line() -> None:
    module = load("def f(x):\n    if x > 0:\n        x = tf.constant([1, 2])[x]\n    return x")
    concrete = trace(module)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        concrete(tf.constant(9))  # type: ignore[operator]
    assert f'File "{module.__file__}", line 12' in str(caught.value)


def test_a_loop_too() -> None:
    module = load("def f(x):\n    for i in range(x):\n        x = tf.constant([1, 2])[x + i]\n    return x")
    concrete = trace(module)
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        concrete(tf.constant(9))  # type: ignore[operator]
    assert f'File "{module.__file__}", line 12' in str(caught.value)


def test_recursion_that_a_tensor_ends_is_refused() -> None:
    text = refused("def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)", 5)
    assert "f()" in text
    assert "recursion" in text


def test_recursion_of_static_depth_works() -> None:
    module = load(
        "def power(x, n):\n    return x if n == 1 else x * power(x, n - 1)\ndef f(x):\n    return power(x, 5)"
    )
    assert int(trace(module)(tf.constant(2))) == 32  # type: ignore[operator]


def test_unrolled_loops_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_loops, "UNROLL_LIMIT", 20)
    module = load("def f(x):\n    for i in range(30):\n        x = x + 1\n    return x")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        trace(module)
    (warning,) = [w for w in caught if issubclass(w.category, autoimport_graph.errors.AutoimportGraphWarning)]
    assert (warning.filename, warning.lineno) == (module.__file__, 11)
    assert "20" in str(warning.message)
    # What the message says silences it, for a loop inside another statement and for a function inside another one, too.
    (pattern,) = re.findall(r'ignore = \["(.*)"\]', str(warning.message))
    pattern = pattern.replace(module.__name__, "*")  # type: ignore[attr-defined]
    loop = "for i in range(30):\n            x = x + 1\n"
    for source, name in (
        (f"def f(x):\n    if x > 0:\n        {loop}    return x", pattern),
        (f"def f(x):\n    def g(x):\n        {loop}        return x\n    return g(x)", f"{pattern}.<locals>.g"),
    ):
        config = config_from_table({"ignore": [name]})
        with install(config=config, report=False), warnings.catch_warnings():
            warnings.simplefilter("error")
            trace(load(source))


def test_numpy_buffers_are_refused() -> None:
    text = refused("def f(x):\n    v = np.zeros(3)\n    if x > 0:\n        v[0] = 1\n    return x", 1)
    assert "NumPy" in text


def test_loop_whose_constant_condition_never_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_loops, "UNROLL_LIMIT", 20)
    text = refused("def f(x):\n    while tf.constant(True):\n        x = tf.constant(0)\n    return x", 1)
    assert "still true after 20 iterations: the loop does not end" in text
    assert "line 11\n    while tf.constant(True):" in text


@pytest.mark.parametrize(
    "program",
    [
        "def f(x):\n    if x == 0:\n        y = 0\n"
        + "".join(f"    elif x == {k}:\n        y = {k}\n" for k in range(1, 250))
        + "    else:\n        y = -1\n    return y\n",
        "def f(x):\n" + "".join(f"    if x == {k}:\n        return {k}\n" for k in range(250)) + "    return -1\n",
    ],
    ids=["elif", "return"],
)
def test_a_chain_that_is_too_long_is_no_recursion(program: str) -> None:
    message = refused(program, 3)
    assert "calls itself" not in message
    assert "branches that tensors decide lie one in another" in message
    assert "tf.switch_case" in message


def test_what_fails_inside_foldl_in_a_branch_leaves_the_variable_scope_as_it_was() -> None:
    source = """
        def f(x):
            if x > 0:
                return tf.foldl(lambda total, i: total + [1.0][5], tf.range(3), 0.0)
            return x
    """
    assert tf.function(load(source).f, autograph=False)(tf.constant(-1.0)) == -1.0
    # Replicas take the variable scope of their caller, and refuse one with a caching device.
    assert tf.compat.v1.get_variable_scope().caching_device is None
