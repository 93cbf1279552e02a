"""Functions of the author's that are ``tf.function`` or graph functions already, called from staged code."""

from __future__ import annotations

from tests.runtime.programs import check


def test_number_of_the_graph_as_an_argument() -> None:
    source = """
    @tf.function
    def step(i, scale=2):
        if i > 1:
            return tf.cast(i, tf.float32) * scale + i
        return tf.constant(1.0) * i
    def f(n):
        s = 0.0
        for i in range(n):
            s += step(i - 1) + step(i, scale=i)
        return s
    """
    check(source, 0, 1, 5, has=["While"])


def test_number_of_the_graph_stays_a_number_of_python() -> None:
    source = """
    @tf.function
    def scaled(x, options):
        return x * options["by"] / options["of"][0]
    def f(x, n):
        for i in range(n):
            x = scaled(x, {"by": i + 1, "of": [2.0, None]})
        return x
    """
    check(source, ([1.0, 2.0], 3), ([0.5, 1.0], 0))


def test_input_signature_converts_it() -> None:
    source = """
    @tf.function(input_signature=[tf.TensorSpec([], tf.float32)])
    def third(x):
        return x / 3
    def f(n):
        s = 0.0
        for i in range(n):
            s += third(i)
        return s
    """
    check(source, 0, 4)


def test_methods_and_objects() -> None:
    source = """
    class Model(tf.Module):
        def __init__(self):
            self.w = tf.Variable(2.0)
        @tf.function
        def __call__(self, x, i):
            return x * self.w + i
        @tf.function
        def shifted(self, x, i):
            return x - self.w * i
    model = Model()
    def f(n):
        x = tf.constant(1.0)
        for i in range(n):
            x = model.shifted(model(x, i), i=i)
        return x
    """
    check(source, 0, 3)


def test_graph_functions() -> None:
    source = """
    import autoimport_graph
    @autoimport_graph.graph
    def one(i, limits):
        if i > limits["low"]:
            return i + 1
        return i - 1
    def f(n):
        s = 0
        for i in range(n):
            s += one(i, {"low": 2}) + one(i=n, limits={"low": i})
        return s
    """
    check(source, 0, 5)


def test_lists_of_the_graph_and_what_may_be_none() -> None:
    source = """
    @tf.function
    def total(items, best):
        s = 0
        for x in items:
            s += x
        if best is None:
            return s - len(items)
        return s + best
    def f(n):
        items = []
        best = None
        for i in range(n):
            items.append(i * i)
            if i > 2:
                best = i
        return total(items, best)
    """
    check(source, 0, 2, 5)


def test_exceptions_reach_handlers_around_the_call() -> None:
    source = """
    @tf.function
    def checked(i):
        if i > 2:
            raise ValueError("big")
        return i
    def f(n):
        s = 0
        for i in range(n):
            try:
                s += checked(i)
            except ValueError:
                s += 100
        return s + checked(n - 3)
    """
    check(source, 0, 3, 5, 7)
