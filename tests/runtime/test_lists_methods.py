"""Methods of lists that only the graph knows, and lists as wholes."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_visited() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e not in v:
                        v.append(e)
                return v
        """,
        ints(1, 2, 1),
        ints(1, 3, 3, 1),
    )


def test_copy() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                w=v.copy(); w.append(9.0)
                z=list(v); z.append(8.0)
                u=v[:]; u.append(7.0)
                return v,w,z,u
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_copy_mod() -> None:
    check(
        """
            def f(x):
                v=[1,2,3]
                w=v[:]
                z=list(v)
                if x > 0:
                    w[0]=9
                    z.append(x)
                return v,w,len(z)
        """,
        1,
        -1,
    )


def test_count_index() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return v.count(2.0), v.index(2.0)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0, 2.0),
        floats(1.0),
    )


def test_remove() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                v.remove(2.0)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0, 2.0),
        floats(1.0),
    )


def test_reverse_sort() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                v.sort()
                v.reverse()
                return v
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0),
    )


def test_clear() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                    if e > 2:
                        v.clear()
                return v, len(v)
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0),
    )


def test_bool() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e > 2:
                        v.append(e)
                if v:
                    return v[0]
                return -1.0
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0),
    )


def test_not() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e > 2:
                        v.append(e)
                return not v
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0),
    )


def test_eqlists() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return v == [1.0,2.0], v != [1.0,2.0]
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0),
    )


def test_sieve() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                c=0
                for i in range(2,n+1):
                    if s[i]:
                        c += 1
                        for j in range(i*i,n+1,i):
                            s[j]=False
                return c
        """,
        2,
        30,
    )


def test_unpack_list() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                a,b = v
                return a-b
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0, 1.0),
    )


def test_enumerate_list() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                s=0.0
                for i,e in enumerate(v,1):
                    s += i*e
                for p,q in zip(v,x):
                    s += p*q
                for e in reversed(v):
                    s = s*2+e
                return s
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0, 1.0),
    )


def test_loop_over_self() -> None:
    check(
        """
            def f(x):
                v=[e for e in x]
                for i in range(len(v)-1):
                    v[i+1] += v[i]
                return v
        """,
        ints(1, 2, 3),
        ints(4),
    )


def test_concat_pyl() -> None:
    check(
        """
            def f(x):
                v=[x]
                w=v+[1]
                if x > 0:
                    w.append(2)
                u=w+v
                return len(u), sum(u), (w*2)[0]
        """,
        1,
        -1,
    )


def test_deque_with_maxlen_in_python() -> None:
    check(
        """
            def f(n):
                d = collections.deque(maxlen=2)
                for i in [1, 2, 3]:
                    d.append(i * n)
                return list(d), len(d)
        """,
        3,
    )


def test_methods_handed_to_code_that_is_not_converted() -> None:
    source = """
    import contextlib

    def f(n):
        out = []
        with contextlib.ExitStack() as stack:
            stack.callback(out.append, n)
            if n > 1:
                out.append(100)
        tf.nest.map_structure(out.append, [n, 2])
        return out
    """
    check(source, 3, 0)
