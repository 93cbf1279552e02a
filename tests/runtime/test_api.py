"""The public functions, on functions of a module that no hook converted: this one."""

from __future__ import annotations

import copy
import functools
import inspect
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph import disabled, graph, set_element_type, stack, to_code, to_graph, utils
from tests.runtime.programs import operations


def absolute(x):
    if x > 0:
        return x
    return -x


def indirect(x):
    return absolute(x) + 1


def count(x):
    steps = 0
    while x > 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    return steps


class Scale:
    def __init__(self, factor):
        self.factor = factor

    @property
    def double(self):
        if self.factor > 2:
            return self.factor * 2
        return self.factor

    def __call__(self, x):
        return x * self.double if x > 0 else x

    def __add__(self, other):
        return Scale(self.factor + other.factor if self.factor > other.factor else self.factor)

    def method(self, x):
        both = self + Scale(x)
        return both.factor

    @staticmethod
    def static(x):
        return absolute(x)


@pytest.mark.parametrize("value", [3, -4])
def test_a_function_of_a_plain_module(value):
    converted = to_graph(absolute)
    assert converted(tf.constant(value)).numpy() == abs(value)
    assert "StatelessIf" in operations(converted.get_concrete_function(tf.TensorSpec([], tf.int32)))


def test_what_it_calls_is_converted_too():
    converted = to_graph(indirect)
    assert [int(converted(tf.constant(x))) for x in (3, -4)] == [4, 5]


def test_one_operation_in_a_larger_graph():
    converted = to_graph(count)

    @tf.function
    def whole(x):
        return converted(x) + 1

    concrete = whole.get_concrete_function(tf.TensorSpec([], tf.int32))
    assert [operation.type for operation in concrete.graph.get_operations() if "Call" in operation.type] in (
        ["PartitionedCall"],
        ["StatefulPartitionedCall"],
    )
    assert int(concrete(tf.constant(6))) == 9


def make_closure():
    total = 10

    def add(x):
        nonlocal total
        if x > 0:
            total = total + 1
        return x + total if x > 0 else x

    return add


def test_a_closure_keeps_its_cells():
    add = make_closure()
    assert int(to_graph(add)(tf.constant(-1))) == -1
    adder = (lambda k: lambda x: x + k if x > k else k)(5)
    assert [int(to_graph(adder)(tf.constant(x))) for x in (1, 6)] == [5, 11]


def test_lambdas_on_one_line():
    first, second = (lambda x: x if x > 0 else -x), (lambda x: x * 2 if x > 5 else x)
    assert [int(to_graph(first)(tf.constant(-3))), int(to_graph(second)(tf.constant(6)))] == [3, 12]


def test_methods_objects_partials_and_classes():
    scale = Scale(tf.constant(3))
    assert int(to_graph(scale)(tf.constant(2))) == 12
    assert int(to_graph(scale.method)(tf.constant(2))) == 5
    assert int(to_graph(Scale.static)(tf.constant(-2))) == 2
    assert int(to_graph(functools.partial(Scale.method, scale))(tf.constant(4))) == 3
    assert to_graph(Scale) is Scale
    assert int(tf.function(lambda x: Scale(x).double)(tf.constant(4))) == 8


def test_decorated_functions():
    def twice(function):
        @functools.wraps(function)
        def wrapper(x):
            return function(function(x)) if x > 0 else function(x)

        return wrapper

    @twice
    def halve(x):
        return x // 2 if x > 1 else x

    assert [int(to_graph(halve)(tf.constant(x))) for x in (9, 1, -4)] == [2, 1, -4]


