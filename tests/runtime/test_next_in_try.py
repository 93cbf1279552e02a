"""``next`` inside a ``try`` whose handler takes the iterator's end."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, operations, refused


def test_loop_until_the_iterator_ends() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(5).map(lambda x: x * n))
        total = tf.constant(0, tf.int64)
        while True:
            try:
                x = next(it)
            except StopIteration:
                break
            total += x
        return total
    """
    check(source, np.int64(3), np.int64(0), has=["While"])


def test_handler_outside_of_the_loop() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(5))
        total = tf.constant(0, tf.int64)
        try:
            for i in range(n):
                total = total * 10 + next(it)
            total += 1000000
        except StopIteration:
            total = -total
        else:
            total += 7
        return total
    """
    check(source, 3, 5, 6, 0)


def test_two_items_of_a_tensor() -> None:
    source = """
    def f(v):
        it = iter(v)
        s = 0
        while True:
            try:
                a, b = next(it), next(it)
            except StopIteration:
                return s
            s += a * b
    """
    check(source, [1, 2, 3, 4], [1, 2, 3], np.zeros([0], np.int32))


def test_in_a_method_and_with_finally() -> None:
    source = """
    class Feed:
        def __init__(self):
            self.it = iter(tf.data.Dataset.range(4))
            self.asked = 0
            self.done = False
        def get(self):
            try:
                return next(self.it)
            except StopIteration:
                self.done = True
                return tf.constant(-1, tf.int64)
            finally:
                self.asked += 1
    def f(n):
        feed = Feed()
        s = tf.constant(0, tf.int64)
        for i in range(n):
            v = feed.get()
            if feed.done:
                break
            s += v
        return s, feed.asked
    """
    check(source, 2, 7, 0)


def test_handler_in_a_caller_is_refused() -> None:
    source = """
    def take(it):
        return next(it)
    def f(n):
        it = iter(tf.data.Dataset.range(n))
        try:
            return take(it)
        except StopIteration:
            return tf.constant(-1, tf.int64)
    """
    message = refused(source, np.int64(3))
    assert "whether StopIteration is raised here is known only when the graph runs" in message
    assert "line 12\n    return next(it)" in message


def test_loop_that_the_iterator_alone_ends() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(n))
        total = tf.constant(0, tf.int64)
        try:
            while True:
                total = total * 3 + next(it)
        except StopIteration:
            return total
    """
    check(source, np.int64(0), np.int64(4), has=["While"])


def test_loop_that_nothing_in_python_ends_is_staged() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(n))
        while True:
            tf.debugging.assert_less(next(it), tf.constant(1003, tf.int64), "far enough")
    """
    program = load(source)
    concrete = tf.function(program.f, autograph=False).get_concrete_function(tf.TensorSpec([], tf.int64))
    assert "While" in {kind.removeprefix("Stateless") for kind in operations(concrete)}
    with pytest.raises(tf.errors.OutOfRangeError):
        concrete(tf.constant(5, tf.int64))
    with pytest.raises(tf.errors.InvalidArgumentError, match="far enough"):
        concrete(tf.constant(2000, tf.int64))


def test_many_items_asked_for_one_by_one() -> None:
    source = """
    def f(n):
        it = iter(tf.data.Dataset.range(n))
        total = tf.constant(0, tf.int64)
        for _ in range(40):
            total += next(it)
        return total
    """
    concrete = tf.function(load(source).f, autograph=False).get_concrete_function(tf.TensorSpec([], tf.int64))
    assert concrete(tf.constant(50, tf.int64)).numpy() == sum(range(40))
