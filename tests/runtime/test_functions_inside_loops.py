"""Functions with variables, generators and objects of their own, called inside of staged loops and branches."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "functions made in a loop that differ in their defaults": """
        def f(n):
            g, functions = lambda a: -a, []
            for i in range(n):
                if i < 2:
                    g = lambda a, i=i: i * 10 + a
                functions.append(lambda a, *, i=i, k=2: i * k + a)
            h = lambda k=3: k
            if n > 2:
                h = lambda k=n: k * 2
            return g(4), sum(one(1) for one in functions), h()
    """,
    "functions that a helper makes, in a loop and a branch": """
        def make(k, *, by=1):
            def add(x):
                return x + k * by
            return add
        def f(n):
            g, kept = make(1), []
            for i in range(n):
                g = make(i * 3, by=2)
                kept.append(make(i))
            h = make(2)
            if n > 1:
                h = make(n * 5)
            return g(10), h(1), sum(one(1) for one in kept)
    """,
    "a function that a helper makes and that counts": """
        def make(k):
            def count():
                nonlocal k
                k += 1
                return k
            return count
        def f(n):
            count = make(n)
            for i in range(n):
                if i > 0:
                    count()
            return count()
    """,
    "partials made in a loop and a branch": """
        def f(n):
            g = functools.partial(lambda a, b: a + b, 1)
            for i in range(n):
                g = functools.partial(lambda a, b, c=0: a * b + c, i, c=n)
            h = functools.partial(lambda a, b: a + b, n * 2) if n > 1 else functools.partial(lambda a, b: a - b, n)
            return g(10), h(3)
    """,
    "functions made in a loop that see its variables": """
        def f(n):
            g, total = lambda: -1, 0
            for i in range(n):
                g = lambda: i * 10 + total
                total += g()
            return g(), total
    """,
    "nonlocal of a function called in a loop": """
        def count(x):
            n, best = 0, None
            def step(v):
                nonlocal n, best
                n += 1
                if best is None or v > best:
                    best = v
            for i in tf.range(4):
                step((i - x) * (i - 2))
            return n, best
        def f(x):
            total = 0
            for i in tf.range(3):
                if i % 2 == 0:
                    n, best = count(x + i)
                    total += n * best
            return total
    """,
    "nonlocal of a function that nothing else converts": """
        def make(x):
            a = x
            def outer():
                def inner(k):
                    nonlocal a
                    if k > 0:
                        a += k
                    return a
                return inner(x) + inner(-x)
            return outer
        def f(x):
            total = 0
            for i in tf.range(x):
                outer = make(i)
                total += outer() + outer()
            return total
    """,
    "generator consumed in a function called in a loop": """
        def evens(n):
            for i in tf.range(n):
                if i % 2 == 0:
                    yield i
        def total(n):
            t = 0
            for v in evens(n):
                if v > 4:
                    break
                t += v
            return t + sum([v * v for v in evens(n)])
        def f(n):
            r = 0
            for i in tf.range(n):
                if i > 1:
                    r += total(i)
            return r
    """,
    "objects that a branch chooses, changed in a loop": """
        class Scale:
            def __init__(self, k):
                self.k = k
            def __call__(self, x):
                return x * self.k
        def chosen(x):
            scale = Scale(2) if x > 0 else Scale(5)
            for i in tf.range(3):
                scale.k += 1
            return scale(x)
        def f(x):
            r = 0
            for i in tf.range(3):
                if i > 0:
                    r += chosen(x - i)
            return r
    """,
    "assignment expression in a function called in a loop": """
        def down(x):
            r = x
            while (k := r - 1) > 0:
                r = k
            return r + k
        def f(x):
            total = 0
            for i in tf.range(3):
                total += down(x + i)
            return total
    """,
    "attributes by name in a loop": """
        class Bag:
            def __init__(self, **values):
                self.__dict__.update(values)
        def fill(x):
            bag = Bag(p=x)
            if x > 0:
                setattr(bag, "p", x * 3)
                setattr(bag, "q", 1)
            else:
                setattr(bag, "q", 2)
            return bag.p + bag.q
        def f(x):
            r = 0
            for i in tf.range(3):
                r += fill(x - i)
            return r
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], 3, 0, 1, has=["While"])


def test_a_quantifier_in_a_branch_in_a_loop() -> None:
    source = """
        def f(t):
            r, n = False, 0
            for i in tf.range(2):
                if i > 0:
                    r = any(x > 2 for x in t)
                    n += 1 if all(x >= 0 for x in t) else 0
            return r, n
    """
    check(source, [3, 0, 2], [0, 0, 0], [-1, 0, 0])


def test_names_of_builtins_after_a_star_import() -> None:
    source = """
        from string import *
        class A:
            def m(self, x):
                return x + 1 if x > 0 else x
        class B(A):
            def m(self, x):
                i, total = 0, 0
                while i < 3:
                    total += super().m(x + i)
                    i += 1
                return total
        def f(t):
            a = t[0]
            b = sum(v * 2 for v in t if v > 0) + max(v if v > 0 else -v for v in t)
            names = len(locals())
            return b, any(v < 0 for v in t), all(v < 3 for v in t), B().m(a), eval("a + b") + names
    """
    check(source, [1, 2, -4], [3, 5, 7], [0, 0, 0])


def test_another_any_after_a_star_import() -> None:
    check("from numpy import *\ndef f(t):\n    return len(t) + 0 * int(any(x > 1 for x in [0, 2]) is None)", [1, 2])