def test_not_recursive_stops_at_the_first_call(tmp_path, monkeypatch):
    (tmp_path / "plain_helpers.py").write_text("def sign(x):\n    if x > 0:\n        return 1\n    return -1\n")
    (tmp_path / "plain_caller.py").write_text(
        "from plain_helpers import sign\n\ndef f(x):\n    return sign(x) if x > 3 else x\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import plain_caller

    with pytest.raises(Exception, match=r"symbolic|bool"):
        to_graph(plain_caller.f, recursive=False)(tf.constant(5))
    assert int(to_graph(plain_caller.f)(tf.constant(5))) == 1


def test_installed_packages_are_left_alone():
    import keras

    before = keras.ops.abs.__code__
    assert float(to_graph(lambda x: keras.ops.abs(x) if x > 0 else x)(tf.constant(2.0))) == 2
    assert keras.ops.abs.__code__ is before


def test_eager_code_still_runs_what_its_author_wrote():
    seen = []

    def f(x):
        seen.append(type(x).__name__)
        return x if x > 0 else -x

    to_graph(f)
    assert f(-3) == 3
    assert seen == ["int"]
    assert f.__code__.co_filename == __file__


def test_a_function_without_source_is_refused():
    namespace, execute = {}, exec
    execute("def f(x):\n    return x if x > 0 else -x", namespace)
    with pytest.raises(ValueError, match="has no source"):
        to_graph(namespace["f"])
    with pytest.raises(TypeError, match="called"):
        to_graph(3)


def test_to_code_runs():
    source = to_code(count)
    assert "while_stmt" in source
    assert source.startswith("def count(x):")
    namespace = {}
    exec(source, namespace)
    assert int(tf.function(namespace["count"], autograph=False)(tf.constant(6))) == 8
    assert "if_stmt" in to_code(make_closure)
    assert "body(" not in to_code(make_closure)
    assert to_code(Scale(1).method).startswith("def method(self, x):")
    assert to_code(to_graph(count)) == source


def documented(x, scale=2):
    """Doubles what is positive."""
    return x * scale if x > 0 else x


def test_to_code_keeps_what_a_function_is():
    namespace = {"absolute": absolute, "graph": graph}
    exec(to_code(documented), namespace)
    assert namespace["documented"].__doc__ == documented.__doc__
    assert int(tf.function(namespace["documented"], autograph=False)(tf.constant(3))) == 6
    exec(to_code(Scale), namespace)
    scale = namespace["Scale"](tf.constant(3))
    assert int(tf.function(scale, autograph=False)(tf.constant(2))) == 12
    assert int(tf.function(scale.method, autograph=False)(tf.constant(2))) == 5
    assert to_code(Scale.double).startswith("def double(self):")
    for value in (len, int, 3, np.add):
        with pytest.raises(ValueError, match=r"no source|no methods"):
            to_code(value)


def test_to_code_of_what_needs_nothing():
    def plain(x, y=1):
        return x - y

    assert to_code(plain) == "def plain(x, y=1):\n    return x - y"


@graph
def decorated(x):
    return absolute(x) * 2


@graph(input_signature=[tf.TensorSpec([None], tf.float32)], jit_compile=True)
def total(values):
    result = 0.0
    for value in values:
        if value > 0:
            result += value
    return result


def test_graph_decorator():
    assert int(decorated(tf.constant(-3))) == 6
    assert float(total(tf.constant([1.0, -2.0, 3.0]))) == 4
    assert float(total(tf.constant([-1.0]))) == 0
    assert total.experimental_get_tracing_count() == 1


def test_graph_of_a_method():
    class Counter:
        def __init__(self):
            self.value = tf.Variable(0)

        @graph
        def add(self, x):
            if x > 0:
                self.value.assign_add(x)

    counter = Counter()
    counter.add(tf.constant(2))
    counter.add(tf.constant(-2))
    assert int(counter.value) == 2


def collect(n):
    values = []
    set_element_type(values, tf.float32, shape=())
    for i in range(n):
        if i % 2 == 0:
            values.append(float(i))
    return stack(values)


def test_element_types():
    converted = to_graph(collect)
    assert converted(tf.constant(5)).numpy().tolist() == [0, 2, 4]
    assert converted(tf.constant(0)).numpy().tolist() == []
    assert converted(tf.constant(0)).dtype == tf.float32
    assert collect(3).numpy().tolist() == [0, 2]
    assert utils.set_element_type is set_element_type


def squares(n):
    values = []
    for i in range(n):
        values.append(i * i)
    return values


def test_a_list_of_a_graph_function_stacks():
    whole = tf.function(lambda n: to_graph(squares)(n))
    assert np.asarray(whole(tf.constant(3))).tolist() == [0, 1, 4]

    def stacked(n):
        return squares(n).stack()

    assert to_graph(stacked)(tf.constant(3)).numpy().tolist() == [0, 1, 4]


def test_disabled_runs_the_authors_bodies():
    def f(x):
        return absolute(x)

    to_graph(f)
    with disabled(), pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        tf.function(f, autograph=False)(tf.constant(1))


def noisy(x):
    print("seen", x)
    assert x < 100, "too large"
    if x > 50:
        return tf.no_op()
    return tf.no_op()


def counted(x):
    if x > 2:
        print("large")


def test_sessions(capfd):
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.int32, [])
        result = to_graph(absolute)(x)
        operation = to_graph(counted)(x)
        checked = to_graph(noisy)(x)
        with tf.compat.v1.Session() as session:
            assert session.run(result, {x: -3}) == 3
            assert session.run(operation, {x: 3}) is None
            session.run(checked, {x: 7})
            with pytest.raises(tf.errors.InvalidArgumentError, match="too large"):
                session.run(checked, {x: 101})
    out = capfd.readouterr().out
    assert out.splitlines()[:2] == ["large", "seen tf.Tensor(7, shape=(), dtype=int32)"]


