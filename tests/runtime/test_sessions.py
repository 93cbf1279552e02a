"""Functions made by ``to_graph`` in a graph of version 1 that a session runs, as in 2018."""

from __future__ import annotations

import pytest
import tensorflow as tf

from autoimport_graph import graph, set_element_type, stack, to_graph
from tests.runtime.programs import load

v1 = tf.compat.v1


def square_or_negate(x):
    if x > 0:
        return x * x
    return -x


def even_sum(numbers):
    total = 0
    for number in numbers:
        if number % 2 > 0:
            continue
        total += number
    return total


def inverse(x):
    assert x != 0.0, "Do not pass zero!"
    return 1.0 / x


def fizzbuzz(n):
    for i in range(n):
        if i % 3 == 0:
            print("Fizz")
        elif i % 5 == 0:
            print("Buzz")
        else:
            print(int(i))
    return n


def numbers_below(n):
    found = []
    set_element_type(found, tf.int32)
    for i in range(n):
        found.append(i)
    return stack(found)


def primes(n):
    found = []
    for i in range(2, n):
        for divisor in range(2, i):
            if i % divisor == 0:
                break
        else:
            found.append(i)
    return found


@pytest.mark.parametrize(
    ("function", "shape", "cases"),
    [
        (square_or_negate, [], [(9, 81), (-9, 9)]),
        (even_sum, [None], [([10, 12, 15, 20], 42), ([1], 0)]),
        (numbers_below, [], [(4, [0, 1, 2, 3]), (0, [])]),
        (primes, [], [(20, [2, 3, 5, 7, 11, 13, 17, 19]), (4, [2, 3])]),
        (square_or_negate, None, [(3, 9)]),
    ],
)
def test_placeholders_and_feed_dicts(function, shape, cases):
    with tf.Graph().as_default():
        x = v1.placeholder(tf.int32, shape)
        result = to_graph(function)(x)
        with v1.Session() as session:
            for value, expected in cases:
                assert session.run(result, {x: value}).tolist() == expected


def test_assertions_and_prints_need_no_control_dependencies(capfd):
    with tf.Graph().as_default():
        failing = to_graph(inverse)(tf.constant(0.0))
        printing = to_graph(fizzbuzz)(tf.constant(7))
        with v1.Session() as session:
            with pytest.raises(tf.errors.InvalidArgumentError, match="AssertionError: Do not pass zero!"):
                session.run(failing)
            assert session.run(printing) == 7
    assert capfd.readouterr().out.split() == ["Fizz", "1", "2", "Fizz", "4", "Buzz", "Fizz"]


def test_operations_wherever_they_are_in_a_result(capfd):
    def f(x):
        y = x * 2
        return y, v1.print("seen", y, output_stream="file:///dev/null"), {"nothing": tf.no_op(), "y": y}, None

    with tf.Graph().as_default():
        y, seen, named, none = to_graph(f)(tf.constant(4))
        assert isinstance(seen, tf.Operation)
        assert none is None
        with v1.Session() as session:
            assert session.run([y, seen, named]) == [8, None, {"nothing": None, "y": 8}]
    y, seen, named, none = to_graph(f)(tf.constant(4))
    assert (int(y), seen, named["nothing"], none) == (8, None, None, None)


def test_a_function_that_returns_nothing_inside_another():
    def note(x):
        if x > 0:
            print("noted")

    noting = to_graph(note)

    def f(x):
        return x if noting(x) is None else -x

    with tf.Graph().as_default():
        inner, outer = to_graph(f)(tf.constant(3)), noting(tf.constant(3))
        assert isinstance(outer, tf.Operation)
        with v1.Session() as session:
            assert session.run([inner, outer]) == [3, None]


def test_an_operation_in_a_function_of_version_2():
    nothing = graph(lambda x: tf.no_op())

    @tf.function(autograph=False)
    def f(x):
        with tf.control_dependencies([nothing(x)]):
            return tf.identity(x)

    assert int(f(tf.constant(3))) == 3
    assert nothing(tf.constant(3)) is None
    assert tf.function(load("def f(x):\n    return tf.no_op()").f)(tf.constant(3)) is None


def asked_by_name(x):
    weight = v1.get_variable("weight", [], initializer=v1.constant_initializer(2.0))
    while x > 0:
        weight.assign_add(x)
        x -= 1.0
    return weight.read_value()


def made_at_each_call(x):
    first, second = tf.Variable(2.0), tf.Variable(10.0)
    if x > 0:
        first.assign_add(x)
    return first + second


@pytest.mark.parametrize(("function", "expected"), [(asked_by_name, [8, 8, 9]), (made_at_each_call, [15, 15, 16])])
def test_variables_that_it_makes(function, expected):
    converted = to_graph(function)
    for _ in range(2):  # each graph has its own
        with tf.Graph().as_default():
            x = v1.placeholder(tf.float32, [])
            result = converted(x)
            with v1.Session() as session:
                session.run(v1.global_variables_initializer())
                assert [float(session.run(result, {x: value})) for value in (3.0, -1.0, 1.0)] == expected


def test_training_inside():
    def train(steps, target):
        weight = v1.get_variable("weight", [], initializer=v1.constant_initializer(0.0))
        optimizer = v1.train.MomentumOptimizer(0.1, 0.5)
        losses = []
        step = tf.constant(0)
        while step < steps:
            with tf.GradientTape() as tape:
                loss = (weight - target) ** 2
            (gradient,) = tape.gradient(loss, [weight])
            optimizer.apply_gradients([(gradient, weight)])
            losses.append(loss)
            step += 1
        return tf.stack(losses)

    with tf.Graph().as_default():
        losses = to_graph(train)(tf.constant(4), tf.constant(3.0))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            assert session.run(losses).round(2).tolist() == pytest.approx([9.0, 5.76, 2.62, 0.82])


def test_training_outside():
    def loss(weight, values):
        total = 0.0
        for value in values:
            if value > 0:
                total += (weight * value - 2 * value) ** 2
        return total

    with tf.Graph().as_default():
        weight = v1.get_variable("weight", [], initializer=v1.constant_initializer(0.0))
        values = v1.placeholder(tf.float32, [None])
        step = v1.train.GradientDescentOptimizer(0.05).minimize(to_graph(loss)(weight, values))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            for _ in range(20):
                session.run(step, {values: [1, 2, -3]})
            assert session.run(weight) == pytest.approx(2.0, abs=1e-2)


def test_what_an_assignment_returns():
    def f(x):
        total = v1.get_variable("total", initializer=1.0)
        return total.assign_add(x) if x > 0 else total.assign_sub(x)

    with tf.Graph().as_default():
        x = v1.placeholder(tf.float32, [])
        left = to_graph(f)(x)
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            assert [float(session.run(left, {x: value})) for value in (3.0, -2.0)] == [4, 6]


def test_an_optimizer_finds_the_variables_that_a_function_made():
    def train(steps):
        weight = v1.get_variable("weight", initializer=5.0)
        optimizer = v1.train.GradientDescentOptimizer(0.1)
        for _ in tf.range(steps):
            optimizer.minimize(weight * weight)
        return weight.read_value()

    with tf.Graph().as_default():
        trained = to_graph(train)(tf.constant(3))
        with v1.Session() as session:
            session.run(v1.global_variables_initializer())
            assert float(session.run(trained)) == pytest.approx(2.56)
