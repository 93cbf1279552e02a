"""Comprehensions and generator expressions."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_listcomp() -> None:
    check(
        """
            def f(x): return [e*2 for e in x]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_listcomp_if() -> None:
    check(
        """
            def f(x): return [e*2 for e in x if e > 1]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(0.0),
    )


def test_listcomp_static() -> None:
    check(
        """
            def f(x): return [e*2 for e in x]
        """,
        floats(1.0, 2.0),
    )


def test_listcomp_static_if() -> None:
    check(
        """
            def f(x): return [e*2 for e in x if e > 1]
        """,
        floats(1.0, 2.0),
        floats(3.0, 4.0),
    )


def test_listcomp_nested() -> None:
    check(
        """
            def f(x): return [[e*k for k in range(2)] for e in x]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_listcomp_2for() -> None:
    check(
        """
            def f(x): return [e*k for e in x for k in range(2)]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_listcomp_dyn2() -> None:
    check(
        """
            def f(x): return sum([e*k for e in x for k in range(e)])
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_listcomp_pyif() -> None:
    check(
        """
            def f(x): return [e for e in [1,2,3] if e > x]
        """,
        0,
        2,
        9,
    )


def test_listcomp_enum() -> None:
    check(
        """
            def f(x): return [i*e for i,e in enumerate(x)]
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_listcomp_zip() -> None:
    check(
        """
            def f(x,y): return [p*q for p,q in zip(x,y)]
        """,
        (ints(1, 2), ints(3, 4)),
        (ints(1, 2, 3), ints(1, 2)),
    )


def test_dictcomp() -> None:
    check(
        """
            def f(x): return {k: x*k for k in range(3)}
        """,
        2,
    )


def test_dictcomp_if() -> None:
    check(
        """
            def f(x): return len({k: x for k in range(3) if k < x})
        """,
        2,
        0,
    )


def test_setcomp() -> None:
    check(
        """
            def f(x): return len({k for k in range(3)}) + x
        """,
        2,
    )


def test_genexp_sum() -> None:
    check(
        """
            def f(x): return sum(e for e in x if e > 1)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(0.0),
    )


def test_genexp_max() -> None:
    check(
        """
            def f(x): return max(e*2 for e in x)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_genexp_all() -> None:
    check(
        """
            def f(x): return all(e > 0 for e in x), any(e > 2 for e in x)
        """,
        floats(1.0, 2.0),
        floats(-1.0, 2.0, 3.0),
    )


def test_genexp_list() -> None:
    check(
        """
            def f(x): return list(e+1 for e in x)
        """,
        floats(1.0, 2.0),
        floats(-1.0, 2.0, 3.0),
    )


def test_nested_comp() -> None:
    check(
        """
            def f(x): return sum([sum([e*k for k in range(3)]) for e in x])
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_comp_cond_nested() -> None:
    check(
        """
            def f(x): return [e if e > 1 else -e for e in x if e != 2]
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_comp_method() -> None:
    check(
        """
            class M:
                def __init__(s,k): s.k=k
                def go(s,x): return [e*s.k for e in x]
            def f(x): return M(3).go(x)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_comp_in_branch() -> None:
    check(
        """
            def f(x):
                if len(x) > 2:
                    v=[e*2 for e in x]
                else:
                    v=[e for e in x]
                return v, len(v)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_comp_loop_branch() -> None:
    check(
        """
            def f(x,n):
                t=0
                for i in range(n):
                    if i > 1:
                        v=[e*i for e in x]
                        t += sum(v)
                return t
        """,
        (ints(1, 2), 4),
        (ints(1, 2, 3), 0),
    )


def test_list_2() -> None:
    check(
        """
            def f(x):
                v=[[e, e*2] for e in x]
                return [r[1] for r in v], v[0][0], len(v[-1])
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


def test_loopstr() -> None:
    check(
        """
            def f(x): return "".join([f"{i}:{v}," for i, v in enumerate(x)])
        """,
        ints(1, 2),
        ints(3),
    )


def test_ret_pairs() -> None:
    check(
        """
            def f(x):
                return [(i, float(v)) for i, v in enumerate(x)][-1]
        """,
        ints(1, 2),
        ints(3),
    )
