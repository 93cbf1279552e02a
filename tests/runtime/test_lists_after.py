"""What comes after the loop: stack, concat, join, reduce."""

from __future__ import annotations

from tests.runtime.programs import check, refused
from tests.runtime.values import floats, ints


def test_if_append_str() -> None:
    check(
        """
            def f(x):
                v=['a']
                if x > 0:
                    v.append('b')
                return len(v), v[-1], '-'.join(v)
        """,
        1,
        -1,
    )


def test_if_new() -> None:
    check(
        """
            def f(x):
                if x > 0:
                    v=[x,x]
                else:
                    v=[x]
                return len(v), sum(v)
        """,
        1,
        -1,
    )


def test_break_append() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e < 0:
                        break
                    v.append(e)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, -2.0, 3.0),
    )


def test_concat_ragged() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(tf.range(e))
                return tf.concat(v,0)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_ragged_iter() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(tf.range(e))
                s=0
                for r in v:
                    s += tf.reduce_sum(r)
                return s, v[-1], len(v)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_reduce_mean() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return tf.reduce_mean(v), tf.reduce_sum(v), tf.add_n(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_convert() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return tf.convert_to_tensor(v), tf.cast(v, tf.int32), tf.stack(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_np_mean() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return np.mean(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_meth_loop_if() -> None:
    check(
        """
            class M:
                def run(self,x,n):
                    out=[]
                    if n > 0:
                        for i in range(n):
                            if i % 2 == 0:
                                out.append(x*i)
                    return out
            def f(x,n): return M().run(x,n)
        """,
        (2.0, 0),
        (1.0, 5),
    )


def test_str_list() -> None:
    check(
        """
            def f(n):
                v=[]
                for i in range(n):
                    v.append(f'a{i}')
                return ','.join(v)
        """,
        0,
        3,
    )


def test_obj_list() -> None:
    check(
        """
            @dataclasses.dataclass
            class P:
                x: int
                y: int
            def f(n):
                v=[]
                for i in range(n):
                    v.append(P(i,i*2))
                s=0
                for p in v:
                    s += p.x*p.y
                return s
        """,
        0,
        3,
    )


def test_append_none() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    if e > 1:
                        v.append(e)
                    else:
                        v.append(None)
                c=0
                for e in v:
                    if e is None:
                        c += 1
                return c
        """,
        floats(1.0, 2.0),
        floats(3.0, 1.0, 2.0, 1.0),
    )


def test_mixed_dtype() -> None:
    check(
        """
            def f(n):
                v=[]
                for i in range(n):
                    if i > 1:
                        v.append(0.5)
                    else:
                        v.append(i)
                return sum(v)
        """,
        0,
        3,
    )


def test_rnn() -> None:
    check(
        """
            def f(x):
                h=tf.zeros([2])
                out=[]
                for e in x:
                    h=tf.tanh(h+e)
                    out.append(h)
                return tf.stack(out,axis=1), h
        """,
        [[1.0, 2.0], [3.0, 4.0]],
        [[1.0, 2.0]],
    )


def test_vec_append() -> None:
    check(
        """
            def f(x):
                v=[]
                h=x[0]
                for i in range(len(x)):
                    h=h*0.5+x[i]
                    v.append(h)
                return tf.stack(v)
        """,
        [[1.0, 2.0], [3.0, 4.0]],
        [[1.0, 2.0]],
    )


def test_rows_of_unknown_lengths_are_returned_as_a_ragged_tensor() -> None:
    check(
        """
            def f(m):
                rows = []
                for i in range(len(m)):
                    rows.append([i * j for j in range(i)])
                return [[v * 2 for v in row] for row in m], [[v for v in row if v > 2] for row in m], rows
        """,
        [[1, 2], [3, 4]],
        [[5, 6], [7, 8], [1, 1]],
    )


def test_rows_of_one_length_are_stacked() -> None:
    check(
        """
            def f(n):
                rows = [[i * j for j in range(n)] for i in range(n)]
                return tf.stack(rows), tf.reduce_sum(rows), rows[0]
        """,
        4,
        1,
    )


def test_list_of_pairs_of_two_dtypes_cannot_be_returned() -> None:
    message = refused("def f(n):\n    return [(i, i * 0.5) for i in range(n)]", 3)
    assert "Return those" in message
