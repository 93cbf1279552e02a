"""``raise``, ``try`` and ``assert`` where a tensor decides."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load


def message(source: str, argument: object) -> str:
    """What the graph of a program fails with."""
    concrete = tf.function(load(source).f).get_concrete_function(tf.TensorSpec([], tf.int32))
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        concrete(tf.constant(argument))
    return str(caught.value)


def test_raise_in_a_branch() -> None:
    source = "def f(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x + 1"
    check(source, 1, -1, has=["If"])
    text = message(source, -1)
    assert "ValueError: negative" in text
    assert "program_" in text
    assert ", line 12" in text


def test_raise_with_a_message_that_holds_the_value() -> None:
    source = "def f(x):\n    if x < 0:\n        raise ValueError(f'got {x}')\n    return x"
    check(source, 1, -1)
    assert "ValueError: got -7" in message(source, -7)


def test_raise_in_a_loop_and_in_a_helper() -> None:
    check(
        """
        def positive(x):
            if x > 3:
                raise KeyError("large")
            return x
        class A:
            def total(self, n):
                s = 0
                for i in range(n):
                    if i % 2 == 1:
                        s += positive(i)
                return s
        def f(n):
            return A().total(n)
        """,
        0, 3, 9,
        has=["If", "While"],
    )  # fmt: skip


def test_custom_exceptions() -> None:
    check("class Bad(Exception):\n    pass\ndef f(x):\n    if x < 0:\n        raise Bad\n    return x", 1, -1)
    check("def f(x):\n    if x < 0:\n        raise ValueError('a') from KeyError('b')\n    return x", 1, -1)


def test_both_branches_raise() -> None:
    check(
        """
        def f(x):
            if x > 5:
                if x > 7:
                    raise ValueError("a")
                else:
                    raise KeyError("b")
            return x
        """,
        1, 6, 8,
    )  # fmt: skip


def test_body_always_raises() -> None:
    check("def f(n):\n    for i in range(n):\n        raise ValueError('a')\n    return n", 0, 2)


HANDLED = """
def f(x):
    try:
        if x < 0:
            raise ValueError('negative')
        y = x + 1
    except ValueError:
        y = 0
    return y
"""


def test_handler_runs() -> None:
    check(HANDLED, 1, -1, has=["If"])


def test_handler_else_and_finally() -> None:
    check(
        """
        def f(x):
            s = 0
            try:
                s += 1
                if x < 0:
                    raise ValueError("negative")
                s += 10
            except ValueError as error:
                s += 100
            else:
                s += 1000
            finally:
                s += 10000
            return s
        """,
        1, -1,
    )  # fmt: skip


def test_several_handlers_and_classes() -> None:
    source = """
        def f(x):
            try:
                if x == 1:
                    raise ValueError("one")
                elif x == 2:
                    raise KeyError("two")
                elif x == 3:
                    raise ZeroDivisionError("three")
                elif x == 4:
                    raise TypeError("four")
                r = x
            except (ValueError, IndexError):
                r = 100
            except LookupError as error:
                r = 200
            except ArithmeticError:
                raise RuntimeError("again")
            return r
        """
    check(source, 0, 1, 2, 3, 4)


def test_bare_except_and_reraise() -> None:
    check(
        """
        def f(x):
            s = 0
            try:
                try:
                    if x < 0:
                        raise ValueError("negative")
                    s += 1
                except KeyError:
                    s += 10
                finally:
                    s += 100
            except ValueError:
                s += 1000
            return s
        """,
        1, -1,
    )  # fmt: skip
    check(
        """
        def f(x):
            s = 0
            try:
                try:
                    if x < 0:
                        raise ValueError("negative")
                except ValueError:
                    s += 10
                    raise
            except:
                s += 1000
            return s
        """,
        1, -1,
    )  # fmt: skip


def test_raise_in_a_loop_inside_try() -> None:
    check(
        """
        def f(n):
            s = 0
            try:
                for i in range(n):
                    if i == 3:
                        raise ValueError("three")
                    s += i
                s += 100
            except ValueError:
                s = -s
            return s
        """,
        0, 3, 4, 9,
        has=["While"],
    )  # fmt: skip


def test_try_in_a_loop() -> None:
    check(
        """
        def f(n):
            s = 0
            for i in range(n):
                try:
                    if i % 3 == 2:
                        raise ValueError("a")
                    if i == 6:
                        break
                    if i == 4:
                        continue
                    s += i
                except ValueError:
                    s += 100
                else:
                    s += 1000
            return s
        """,
        0, 3, 5, 9,
        has=["While"],
    )  # fmt: skip


def test_returns_and_handlers() -> None:
    check(
        """
        class A:
            def go(self, x):
                try:
                    if x < 0:
                        raise ValueError("negative")
                    if x > 10:
                        return x
                    x = x * 2
                except ValueError:
                    return -1
                return x
        def f(x):
            return A().go(x)
        """,
        1, -1, 11,
    )  # fmt: skip


def test_assert_with_a_handler() -> None:
    check(
        """
        def f(x):
            try:
                assert x > 0, "positive"
                y = x
            except AssertionError:
                y = -x
            return y
        """,
        1, -1,
    )  # fmt: skip


def test_python_failures_at_tracing() -> None:
    check(
        "def f(x):\n    try:\n        y = int('a') + x\n    except ValueError:\n        y = x\n    return y",
        1,
        lacks=["If"],
    )
    check(
        "def f(x):\n    d = {}\n    try:\n        y = d['a']\n    except KeyError as e:\n        y = x\n    return y", 1
    )
    check(
        "def f(x):\n    try:\n        raise ValueError('a')\n    except ValueError as e:\n        return x + len(str(e))",  # noqa: E501
        1,
    )


def test_uncaught_goes_on() -> None:
    check(
        """
        def f(x):
            try:
                if x < 0:
                    raise ValueError("negative")
            except KeyError:
                x = x + 100
            return x
        """,
        1, -1,
    )  # fmt: skip


def test_refusals_pass_the_authors_handlers() -> None:
    program = load("def f(x):\n    try:\n        y = x.numpy()\n    except Exception:\n        y = 0\n    return y")
    with pytest.raises(Exception, match="numpy"):
        tf.function(program.f).get_concrete_function(tf.TensorSpec([], tf.int32))


def test_reraised_names_the_line_of_the_raise() -> None:
    source = (
        "def f(x):\n    try:\n        if x < 0:\n            raise ValueError('negative')\n"
        "    except KeyError:\n        x = x + 100\n    return x"
    )
    text = message(source, -1)
    assert "ValueError: negative" in text
    assert ", line 13" in text


def test_handlers_name_is_unbound_after_it() -> None:
    check(
        """
        def f(x):
            c = x
            try:
                if x > 0:
                    raise ValueError("positive")
                y = 1
            except ValueError as c:
                y = 2
            return y + c
        """,
        0, 1,
    )  # fmt: skip
    check(
        """
        def f(x):
            y = 0
            try:
                try:
                    if x > 0:
                        raise ValueError("positive")
                except ValueError as c:
                    y = 1
                    if x > 1:
                        raise KeyError("again")
            except KeyError:
                y = y + 10
                try:
                    c
                except NameError:
                    y = y + 100
            return y
        """,
        0, 1, 2,
    )  # fmt: skip
