"""Several lists; lists of vectors, pairs, dicts, objects and lists; lists in attributes; ragged elements."""

from __future__ import annotations

import numpy as np

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_two() -> None:
    check(
        """
            def f(x):
                v=[]; w=[]
                for e in x:
                    if e > 1:
                        v.append(e)
                    else:
                        w.append(e)
                return v, w
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_alias() -> None:
    check(
        """
            def f(x):
                v=[]; w=v
                for e in x:
                    w.append(e)
                return v, len(w)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_vectors() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(tf.stack([e,e*2]))
                return tf.stack(v), tf.concat(v,0)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_pairs() -> None:
    check(
        """
            def f(x):
                v=[]
                for i,e in enumerate(x):
                    v.append((i,e))
                s=0.0
                for i,e in v:
                    s += e*i
                return s, v[-1]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_pairs_ret() -> None:
    check(
        """
            def f(x):
                v=[]
                for i,e in enumerate(x):
                    v.append((i,e))
                return v[0][1]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_dicts() -> None:
    check(
        """
            def f(x):
                v=[]
                for i,e in enumerate(x):
                    v.append({'i':i,'e':e})
                s=0.0
                for d in v:
                    s += d['e']
                return s, v[-1]['i']
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_nested() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    row=[]
                    for k in range(3):
                        row.append(e*k)
                    v.append(row)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_nested_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    row=[]
                    for k in range(e):
                        row.append(k)
                    v.append(row)
                s=0
                for r in v:
                    for q in r:
                        s += q
                return s, len(v)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_nested_idx() -> None:
    check(
        """
            def f(n):
                g=[[0]*3 for _ in range(3)]
                for i in range(n):
                    g[i][i] = i+1
                return g
        """,
        0,
        3,
    )


def test_helper() -> None:
    check(
        """
            def add(v,e):
                v.append(e)
            def f(x):
                v=[]
                for e in x:
                    add(v,e)
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_attr() -> None:
    check(
        """
            class A:
                def __init__(self):
                    self.h=[]
                def add(self,e):
                    self.h.append(e)
            def f(x):
                o=A()
                for e in x:
                    o.add(e)
                return o.h, len(o.h)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_attr_if() -> None:
    check(
        """
            class A:
                def __init__(self):
                    self.h=[]
                def add(self,e):
                    if e > 1:
                        self.h.append(e)
            def f(x):
                o=A()
                for e in x:
                    o.add(e)
                return sum(o.h), len(o.h)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_dict_list() -> None:
    check(
        """
            def f(x):
                d={'a':[], 'b':[]}
                for e in x:
                    d['a'].append(e)
                    if e > 1:
                        d['b'].append(e)
                return d
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_if_append() -> None:
    check(
        """
            def f(x):
                v=[1]
                if x > 0:
                    v.append(2)
                return len(v), v[-1], sum(v)
        """,
        1,
        -1,
    )


def test_rows_of_known_length_that_grow() -> None:
    check(
        """
            def f(x):
                rows = []
                for v in x:
                    rows.append([v * v, v])
                    rows[-1].append(v * 3)
                return sum(row[2] * row[0] for row in rows), len(rows)
        """,
        [1.0, 2.0, 3.0],
        [4.0],
    )


def test_pairs_with_a_value_that_is_known_not_to_be_none() -> None:
    """What only the branch rules out does not leave it inside a tuple."""
    source = """
    def f(xs):
        runs = []
        before, count = None, 0
        for x in xs:
            if before is not None and x == before:
                count += 1
            else:
                if before is not None:
                    runs.append((before, count))
                before, count = x, 1
        if before is not None:
            runs.append((before, count))
        return [run[0] for run in runs], [run[1] for run in runs]
    """
    check(source, np.int32([3, 3, 1]), np.int32([2]), np.int32([]))
