"""``if`` and ``a if c else b``: what the variables hold afterwards."""

from __future__ import annotations

import pytest
import tensorflow as tf

from tests.runtime.programs import check, load


def test_if_without_else() -> None:
    check("def f(x):\n    if x > 0:\n        x = x * 2\n    return x", 3, -3, has=["If"])


def test_elif_chain() -> None:
    check(
        """
        def f(x):
            if x > 10:
                r = 1
            elif x > 5:
                r = 2
            elif x > 0:
                r = 3
            else:
                r = 4
            return r
        """,
        11, 6, 1, -1,
        has=["If"],
    )  # fmt: skip


def test_nested_to_depth_six() -> None:
    check(
        """
        def f(x):
            r = 0
            if x > 0:
                r = r + 1
                if x > 1:
                    r = r + 1
                    if x > 2:
                        r = r + 1
                        if x > 3:
                            r = r + x
                            if x > 4:
                                r = r * x
                                if x > 5:
                                    r = -r
                            else:
                                r = r - 7
            return r
        """,
        0, 1, 2, 3, 4, 5, 6,
        has=["If"],
    )  # fmt: skip


def test_constant_condition_leaves_no_if() -> None:
    check("def f(x):\n    if tf.constant(3) > 2:\n        x = x + 1\n    return x", 1, lacks=["If"])
    check("def f(x):\n    if tf.rank(x) == 1:\n        x = x + 1\n    return x", [1, 2], lacks=["If"])
    check("def f(x):\n    if x.shape[0] == 2 and True:\n        x = x + 1\n    return x", [1, 2], lacks=["If"])
    check("def f(x):\n    return x if tf.size(x) == 2 else -x", [1, 2], lacks=["If"])
    check("def f(x):\n    return x if tf.size(x) == 3 else -x", [1, 2], lacks=["If"])
    check("def f(x):\n    if tf.constant(3):\n        x = x + 1\n    return x", 1, lacks=["If"])
    check("def f(x):\n    return x if tf.constant(0.0) else -x", 1, lacks=["If"])


def test_no_variable_assigned() -> None:
    concrete = check(
        """
        v = tf.Variable(0)
        def f(x):
            if x > 0:
                v.assign_add(x)
            return v.read_value()
        """,
        -1,
        has=["If"],
    )
    assert concrete is not None


def test_created_in_both() -> None:
    check("def f(x):\n    if x > 0:\n        y = x + 1\n    else:\n        y = x - 1\n    return y", 2, -2)


def test_created_in_one_and_read_after() -> None:
    check("def f(x):\n    if x > 0:\n        y = x + 1\n    return y", 2, -2, has=["If"])
    check(
        "def f(x):\n    if x > 0:\n        y = x + 1\n    if x > 0:\n        return y * 2\n    return x",
        2,
        -2,
        has=["If"],
    )
    check(
        """
        def f(x):
            for i in range(x):
                if i > 1:
                    y = i * x
            return y
        """,
        4, 1, 0,
    )  # fmt: skip
    check(
        """
        class A:
            def go(self, x):
                if x > 0:
                    y = x + 1
                else:
                    z = x
                return y
        def f(x):
            return A().go(x)
        """,
        4, -1,
    )  # fmt: skip


def test_undefined_nested_in_other_structures() -> None:
    check("def f(x):\n    if x > 0:\n        y = (x, x + 1)\n    return y[0] + y[1]", 2, -2)
    check(
        "def f(x):\n    if x > 0:\n        y = {'a': x}\n    if x > 1:\n        return y['a']\n    return x", 2, -2, 1
    )
    check("def f(x):\n    if x > 0:\n        y = 5\n    if x > 1:\n        return y + x\n    return x", 2, -2, 1)


def test_deleted_in_one_branch() -> None:
    check("def f(x):\n    y = x + 1\n    if x > 0:\n        del y\n    return y", 2, -2)


def test_dead_temporaries_of_different_dtype() -> None:
    check(
        """
        def f(x):
            if x > 0:
                t = tf.cast(x, tf.float32)
                y = tf.cast(t * 2.5, tf.int32)
            else:
                t = tf.constant("a")
                y = tf.strings.length(t)
            return y
        """,
        2, -2,
        has=["If"],
    )  # fmt: skip


def test_none_in_one_branch() -> None:
    check(
        "def f(x):\n    y = None\n    if x > 0:\n        y = x * 2\n    if y is None:\n        return x\n    return y",
        2,
        -2,
    )
    check("def f(x):\n    y = x * 2 if x > 0 else None\n    return -1 if y is None else y", 2, -2)
    check("def f(x):\n    y = x * 2 if x > 0 else None\n    if y is not None:\n        x = y + 1\n    return x", 2, -2)
    check("def f(x):\n    y = None\n    if x > 0:\n        y = x\n    return y + 1", 2, -2)
    check("def f(x):\n    y = None\n    if x > 0:\n        y = x\n    return x if not y else y + 1", 2, -2)
    check("def f(x):\n    y = None\n    if x > 0:\n        y = x\n    return 7 if y == None else 8", 2, -2)
    check(
        """
        def find(x):
            if x > 0:
                return x * 2
        def f(x):
            y = find(x)
            if y is None:
                y = tf.constant(-7)
            return y
        """,
        2, -2,
    )  # fmt: skip


