"""Loops that XLA compiles by itself, in graph functions: which, that they compute the same, and why others do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from autoimport_graph import graph
from autoimport_graph.errors import StagingError
from autoimport_graph.report import events
from autoimport_graph.runtime.xla import rules
from tests.runtime.programs import attempt, equal, load


@pytest.fixture(autouse=True)
def recorded() -> Iterator[None]:
    events.enable()
    yield
    events.disable()


def decisions() -> dict[int, tuple[str, ...]]:
    """By line: that a loop was compiled, as nothing to say against it, or what was said."""
    found = [staging for staging in events.stagings() if staging.kind in ("compiled", "not compiled")]
    return {staging.line: staging.details for staging in found}


def compiled_functions(concrete: Any) -> int:
    """How many functions of a graph XLA compiles."""
    library = concrete.graph.as_graph_def().library
    return sum(function.attr["_XlaMustCompile"].b for function in library.function)


def traced(source: str, *arguments: Any, **options: Any) -> tuple[Any, Any, int]:
    """A program's function, the same as a graph, and how many loops of that XLA compiles."""
    function = load(source, "import tensorflow as tf\n").f
    whole = graph(function, **options)
    return function, whole, compiled_functions(whole.get_concrete_function(*map(tf.constant, arguments)))


COMPILED = {
    "primes": (
        """
        def f(n):
            count = 0
            for i in range(2, n):
                for j in range(2, i):
                    if i % j == 0:
                        break
                else:
                    count += 1
            return count
        """,
        [100, 2, 0],
    ),
    "collatz": (
        """
        def f(n):
            steps = 0
            while n != 1:
                n = n // 2 if n % 2 == 0 else 3 * n + 1
                steps += 1
            return steps, n
        """,
        [27, 1],
    ),
    # Each rounding tells: a loop that squares what it has makes anything of a difference.
    "chaos": (
        """
        def f(x):
            for i in tf.range(1000):
                x = x * x * 0.99 - 1.7 * (x / 1.01)
                if x > 1e3 or x < -1e3:
                    x = 1.0 / x
            return x
        """,
        [0.3, 1.7],
    ),
    "newton": (
        """
        def f(a):
            total = 0.0
            for i in tf.range(1, 100):
                x = a
                while tf.abs(x * x - a) > 1e-3 * a:
                    x = 0.5 * (x + a / x)
                total += x * tf.cast(i, tf.float32)
            return total
        """,
        [2.0, 50.0],
    ),
    "items": (
        """
        def f(x, n):
            total = 0.0
            for i in range(n):
                total += x[i] * x[-1]
            for v in tf.concat([x, x], 0):
                if v > 1.0:
                    total += v
            return total
        """,
        [([1.0, 2.0, 3.0] * 30, 90), ([1.0, 2.0, 3.0] * 30, 91), ([1.0, 2.0, 3.0] * 30, 5)],
    ),
    "stores": (
        """
        def f(x, n):
            for i in tf.range(n):
                x = tf.tensor_scatter_nd_update(x, [[i % 3]], [x[(i + 1) % 3] * 2 % 1000 + 1])
            return x
        """,
        [([1, 2, 3], 100)],
    ),
    "none and early return": (
        """
        def f(n):
            best = None
            for i in tf.range(n):
                if best is None or i % 7 > best:
                    best = i % 7
                if i * i > 50:
                    return best
            return -1
        """,
        [5, 100],
    ),
    "structures": (
        """
        def f(n):
            d = {"a": 0, "b": (1.0, tf.constant([1, 2]))}
            for i in tf.range(n):
                d["a"] += i
                d["b"] = (d["b"][0] * 1.01, d["b"][1] + i)
            return d["a"], d["b"][0], d["b"][1]
        """,
        [100],
    ),
    "vectors": (
        """
        def f(x, n):
            m = tf.zeros([3, 3])
            for i in tf.range(n):
                m = m + tf.reduce_sum(m, axis=0) * 0.1 + tf.reduce_max(x) + tf.cast(tf.argmax(x), tf.float32)
                m = tf.transpose(m) + tf.reshape(tf.tile(x, [3]), [3, 3]) + tf.gather(x, [0, 2, 1]) + x[::-1]
                m = tf.where(tf.reduce_any(m > 1e6), m * 1e-6, m) + tf.expand_dims(x, 1) + tf.squeeze(x[:, None], 1)
                m = m + tf.one_hot(i % 3, 3) + tf.cast(tf.reduce_all(x > 0), tf.float32) + tf.fill([3], 0.5)
                m = tf.concat([m[1:], m[:1]], axis=0) + tf.matmul(m, m) * 1e-3 + tf.stack(tf.unstack(x))
                m = m / tf.reduce_mean(tf.abs(m)) + tf.reduce_prod(x) + tf.cumsum(x) + tf.pad(x[1:], [[0, 1]])
                m = m + m[1] + m[i % 3] + m[:, i % 3] + m[1, i % 3] + tf.range(3.0) + tf.split(x, 3)[0]
                m = m + tf.norm(x) + tf.add_n([x, x]) + tf.broadcast_to(x, [3, 3]) + tf.slice(x, [1], [1])
            return m
        """,
        [([1.0, 2.0, 3.0], 100)],
    ),
}