class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.weight = None

    def __call__(self, x):
        if self.weight is None:
            self.weight = tf.Variable(2.0)
        if x > 0:
            self.weight.assign_add(x)
        return self.weight.read_value()


def test_variables_in_a_session():
    with tf.Graph().as_default():
        x = tf.compat.v1.placeholder(tf.float32, [])
        y = to_graph(Model())(x)
        with tf.compat.v1.Session() as session:
            session.run(tf.compat.v1.global_variables_initializer())
            assert [float(session.run(y, {x: value})) for value in (1.0, -1.0, 2.0)] == [3, 3, 5]


def test_a_script_needs_no_hook(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(
        "import tensorflow as tf\n"
        "import autoimport_graph as ag\n"
        "def g(x):\n"
        "    return x * 2 if x > 1 else x\n"
        "@ag.graph\n"
        "def f(x):\n"
        "    while x < 10:\n"
        "        x = g(x) + 1\n"
        "    return x\n"
        "print(int(f(tf.constant(0))), int(ag.to_graph(g)(tf.constant(4))))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(autoimport_graph.__file__).parent.parent)}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout == "11 8\n", done.stderr


def test_a_module_is_plain_outside_of_its_graph_functions():
    def inner(x):
        return x if x > 0 else -x

    def outer(x):
        return inner(x)

    assert int(to_graph(outer)(tf.constant(-3))) == 3
    # What the call above converted is not converted for a call that wants it left alone, nor for TensorFlow.
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        to_graph(outer, recursive=False)(tf.constant(-3))
    with pytest.raises(tf.errors.OperatorNotAllowedInGraphError):
        tf.function(outer, autograph=False)(tf.constant(-3))
    assert int(tf.function(outer)(tf.constant(-3))) == 3  # TensorFlow's own converter's work
    assert int(to_graph(outer)(tf.constant(-4))) == 4


def test_gradients_that_are_traced_after_the_function():
    @tf.custom_gradient
    def clipped(x):
        def gradient(upstream):
            if upstream > 1:
                return upstream * 10
            return upstream

        return x * 2 if x > 1 else x, gradient

    def f(x):
        return clipped(x) * 3

    converted = to_graph(f)
    for value in (2.0, 0.5):
        x = tf.constant(value)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = converted(x)
        assert float(tape.gradient(y, x)) == 30


def test_graph_functions_pass_for_functions():
    assert inspect.getfullargspec(decorated).args == ["x"]
    assert str(inspect.signature(to_graph(absolute))) == "(x)"
    assert copy.deepcopy({"f": decorated})["f"] is decorated
    assert int(keras.layers.Lambda(to_graph(absolute))(tf.constant(-3))) == 3
    assert list(tf.data.Dataset.range(-1, 2).map(to_graph(indirect)).as_numpy_iterator()) == [2, 1, 2]
    decorated(tf.constant(1))
    state = decorated.__getstate__()
    assert state["python_function"] is decorated.python_function
    assert state["_eager"] is None
