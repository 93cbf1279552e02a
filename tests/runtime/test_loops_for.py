"""``for`` over what only the graph knows."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


def test_over_a_tensor() -> None:
    check("def f(t):\n    s = 0\n    for x in t:\n        s += x\n    return s", [1, 2], [1, 2, 3], has=["While"])
    check(
        "def f(t):\n    s = tf.zeros([2])\n    for x in t:\n        s += x\n    return s",
        [[1.0, 2.0]],
        [[1.0, 2.0], [3.0, 4.0]],
        has=["While"],
    )
    check(
        "def f(t):\n    s = 0.0\n    for row in t:\n        for x in row:\n            s += x * x\n    return s",
        [[1.0, 2.0], [3.0, 4.0]],
    )


@pytest.mark.parametrize("arguments", ["n", "0, n", "2, n", "n, 0, -1", "n, -3, -2", "0, n, 3", "-n, n", "0, 10, n"])
def test_over_a_range(arguments: str) -> None:
    source = f"def f(n):\n    s = 0\n    last = -1\n    for i in range({arguments}):\n        s = s * 3 + i\n        last = i\n    return s, last"  # noqa: E501
    check(source, 1, 5, 7, has=["While"])


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "uint16"])
def test_over_a_range_of_any_dtype(dtype: str) -> None:
    check(
        f"def f(n):\n    m = tf.cast(n, tf.{dtype})\n    s = 0\n    for i in range(m):\n        s += i\n    return s",
        0,
        5,
        has=["While"],
    )


def test_over_tf_range() -> None:
    check("def f(n):\n    s = 0\n    for i in tf.range(n):\n        s += i\n    return s", 0, 5, has=["While"])
    check(
        "def f(n):\n    s = 0\n    for i in tf.range(n, 0, -2):\n        s = s * 2 + i\n    return s",
        0,
        5,
        has=["While"],
    )
    check(
        "def f(n):\n    s = 0.0\n    for i in tf.range(0.0, tf.cast(n, tf.float32), 0.5):\n        s += i\n    return s",  # noqa: E501
        0,
        5,
        has=["While"],
    )
    check("def f(x):\n    for i in tf.range(3):\n        x += i\n    return x", 0, 5, has=["While"])


def test_over_ragged() -> None:
    check(
        """
        def f(n):
            r = tf.RaggedTensor.from_row_lengths(tf.range(6), [n, 6 - n])
            s = 0
            for row in r:
                s = s * 10 + tf.reduce_sum(row)
            return s
        """,
        0, 2, 6,
        has=["While"],
    )  # fmt: skip


def test_over_datasets() -> None:
    check(
        "def f(n):\n    s = tf.constant(0, tf.int64)\n    for x in tf.data.Dataset.range(tf.cast(n, tf.int64)):\n        s += x\n    return s",  # noqa: E501
        0,
        5,
    )
    check(
        "def f(n):\n    s = 0\n    for x in tf.data.Dataset.range(tf.cast(n, tf.int64)):\n        s += x\n    return s",
        0,
        5,
    )
    check(
        """
        def f(t):
            s = 0
            for d in tf.data.Dataset.from_tensor_slices({"a": t, "b": (t, t * 2)}).batch(2):
                a, (b, c) = d["a"], d["b"]
                s += tf.reduce_sum(a * b + c)
            return s
        """,
        [1, 2, 3],
    )
    check(
        """
        def f(t):
            s = 0
            for i, x in enumerate(tf.data.Dataset.from_tensor_slices(t)):
                s += x * i
            return s
        """,
        [1, 2, 3],
    )
    check(
        """
        def f(t):
            s = 0
            for x, y in zip(tf.data.Dataset.from_tensor_slices(t), tf.data.Dataset.from_tensor_slices(t * 2)):
                s += x * y
            return s
        """,
        [1, 2, 3],
    )


def test_break_stops_a_dataset() -> None:
    check(
        """
        seen = tf.Variable(0)
        def note(x):
            seen.assign_add(1)
            return x
        def f(n):
            seen.assign(0)
            s = tf.constant(0, tf.int64)
            iterator = iter(tf.data.Dataset.range(10))
            for x in iterator:
                if x >= tf.cast(n, tf.int64):
                    break
                s += x
            rest = 0
            for x in iterator:
                rest += x
            return s, rest
        """,
        0, 3, 20,
    )  # fmt: skip


def test_break_continue_return_in_a_dataset() -> None:
    check(
        """
        def f(n):
            s = tf.constant(0, tf.int64)
            for x in tf.data.Dataset.range(10):
                if x == 2:
                    continue
                if x > n:
                    return -s
                s += x
            else:
                s += 1000
            return s
        """,
        0, 3, 20,
    )  # fmt: skip


def test_iterator_consumed_in_part() -> None:
    check(
        """
        def f(n):
            it = iter(tf.data.Dataset.range(6))
            a = next(it)
            s = tf.constant(0, tf.int64)
            for x in it:
                s = s * 10 + x
                if x > 2:
                    break
            return a, s, next(it)
        """,
        0,
    )


def test_python_iterables_unroll() -> None:
    check("def f(x):\n    for i in [1, 2, 3]:\n        x = x * i\n    return x", 3, lacks=["While", "If"])
    check(
        """
        def numbers():
            yield 1
            yield 2
            yield 3
        def f(x):
            g = numbers()
            for i in g:
                x = x * 10 + i
                if i == 2:
                    break
            return x * 10 + next(g)
        """,
        3,
        lacks=["While", "If"],
    )


def test_python_iterable_with_symbolic_exits() -> None:
    check(
        """
        def f(x):
            s = 0
            for i in [1, 2, 3, 4]:
                if i == x:
                    continue
                if i * x > 10:
                    break
                s = s * 10 + i
            else:
                s = -s
            return s, i
        """,
        0, 2, 3, 5, 20,
        has=["If"],
    )  # fmt: skip
    check(
        "def f(x):\n    for i in [1, 2, 3, 4]:\n        if i * x > 10:\n            return i\n    return -x",
        0,
        3,
        5,
        20,
    )
    check(
        """
        def f(x):
            for i in [1, 2, 3]:
                for j in (10, 20):
                    if i * j > x:
                        return i, j
            return x, x
        """,
        0, 25, 55, 90,
    )  # fmt: skip


def test_for_else() -> None:
    check(
        """
        def f(t):
            for x in t:
                if x > 2:
                    r = x
                    break
            else:
                r = -1
            return r
        """,
        [1, 2], [1, 5, 7],
    )  # fmt: skip
    check(
        """
        def f(n):
            r = 0
            for i in range(2, n):
                for j in range(2, i):
                    if i % j == 0:
                        break
                else:
                    r = r * 100 + i
            return r
        """,
        0, 3, 8,
        has=["While"],
    )  # fmt: skip


def test_target_after_the_loop() -> None:
    check("def f(t):\n    for x in t:\n        pass\n    return x", [1, 2], [5])
    check("def f(n):\n    i = 77\n    for i in range(n):\n        pass\n    return i", 0, 5)
    check("def f(n):\n    for i in range(n):\n        pass\n    return i", 0, 5)
    check("def f(n):\n    s = 0\n    for i in range(n):\n        i = i * 10\n        s += i\n    return s, i", 1, 5)
    check("def f(n):\n    for i in range(n):\n        if i > 2:\n            break\n    return i", 1, 2, 5)


def test_first_assigned_in_the_body() -> None:
    check(
        "def f(t):\n    for x in t:\n        y = {'a': x, 'b': (x, [x])}\n    return y['a'] + y['b'][0] + y['b'][1][0]",
        [1, 2],
        [5],
    )
    check(
        """
        def f(n):
            for i in range(n):
                if i == 2:
                    y = i * 100
            if n > 2:
                return y
            return -1
        """,
        0, 2, 5,
    )  # fmt: skip


def test_none_and_objects() -> None:
    check(
        """
        def f(t):
            best = None
            where = None
            for i, x in enumerate(t):
                if best is None or x > best:
                    best, where = x, i
            return best, where
        """,
        [1, 7, 2], [5],
    )  # fmt: skip
    check(
        """
        def f(t):
            best = None
            for x in t:
                if best is None:
                    best = x
                else:
                    best = best * 10 + x
            return best
        """,
        [1, 7, 2], [5],
    )  # fmt: skip


def test_shape_that_grows() -> None:
    check(
        "def f(n):\n    x = tf.zeros([1, 2])\n    for i in range(n):\n        x = tf.concat([x, x[:1] + 1], 0)\n    return x",  # noqa: E501
        0,
        3,
    )
    check(
        "def f(n):\n    x = tf.zeros([0], tf.int32)\n    for i in tf.range(n):\n        x = tf.concat([x, [i]], 0)\n    return x",  # noqa: E501
        0,
        3,
    )
    check(
        "def f(n):\n    x = tf.constant(1)\n    for i in tf.range(n):\n        x = tf.stack([x, x])\n    return tf.size(x)",  # noqa: E501
        0,
        3,
    )


def test_gradient_over_lists_and_tensors() -> None:
    check(
        """
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                parts = []
                for v in x:
                    parts.append(v * v)
                y = tf.reduce_sum(tf.stack(parts) * x)
            return tape.gradient(y, x)
        """,
        [1.0, 2.0], [3.0, 4.0, 5.0],
    )  # fmt: skip


def test_gradient_from_outside() -> None:
    import tensorflow as tf

    concrete = check(
        "def f(x):\n    y = 1.0\n    for i in range(3 + tf.cast(x, tf.int32) * 0):\n        y = y * x\n    return y",
        2.0,
    )
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = concrete(x)
    assert float(tape.gradient(y, x)) == pytest.approx(27.0)


def test_variables_and_order() -> None:
    check(
        """
        v = tf.Variable(0)
        def f(n):
            v.assign(1)
            for i in range(n):
                v.assign(v * 2 + i)
            return v.read_value()
        """,
        0, 4,
        has=["While"],
    )  # fmt: skip


def test_lambdas_called_after_the_loop() -> None:
    check("def f(n):\n    i = -1\n    g = lambda: i\n    for i in range(n):\n        pass\n    return g()", 0, 4)


def test_mixed_python_and_graph_loops() -> None:
    check(
        """
        def f(n):
            s = 0
            for k in (1, 2):
                for i in range(n):
                    for j in [10, 20]:
                        if i == k:
                            break
                        s = s + i * j
            return s
        """,
        0, 4,
        has=["While"],
    )  # fmt: skip


def test_list_that_a_branch_replaces_is_iterated_by_python() -> None:
    # Clipped gradients: a list in either case, of items of several shapes.
    check(
        """
        def clipped(gradients):
            norm = tf.linalg.global_norm(gradients)
            if norm > 2.0:
                gradients = [gradient / norm for gradient in gradients]
            return gradients

        def f(data):
            total, count = 0.0, 0
            for x in data:
                gradients = clipped([x, data, x[0]])
                for weight, gradient in zip([1.0, 2.0, 4.0], gradients, strict=True):
                    total += weight * tf.reduce_sum(gradient)
                for number, gradient in enumerate(gradients):
                    total += number * tf.reduce_max(gradient)
                for gradient in reversed(gradients):
                    count += tf.size(gradient)
            return total, count
        """,
        [[3.0, -1.0], [5.0, 1.0]],
        [[0.5, 0.25]],
        has=["If"],
    )


def test_shapes_that_stay_are_known_after_the_loop() -> None:
    source = """
        def f(n):
            row, rows = tf.zeros([3]), tf.zeros([0, 3])
            for i in tf.range(n):
                row = row + tf.cast(i, tf.float32)
                rows = tf.concat([rows, [row]], 0)
            return row, rows
    """
    row, rows = check(source, 0, 3, has=["While"]).structured_outputs
    assert row.shape.as_list() == [3]
    assert rows.shape.as_list() == [None, 3]
