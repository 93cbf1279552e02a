"""A list that is empty on one path: TensorFlow makes float32 of no items, and the graph what the other path's are."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.runtime.programs import check

# As float32 its remainder is another one.
LARGE = np.array([2**40 + 1, 2, 7], np.int64)
SMALL = np.array([5], np.int64)


@pytest.mark.parametrize("use", ["tf.stack(a)", "tf.reduce_sum(a)", "tf.convert_to_tensor(a)", "tf.add(a, 1)"])
@pytest.mark.parametrize(
    ("empty", "items"),
    [
        ("[]", "[x[0]]"),
        ("[]", "a + [x[0], x[1]]"),
        ("()", "a + (x[0],)"),
        ("[]", "[[x[0]], [x[1]]]"),
        ("[]", "a + [w * w for w in x]"),
    ],
)
def test_the_dtype_is_that_of_the_items(empty: str, items: str, use: str) -> None:
    concrete = check(
        f"""
        def f(x):
            a = {empty}
            if len(x) > 1:
                a = {items}
            return {use} % 1000
        """,
        LARGE,
        SMALL,
    )
    assert concrete.structured_outputs.dtype == tf.int64


def test_the_dtype_of_python_numbers() -> None:
    concrete = check(
        """
        def f(x):
            a = []
            if x > 1:
                a = a + [16777217]
            elif x > 0:
                a = [1, 2]
            return tf.stack(a) % 1000
        """,
        2,
        1,
        0,
    )
    assert concrete.structured_outputs.dtype == tf.int32


def test_of_a_list_that_may_be_none_or_unbound() -> None:
    concrete = check(
        """
        def f(x):
            a = None
            if len(x) > 1:
                a = [x[0]]
                b = []
            elif len(x) > 0:
                a = []
                b = [x[0]]
            return tf.reduce_sum(a) % 1000, tf.reduce_sum(b) % 1000
        """,
        LARGE,
        np.array([2**40 + 3], np.int64),
    )
    assert [output.dtype for output in concrete.structured_outputs] == [tf.int64, tf.int64]


def test_in_rounds_of_which_a_tensor_decides_how_many() -> None:
    concrete = check(
        """
        def f(x):
            seq = []
            for t in range(3):
                if t >= len(x): break
                seq = seq + [x[t]]
            return tf.stack(seq) % 1000
        """,
        LARGE,
        SMALL,
        SMALL[:0],
    )
    assert concrete.structured_outputs.dtype == tf.int64


def test_of_the_best_candidate() -> None:
    check(
        """
        def f(x):
            seq, score = [], x[0]
            if len(x) > 1:
                seq, score = max([(seq + [x[0]], x[0]), (seq + [x[1]], x[1])], key=lambda pair: pair[1])
            return tf.stack(seq) % 1000, score % 1000
        """,
        LARGE,
        SMALL,
    )


def test_the_gradient_passes() -> None:
    check(
        """
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                a = []
                if len(x) > 1:
                    a = a + [x[0] * x[1], x[1]]
                y = tf.cast(tf.reduce_sum(a), tf.float64) + x[0]
            return tape.gradient(y, x)
        """,
        np.array([3.0, 2.0], np.float64),
        np.array([3.0], np.float64),
    )


def test_what_an_empty_list_cannot_do_fails() -> None:
    check(
        """
        def f(x):
            a = []
            if len(x) > 1:
                a = [x[0]]
            return tf.concat([tf.stack(a, axis=-1), x], 0)
        """,
        LARGE,
    )


def test_functions_that_look_at_the_list_get_it() -> None:
    check(
        """
        def f(x):
            a = []
            if len(x) > 1:
                a = [x[0]]
            return len(tf.nest.flatten(a)), sum(tf.nest.map_structure(lambda v: v % 1000, a))
        """,
        LARGE,
        SMALL,
    )
