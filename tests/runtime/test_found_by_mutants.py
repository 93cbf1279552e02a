"""Behaviour that no test asserted until random changes of the code went unnoticed (``make mutants``)."""

from __future__ import annotations

import sys

import pytest
import tensorflow as tf

import autoimport_graph
from tests.runtime.programs import check, load, refused
from tests.runtime.values import ints

PROGRAMS = {
    "sequences in order": (
        "def f(x): return [x, 2] <= [1, 1], (x, 2) >= (1, 3), [x, 1] <= [1, 2], (1, x) >= (1, 1), [x] <= [1]",
        (0, 1, 2),
    ),
    "empty list of objects": (
        """
        class P:
            def __init__(self, x): self.x = x
            def __eq__(self, other): return self.x == other.x
        def f(x):
            return [].count(P(x)), [P(1), P(2)].count(P(x)), P(x) in [], P(x) in [P(1)]
        """,
        (0, 1),
    ),
    "sets and lists": (
        """
        def f(x):
            numbers = set()
            for number in range(x):
                numbers.add(number)
            try:
                both = numbers | [1]
            except TypeError:
                return 0
            return len(both)
        """,
        (2, 3),
    ),
    "endless iterators": (
        """
        def f(x):
            numbers = itertools.count(x)
            try:
                first = next(numbers)
                second = next(numbers)
            except StopIteration:
                return -1
            return first + second
        """,
        (2, 3),
    ),
    "texts of objects": (
        """
        class P:
            def __init__(self, x): self.x = x
            def __repr__(self): return f"P({self.x + 1})" if self.x > 1 else "none"
            def __str__(self): return "odd" if self.x % 2 == 1 else "even"
        def f(x):
            return str(P(int(x))), repr(P(int(x))), f"{P(int(x))}, {P(int(x))!r}", str([P(int(x))])
        """,
        (0, 1, 2),
    ),
    "code, and variables for it": (
        """
        def f(x):
            variables = {}
            exec(compile("a = 3", "text", "exec"), {}, variables)
            return x + variables["a"] if x > 0 else x
        """,
        (0, 2),
    ),
    "a mapping or something else": (
        """
        def f(x):
            value = {"a": x} if x > 0 else 5
            match value:
                case {"a": found}:
                    return found
                case _:
                    return -1
        """,
        (0, 2),
    ),
    "the rest of a mapping": (
        """
        def f(x):
            match {"a": x, "b": 2, "c": 3}:
                case {"a": found, **rest} if found > 1:
                    return found + rest["b"] + len(rest)
                case {"z": _, **rest}:
                    return len(rest)
                case {**rest}:
                    return len(rest)
        """,
        (0, 2),
    ),
    "the largest by a key": (
        "def f(x): return max(x, key=lambda item: -item), min(x, key=lambda item: -item)",
        (ints(3, 1, 2), ints(-1, 5, 0)),
    ),
    "lazy in branches": (
        """
        def f(x):
            xs = [x, x + 1, x + 2]
            if x > 1:
                pairs = zip(xs, xs)
            else:
                pairs = zip(xs, xs[1:])
            return [a + b for a, b in pairs]
        """,
        (0, 2),
    ),
    "what a text lacks": (
        """
        def f(x):
            try:
                return str(int(x)).nothing
            except AttributeError as error:
                return x + len(str(error))
        """,
        (0, 2),
    ),
    "names of variables": ("def f(x):\n    y = x + 1 if x > 0 else x\n    return y, sorted(dir())", (0, 1)),
    "a package imported in a branch": (
        """
        def f(x):
            if x > 0:
                import os.path
                size = len(os.sep)
            else:
                import os.path
                size = 5
            return x + size + len(os.path.sep)
        """,
        (0, 1),
    ),
    "a closure that a function inside a branch takes": (
        """
        def f(x):
            total = x
            def add(number):
                def inner():
                    return total + number
                return inner()
            if x > 1:
                total = total + 1
                result = [add(number) for number in (1, 2)]
            else:
                result = [add(3), total]
            return result
        """,
        (0, 2),
    ),
    "variables that hide those of the function around": (
        """
        def make():
            y = 5
            def f(x):
                y = x + 1
                def g():
                    return y if x > 0 else -y
                return g() + (lambda: y if x > 1 else 0)()
            return f
        f = make()
        """,
        (0, 1, 2),
    ),
    "generators that yield nothing": (
        """
        def ticks(n):
            for i in range(n):
                if i % 2 == 0:
                    yield
        def f(x):
            count = 0
            for tick in ticks(x):
                count += 1 if tick is None else 100
            return count
        """,
        (0, 4),
    ),
    "the first that fits, or a default": (
        "def f(x): return next((v for v in [1, 2, 3] if v > x), -1), next((v for v in [x, 5] if v > 2), x)",
        (0, 2, 3),
    ),
    "NumPy's types": (
        "def f(x): return np.float32(x) / 2, np.int64(x), np.int8(x + 250), np.bool_(x), np.float64(x) / 3",
        (0, 2),
    ),
    "copies of lists": (
        """
        import copy
        def f(x):
            numbers = []
            for number in range(x):
                numbers.append(number)
            other = copy.copy(numbers)
            other.append(9)
            return len(numbers), len(other), sum(other)
        """,
        (0, 3),
    ),
    "math of several numbers": (
        """
        def f(x):
            point = (x, x + 1)
            numbers = []
            for number in tf.range(x + 1):
                numbers.append(float(number) / 2)
            return math.prod(point), math.prod(point, start=2), math.prod(numbers), math.dist(point, (1, 5)), sum(point)
        """,
        (1, 3),
    ),
    "math of tensors": ("def f(x): return math.prod(x), math.fsum(x), math.hypot(*x)", (ints(1, 2, 4), ints(3, 0, 1))),
    "positions of one element": ("def f(x): return [5, 6, 7][x[0]], (1, 2, 3)[x[0]]", (ints(1), ints(-1))),
    "objects that iterate by a method": (
        """
        class Bag:
            def __init__(self, n): self.n = n
            def __iter__(self): return iter(range(self.n)) if self.n > 1 else iter(range(1))
        class Row:
            def __init__(self, n): self.n = n
            def __iter__(self): return iter(tf.range(self.n))
        def f(x):
            total = 0
            for number in Row(x):
                total += number
            return total
        """,
        (1, 4),
    ),
    "lists of rows that differ in length": (
        """
        def f(x):
            rows, more = [], []
            for number in tf.range(x):
                rows.append(tf.range(number))
                more.append(tf.range(number + 1))
            rows.extend(more)
            total = 0
            for row in rows:
                total += tf.reduce_sum(row) + tf.size(row)
            return total, len(rows)
        """,
        (1, 3),
    ),
    "a variable that keys alone read": (
        """
        def f(x):
            if x > 0:
                key = 1
            else:
                key = 2
            return {str(type(key)): value for value in [x]}
        """,
        (0, 1),
    ),
    "methods that are generators": (
        """
        class C:
            def __init__(self, x): self.x = x
            def items(self):
                for number in range(3):
                    if self.x > number:
                        yield number + self.x
        def f(x):
            found = 0
            items = C(x).items()
            for item in items:
                found = found + item
            return found
        """,
        (0, 2),
    ),
    "a variable that the handler alone binds": (
        """
        def f(x):
            for number in range(x):
                try:
                    if number > 1:
                        raise ValueError("large")
                    found = number
                except ValueError:
                    found = -1
            else:
                last = x
            return last
        """,
        (1, 4),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)


def test_values_of_variables_are_refused() -> None:
    assert ".numpy() asks for a value" in refused("V = tf.Variable(1)\ndef f(x): return x + V.numpy()", 1)


@pytest.mark.parametrize("use", ["P(x).sign", "setattr(P(x), 'sign', x)", "P(x).method()", "P.static(x)"])
def test_parts_of_a_class_that_is_not_converted(use: str) -> None:
    source = f"""
        import autoimport_graph

        @autoimport_graph.do_not_convert
        class P:
            def __init__(self, x):
                self.x = x
            @property
            def sign(self):
                return 1 if self.x > 0 else -1
            @sign.setter
            def sign(self, value):
                self.x = value if value > 0 else -value
            def method(self):
                return 1 if self.x > 0 else -1
            @staticmethod
            def static(x):
                return 1 if x > 0 else -1

        def f(x):
            return {use}
    """
    function = load(source).f
    function(tf.constant(1))
    with pytest.raises(TypeError, match="symbolic"):
        tf.function(function).get_concrete_function(tf.constant(1))


def test_stack_before_anything_was_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "autoimport_graph.runtime.operators", raising=False)
    assert autoimport_graph.stack([1, 2]).numpy().tolist() == [1, 2]


def test_tensorflows_print_abbreviates(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
        def f(x):
            value = None
            if x > 0:
                value = tf.range(10)
            tf.print(value)
            return x
    """
    concrete = check(source, 1)
    capfd.readouterr()
    concrete(tf.constant(1))
    assert "[0 1 2 ... 7 8 9]" in "".join(capfd.readouterr())
