"""TensorFlow's own AutoGraph never converts again what the hook converted, whatever the function is handed to."""

from __future__ import annotations

import functools

import pytest
import tensorflow as tf

from tests.runtime.programs import autograph_refused, load

SOURCE = """
import functools


def plain(x):
    return x + 1


def branch(x):
    if x > 0:
        return x
    return -x


class Thing:
    def method(self, x):
        return branch(x) if x < 9 else x

    def __call__(self, x):
        return self.method(x)

    @staticmethod
    def static(x):
        return branch(x)

    @classmethod
    def of_class(cls, x):
        return branch(x)


thing = Thing()
partial = functools.partial(lambda a, b: a if b > a else b, 3)
nested = lambda x: (lambda y: y if y > x else x)(x + 1)


def loops(x):
    total = 0
    for i in tf.data.Dataset.range(3).map(lambda v: v * 2 if v > 1 else v):
        total += i
    return tf.cond(x > 0, lambda: branch(x), lambda: plain(x)) + tf.cast(total, x.dtype)
"""

HANDED = {
    "plain": lambda m: m.plain,
    "branch": lambda m: m.branch,
    "bound": lambda m: m.thing.method,
    "static": lambda m: m.Thing.static,
    "class": lambda m: m.Thing.of_class,
    "object": lambda m: m.thing,
    "partial": lambda m: m.partial,
    "lambda": lambda m: m.nested,
    "partial of a method": lambda m: functools.partial(m.Thing.method, m.thing),
    "callbacks": lambda m: m.loops,
}


@pytest.fixture(scope="module")
def module():
    return load(SOURCE)


@pytest.mark.parametrize("kind", HANDED)
@pytest.mark.parametrize("value", [5, -2])
def test_tf_function(module, kind, value):
    function = HANDED[kind](module)
    with autograph_refused():
        assert int(tf.function(function)(tf.constant(value))) == int(function(tf.constant(value)))


@pytest.mark.parametrize("kind", [kind for kind in HANDED if kind != "callbacks"])
def test_datasets_and_maps(module, kind):
    function = HANDED[kind](module)
    values = [5, -2, 12]
    expected = [int(function(tf.constant(value))) for value in values]
    with autograph_refused():
        assert [int(v) for v in tf.data.Dataset.from_tensor_slices(values).map(lambda v: function(v))] == expected
        assert [int(v) for v in tf.data.Dataset.from_tensor_slices(values).map(function)] == expected
        assert (
            tf.function(lambda v: tf.map_fn(function, v), autograph=False)(tf.constant(values)).numpy().tolist()
            == expected
        )
