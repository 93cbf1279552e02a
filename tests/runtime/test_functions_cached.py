"""``functools.lru_cache`` and ``functools.cache``: what they keep, in branches, loops and several graphs."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check, load, plain

PROGRAMS = {
    "a tensor made in one branch, asked for in the other and afterwards": """
        @functools.lru_cache(maxsize=None)
        def table(n):
            return tf.range(n) * 2
        def f(x):
            if x > 0:
                r = table(3)[x]
            else:
                r = table(3)[0]
            return r + table(3)[1]
    """,
    "methods": """
        class A:
            @functools.lru_cache(maxsize=8)
            def of_object(self, k): return tf.ones([2]) * k
            @staticmethod
            @functools.cache
            def of_none(k): return tf.ones([2]) * k
            @classmethod
            @functools.cache
            def of_class(cls, k): return tf.ones([2]) * k
        a = A()
        def f(x):
            total = tf.zeros([2])
            for i in range(x):
                total += a.of_object(2) + A.of_none(3) + A.of_class(4)
            return total + a.of_object(2)
    """,
    "recursion over a tensor of the closure": """
        def f(x):
            @functools.lru_cache(None)
            def fib(k):
                return x if k < 2 else fib(k - 1) + fib(k - 2)
            big = fib(25)
            first = fib.cache_info()
            fib.cache_clear()
            return big, first.hits, first.misses, first.currsize, fib(4), fib.cache_info().misses
    """,
    "arguments that only the graph knows": """
        @functools.lru_cache(maxsize=None)
        def square(n):
            return n * n if n > 2 else -n
        def f(x):
            total = 0
            for i in range(x):
                total += square(i)
            return total, square(int(x)), square(3 if x > 0 else 1)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    check(PROGRAMS[name], *[2, 1, 0])


def test_a_graph_leaves_nothing_behind_in_a_cache() -> None:
    module = load(
        """
        @functools.cache
        def table(n):
            return tf.range(n) * 2
        def f(x):
            return table(3) + x
        """
    )
    for _ in range(2):
        assert plain(tf.function(module.f)(tf.constant(1))) == [1, 3, 5]
        assert plain(module.f(tf.constant(1))) == [1, 3, 5]


def test_what_is_no_tensor_of_the_graph_is_one_object_everywhere() -> None:
    module = load(
        """
        @functools.cache
        def model():
            return {"weights": tf.Variable([1.0, 2.0])}
        def f(x):
            if x > 0:
                x = x * model()["weights"]
            return x + model()["weights"]
        """
    )
    kept = module.model()
    graph = tf.function(module.f)
    assert plain(graph(tf.constant([3.0]))) == [4.0, 8.0]
    assert module.model() is kept
    kept["weights"].assign([0.0, 1.0])
    assert np.array_equal(graph(tf.constant([3.0])), module.f(tf.constant([3.0])))
