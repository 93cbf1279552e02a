"""Lists that loops append to, extend, insert into, pop from."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_append() -> None:
    check(
        """
            def f(n):
                v=[]
                for i in range(n):
                    v.append(i*i)
                return tf.stack(v) if n > 0 else tf.constant([0])
        """,
        1,
        3,
    )


def test_append_ret() -> None:
    check(
        """
            def f(n):
                v=[]
                for i in range(n):
                    v.append(i*i)
                return v
        """,
        1,
        3,
        0,
    )


def test_append_t() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e*2)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_append_if() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e > 1:
                        v.append(e*2)
                return v, len(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(0.0),
    )


def test_append_start() -> None:
    check(
        """
            def f(x):
                v=[1.0,2.0]
                for e in x:
                    v.append(e*2)
                return v[0], v[-1], len(v), v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(),
    )


def test_append_start_t() -> None:
    check(
        """
            def f(x):
                v=[x[0]]
                for e in x:
                    v.append(v[-1]+e)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_extend() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.extend([e,e+1])
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(),
    )


def test_iadd() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v += [e,e+1]
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_plus() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v = v + [e]
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_insert() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.insert(0,e)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_insert_mid() -> None:
    check(
        """
            def f(x):
                v=[9.0]
                for e in x:
                    v.insert(1,e)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_pop() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                a=v.pop()
                b=v.pop(0)
                return a,b,v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(1.0),
    )


def test_stackmachine() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e > 0:
                        v.append(e)
                    elif len(v) > 0:
                        v.pop()
                return v
        """,
        floats(1.0, 2.0, -1.0),
        floats(-1.0, 2.0, 3.0, 4.0, -1.0, -1.0),
        floats(),
    )


def test_while_pop() -> None:
    check(
        """
            def f(n):
                v=list(range(n))
                s=0
                while v:
                    s += v.pop()
                return s
        """,
        0,
        3,
    )


def test_while_pop2() -> None:
    check(
        """
            def f(x):
                v=[x]
                s=0
                while len(v) > 0:
                    t=v.pop()
                    s += t
                    if t > 1:
                        v.append(t-1)
                        v.append(t//2)
                return s
        """,
        0,
        3,
        5,
    )


def test_insert_sorted() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    i=0
                    while i < len(v) and v[i] < e:
                        i += 1
                    v.insert(i,e)
                return v
        """,
        ints(3, 1, 2),
        ints(2),
        ints(5, 4, 3, 2),
    )


def test_displays_with_starred_items() -> None:
    check(
        """
            def f(n):
                xs = []
                for i in range(n):
                    xs.append(i)
                return [*xs, 7], [n, *xs, *xs], [*range(n)]
        """,
        3,
        0,
    )