@pytest.mark.parametrize(("source", "cases"), COMPILED.values(), ids=COMPILED.keys())
def test_compiled(source: str, cases: list[Any]) -> None:
    arguments = [case if isinstance(case, tuple) else (case,) for case in cases]
    function, whole, count = traced(source, *arguments[0])
    assert count > 0, decisions()
    for values in arguments:
        tensors = [tf.constant(value) for value in values]
        # TensorFlow optimizes graphs: divides by multiplying, joins constants. So does not eager code, nor XLA here.
        expected, error = attempt(function, tensors)
        result, result_error = attempt(whole, tensors)
        assert (result_error is None) == (error is None), f"{values}: {result_error}, not {error}"
        assert equal(result, expected), f"{values}: {result}, not {expected}"


def test_what_is_asked_of_tensorflow_leaves_nothing_in_the_graph() -> None:
    _, whole, count = traced(COMPILED["primes"][0], 100)
    assert count == 1
    operations = whole.get_concrete_function(tf.constant(100)).graph.get_operations()
    assert not [operation.name for operation in operations if operation.type.startswith("Random")]


FAILING = {
    "assert": ("assert i < 70, 'too large'", "AssertionError: too large"),
    "raise": ("if i == 70:\n            raise ValueError('here')", "ValueError: here"),
    "raise in a helper": ("total += checked(i)", "ValueError: no more"),
    "zero division": ("total += 7 // (70 - i)", "Integer division by zero"),
    "zero division in Python's words": ("total += 7 // (70 - int(i))", "ZeroDivisionError"),
    # Iterations that do not wait for each other may fail before the first one that does.
    "no such item": ("total += tf.range(70)[i]", "of dimension 0 out of bounds"),
    "in the condition": ("while 7 // (70 - i) < total:\n            total -= 1", "Integer division by zero"),
}
HELPER = "def checked(i):\n    if i > 69:\n        raise ValueError('no more')\n    return i\n"


@pytest.mark.parametrize(("statement", "message"), FAILING.values(), ids=FAILING.keys())
def test_failures_are_those_of_the_loop(statement: str, message: str) -> None:
    source = f"{HELPER}def f(n):\n    total = 0\n    for i in tf.range(n):\n        {statement}\n        total += i\n"
    function, whole, count = traced(f"{source}    return total", 1)
    assert count == 1, decisions()
    assert int(whole(tf.constant(66))) == int(function(tf.constant(66)))
    with pytest.raises(tf.errors.InvalidArgumentError) as failure:
        whole(tf.constant(100))
    assert message in str(failure.value)


