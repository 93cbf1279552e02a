"""``tuple``, ``list``, ``isinstance``, ``type``, ``next``, ``iter``, ``map``, ``filter``, ``zip`` and unpacking."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_tuple_t() -> None:
    check(
        """
            def f(x): return tuple(x)
        """,
        ints(1, 2),
    )


def test_list_t() -> None:
    check(
        """
            def f(x): return list(x)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_isinstance() -> None:
    check(
        """
            def f(x):
                return (
                    isinstance(len(x),int),
                    isinstance(x, tf.Tensor),
                    isinstance(float(x[0]),float),
                    isinstance(int(x[0]),(int,float)),
                )
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_type() -> None:
    check(
        """
            def f(x): return type(int(x)) is int, type(x) == int, type(len([x])).__name__
        """,
        3,
    )


@pytest.mark.parametrize("vectors", [[ints(1, 2)], [ints(1, 2), ints(1, 2, 3)]], ids=["static", "dynamic"])
def test_next_iter(vectors: list[Any]) -> None:
    check(
        """
            def f(x):
                it = iter(x)
                a = next(it)
                b = next(it)
                return a, b
        """,
        *vectors,
    )


def test_next_default() -> None:
    check(
        """
            def f(x):
                it = iter([x])
                a = next(it)
                b = next(it, 5)
                return a, b
        """,
        1,
    )


@pytest.mark.parametrize("vectors", [[ints(5, 3)], [ints(5, 3), ints(1, 2, 3), ints(1)]], ids=["static", "dynamic"])
def test_unpack(vectors: list[Any]) -> None:
    check(
        """
            def f(t):
                a, b = t
                return a - b
        """,
        *vectors,
    )


def test_unpack_star() -> None:
    check(
        """
            def f(t):
                a, *b = t
                return a, b
        """,
        ints(5, 3, 2),
    )


def test_unpack_star_mid() -> None:
    check(
        """
            def f(t):
                a, *b, c = t
                return a, b, c
        """,
        ints(5, 3, 2, 8),
    )


def test_unpack_rows() -> None:
    check(
        """
            def f(t):
                (a, b), (c, d) = t
                return a*d - b*c
        """,
        [[1, 2], [3, 4]],
    )


def test_star_call() -> None:
    check(
        """
            def g(a,b): return a-b
            def f(t): return g(*t)
        """,
        ints(5, 3),
    )


def test_star_list() -> None:
    check(
        """
            def f(t): return [0,*t,1]
        """,
        ints(5, 3),
    )


def test_map_list() -> None:
    check(
        """
            def f(x):
                return (
                    list(map(lambda v: v+1, x)),
                    sum(map(int, x)),
                    list(filter(lambda v: v > 1, x)),
                    list(reversed(x)),
                    list(enumerate(x, 2))[0],
                )
        """,
        ints(1, 5),
        ints(2),
    )


def test_zip_dict() -> None:
    check(
        """
            def f(x):
                d=dict(zip(['a','b'],x))
                return d
        """,
        ints(1, 5),
    )


def test_unpack_loop() -> None:
    check(
        """
            def f(x):
                s=0
                for p,(q,r) in zip(x,[(1,2),(3,4)]):
                    s += p*q-r
                return s
        """,
        ints(1, 2),
    )


def test_unpack_pairs() -> None:
    check(
        """
            def f(x):
                s=0
                for p,q in x:
                    s += p*q
                return s
        """,
        [[1, 2], [3, 4]],
    )


def test_unpack_ragged_call() -> None:
    check(
        """
            def g(*args):
                return sum(args), len(args)
            def f(x): return g(*x, *[1,2])
        """,
        ints(1, 2),
    )


def test_kwcall() -> None:
    check(
        """
            def g(p,q): return p-q
            def f(x): return g(**{'p':x,'q':1})
        """,
        3,
    )


def test_zipstar() -> None:
    check(
        """
            def f(x):
                p,q = zip(*[(x,1),(x*2,2)])
                return p,q
        """,
        3,
    )


def test_multi_assign() -> None:
    check(
        """
            def f(x):
                p=q=[x]
                p.append(2)
                r=s=x
                s += 1
                return q,r,s
        """,
        3,
    )


def test_enumerate_break() -> None:
    check(
        """
            def f(x):
                for i,v in enumerate(x):
                    if v == 3:
                        break
                else:
                    i = -1
                return i
        """,
        ints(1, 3),
        ints(1, 2, 4),
    )


def test_binsearch() -> None:
    check(
        """
            def f(v,x):
                lo,hi=0,len(v)
                while lo < hi:
                    mid=(lo+hi)//2
                    if v[mid] < x:
                        lo=mid+1
                    else:
                        hi=mid
                return lo
        """,
        (ints(1, 3, 5, 7), 4),
        (ints(1), 0),
    )
