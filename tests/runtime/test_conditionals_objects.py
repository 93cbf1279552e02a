"""``if`` on values that only the graph knows: objects, containers and functions that it chooses or changes; returns."""

from __future__ import annotations

from tests.runtime.programs import check


def test_attribute_written_in_one_branch() -> None:
    check(
        """
        class A:
            def __init__(self, v):
                self.v = v
            def grow(self, x):
                if x > 0:
                    self.v = self.v + x
        def f(x):
            a = A(x * 2)
            a.grow(x)
            return a.v
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip
    check(
        """
        class A:
            pass
        def f(x):
            a = A()
            if x > 0:
                a.v = x
            return a.v
        """,
        3, -3,
    )  # fmt: skip


def test_attribute_of_an_older_object() -> None:
    check(
        """
        class A:
            def __init__(self):
                self.v = 1
        def f(x):
            a = A()
            b = a
            if x > 0:
                a.v = x
                for i in range(x):
                    a.v = a.v + i
            return b.v
        """,
        3, -3,
        has=["If", "While"],
    )  # fmt: skip


def test_dict_written_in_one_branch() -> None:
    check("def f(x):\n    d = {'a': x}\n    if x > 0:\n        d['a'] = x * 2\n    return d['a']", 3, -3, has=["If"])
    check("def f(x):\n    d = {'a': x}\n    if x > 0:\n        d['b'] = x * 2\n    return d['b']", 3, -3)
    check("def f(x):\n    d = {'a': x}\n    if x > 0:\n        d['b'] = x * 2\n    return 1 if 'b' in d else 0", 3, -3)
    check("def f(x):\n    d = {'a': x}\n    if x > 0:\n        d['b'] = x * 2\n    return d.get('b', 7)", 3, -3)
    check("def f(x):\n    d = {'a': {'b': x}}\n    if x > 0:\n        d['a']['b'] += 1\n    return d['a']['b']", 3, -3)
    check("def f(x):\n    d = {'a': x}\n    if x > 0:\n        del d['a']\n    return d['a']", 3, -3)


def test_list_written_in_one_branch() -> None:
    check("def f(x):\n    v = [x, x]\n    if x > 0:\n        v[0] = x * 2\n    return v[0] + v[1]", 3, -3)
    check("def f(x):\n    v = [x, x]\n    if x > 0:\n        v.append(x)\n    return len(v)", 3, -3)
    check(
        "def f(x):\n    v = [x, 1]\n    w = v\n    if x > 0:\n        v[0], v[1] = v[1], v[0]\n    return w[0] * 10 + w[1]",  # noqa: E501
        3,
        -3,
    )
    check("def f(x):\n    if x > 0:\n        v = [x]\n    else:\n        v = [1, 2]\n    return sum(v)", 3, -3)


def test_objects_chosen() -> None:
    source = """
        class A:
            def __init__(self, k):
                self.k = k
            def go(self, x):
                return self.k * x
        class B(A):
            def go(self, x):
                self.k = self.k + 1
                return self.k - x
        def f(x):
            a, b = A(2), B(x)
            c = a if x > 0 else b
            r = c.go(x)
            c.k = 7
            return r, a.k, b.k
        """
    check(source, 3, -3, has=["If"])


def test_objects_created_in_branches() -> None:
    check(
        """
        class A:
            def __init__(self, k):
                self.k = k
        def f(x):
            if x > 0:
                a = A(x)
            else:
                a = A(-x * 2)
            a.k += 1
            return a.k
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip
    check(
        """
        @dataclasses.dataclass(frozen=True)
        class P:
            x: object
            y: object
        def f(x):
            p = P(x, 1) if x > 0 else P(1, x)
            return p.x * 10 + p.y
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip
    check(
        """
        P = collections.namedtuple("P", "x y")
        def f(x):
            p = P(x, 1)
            if x > 0:
                p = p._replace(y=x * 2)
            return p.x * 10 + p.y
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip


def test_functions_chosen() -> None:
    check("def f(x):\n    g = tf.sin if x > 0 else tf.cos\n    return g(x)", 1.0, -1.0, has=["If"])
    check(
        """
        def f(x):
            if x > 0:
                def g(y):
                    return y + x
            else:
                g = lambda y: y - x
            return g(10)
        """,
        3, -3,
    )  # fmt: skip
    check("def f(x):\n    g = (lambda: x) if x > 0 else (lambda: -x)\n    return g() + 1", 3, -3, has=["If"])


def test_closures_see_what_branches_write() -> None:
    check(
        """
        def f(x):
            n = 0
            def add():
                nonlocal n
                n = n + x
            if x > 0:
                add()
                add()
            return n
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip
    check(
        """
        total = 0
        def f(x):
            global total
            total = 0
            if x > 0:
                total = total + x
            result = total
            total = 0
            return result
        """,
        3, -3,
        has=["If"],
    )  # fmt: skip


def test_early_returns() -> None:
    check("def f(x):\n    if x > 0:\n        return x\n    return -x", 3, -3, has=["If"])
    check("def f(x):\n    if x > 5:\n        return x\n    if x > 0:\n        x = x * 2\n    return -x", 7, 3, -3)
    check(
        """
        def g(v, x):
            if x > 0:
                return
            v.assign(x)
        v = tf.Variable(0)
        def f(x):
            v.assign(9)
            g(v, x)
            return v.read_value()
        """,
        3, -3,
    )  # fmt: skip
    check(
        """
        def f(x):
            if x > 3:
                if x > 5:
                    return x, {"a": x}
                x = x + 100
            elif x > 0:
                return x - 1, {"a": 5}
            return -x, {"a": x}
        """,
        7, 4, 2, -3,
        has=["If"],
    )  # fmt: skip


def test_falling_off_the_end() -> None:
    check(
        """
        def g(x):
            if x > 0:
                return x * 2
        def f(x):
            r = g(x)
            return -1 if r is None else r
        """,
        3, -3,
    )  # fmt: skip


def test_return_in_nested_branches_of_a_method() -> None:
    check(
        """
        class A:
            def sign(self, x):
                if x > 0:
                    if x > 10:
                        return 2
                    return 1
                elif x < 0:
                    return -1
                return 0
        def f(x):
            return A().sign(x)
        """,
        30, 3, -3, 0,
    )  # fmt: skip


def test_side_effects_keep_their_order() -> None:
    check(
        """
        v = tf.Variable(1)
        def f(x):
            v.assign(1)
            if x > 0:
                v.assign_add(x)
                if x > 2:
                    v.assign(v * 2)
            v.assign_add(1)
            return v.read_value()
        """,
        3, 1, -3,
        has=["If"],
    )  # fmt: skip


def test_match() -> None:
    check(
        """
        def f(x):
            match x:
                case 0:
                    return 10
                case 1 | 2:
                    return 20
                case n if n > 50:
                    return n
            return -1
        """,
        0, 1, 2, 3, 60,
        has=["If"],
    )  # fmt: skip
    check(
        """
        def f(x):
            match (x, x + 1):
                case (0, y):
                    r = y
                case (a, 2):
                    r = a * 100
                case _:
                    r = -1
            return r
        """,
        0, 1, 2,
    )  # fmt: skip


def test_gradient_through_a_conditional() -> None:
    check(
        """
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = x * x if x > 0 else -3.0 * x
                if x > 2:
                    y = y * x
            return tape.gradient(y, x)
        """,
        3.0, 1.0, -3.0,
    )  # fmt: skip


def test_in_a_dataset_map() -> None:
    check(
        """
        def pick(x):
            if x > 1:
                return x * 10
            return -x
        def f(n):
            total = tf.constant(0, tf.int64)
            for y in tf.data.Dataset.range(tf.cast(n, tf.int64)).map(pick):
                total = total + y
            return total
        """,
        5,
    )
