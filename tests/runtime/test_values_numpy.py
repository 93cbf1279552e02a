"""NumPy's functions."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_np_sum() -> None:
    check(
        """
            def f(x): return np.sum(x), np.mean(x), np.max(x)
        """,
        floats(1.0, 2.0),
        floats(3.0, 4.0),
    )


def test_np_sqrt() -> None:
    check(
        """
            def f(x): return np.sqrt(x) + np.exp(x) - np.abs(x)
        """,
        floats(1.0, 2.0),
    )


def test_np_where() -> None:
    check(
        """
            def f(x): return np.where(x > 1, x, 0)
        """,
        floats(1.0, 2.0),
    )


def test_np_dot() -> None:
    check(
        """
            def f(x): return np.dot(x, x), np.maximum(x,1.5), np.clip(x,0,1)
        """,
        floats(1.0, 2.0),
    )


def test_np_stack() -> None:
    check(
        """
            def f(x): return np.stack([x, x]), np.concatenate([x, x])
        """,
        floats(1.0, 2.0),
    )


def test_np_array() -> None:
    check(
        """
            def f(x): return np.array([x, x+1])
        """,
        1.0,
    )


def test_np_if() -> None:
    check(
        """
            def f(x):
                if np.any(x > 1): return np.sum(x)
                return np.float32(0)
        """,
        floats(1.0, 2.0),
        floats(0.0, 0.0),
    )


def test_np_more() -> None:
    check(
        """
            def f(x):
                return (
                    np.mean(x),
                    np.std(x),
                    np.argmax(x),
                    np.cumsum(x),
                    np.sort(x),
                    np.prod(x),
                    np.var(x),
                )
        """,
        floats(3.0, 1.0, 2.0),
    )


def test_np_more2() -> None:
    check(
        """
            def f(x):
                return (
                    np.linalg.norm(x),
                    np.square(x),
                    np.power(x,2),
                    np.log(x),
                    np.floor(x),
                    np.sign(x),
                    np.tanh(x),
                )
        """,
        floats(3.0, 1.0, 2.5),
    )


def test_np_int() -> None:
    check(
        """
            def f(x):
                return (
                    np.sqrt(x),
                    np.sum(x),
                    np.mean(x),
                    np.add(x,1),
                    np.multiply(x,0.5),
                    np.maximum(x,2),
                    np.where(x>1,x,-1),
                    np.where(x>1,1.0,0.0),
                )
        """,
        ints(3, 1, 2),
    )


def test_np_shape() -> None:
    check(
        """
            def f(x):
                return (
                    np.reshape(x,(1,-1)),
                    np.transpose(np.reshape(x,(3,1))),
                    np.expand_dims(x,0),
                    np.ones_like(x),
                    np.zeros_like(x),
                    np.flip(x),
                    np.tile(x,2),
                    np.repeat(x,2),
                )
        """,
        floats(3.0, 1.0, 2.0),
    )


def test_np_logic() -> None:
    check(
        """
            def f(x):
                return (
                    np.any(x > 2),
                    np.all(x > 0),
                    np.isnan(x),
                    np.logical_and(x>1,x<3),
                    np.allclose(x,x),
                    np.abs(x).max() if False else np.max(np.abs(x)),
                )
        """,
        floats(3.0, 1.0, 2.0),
    )


def test_np_weak() -> None:
    check(
        """
            def f(x):
                return (
                    np.sqrt(float(x[0])),
                    np.exp(len(x)),
                    np.abs(int(x[0])),
                    np.maximum(len(x), 2),
                    np.float32(x[0]),
                    np.int32(x[0]),
                    np.array([float(x[0]), 2.0]),
                    np.float64(len(x)),
                )
        """,
        floats(3.0, 1.0, 2.0),
        floats(1.0, 2.0),
    )


def test_np_axis() -> None:
    check(
        """
            def f(x):
                return (
                    np.sum(x,axis=0),
                    np.mean(x,axis=1),
                    np.concatenate([x,x],axis=1),
                    np.matmul(x,x),
                    np.einsum('ij->i',x),
                )
        """,
        [[1.0, 2.0], [3.0, 4.0]],
    )
