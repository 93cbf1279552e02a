"""Functions, partials and methods that a branch or an iteration makes, and that hold what it has computed."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused

PROGRAMS = {
    "lambdas with defaults": """
    def f(n):
        calls = []
        for i in range(n):
            calls.append(lambda x, i=i: i * x)
        return [call(10) for call in calls]
    """,
    "closures of a factory": """
    def adder(k):
        if k > 1:
            step = 2 * k
        else:
            step = k
        def add(x):
            return x + step
        return add

    def f(n):
        last = adder(0)
        for i in range(n):
            last = adder(i)
        return [add(10) for add in [adder(i) for i in range(n)]], last(5)
    """,
    "partials": """
    def add(a, b, c=0):
        return a + b + c

    def f(n):
        calls = []
        best = functools.partial(add, 1)
        for i in range(n):
            calls.append(functools.partial(add, i, c=2 * i))
            best = functools.partial(add, i)
        return [call(10) for call in calls], best(1)
    """,
    "a method of one object": """
    class Total:
        def __init__(self):
            self.value = 0

        def add(self, x):
            self.value = self.value + x

    def f(n):
        total, calls = Total(), []
        for i in range(n):
            calls.append(total.add)
        for call in calls:
            call(3)
        total.value += 1
        return total.value
    """,
    "in branches": """
    def scaled(k):
        def run(x):
            return k * x
        return run

    def f(n):
        call = scaled(1)
        if n > 0:
            call = scaled(n + 1)
        other = functools.partial(max, 2 * n) if n > 1 else functools.partial(max, 5)
        return call(10), other(3)
    """,
    "a variable that is bound anew": """
    def f(n):
        y = n
        call = lambda: 0
        if n > 0:
            y = 2 * n
            call = lambda: y
        y = 100
        return call()
    """,
    "in a dict and an attribute": """
    class Button:
        pressed = None

    def f(n):
        table, button = {"last": lambda x: x}, Button()
        for i in range(n):
            table["last"] = lambda x, i=i: x * i
            button.pressed = lambda i=i: i
        return table["last"](10), -1 if button.pressed is None else button.pressed()
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], 3, 0, 1)


def test_a_variable_that_two_functions_share_is_refused() -> None:
    message = refused(
        """
    def counter(start):
        count = start
        def increase():
            nonlocal count
            count += 1
        def get():
            return count
        return increase, get

    def f(x):
        increase, get = counter(0)
        if x > 0:
            increase, get = counter(x + 1)
        increase()
        return get()
    """,
        3,
    )
    assert "is used outside of it" in message
    assert "increase()" in message


def test_two_functions_that_hold_as_many_tensors_each() -> None:
    check(
        """
        def add(k):
            return lambda v: v + k
        def times(k):
            return lambda v: v * k
        def f(x):
            if x > 0:
                g, h = add(x), lambda v, k=x: v - k
            else:
                g, h = times(x), lambda v, k=x * 2: v * k
            return g(10), h(7)
        """,
        3,
        -3,
        has=["If"],
    )


ADDING = """
    class A:
        def __init__(self, x): self.x = x
        def add(self, y): return self.x + y
"""
SUMMING = """
    class A:
        def __init__(self, x): self.x = x
        def add(self, y):
            self.x = self.x + y
            return self.x
"""
METHODS = {
    "of objects that branches make": ADDING
    + """
    def f(x):
        if x > 0:
            g = A(x).add
        else:
            g = A(x * 2).add
        return g(10)
    """,
    "of objects that a loop makes": ADDING
    + """
    def f(x):
        g = A(0).add
        for i in range(x):
            g = A(i).add
        return g(10)
    """,
    "of several classes": ADDING
    + """
    class B(A):
        def add(self, y): return self.x - y
    class C(A): pass
    def f(x):
        if x > 0:
            g = A(x).add
        elif x < -2:
            g = C(x * 7).add
        else:
            g = B(x * 2).add
        return g(10)
    """,
    "that change their object": SUMMING
    + """
    def f(x):
        if x > 0:
            a = A(x)
            g = a.add
        else:
            a = A(x * 2)
            g = a.add
        g(10)
        return a.x
    """,
    "of objects that are older": SUMMING
    + """
    def f(x):
        a, b = A(1), A(2)
        g = a.add
        if x > 0:
            g = b.add
        g(x)
        for i in range(x):
            g(i)
            g = a.add if i % 2 == 0 else b.add
        g(100)
        return a.x, b.x
    """,
    "that their object holds": """
    class A:
        def __init__(self, x):
            self.x = x
            self.cb = self.add
        def add(self, y):
            return self.x + y
    def f(x):
        a = A(x)
        if x > 0:
            g = a.add
        else:
            g = a.cb
        return g(10)
    """,
}


@pytest.mark.parametrize("name", METHODS)
def test_methods(name: str) -> None:
    check(METHODS[name], 3, 0, -3)
