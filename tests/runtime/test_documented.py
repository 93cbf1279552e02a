"""The programs of AutoGraph's documentation: what its chapters on limitations, control flow, functions and common
errors say that it refuses or does otherwise than Python, written anew. Each runs as a graph as it runs eagerly.

Their outcomes as AutoGraph documents them: an error for a value that is None or unbound on one path, for lists that
grow, for tensors under keys that are not constant, for dtypes and shapes that change, for a loop's condition that
becomes a tensor, for jumps under a tensor's condition out of Python's loops, for functions without source; silently
another value for functions and methods that change what they do not return, and for lambdas.
"""

from __future__ import annotations

from typing import Any

import pytest
import tensorflow as tf

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "limitations: None in one branch, printed after": (
        """
        def f(p):
            if p > 0.5:
                x = tf.constant(1)
            else:
                x = None
            tf.print(x)
            return x is None
        """,
        [0.9, 0.1],
    ),
    "limitations: a variable of one branch, read after": (
        """
        def f(p):
            if p > 0.5:
                x = tf.constant(1)
            else:
                pass
            return x + 1
        """,
        [0.9, 0.1],
    ),
    "limitations: a variable of one branch, not read after": (
        """
        def f(p):
            if p > 0.5:
                x = tf.constant(1)
                x += 1
            return p
        """,
        [0.9, 0.1],
    ),
    "limitations: a variable first assigned in a loop": (
        """
        def f(p):
            while p > 0.5:
                x = tf.constant(1)
                p -= 0.25
            return x
        """,
        [0.9, 0.1],
    ),
    "limitations: a function that changes a global": (
        """
        y = 0
        def change_y():
            global y
            y = y + 1
        def f(x):
            global y
            y = 0
            while x > 0:
                change_y()
                x -= 1
            result = y
            y = 0
            return result
        """,
        [3, 0],
    ),
    "limitations: a method that changes an attribute": (
        """
        class Counter:
            def __init__(self):
                self.y = 0
            def change(self):
                self.y += 1
                return self
        def f(x):
            c = Counter()
            while x > 0:
                c.change()
                x -= 1
            d = Counter()
            while x < 2:
                d = d.change()
                x += 1
            e = Counter()
            while x > 0:
                e.y += 1
                x -= 1
            return c.y, d.y, e.y
        """,
        [3, 0],
    ),
    "limitations: closures over a loop variable": (
        """
        def f(n):
            a = 0
            def g():
                return a
            h = lambda: a * 10
            for i in tf.range(n):
                a = i
            return g(), h()
        """,
        [3, 0],
    ),
    "limitations: a closure over a variable that the loop binds first": (
        """
        def f(n):
            def g():
                return a
            for i in tf.range(n):
                a = i
            return n
        """,
        [3, 0],
    ),
    "limitations: a list grows in a loop": (
        """
        def f(n):
            l = []
            for i in tf.range(n):
                l.append(i)
            return l
        """,
        [3, 0],
    ),
    "limitations: collections of fixed structure": (
        """
        class Holder:
            pass
        def f(n):
            a_list, holder, a_dict = [n], Holder(), {"field": n}
            holder.field = n
            while a_list[0] > 0:
                a_list[0] -= 1
            while holder.field > 0:
                holder.field -= 2
            while a_dict["field"] > 0:
                a_dict["field"] -= 3
            return a_list[0], holder.field, a_dict["field"]
        """,
        [4, 0],
    ),
    "limitations: a dict under a key that is not constant": (
        """
        def f(n):
            d = {"a": tf.constant(3), "b": tf.constant(4)}
            for i in tf.range(n):
                for key in d:
                    d[key] += i
            return d
        """,
        [3, 0],
    ),
    "limitations: an index that the static shape rules out": (
        """
        def f(n):
            x = tf.constant([1, 2, 3])
            if tf.shape(x)[0] > 4:
                value = x[4]
            else:
                value = n
            return value
        """,
        [3],
    ),
    "limitations: dtypes that differ between branches": (
        """
        def f(p):
            if p > 0.5:
                x = tf.constant(1, tf.int32)
            else:
                x = tf.constant(1.5, tf.float32)
            return tf.cast(x, tf.float32) * 2.0
        """,
        [0.9, 0.1],
    ),
    "limitations: a dtype that a loop changes": (
        """
        def f(p):
            x = tf.constant(0, tf.int32)
            while p > 0.5:
                x = tf.constant(2.5, tf.float32)
                p -= 0.3
            return tf.cast(x, tf.float32) + 1.0
        """,
        [0.9, 0.1],
    ),
    "limitations: a shape that a loop changes": (
        """
        def f(p):
            x = tf.constant(1)
            while p > 0.5:
                x = tf.constant((1, 2, 3))
                p -= 0.3
            return tf.reduce_sum(x)
        """,
        [0.9, 0.1],
    ),
    "limitations: lambdas": (
        """
        foo = (
            lambda y: lambda x: x * y
            - y
        )
        pair = (
         "bar",
         lambda: 3)
        same = lambda x: lambda x: x + 1 if x > 0 else x - 1
        def f(n):
            return foo(n)(2), pair[1](), same(1)(n)
        """,
        [3, -1],
    ),
    "limitations: functions made by exec and eval": (
        """
        space = {}
        exec("def g(x):\\n    if x > 0:\\n        return x * 2\\n    return x", space)
        h = eval("lambda x: x if x > 0 else -x")
        def f(n):
            return space["g"](n), h(n)
        """,
        [3, -1],
    ),
    "control flow: prints of both branches": (
        """
        def f(n):
            print("before if")
            if n > 0:
                print("true branch")
            else:
                print("false branch")
            print("after if")
            return n
        """,
        [3, -1],
    ),
    "control flow: a list is unrolled, its stack is staged": (
        """
        def f(n):
            l = [n, n + 1, n + 2]
            total = 0
            for i in l:
                total += i
            for i in tf.stack(l):
                total += i
            return total
        """,
        [3, -1],
    ),
    "control flow: a condition that becomes a tensor": (
        """
        def f(n):
            i = 0
            while i < 10:
                i = i + n
            return i
        """,
        [3, 20],
    ),
    "control flow: tensors by rows, ranges, datasets, iterators": (
        """
        def f(n):
            total = tf.constant(0, tf.int64)
            for row in tf.constant(((1, 2), (3, 4))):
                total += tf.cast(row[0], tf.int64)
            for i in tf.range(n):
                total += tf.cast(i, tf.int64)
            for i in tf.data.Dataset.range(3):
                total += i
            for i in tf.data.Dataset.range(5):
                if i > 2:
                    break
                total += i
            for i in iter(tf.data.Dataset.range(3)):
                total += i
            return total
        """,
        [3, 0],
    ),
    "control flow: while True with a break on a tensor": (
        """
        def f(x):
            while True:
                if tf.equal(x, 0):
                    break
                x -= 1
            return x
        """,
        [3, 0],
    ),
    "control flow: a break on a tensor in a Python loop": (
        """
        def f(n):
            last = -1
            for i in range(3):
                if i > n:
                    break
                last = i
            return last
        """,
        [3, 0, -1],
    ),
    "control flow: a return in one branch alone": (
        """
        def g(p):
            if p > 0.5:
                return 1
        def f(p):
            return -1 if g(p) is None else 1
        """,
        [0.9, 0.1],
    ),
    "control flow: a return in a loop": (
        """
        def f(i):
            while i < 10:
                if i > 3:
                    return 1
                i += 1
            return 0
        """,
        [0, 5, 20],
    ),
    "functions: constructors, iterators, context managers, generators": (
        """
        class Span:
            def __init__(self, n):
                if n < 0:
                    n = -n
                self.n = n
            def __iter__(self):
                i = 0
                while i < self.n:
                    yield i
                    i += 1
            def __enter__(self):
                if self.n > 2:
                    self.n = 2
                return self
            def __exit__(self, *exception):
                self.n += 10
        def f(n):
            total = 0
            span = Span(n)
            with span as s:
                for i in s:
                    total += i
            return total, span.n
        """,
        [3, 0, -2],
    ),
    "common errors: a generator over a dataset": (
        """
        def elements(dataset):
            for data in dataset:
                yield data
        def f(n):
            total = tf.constant(0, tf.int64)
            for x in elements(tf.data.Dataset.range(tf.cast(n, tf.int64))):
                if x % 2 == 0:
                    total += x
            return total
        """,
        [6, 0],
    ),
    "common errors: a comprehension over a tensor": (
        """
        def f(n):
            return [i * 2 for i in tf.range(n) if i % 2 == 0]
        """,
        [6, 0],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_documented(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)


def test_printing_what_may_be_none(capfd: pytest.CaptureFixture[str]) -> None:
    source = """
    def f(p):
        best = None
        if p > 0.5:
            best = tf.constant([1.5, 2.0])
        tf.print("best:", best, p > 0.5, sep=" ")
        return p
    """
    concrete = check(source, 0.75, 0.25)
    capfd.readouterr()
    concrete(tf.constant(0.75))
    concrete(tf.constant(0.25))
    assert capfd.readouterr().err.splitlines() == ["best: [1.5 2] 1", "best: None 0"]
