"""``with`` over ``contextlib.contextmanager``: the generator's code runs in the graph, before the body and after it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check, compare, load, traced

PROGRAMS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "code on both sides of the yield": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            print("enter")
            yield x + 1
            print("leave")
        def f(x):
            with cm(x) as v:
                if x > 0:
                    v = v * 2
            return v
        """,
        [(3,), (-3,), (7,)],
    ),
    "a branch before the yield, and a finally": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            if x > 0:
                y = x
            else:
                y = -x
            try:
                yield y
            finally:
                print("leave")
        def f(x):
            with cm(x) as v:
                if x > 5:
                    raise ValueError("no")
            return v
        """,
        [(3,), (-3,), (7,)],
    ),
    "an except and an else around the yield": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            try:
                yield x
            except ValueError:
                print("caught")
            else:
                print("fine")
        def f(x):
            y = 0
            with cm(x) as v:
                y = v
                if x > 5:
                    raise ValueError("no")
                y = y + 100
            return y
        """,
        [(3,), (-3,), (7,)],
    ),
    "a method, entered by the rounds of a loop": (
        """
        import contextlib
        class M:
            def __init__(self): self.n = 0
            @contextlib.contextmanager
            def scope(self, k):
                self.n += k
                try:
                    yield self
                finally:
                    self.n -= 1
        def f(x):
            m = M()
            t = 0
            for i in range(x):
                with m.scope(i) as s:
                    if i == 4:
                        continue
                    t += s.n
            return t, m.n
        """,
        [(3,), (-3,), (7,)],
    ),
    "loops around the yield, a handler around the with": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            y = x
            while y > 2:
                y = y - 2
            yield y
            for i in range(x):
                print(i)
        def f(x):
            try:
                with cm(x) as v:
                    if x > 5:
                        raise ValueError("no")
                    if x < 0:
                        return -1
            except ValueError:
                return 50
            return v
        """,
        [(3,), (-3,), (7,)],
    ),
    "a yield in each branch": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            if x > 0:
                print("positive")
                yield x
            else:
                print("negative")
                yield -x
            print("end")
        def f(x):
            with cm(x) as v:
                if v > 5:
                    raise ValueError("no")
                v = v + 1
            return v
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
    "a yield in one branch alone": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            if x > 0:
                yield x
        def f(x):
            with cm(x) as v:
                v = v + 1
            return v
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
    "another exception in place of the first": (
        """
        import contextlib
        class Retry:
            def __init__(self):
                self.count = 0
            @contextlib.contextmanager
            def guard(self, limit):
                try:
                    yield limit * 2
                except ValueError as e:
                    self.count = self.count + 1
                    if limit == 5:
                        raise KeyError("five") from e
                finally:
                    self.count = self.count + 10
        def f(x):
            r = Retry()
            total = 0
            for i in range(x):
                with r.guard(i) as k:
                    if i == 2:
                        continue
                    if i > 3:
                        raise ValueError("large")
                    total += k
            return total, r.count
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
    "a tape": (
        """
        import contextlib
        @contextlib.contextmanager
        def cm(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                yield tape
        def f(x):
            with cm(x) as tape:
                y = x * x
                if x > 5:
                    y = y * x
            return tape.gradient(y, x)
        """,
        [(3.0,), (-3.0,), (7.0,)],
    ),
    "managers inside managers": (
        """
        import contextlib
        @contextlib.contextmanager
        def outer(x):
            with contextlib.suppress(ValueError):
                yield x
        @contextlib.contextmanager
        def inner(x):
            with outer(x + 1) as z:
                yield z
        def f(x):
            y = 0
            with inner(x) as v, outer(2) as w:
                y = v + w
                if x > 5:
                    raise ValueError("x")
                y = y * 2
                if x == 0:
                    return -1
            return y
        """,
        [(3,), (-3,), (7,), (0,)],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_with_generators(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    source, cases = PROGRAMS[name]
    function = load(source).f
    concrete = traced(function, cases)
    capfd.readouterr()
    compare(function, concrete, cases, output=lambda: capfd.readouterr().out)


def test_what_a_loop_raises_does_not_come_to_its_generator() -> None:
    check(
        """
        def numbers(n):
            try:
                for k in range(n):
                    yield k
            except ValueError:
                yield 100
        def f(x):
            total = x
            try:
                for k in numbers(4):
                    if k + x > 5:
                        raise ValueError("large")
                    total += k
            except ValueError:
                return -total
            return total
        """,
        0,
        3,
        5,
    )


def test_generators_that_yield_twice_or_never() -> None:
    program = load(
        """
        import contextlib
        @contextlib.contextmanager
        def manager(x):
            for _ in range(x):
                yield
        def f(x):
            with manager(x):
                x = x + 1
            return x
        """
    )
    graph = traced(program.f, [(1,)])
    compare(program.f, graph, [(0,), (1,), (2,)])
