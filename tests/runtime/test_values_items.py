"""Stores through any subscript; lists, dicts and tables of functions indexed by tensors."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


def test_swap() -> None:
    check(
        """
            def f(x):
                v=[x,2,3]
                i=0
                if v[i] > v[i+1]:
                    v[i],v[i+1]=v[i+1],v[i]
                return v
        """,
        1,
        5,
    )


def test_bubble() -> None:
    check(
        """
            def f(x,y,z):
                v=[x,y,z]
                for i in range(3):
                    for j in range(2-i):
                        if v[j] > v[j+1]:
                            v[j],v[j+1]=v[j+1],v[j]
                return v
        """,
        (3, 1, 2),
        (1, 2, 3),
        (3, 2, 1),
    )


def test_dict_swap() -> None:
    check(
        """
            def f(x):
                d={'a':x,'b':2}
                if x > 2:
                    d['a'],d['b']=d['b'],d['a']
                return d
        """,
        1,
        5,
    )


def test_list_repeat() -> None:
    check(
        """
            def f(n): return [7]*int(n)
        """,
        0,
        3,
    )


def test_list_repeat2() -> None:
    check(
        """
            def f(n): return [7, 8]*n
        """,
        1,
        3,
    )


def test_list_repeat_sum() -> None:
    check(
        """
            def f(n):
                v=[0]*int(n)
                for i in range(int(n)):
                    v[i] = i*i
                return sum(v), v
        """,
        0,
        3,
    )


def test_dict_int() -> None:
    check(
        """
            def f(k): return {0:'a',1:'b'}[int(k)]
        """,
        0,
        1,
    )


def test_dict_intnum() -> None:
    check(
        """
            def f(k): return {0:1.5,1:2}[int(k)]
        """,
        0,
        1,
    )


def test_dict_missing() -> None:
    check(
        """
            def f(k): return {0:1.5,1:2.5}[int(k)]
        """,
        0,
        1,
        2,
    )


def test_dict_get() -> None:
    check(
        """
            def f(k): return {0:1.5,1:2.5}.get(int(k), 9.0)
        """,
        0,
        1,
        2,
    )


def test_list_idx() -> None:
    check(
        """
            def f(k): return [1.5,2.5,3.5][k]
        """,
        0,
        1,
        2,
        -1,
    )


def test_list_idx_err() -> None:
    check(
        """
            def f(k): return [1.5,2.5,3.5][int(k)]
        """,
        0,
        3,
    )


def test_tuple_idx_str() -> None:
    check(
        """
            def f(k): return ('a','b')[int(k)]
        """,
        0,
        1,
    )


def test_fn_table() -> None:
    check(
        """
            def f(k,x): return [lambda v: v+1, lambda v: v*2][k](x)
        """,
        (0, 5),
        (1, 5),
    )


def test_fn_dict() -> None:
    check(
        """
            def f(k,x): return {0:math.sqrt,1:math.exp}[int(k)](x)
        """,
        (0, 4.0),
        (1, 1.0),
    )


def test_assert1() -> None:
    check(
        """
            def f(x):
                assert x > 0, f'bad {x}'
                return x
        """,
        1,
        -1,
    )


def test_assert2() -> None:
    check(
        """
            def f(x):
                assert x > 0
                return x
        """,
        1,
        -1,
    )


def test_del() -> None:
    check(
        """
            def f(x):
                d={'a':x,'b':1}
                del d['a']
                return d
        """,
        1,
    )


def test_del_if() -> None:
    check(
        """
            def f(x):
                d={'a':x,'b':1}
                if x > 0:
                    del d['a']
                return len(d)
        """,
        1,
        -1,
    )


def test_set_slice_grid() -> None:
    check(
        """
            def f(n):
                g=[[0]*3 for _ in range(2)]
                for i in range(n):
                    g[i % 2][i % 3] += i
                return g
        """,
        0,
        4,
        7,
    )


SPECIAL_METHODS = {
    "of a list": """
def f(x):
    d = [0, 0]
    for i in range(x):
        d.__setitem__(0, d[0] + 1)
    if x > 1:
        d.__setitem__(1, x)
    return d
""",
    "of a dict": """
def f(x):
    d = {"a": 1, "b": 2}
    if x > 1:
        d.__delitem__("a")
    d.__setitem__("c", 5)
    return len(d), sum(d.values())
""",
    "of a dict, by super()": """
class Counts(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 1)

def f(x):
    d = Counts()
    d["a"] = 0
    for i in range(x):
        d["a"] = d["a"] + i
    if x > 2:
        d["a"] = 50
    return d["a"]
""",
    "of a list, by super()": """
class Counts(list):
    def __setitem__(self, key, value):
        super().__setitem__(key, value + 1)

def f(x):
    d = Counts([1, 2])
    d[0] = x
    if x > 2:
        d[1] = 50
    return d[0], d[1]
""",
}


@pytest.mark.parametrize("source", SPECIAL_METHODS.values(), ids=SPECIAL_METHODS)
def test_items_are_stored_by_special_methods(source: str) -> None:
    check(source, 3, 0, 2)
