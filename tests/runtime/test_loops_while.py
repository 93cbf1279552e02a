"""``while`` on values that only the graph knows."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


def test_counts() -> None:
    check(
        "def f(n):\n    i = tf.constant(0)\n    while i < n:\n        i += 2\n    return i",
        5,
        0,
        has=["While"],
        lacks=["If"],
    )


def test_collatz() -> None:
    check(
        """
        def f(n):
            steps = 0
            while n != 1:
                if n % 2 == 0:
                    n = n // 2
                else:
                    n = 3 * n + 1
                steps += 1
            return steps
        """,
        1, 6, 27,
        has=["While", "If"],
    )  # fmt: skip


def test_condition_turns_symbolic() -> None:
    check("def f(n):\n    i = 0\n    while i < 3 or i < n:\n        i = i + 1\n    return i", 5, 0, has=["While"])
    check(
        """
        def f(n):
            go = True
            k = 0
            while go:
                k = k + 1
                go = k < n
            return k
        """,
        5, 0,
        has=["While"],
    )  # fmt: skip


def test_while_true_with_break() -> None:
    check(
        "def f(n):\n    i = 0\n    while True:\n        if i >= n:\n            break\n        i += 1\n    return i",
        5,
        0,
        has=["While"],
    )
    check(
        """
        def f(n):
            while True:
                n = n - 3
                if n < 0:
                    return n
        """,
        5, 0,
        has=["While"],
    )  # fmt: skip


def test_break_continue_else() -> None:
    check(
        """
        def f(n):
            i, s = 0, 0
            while i < n:
                i += 1
                if i == 3:
                    continue
                if i > 6:
                    break
                s += i
            else:
                s = -s
            return s
        """,
        0, 2, 5, 9,
        has=["While"],
    )  # fmt: skip


def test_return_from_nested_loops() -> None:
    check(
        """
        def f(n):
            i = 0
            while i < n:
                j = 0
                while j < i:
                    if i * j == 12:
                        return i * 100 + j
                    j += 1
                i += 1
            return -1
        """,
        0, 3, 10,
        has=["While"],
    )  # fmt: skip


def test_promotion() -> None:
    check(
        "def f(x):\n    s = 0\n    i = 0\n    while i < 3 + x * 0:\n        s = s + x\n        i += 1\n    return s",
        2.5,
        has=["While"],
    )
    check("def f(n):\n    s = 1\n    while s < n:\n        s = s * 1.5\n    return s", 10.0, 0.0, has=["While"])
    check(
        "def f(n):\n    s = 1\n    i = n\n    while i > 0:\n        s = s / 2\n        i -= 1\n    return s",
        0,
        3,
        has=["While"],
    )


def test_promotion_that_spreads() -> None:
    check(
        """
        def f(n, x):
            a = b = c = d = 0
            i = 0
            while i < n:
                a, b, c, d = b, c, d, d + x
                i += 1
            return a, b, c, d
        """,
        (0, 1.5), (1, 1.5), (3, 1.5), (9, 1.5),
        has=["While"],
    )  # fmt: skip


def test_shape_that_grows() -> None:
    check(
        """
        def f(n):
            x = tf.constant([1])
            while tf.size(x) < n:
                x = tf.concat([x, x], 0)
            return x
        """,
        0, 1, 5,
        has=["While"],
    )  # fmt: skip


def test_first_assigned_in_the_body() -> None:
    check("def f(n):\n    i = 0\n    while i < n:\n        y = i * 2\n        i += 1\n    return y", 3, 0)
    check(
        "def f(n):\n    i = 0\n    while i < n:\n        if i > 0:\n            i += y\n        y = i * 2\n        i += 1\n    return i",  # noqa: E501
        9,
        0,
    )


def test_none_before() -> None:
    check(
        """
        def f(n):
            best = None
            i = 0
            while i < n:
                v = (i * 7) % 5
                if best is None or v > best:
                    best = v
                i += 1
            return -1 if best is None else best
        """,
        0, 1, 6,
        has=["While"],
    )  # fmt: skip


def test_structures_as_loop_variables() -> None:
    check(
        "def f(n):\n    p = (0, 1)\n    while p[0] < n:\n        p = (p[1], p[0] + p[1])\n    return p",
        0,
        30,
        has=["While"],
    )
    check(
        """
        P = collections.namedtuple("P", "a b")
        def f(n):
            p = P(0, 1)
            while p.a < n:
                p = P(p.b, p.a + p.b)
            return p.a, p.b
        """,
        0, 30,
    )  # fmt: skip
    check(
        "def f(n):\n    d = {'i': 0, 's': 0}\n    while d['i'] < n:\n        d['s'] += d['i']\n        d['i'] += 1\n    return d",  # noqa: E501
        0,
        5,
    )
    check("def f(n):\n    d = {'i': 0}\n    while d['i'] < n:\n        d = {'i': d['i'] + 1}\n    return d", 0, 5)
    check("def f(n):\n    v = [0, 1]\n    while v[0] < n:\n        v[0], v[1] = v[1], v[0] + v[1]\n    return v", 0, 30)
    check(
        """
        @dataclasses.dataclass
        class S:
            i: object
            total: object
        def f(n):
            s = S(0, 0)
            while s.i < n:
                s = S(s.i + 1, s.total + s.i)
            return s.i, s.total
        """,
        0, 5,
    )  # fmt: skip
    check(
        """
        class Counter:
            def __init__(self):
                self.i = 0
                self.inner = {"n": 0}
            def step(self):
                self.i += 1
                self.inner["n"] += self.i
        def f(n):
            c = Counter()
            while c.i < n:
                c.step()
            return c.i, c.inner["n"]
        """,
        0, 5,
    )  # fmt: skip


def test_changed_through_nonlocal_global_and_helper() -> None:
    check(
        """
        def f(n):
            i = s = 0
            def step():
                nonlocal i, s
                i += 1
                s += i
            while i < n:
                step()
            return s
        """,
        0, 5,
        has=["While"],
    )  # fmt: skip
    check(
        """
        count = 0
        def step():
            global count
            count = count + 1
        def f(n):
            global count
            count = 0
            while count < n:
                step()
            r = count
            count = 0
            return r
        """,
        0, 5,
        has=["While"],
    )  # fmt: skip


def test_strings() -> None:
    check(
        "def f(n):\n    s = ''\n    i = 0\n    while i < n:\n        s += 'ab'\n        i += 1\n    return s",
        0,
        3,
        has=["While"],
    )
    check(
        "def f(s):\n    while tf.strings.length(s) < 5:\n        s = s + 'ab'\n    return s",
        "",
        "xyzabc",
        has=["While"],
    )


def test_tensor_array() -> None:
    check(
        """
        def f(n):
            a = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
            i = 0
            while i < n:
                a = a.write(i, i * i)
                i += 1
            return a.stack()
        """,
        0, 4,
        has=["While"],
    )  # fmt: skip


def test_composite_loop_variables() -> None:
    check(
        """
        def f(n):
            r = tf.ragged.constant([[1], [2, 3]])
            i = 0
            while i < n:
                r = r + 1
                i += 1
            return r.flat_values
        """,
        0, 4,
        has=["While"],
    )  # fmt: skip
    check(
        """
        class Masked(tf.experimental.ExtensionType):
            values: tf.Tensor
            mask: tf.Tensor
        def f(n):
            m = Masked(tf.constant([1, 2]), tf.constant([True, False]))
            i = 0
            while i < n:
                m = Masked(m.values * 2, tf.logical_not(m.mask))
                i += 1
            return m.values, m.mask
        """,
        0, 3,
        has=["While"],
    )  # fmt: skip


def test_condition_with_logic() -> None:
    check(
        "def f(n):\n    i = 0\n    while i < n and i * i < 20:\n        i += 1\n    return i", 0, 3, 99, has=["While"]
    )
    check(
        "def f(n):\n    i = 0\n    while not (i >= n or i > 4):\n        i += 1\n    return i", 0, 3, 99, has=["While"]
    )
    check("def f(n):\n    i = 0\n    while 0 <= i < n < 50:\n        i += 1\n    return i", 0, 3, 99, has=["While"])


def test_python_condition_unrolls() -> None:
    check(
        "def f(x):\n    i = 0\n    while i < 3:\n        x = x * 2\n        i += 1\n    return x",
        3,
        lacks=["While", "If"],
    )


def test_inside_a_branch_inside_a_loop() -> None:
    check(
        """
        class A:
            def go(self, n):
                total = 0
                k = 0
                while k < n:
                    if k % 2 == 0:
                        j = 0
                        while j < k:
                            total += j
                            j += 1
                    else:
                        total -= 1
                    k += 1
                return total
        def f(n):
            return A().go(n)
        """,
        0, 1, 7,
        has=["While", "If"],
    )  # fmt: skip


def test_gradient() -> None:
    check(
        """
        def f(x, n):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = x
                i = 0
                while i < n:
                    if y > 10:
                        y = y + x
                    else:
                        y = y * x
                    i += 1
            return tape.gradient(y, x)
        """,
        (2.0, 0), (2.0, 3), (2.0, 6),
    )  # fmt: skip


def test_try_finally_and_with_inside() -> None:
    check(
        """
        def f(n):
            i = s = 0
            while i < n:
                i += 1
                try:
                    if i == 3:
                        continue
                    if i == 6:
                        break
                    s += i
                finally:
                    s += 100
                with tf.name_scope("x"):
                    if i == 5:
                        return s
            return -s
        """,
        0, 2, 4, 9,
        has=["While"],
    )  # fmt: skip


def test_iterators_made_in_the_body_are_nobody_elses() -> None:
    # Sums of gradients of several shapes: a list that each iteration makes anew, by an iterator of its own.
    check(
        """
        def f(rows):
            sums = [tf.zeros([3]), tf.zeros([2, 3])]
            start = 0
            while start < tf.shape(rows)[0]:
                part = rows[start:start + 2]
                sums = [old + new for old, new in zip(sums, [part[0], part], strict=True)]
                items = iter(sums)
                sums = [next(items) * 2.0, next(items)]
                start += 2
            return sums[0], sums[1]
        """,
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0], [1.0, 2.0, 3.0]],
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        has=["While"],
    )


# Before their first iteration Python does not know that a tensor ends them: they are staged from there all the same.
LEFT_BY_TENSORS = {
    "what was before is not read": """
        def f(n):
            best, pair, k = None, [1, 2, 3], 0
            while True:
                best, pair = n * k, [k, n]
                k += 1
                if k > n:
                    break
            return best, pair[0], pair[1]
    """,
    "what was before is tested": """
        def f(n):
            best, k = None, 0
            while True:
                best = n if best is None else best + 1
                k += 1
                if k > n:
                    break
            return best
    """,
    "a return, and an exception that a handler is for": """
        def f(n):
            k = y = 0
            try:
                while True:
                    k += 1
                    if k > n:
                        return y
                    if k > 3:
                        raise KeyError("far")
                    y = y + k
            except KeyError:
                return -1
    """,
    "a flag that becomes a tensor": """
        def f(n):
            k, done, last = 0, False, ()
            while not done:
                last = (k, n)
                k = k + 1
                done = k >= n
            return last
    """,
    "else": """
        def f(n):
            k = 0
            while k < 5:
                k += 1
                if k > n:
                    y = 3
                    break
            else:
                y = 7
            return y * k
    """,
    "objects that each iteration makes": """
        class Item:
            def __init__(self, value):
                self.value = value

        def f(n):
            k = 0
            while True:
                item = Item(k)
                add = lambda x: x + k
                k += 1
                if k > n:
                    break
            return item.value, add(1)
    """,
    "an iterator that others hold": """
        def f(n):
            items = iter([5, 6, 7, 8, 9, 10, 11, 12])
            total = 0
            while True:
                total += next(items)
                if total > n:
                    break
            return total, next(items)
    """,
    "a variable that is deleted": """
        def f(n):
            k = 0
            try:
                while True:
                    del last
                    last = k
                    k += 1
                    if k > n:
                        break
            except NameError:
                k = -1
            while True:
                k += 1
                last = k
                if k > n:
                    break
            return k, last
    """,
    "a variable that the first iteration makes": """
        class Model:
            step = None

        def f(n):
            k = 0
            while True:
                if Model.step is None:
                    Model.step = tf.Variable(1)
                k += Model.step
                if k > n:
                    break
            return k
    """,
}


@pytest.mark.parametrize("name", LEFT_BY_TENSORS)
def test_left_by_a_tensor(name: str) -> None:
    check(LEFT_BY_TENSORS[name], 0, 1, 3, 6, has=["While"])


def test_python_runs_what_the_tensors_do_not_decide() -> None:
    """A forecast that is wrong changes nothing: each iteration calls another function."""
    check(
        """
        def f(n):
            calls = [lambda x: x + 1, lambda x: [x, x], lambda x: sum(x) * 3]
            k, x = 0, n
            while True:
                x = calls[k](x)
                k += 1
                if k + tf.zeros_like(n) == 3:  # TensorFlow makes a constant of it
                    break
            return x
        """,
        2, 5,
        lacks=["While"],
    )  # fmt: skip


def test_an_iteration_that_always_raises_leaves_one_of_several():
    source = """
        class P:
            def __init__(self, u):
                self.u = u

            def find(self, n):
                for k in range(3):
                    if self.u + k == n:
                        return k
                return None

        def f(x):
            m, p = x, P(1)
            for _ in range(2):
                i = 0
                while i < x:
                    i += 1
                    try:
                        raise KeyError("refused")
                    finally:
                        m = p.find(x % 3)
            return -9 if m is None else m
    """
    check(source, 3, 0, 1)
