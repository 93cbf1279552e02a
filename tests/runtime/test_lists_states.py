"""Lists as the state of loops and branches."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_slice_alias() -> None:
    check(
        """
            def f(x):
                v=[e for e in x]
                w=v
                w[0]=9
                u=v[:]
                u[0]=7
                return v, w, u
        """,
        ints(1, 2, 3),
        ints(4),
    )


def test_list_in_tuple() -> None:
    check(
        """
            def f(x):
                acc=([],[])
                for v in x:
                    acc[0].append(v)
                    acc[1].append(v*2)
                return sum(acc[0]), sum(acc[1])
        """,
        ints(1, 2, 3),
        ints(),
    )


def test_tuple_state() -> None:
    check(
        """
            def f(x):
                st=(0,1)
                for v in x:
                    st=(st[1], st[0]+v)
                return st
        """,
        ints(1, 2, 3),
        ints(),
    )


def test_list_state() -> None:
    check(
        """
            def f(x):
                st=[0,1]
                for v in x:
                    st=[st[1], st[0]+v]
                return st
        """,
        ints(1, 2, 3),
        ints(),
    )


def test_dict_state() -> None:
    check(
        """
            def f(x):
                st={'a':0,'b':1}
                for v in x:
                    st={'a':st['b'], 'b':st['a']+v}
                return st
        """,
        ints(1, 2, 3),
        ints(),
    )


def test_early_return_list() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e < 0:
                        return v
                    v.append(e)
                return v
        """,
        ints(1, -2, 3),
        ints(1, 2),
    )


def test_s1() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                for i in range(n):
                    if s[i]:
                        for j in range(n):
                            s[j]=False
                return s
        """,
        2,
        5,
    )


def test_s2() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                for i in range(n):
                    for j in range(n):
                            s[j]=False
                return s
        """,
        2,
        5,
    )


def test_s3() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                if n > 2:
                    for j in range(n):
                            s[j]=False
                return s
        """,
        2,
        5,
    )


def test_s4() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                for i in range(n):
                    if s[i]:
                            s[0]=False
                return s
        """,
        2,
        5,
    )


def test_s5() -> None:
    check(
        """
            def f(n):
                s=[True]*(int(n)+1)
                for i in range(n):
                    if n > 3:
                        for j in range(n):
                            s[j]=False
                return s
        """,
        2,
        5,
    )


def test_raise_nested() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e < 0:
                        raise ValueError(f'bad {int(e)}')
                    v.append(e)
                return v
        """,
        ints(1, 2),
        ints(1, -1),
    )


def test_del_cond() -> None:
    check(
        """
            def f(x):
                v=[1,2,3]
                if x > 0:
                    del v[0]
                return v, len(v)
        """,
        1,
        -1,
    )


def test_pop_cond() -> None:
    check(
        """
            def f(x):
                v=[1,2,3]
                if x > 0:
                    y=v.pop()
                else:
                    y=v.pop(0)
                return v, y
        """,
        1,
        -1,
    )


def test_set_cond() -> None:
    check(
        """
            def f(x):
                s={1,2}
                return 1 in s, (x in [1,2]) or x > 5
        """,
        1,
        9,
    )


def test_stack_of_one_of_two_lists() -> None:
    check(
        """
            def f(x):
                chunks, current = [], []
                for v in x:
                    current.append(v)
                    if len(current) == 2:
                        chunks.append(tf.reduce_sum(tf.stack(current)))
                        chunks.append(tf.reduce_max(current))
                        current = []
                if current:
                    chunks.append(tf.add_n(current) + tf.reduce_sum(tf.concat([current, current], 0)))
                return chunks
        """,
        [1.0, 2.0, 3.0, 4.0, 5.0],
        [1.0, 1.0],
        [7.0],
    )
