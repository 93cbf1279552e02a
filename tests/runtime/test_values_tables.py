"""Items of lists and dicts that a tensor picks: counted, grouped, called."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_groups() -> None:
    check(
        """
            def f(x):
                d={'even':[], 'odd':[]}
                for v in x:
                    d['even' if v % 2 == 0 else 'odd'].append(v)
                return sum(d['even']), sum(d['odd'])
        """,
        ints(1, 2, 3),
        ints(4),
    )


def test_counts() -> None:
    check(
        """
            def f(x):
                d={0:0,1:0,2:0}
                for v in x:
                    d[int(v)] += 1
                return d
        """,
        ints(1, 2, 1),
        ints(0),
    )


def test_counts_miss() -> None:
    check(
        """
            def f(x):
                d={0:0,1:0}
                for v in x:
                    d[int(v)] += 1
                return d
        """,
        ints(1, 0, 1),
        ints(5),
    )


def test_counts_list() -> None:
    check(
        """
            def f(x):
                c=[0]*3
                for v in x:
                    c[v] += 1
                return c
        """,
        ints(1, 2, 1),
        ints(0),
    )


def test_dict_in() -> None:
    check(
        """
            def f(x):
                d={1:'a',2:'b'}
                return int(x) in d, d.get(int(x),'z')
        """,
        1,
        5,
    )


def test_dict_iter() -> None:
    check(
        """
            def f(x):
                d={'a':x,'b':2*x}
                s=0
                for k,v in d.items():
                    if v > 2:
                        s += v
                return s, sum(d.values()), max(d.values()), len(d)
        """,
        1,
        5,
    )


def test_dict_cond() -> None:
    check(
        """
            def f(x):
                d={}
                if x > 0:
                    d['a']=x
                return 'a' in d, d.get('a', 0), len(d)
        """,
        1,
        -1,
    )


def test_dict_sym() -> None:
    check(
        """
            def f(x):
                d={'a':1,'b':2}
                k='a' if x > 0 else 'b'
                d[k] += 5
                return d, d[k]
        """,
        1,
        -1,
    )


def test_dict_objs() -> None:
    check(
        """
            class C:
                def __init__(s): s.n=0
            def f(x):
                d={0:C(),1:C()}
                for v in x:
                    d[int(v)].n += 1
                return d[0].n, d[1].n
        """,
        ints(0, 1, 1),
        ints(1),
    )


def test_list_objs() -> None:
    check(
        """
            class C:
                def __init__(s): s.n=0
                def inc(s,v): s.n += v
            def f(x):
                d=[C(),C()]
                for v in x:
                    d[v].inc(v+1)
                return d[0].n, d[1].n
        """,
        ints(0, 1, 1),
        ints(1),
    )


def test_slices() -> None:
    check(
        """
            def f(x,i): return x[i:], x[:i], x[i:i+1], x[-i:], x[i], x[...,i], x[::2]
        """,
        (ints(1, 2, 3, 4), 1),
        (ints(1, 2, 3, 4), 2),
    )


def test_slice_py() -> None:
    check(
        """
            def f(i):
                v=[1,2,3,4]
                return v[i:], v[:i], v[-1], v[i]
        """,
        1,
        2,
    )


def test_lookup_branch() -> None:
    check(
        """
            def f(x):
                t={'add': lambda p: p+1, 'neg': lambda p: -p}
                k='add' if x > 0 else 'neg'
                return t[k](x)
        """,
        3,
        -3,
    )


def test_aug_items() -> None:
    check(
        """
            def f(x):
                v=[x,x]
                v[0] += 1
                v[-1] *= 3
                d={'k':v}
                d['k'][0] -= 5
                return v,d
        """,
        3,
    )


def test_str_cmp() -> None:
    check(
        """
            def f(x):
                names=['a','b','c']
                c=0
                for n in names:
                    if n == names[x]:
                        c += 1
                return c, names[x] + '!'
        """,
        0,
        2,
    )


def test_matmul_lists() -> None:
    check(
        """
            def f(n):
                p=[[1,2],[3,4]]
                r=[[0,0],[0,0]]
                for i in range(n):
                    for j in range(n):
                        for k in range(n):
                            r[i][j] += p[i][k]*p[k][j]
                return r
        """,
        1,
        2,
    )
