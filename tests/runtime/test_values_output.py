"""``print``, ``logging`` and ``assert``: when the graph runs, in the order of the program."""

from __future__ import annotations

import contextlib
import io
import logging
from typing import Any

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, refused


def printed(source: str, capfd: pytest.CaptureFixture[str], *cases: Any) -> None:
    """Compare what a program prints eagerly with what it prints as a graph."""
    function = load(source).f
    specification = tf.TensorSpec(None if len({tf.rank(case).numpy() for case in cases}) > 1 else [], tf.int32)
    concrete = tf.function(function).get_concrete_function(specification)
    assert capfd.readouterr().out == "", "tracing must print nothing"
    for case in cases:
        function(tf.constant(case))
        eager = capfd.readouterr()
        concrete(tf.constant(case))
        assert capfd.readouterr().out == eager.out


def test_print_of_tensors_and_numbers(capfd: pytest.CaptureFixture[str]) -> None:
    printed("def f(x):\n    print(x, 'a', int(x), float(x), [x], x > 1)", capfd, 1, -5)


def test_print_with_separator_and_end(capfd: pytest.CaptureFixture[str]) -> None:
    printed("def f(x):\n    print(x, 1, sep='-', end=';')\n    print()\n    print('end')", capfd, 1, 2)


def test_print_in_a_loop_in_a_branch(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        def f(n):
            print("begin")
            if n > 0:
                for i in range(n):
                    print("item", i)
                    if i % 2 == 0:
                        print(f"{i} is even")
            else:
                print("nothing")
            print("end")
    """
    printed(source, capfd, 0, 3)


def test_print_in_a_method(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        class Talker:
            def say(self, x):
                while x > 0:
                    print("left:", x)
                    x -= 1
        def f(x):
            Talker().say(x)
    """
    printed(source, capfd, 0, 2)


def test_logging_happens_when_the_graph_runs(caplog: pytest.LogCaptureFixture) -> None:
    source = """
        import logging
        logger = logging.getLogger("of_the_program")
        def f(n):
            for i in range(n):
                logger.info("item %d of %s", i, int(n))
            logging.warning("done %s", n)
            logger.debug("not seen %s", n)
    """
    function = load(source).f
    with caplog.at_level(logging.INFO):
        concrete = tf.function(function).get_concrete_function(tf.TensorSpec([], tf.int32))
        assert not caplog.records
        concrete(tf.constant(2))
        traced = [(record.levelname, record.getMessage()) for record in caplog.records]
        caplog.clear()
        function(tf.constant(2))
        eager = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert traced == eager


def test_assert_message_is_made_on_failure_only() -> None:
    source = """
        def f(x):
            for i in range(x):
                assert i < 3, f"item {i} of {int(x)}"
            return x
    """
    check(source, 0, 3, 5)


def test_assert_message_reads_as_in_python() -> None:
    function = load("def f(x):\n    assert x > 0, f'got {int(x)}'\n    return x").f
    concrete = tf.function(function).get_concrete_function(tf.TensorSpec([], tf.int32))
    with pytest.raises(tf.errors.InvalidArgumentError, match="AssertionError: got -4"):
        concrete(tf.constant(-4))


@pytest.mark.parametrize(
    "value", ["é", "it's", 'say "no"', "'\"", "a\\b\n\t\0", "", ["ü", "a'b"], [["x", "\x7f"], ["", "y"]]]
)
def test_strings_are_written_as_python_writes_bytes(value):
    tensor = tf.constant(value)
    module = load('def f(x):\n    return f"{x} {[x]}"')
    text = tf.function(module.f)(tensor).numpy().decode()
    assert text == f"{tensor} {[tensor]}"
    concrete = tf.function(module.f).get_concrete_function(tf.TensorSpec(None, tf.string))
    assert concrete(tensor).numpy().decode() == text


def test_print_where_standard_output_is_replaced() -> None:
    source = """
    def f(n):
        if n > 1:
            print("n is", n)
        for i in range(n):
            print(i, end=";")
        print("é", sep="")
        return n
    """
    function = load(source).f
    texts = []
    for run in (function, tf.function(function)):
        for n in (2, 0):
            with contextlib.redirect_stdout(io.StringIO()) as stream:
                run(tf.constant(n))
            texts.append(stream.getvalue())
    assert texts[:2] == texts[2:]
    assert texts[1] == "é\n"


def test_print_where_the_function_replaces_standard_output_is_refused() -> None:
    message = refused(
        """
        import contextlib, io
        def f(n):
            with contextlib.redirect_stdout(io.StringIO()) as stream:
                print("text")
            return n + len(stream.getvalue())
        """,
        3,
    )
    assert "redirect_stdout" in message
    assert 'print("text")' in message