def test_what_follows_a_failed_loop_does_not_run(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
    def f(n):
        print("before")
        for i in tf.range(n):
            assert i < 70
        print("after", n)
    """
    _, whole, count = traced(source, 1)
    assert count == 1
    whole(tf.constant(66))
    assert capfd.readouterr().out.splitlines()[0] == "before"
    with pytest.raises(tf.errors.InvalidArgumentError):
        whole(tf.constant(100))
    assert capfd.readouterr().out == "before\n"


def test_casts_and_comparisons_that_processors_decide() -> None:
    source = """
    def f(x):
        total, least = 0, x
        for i in tf.range(100):
            total += tf.cast(x, tf.int32) % 10
            least = tf.minimum(tf.maximum(least, x), x * 2)
        return total, least
    """
    function, whole, count = traced(source, 1.0)
    assert count == 1
    for x in (1.0, 3e9, -3e9, np.nan, np.inf):
        expected = [part.numpy() for part in tf.function(function)(tf.constant(x))]
        np.testing.assert_equal([part.numpy() for part in whole(tf.constant(x))], expected)


BODY = "def f(n, x):\n    total = 0.0\n    for i in tf.range(n):\n        {}\n        total += 1.0\n    return total"
REFUSED = {
    "print": ("print(i)", "it prints"),
    "print in a branch": ("if i > 5:\n            print(i)", "it prints"),
    "strings": ("total += tf.strings.to_number(tf.strings.as_string(i))", "it handles strings"),
    "py_function": ("total += tf.py_function(lambda i: float(i), [i], tf.float32)", "it calls Python"),
    "random numbers": ("total += tf.random.stateless_uniform([], [1, i])", "random numbers are others under XLA"),
    "stateful random numbers": ("total += tf.random.uniform([])", "random numbers are others under XLA"),
    "variable": ("total += V", "it reads a variable"),
    "assignment": ("V.assign_add(1.0)", "it changes a variable"),
    "function": ("total += tf.function(tf.sqrt)(total)", "it calls another function"),
    "where": ("total += tf.cast(tf.where(x > total)[0, 0], tf.float32)", "size of a result is known only"),
    "mask": ("total += tf.reduce_sum(x[x > total])", "known only when the graph runs"),
    "unique": ("total += tf.unique(x)[0][0]", "size of a result is known only"),
    "range": ("total += tf.cast(tf.reduce_sum(tf.range(i)), tf.float32)", "known only when the graph runs"),
    "growth": ("x = tf.concat([x, x[:1]], 0)", "a shape is known only when the graph runs"),
    "half precision": ("total += tf.cast(tf.cast(total, tf.float16), tf.float32)", "float16"),
    "large": ("total += tf.reduce_sum(tf.ones([100, 100]) * total)", "a tensor has 10000 elements"),
    "sorting": ("total += tf.sort(x)[0]", "XLA does not do, or does otherwise, what TopKV2 does"),
}


@pytest.mark.parametrize(("statement", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_not_compiled(statement: str, reason: str) -> None:
    _, _, count = traced("V = tf.Variable(2.0)\n" + BODY.format(statement), 3, [1.0, 2.0, 3.0])
    (reasons,) = decisions().values()
    assert count == 0
    assert any(reason in one for one in reasons), reasons


ALSO_REFUSED = {
    "dataset": ("for v in tf.data.Dataset.range(3):\n        n += tf.cast(v, tf.int32)", "it reads a dataset"),
    "list": ("found = [n]\n    for i in tf.range(n):\n        found.append(i)\n    n = found[-1]", "it changes a list"),
    "few iterations": ("for i in tf.range(10):\n        n += i", "it runs 10 times at most"),
    "unknown shape": (
        "x = tf.cast(tf.range(n), tf.int32)\n    for i in tf.range(n):\n        x += i\n    n = x",
        "a shape is known only when the graph runs",
    ),
    "gradient": (
        "x = tf.cast(n, tf.float32)\n    with tf.GradientTape() as tape:\n        tape.watch(x)\n        y = x\n"
        "        for i in tf.range(n):\n            y = y * x\n    n = tape.gradient(y, x)",
        "a gradient is taken of it",
    ),
}


@pytest.mark.parametrize(("statements", "reason"), ALSO_REFUSED.values(), ids=ALSO_REFUSED.keys())
def test_loops_not_compiled(statements: str, reason: str) -> None:
    function, whole, count = traced(f"def f(n):\n    {statements}\n    return n", 4)
    assert count == 0
    assert any(reason in one for reasons in decisions().values() for one in reasons), decisions()
    assert equal(*(attempt(f, [tf.constant(4)])[0] for f in (function, whole)))


def test_what_xla_cannot_convert(monkeypatch: pytest.MonkeyPatch) -> None:
    # As if the rules did not know that XLA does not round integers.
    monkeypatch.setitem(rules.RULES, "Round", rules.Rule(rules.emit_same))
    source = "def f(n):\n    for i in tf.range(100):\n        n = tf.raw_ops.Round(x=n) + i\n    return n"
    function, whole, count = traced(source, 4)
    assert count == 0
    ((reason,),) = decisions().values()
    assert reason.startswith("XLA cannot convert it (")
    assert "RoundToEven must be real-valued" in reason
    assert int(whole(tf.constant(4))) == int(tf.function(function)(tf.constant(4)))


def test_loop_by_loop() -> None:
    source = """
    def f(n):
        total = 0
        for i in tf.range(n):
            print(i, "of", n)
            k = i
            while k > 0:
                for j in tf.range(k):
                    total += j
                k -= 1
        while n < 1000:
            n += 7
        return total, n
    """
    function, whole, count = traced(source, 4)
    assert decisions() == {5: ("it prints",), 8: (), 12: ()}
    assert count == 2
    assert [int(part) for part in whole(tf.constant(9))] == [int(part) for part in function(tf.constant(9))]


def slope(function: Any, x: float) -> float:
    variable = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(variable)
        y = function(variable)
    return float(tape.gradient(y, variable))


DIFFERENTIABLE = """
def f(x):
    found = []
    for i in tf.range(3):
        if x > 1.0:
            t = x
            while t < 200.0:
                t = t * x + tf.sin(x)
                assert t > 0.0
        else:
            t = x * x
        found.append(t)
    total = 0.0
    for v in tf.concat([tf.reshape(x, [1])] * 90, 0):
        if v > 0.0:
            total += v * x
    return total
"""


def test_gradients() -> None:
    function, whole, count = traced(DIFFERENTIABLE, 1.5)
    assert count == 2, decisions()
    for x in (1.5, 0.5):
        expected = slope(function, x)
        assert slope(whole, x) == pytest.approx(expected, rel=1e-5)
        inside = tf.function(lambda x: slope_of(whole, x), autograph=False)
        assert float(inside(tf.constant(x))) == pytest.approx(expected, rel=1e-5)
        of_graph = tf.function(lambda x: tf.gradients(whole(x), x)[0], autograph=False)
        assert float(of_graph(tf.constant(x))) == pytest.approx(expected, rel=1e-5)
        variable = tf.constant(x)
        with tf.autodiff.ForwardAccumulator(variable, tf.constant(1.0)) as accumulator:
            y = whole(variable)
        assert float(accumulator.jvp(y)) == pytest.approx(expected, rel=1e-5)


def slope_of(function: Any, x: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


def test_second_derivative() -> None:
    function, whole, count = traced("def f(x):\n    y = x\n    while y < 20:\n        y = y * x\n    return y", 1.5)
    assert count == 1
    assert slope(lambda x: slope_of(whole, x), 1.5) == pytest.approx(slope(lambda x: slope_of(function, x), 1.5))


SUM = "def f(n):\n    total = 0\n    for i in tf.range(n):\n        total += i * i\n    return total"


def test_few_iterations_are_not_worth_compiling() -> None:
    function, whole, count = traced(SUM, 100)
    assert count == 1
    concrete = whole.get_concrete_function(tf.constant(100))
    (choice,) = [operation for operation in concrete.graph.get_operations() if operation.type == "StatelessIf"]
    assert choice.inputs[0].op.type == "Less"
    for n in (0, 10, 63, 64, 1000):
        assert int(whole(tf.constant(n))) == int(function(tf.constant(n)))


def test_options_are_honoured() -> None:
    for option, functions in (("auto", 1), (True, 1), (False, 0), (None, 0)):
        _, whole, count = traced(SUM, 100, jit_compile=option)
        assert count == (0 if option is True else functions)
        assert int(whole(tf.constant(100))) == 328350
    _, whole, _ = traced(SUM, 100, jit_compile=True)
    assert whole.get_concrete_function(tf.constant(100)).function_def.attr["_XlaMustCompile"].b


def test_lists_where_xla_compiles_the_whole_function() -> None:
    """XLA itself spoke of an operation that the author had never heard of, and not before the graph ran."""
    function = load("def f(n):\n    out = []\n    for i in range(n):\n        out.append(i)\n    return out\n").f
    with pytest.raises(StagingError, match=r"(?s)pass jit_compile=False.*for i in range\(n\)") as caught:
        tf.function(function, jit_compile=True)(tf.constant(3))
    assert "tf.TensorArray" in str(caught.value)
    unrolled = load("def f(n):\n    out = []\n    for i in range(3):\n        out.append(i + n)\n    return out\n").f
    assert [int(i) for i in tf.function(unrolled, jit_compile=True)(tf.constant(3))] == [3, 4, 5]


def test_gradients_where_xla_compiles_the_whole_function() -> None:
    """Keras's ``fit`` on a GPU: the number of iterations that Python knows sizes what the gradient needs."""
    function = load("""
def f(x):
    total = x[0]
    for t in tf.range(x.shape[0]):
        if x[t] > 0.0:
            total = total * tf.sin(x[t])
    return total
""").f

    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.gradient(y, x)

    x = tf.constant([0.5, -1.0, 2.0])
    np.testing.assert_allclose(tf.function(slope, jit_compile=True)(x), slope(x), rtol=1e-5)


def test_functions_around() -> None:
    function, whole, _ = traced(SUM, 100)
    n = tf.constant(100)
    plain = tf.function(lambda n: whole(n) + 1, autograph=False)
    assert compiled_functions(plain.get_concrete_function(n)) == 1
    assert int(plain(n)) == 328351
    uncompiled = graph(lambda n: function(n) + 1, jit_compile=False)
    assert compiled_functions(uncompiled.get_concrete_function(n)) == 0
    events.disable()
    events.enable()
    assert int(tf.function(graph(function), jit_compile=True, autograph=False)(n)) == 328350
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    assert int(tf.function(lambda n: strategy.run(graph(function), (n,)), autograph=False)(n)) == 328350
    (reasons,) = decisions().values()
    assert reasons == ("XLA compiles the whole function", "it is part of a distributed computation")


@pytest.mark.parametrize(("device", "reasons"), [("CPU:0", ()), ("GPU:0", ("it runs on /device:GPU:0",))])
def test_devices(monkeypatch: pytest.MonkeyPatch, device: str, reasons: tuple[str, ...]) -> None:
    source = f"""
    def f(n):
        total = 0
        with tf.device("{device}"):
            for i in tf.range(n):
                total += i * i
        return total
    """
    monkeypatch.setattr(tf.config, "list_logical_devices", lambda kind=None: ["one"])
    _, whole, _ = traced(source, 100)
    assert int(whole(tf.constant(100))) == 328350
    (found,) = decisions().values()
    assert found == reasons


def test_sessions_keep_tensorflows_kernels() -> None:
    function = load(SUM).f
    with tf.Graph().as_default() as whole:
        result = graph(function)(tf.constant(100))
        with tf.compat.v1.Session() as session:
            assert session.run(result) == 328350
    assert not any(f.attr["_XlaMustCompile"].b for f in whole.as_graph_def().library.function)


def test_keras_fit() -> None:
    import keras

    source = """
    class Scaled(keras.layers.Layer):
        @graph
        def call(self, x):
            scale = tf.reduce_sum(x)
            k = 0
            while tf.abs(scale) > 1.0:
                scale = scale / 3.0
                k += 1
            return x * scale + tf.cast(k, x.dtype)
    """
    layers = load(source, "import keras\nimport tensorflow as tf\nfrom autoimport_graph import graph\n")
    results = []
    for layer in (layers.Scaled(), plain_layer(layers.Scaled)):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.layers.Dense(4), layer, keras.layers.Dense(1)])
        model.compile("sgd", "mse", jit_compile=False)
        history = model.fit(tf.ones([16, 2]), tf.ones([16, 1]), epochs=2, verbose=0)
        results.append(history.history["loss"])
    assert results[0] == pytest.approx(results[1], rel=1e-5)


def plain_layer(layer: Any) -> Any:
    class Plain(layer):
        call = tf.function(layer.call.python_function)

    return Plain()
