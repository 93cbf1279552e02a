"""``with`` where a tensor decides whether its body raises: the exit runs for both, and may suppress the exception."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check, compare, load, refused, traced

PROGRAMS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "an exit runs before the handler": (
        """
        class Guard:
            def __init__(self):
                self.log = []
            def __enter__(self):
                return self
            def __exit__(self, *exception):
                print("left")
        def g(x):
            with Guard():
                if x < 0:
                    raise ValueError('negative')
                x = x + 1
            return x
        def f(x):
            try:
                return g(x)
            except ValueError:
                return 0
        """,
        [(3,), (-3,)],
    ),
    "an exit suppresses some exceptions": (
        """
        class Guard:
            def __init__(self):
                self.n = 0
            def __enter__(self):
                self.n += 1
                return self.n
            def __exit__(self, kind, error, trace):
                self.n = self.n + 10
                return kind is ValueError
        def f(x):
            g = Guard()
            y = x
            with g as v:
                y = y + v
                if x < 0:
                    raise ValueError('negative')
                if x > 5:
                    raise KeyError('large')
                y = y * 2
            return y + g.n
        """,
        [(3,), (-3,), (7,)],
    ),
    "suppress in a loop": (
        """
        import contextlib
        def f(x):
            t = 0
            for i in range(x):
                with contextlib.suppress(ValueError, KeyError):
                    if i % 2 == 0:
                        raise ValueError('even')
                    t += i
                    if i == 5:
                        break
            return t
        """,
        [(3,), (-3,), (7,)],
    ),
    "two managers and a return": (
        """
        class Guard:
            def __enter__(self):
                return self
            def __exit__(self, kind, error, trace):
                if error is not None:
                    print("error", error)
                else:
                    print("fine")
                return False
        def f(x):
            t = x
            with Guard(), Guard() as b:
                if x < 0:
                    return t * 10
                if x > 5:
                    raise ValueError("no")
                t = t + 1
            return t
        """,
        [(3,), (-3,), (7,)],
    ),
    "a tape": (
        """
        def f(x):
            try:
                with tf.GradientTape() as tape:
                    tape.watch(x)
                    if x < 0:
                        raise ValueError("no")
                    y = x * x
                return tape.gradient(y, x)
            except ValueError:
                return x
        """,
        [(3.0,), (-3.0,), (7.0,)],
    ),
    "name scopes and jumps in a loop": (
        """
        def f(x):
            v = []
            with tf.name_scope("a"):
                while x > 0:
                    with tf.name_scope("b"):
                        v.append(x)
                        x = x - 1
                        if x > 5:
                            continue
                        if x < 1.5:
                            break
                        x = x - 0.5
            return tf.stack(v) if len(v) else x
        """,
        [(3.0,), (-3.0,), (7.0,)],
    ),
    "an exit that raises": (
        """
        class Guard:
            def __enter__(self):
                return self
            def __exit__(self, kind, error, trace):
                raise KeyError("exit")
        def f(x):
            t = x
            try:
                with Guard() as b:
                    if x > 5:
                        raise ValueError("no")
                    t = t + 1
            except KeyError:
                t = t + 100
            return t
        """,
        [(3,), (-3,), (7,)],
    ),
    "a tensor decides whether an exit suppresses": (
        """
        class Guard:
            def __enter__(self):
                return self
            def __exit__(self, kind, error, trace):
                return self.n > 5
        def f(x):
            g = Guard()
            g.n = x
            with g:
                if x != 0:
                    raise ValueError("no")
            return x
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
    "assertions and indices without a handler": (
        """
        class Guard:
            def __enter__(self):
                return self
            def __exit__(self, kind, error, trace):
                print("exit", kind is None)
        def f(x):
            with Guard():
                if x > 5:
                    y = x * 2
                assert x != 0, "zero"
                y = [1, 2, 3][x]
            return y
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_with(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    source, cases = PROGRAMS[name]
    function = load(source).f
    concrete = traced(function, cases)
    capfd.readouterr()
    compare(function, concrete, cases, output=lambda: capfd.readouterr().out)


def test_exit_of_others_is_refused() -> None:
    message = refused(
        """
        import contextlib
        def g(x):
            with contextlib.ExitStack() as stack:
                stack.callback(print, "left")
                if x < 0:
                    raise ValueError("negative")
            return x
        def f(x):
            try:
                return g(x)
            except ValueError:
                return 0
        """,
        3,
    )
    assert "ValueError" in message
    assert "if x < 0" in message


def test_a_refusal_is_not_suppressed() -> None:
    message = refused(
        """
        class Quiet:
            def __enter__(self):
                return self
            def __exit__(self, *exception):
                return True
        def f(x):
            with Quiet():
                return x.numpy()
        """,
        3,
    )
    assert "numpy" in message


def test_condition_that_may_fail_before_a_loop() -> None:
    """What the loop leaves in its variables reaches the code after the ``try``."""
    check(
        """
        def f(x):
            a = x
            items = [1]
            try:
                i = x * 0
                while i < (3, 1, 2)[a % 3] % 4:
                    i += 1
                    a = a + 1
            finally:
                items += [a]
            return a, sum(items)
        """,
        0,
        3,
        5,
        has=["While"],
    )