def test_literal_meets_tensor() -> None:
    check("def f(x):\n    y = 0\n    if x > 0:\n        y = x\n    return y", 2.5, -2.5)
    check("def f(x):\n    y = 1 if x > 0 else x\n    return y / 2", 2.5, -2.5)
    check("def f(x):\n    if x > 0:\n        y = 0.5\n    else:\n        y = 2\n    return y * x", 2.5, -2.5)
    check("def f(x):\n    if x > 0:\n        y = 0.5\n    else:\n        y = 2\n    return y * 3", 2, -2)
    check("def f(x):\n    y = True\n    if x > 0:\n        y = x > 3\n    return y", 2, -2, 4)


def test_equal_python_values_stay_python() -> None:
    check(
        """
        def f(x):
            if x > 0:
                n = 2
                x = x + 1
            else:
                n = 2
            assert type(n) is int
            return x * n
        """,
        2, -2,
    )  # fmt: skip


def test_python_values_of_other_types() -> None:
    check("def f(x):\n    s = 'a' if x > 0 else 'b'\n    return s + 'c'", 2, -2)
    check("def f(x):\n    s = 'a' if x > 0 else 'b'\n    return 1 if s == 'a' else 2", 2, -2)
    check("def f(x):\n    d = tf.int32 if x > 0 else tf.int64\n    return 1 if d == tf.int32 else 2", 2, -2)
    check("def f(x):\n    s = None if x > 0 else 'b'\n    return 1 if s is None else 2", 2, -2)


def test_truthiness() -> None:
    check("def f(x):\n    if x:\n        return 1\n    return 0", 2, 0, has=["If"])
    check("def f(x):\n    if not x:\n        return 1\n    return 0", 2.5, 0.0, has=["If"])
    check("def f(x):\n    if x:\n        return 1\n    return 0", [[2]], [[0]], has=["If"])
    check("def f(x):\n    if x[0]:\n        return 1\n    return 0", ["a"], [""], has=["If"])
    check("def f(x):\n    n = 0\n    while x:\n        x = x - 1\n        n = n + 1\n    return n", 3, 0, has=["While"])
    check("def f(x):\n    if x:\n        return 1\n    return 0", [1, 2], [1], [0])
    check("def f(x):\n    return 1 if x and not x - 1 else 2", 1, 0, 2)


def test_branch_with_invalid_static_shapes() -> None:
    check(
        """
        def f(x):
            if tf.reduce_sum(x) > 100:
                y = x[4]
            else:
                y = x[0]
            return y
        """,
        [1, 2, 3],
        has=["If"],
    )
    check(
        """
        def f(x, flag):
            if flag:
                y = tf.matmul(x, tf.ones([5, 2]))
            else:
                y = x
            return tf.reduce_sum(y)
        """,
        ([[1.0, 2.0]], False),
        ([[1.0, 2.0]], True) if False else ([[3.0, 2.0]], False),
        has=["If"],
    )


def test_walrus() -> None:
    check("def f(x):\n    if (y := x + 1) > 3:\n        return y\n    return y * 2", 2, 5)
    check("def f(x):\n    n = 0\n    while (y := n * n) < x:\n        n = n + 1\n    return n * 100 + y", 10, 0)
    check("def f(x):\n    if x > 3 and (y := x * 2) > 9:\n        return y\n    return x", 4, 6, 1)
    check("def f(x):\n    return (y := x + 1) if x > 3 else (y := x - 1)", 4, 6, 1)
    check("def f(x):\n    return [y for i in [1, 2, 3] if (y := x * i) is not None]", 4)


def test_shapes_that_differ() -> None:
    check(
        "def f(x):\n    if tf.reduce_sum(x) > 3:\n        x = tf.concat([x, x], 0)\n    return x",
        [1, 2],
        [5, 6],
        has=["If"],
    )
    check("def f(x):\n    y = 0\n    if tf.reduce_sum(x) > 3:\n        y = x\n    return y", [1, 2], [5, 6], has=["If"])


def test_dtypes_that_differ() -> None:
    check("def f(x):\n    y = tf.cast(x, tf.float32) if x > 3 else x\n    return tf.cast(y, tf.float64)", 2, 5)


def test_conditional_expressions() -> None:
    check("def f(x):\n    return x if x > 0 else -x", 2, -2, has=["If"])
    check("def f(x):\n    return (lambda v: v if v > 0 else -v)(x)", 2, -2, has=["If"])
    check("def f(x):\n    return max(x if x > 0 else -x, 1)", 2, -2, 0)
    check("def f(x):\n    return [i if x > i else x for i in [1, 2, 3]]", 2, -2, has=["If"])
    check("def f(x):\n    return {'a': x if x > 0 else 1, 'b': (x, 2 if x > 1 else 3)}", 2, -2, has=["If"])
    check("def f(x):\n    a, b = (x, 1) if x > 0 else (1, x)\n    return a * 10 + b", 2, -2, has=["If"])


def test_where_neither_branch_can_be_built_tracing_says_so() -> None:
    source = """
    def f(n):
        t = tf.constant([1, 2, 3])
        if n > 1:
            return tf.reshape(t, [7])
        return tf.reshape(t, [9])
    """
    with pytest.raises(ValueError, match="reshape"):
        tf.function(load(source).f).get_concrete_function(tf.constant(3))
