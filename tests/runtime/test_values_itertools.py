"""``itertools`` and ``functools.reduce``."""

from __future__ import annotations

from tests.runtime.programs import check, refused
from tests.runtime.values import ints


def test_accumulate() -> None:
    check(
        """
            def f(x):
                return (
                    list(itertools.accumulate(x)),
                    list(itertools.accumulate(x, lambda p,q: p*q)),
                    list(itertools.accumulate(x, initial=5)),
                )
        """,
        ints(1, 2, 3),
        ints(4),
        ints(),
    )


def test_chain() -> None:
    check(
        """
            def f(x): return 0 < x <= 5
        """,
        0,
        1,
        5,
        6,
    )


def test_islice() -> None:
    check(
        """
            def f(x,n):
                s=0
                for v in itertools.islice(x,n):
                    s = s*2+v
                for v in itertools.islice(x,1,None,2):
                    s = s*3+v
                return s
        """,
        (ints(1, 2, 3, 4), 2),
        (ints(1), 5),
        (ints(), 0),
    )


def test_product() -> None:
    check(
        """
            def f(x,y):
                s=0
                for p,q in itertools.product(x,y):
                    s = s*2+p*q
                return s
        """,
        (ints(1, 2), ints(3, 4, 5)),
        (ints(), ints(1, 2, 3)),
    )


def test_takewhile() -> None:
    check(
        """
            def f(x):
                return (
                    list(itertools.takewhile(lambda v: v < 3, x)),
                    list(itertools.dropwhile(lambda v: v < 3, x)),
                )
        """,
        ints(1, 2, 3, 1),
        ints(5),
        ints(),
    )


def test_takewhile_break() -> None:
    check(
        """
            def f(x):
                s=0
                for v in itertools.takewhile(lambda v: v < 5, x):
                    if v == 3:
                        break
                    s += v
                return s
        """,
        ints(1, 2, 3, 1),
        ints(1, 5, 1),
        ints(),
    )


def test_zip_longest() -> None:
    check(
        """
            def f(x,y):
                s=0
                for p,q in itertools.zip_longest(x,y,fillvalue=9):
                    s = s*2+p*q
                return s
        """,
        (ints(1, 2), ints(3, 4, 5)),
        (ints(), ints(1, 2, 3)),
    )


def test_pairwise() -> None:
    check(
        """
            def f(x): return [p-q for p,q in itertools.pairwise(x)]
        """,
        ints(1, 5, 3),
        ints(1),
    )


def test_repeat() -> None:
    check(
        """
            def f(n):
                s=0
                for v in itertools.repeat(3, int(n)):
                    s += v
                return s
        """,
        0,
        4,
    )


def test_starmap() -> None:
    check(
        """
            def f(x): return list(itertools.starmap(lambda p,q: p*q, zip(x,x)))
        """,
        ints(1, 5, 3),
        ints(1),
    )


def test_count() -> None:
    check(
        """
            def f(x):
                s=0
                for i in itertools.count(int(x), 2):
                    if i > 10: break
                    s += i
                return s
        """,
        1,
        4,
        20,
    )


def test_cycle() -> None:
    check(
        """
            def f(x):
                s=0
                k=0
                for v in itertools.cycle(x):
                    if k > 6: break
                    s = s*2 + v
                    k += 1
                return s
        """,
        ints(1, 2, 3),
        ints(4),
    )


def test_combinations() -> None:
    check(
        """
            def f(x): return [p*q for p,q in itertools.combinations(x,2)]
        """,
        ints(1, 2, 3),
    )


def test_compress() -> None:
    check(
        """
            def f(x,m): return list(itertools.compress(x,m))
        """,
        (ints(1, 2, 3), ints(1, 0, 1)),
        (ints(1, 2), ints(0, 1)),
    )


def test_filterfalse() -> None:
    check(
        """
            def f(x): return list(itertools.filterfalse(lambda v: v > 1, x))
        """,
        ints(1, 2, 0),
        ints(3),
    )


def test_reduce() -> None:
    check(
        """
            def f(x):
                return (
                    functools.reduce(lambda p,q: p*q, x),
                    functools.reduce(lambda p,q: p+q, x, 10),
                )
        """,
        ints(1, 2, 3),
        ints(4),
        ints(),
    )


def test_reduce_if() -> None:
    check(
        """
            def f(x): return functools.reduce(lambda p,q: p if p > q else q, x)
        """,
        ints(1, 7, 3),
        ints(4),
    )


def test_endless_iterators_beside_a_tensor() -> None:
    source = """
    def f(x):
        t = 0
        for i, e in zip(itertools.count(5, 2), x):
            t += i * e
        for s, e in zip(itertools.cycle([1, -1, 2]), x):
            t = t * 2 + s * e
        for s, e in zip(itertools.repeat(3), x):
            t += s * e
        return t
    """
    check(source, [1, 2, 3], [1], [5, 5, 1, 2, 3], has=["While"])


def test_python_iterator_without_end_beside_a_tensor() -> None:
    source = """
    def squares():
        k = 0
        while True:
            yield k * k
            k += 1
    def f(x):
        return sum(k * e for k, e in zip(iter(squares().__next__, -1), x))
    """
    assert "does not end" in refused(source, [1, 2, 3])


def test_tee() -> None:
    check(
        """
            def f(x):
                first, second = itertools.tee(x)
                next(second, None)
                return [b - a for a, b in zip(first, second)]
        """,
        ints(1, 2, 4),
        ints(5, 3, 3),
    )
