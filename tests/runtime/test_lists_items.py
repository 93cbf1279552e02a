"""Items and slices of lists that only the graph knows: read, stored, deleted."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check
from tests.runtime.values import floats


@pytest.mark.parametrize("length", [5, 3])
def test_item_write(length: int) -> None:
    """The last loop writes past the end of the shorter list."""
    check(
        f"""
            def f(n):
                v=[0]*{length}
                for i in range(n):
                    v[i] = i*i
                return v
        """,
        0,
        3,
        5,
    )


def test_item_write_t() -> None:
    check(
        """
            def f(n):
                v=[0.0,0.0,0.0]
                for i in range(n):
                    v[i] = tf.cast(n,tf.float32)+i
                return v
        """,
        1,
        3,
    )


def test_item_write_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                for i in range(len(v)):
                    v[i] = v[i]*2
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_item_aug_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                for i in range(len(v)):
                    v[i] += 1
                v[-1] += 5
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_item_oob_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return v[2]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_item_neg_oob_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return v[-3]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_slice_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return v[1:], v[:-1], v[::2], v[::-1]
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_slice_assign_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                v[1:2] = [7.0,8.0]
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_slice_assign_py() -> None:
    check(
        """
            def f(n):
                v=[1,2,3,4]
                v[:n] = [9]
                return v
        """,
        0,
        2,
    )


def test_del_dyn() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                del v[0]
                return v
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
    )


def test_del_py() -> None:
    check(
        """
            def f(n):
                v=[1,2,3,4]
                del v[n]
                return v
        """,
        0,
        2,
    )


def test_iter() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                s=0.0
                for e in v:
                    s += e
                return s
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(),
    )


def test_sum() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return sum(v), len(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(),
    )


def test_minmax() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return max(v), min(v), sorted(v)
        """,
        floats(1.0, 2.0),
        floats(1.0, 2.0, 3.0),
        floats(),
    )


def test_in() -> None:
    check(
        """
            def f(x):
                v=[]
                for e in x:
                    v.append(e)
                return 2.0 in v, 7.0 not in v
        """,
        floats(1.0, 2.0),
        floats(1.0, 3.0, 3.0),
        floats(),
    )


def test_items_of_lists_that_a_branch_makes_longer() -> None:
    """An inner list that is older than the branch is changed as one that is not."""
    check(
        """
        def f(x):
            out, notes = [[1.0]], [{"k": 1}]
            for i in range(x):
                if i % 2 == 1:
                    out.append([float(i)])
                    notes.append({"k": i})
                out[-1][0] += 1.0
                notes[-1]["k"] += 10
                out[0].append(0.5)
            return len(out), [sum(one) for one in out], [one["k"] for one in notes]
        """,
        3,
        0,
        7,
        has=["While"],
    )
