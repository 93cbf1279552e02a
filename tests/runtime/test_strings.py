"""Text of tensors and numbers: to the letter as eager Python writes it."""

from __future__ import annotations

import numpy as np

from tests.runtime.programs import check
from tests.runtime.values import doubles, floats


def test_f32() -> None:
    check(
        """
            def f(x): return f"{x}"
        """,
        3.5,
        1e10,
        1.0,
        1e-07,
        0.1,
        123456.789,
        0.0,
        -0.0,
        0.3333333333333333,
        np.inf,
        np.nan,
        1e16,
        9.999e15,
        0.0001,
        9.9e-05,
        16777217.0,
        -2.5e-08,
        3.4e38,
    )


def test_f64() -> None:
    check(
        """
            def f(x): return f"{x}"
        """,
        np.float64(3.5),
        np.float64(1e10),
        np.float64(1.0),
        np.float64(1e-07),
        np.float64(0.1),
        np.float64(123456.789),
        np.float64(0.0),
        np.float64(-0.0),
        np.float64(0.3333333333333333),
        np.float64(np.inf),
        np.float64(np.nan),
        np.float64(1e16),
        np.float64(9.999e15),
        np.float64(0.0001),
        np.float64(9.9e-05),
        np.float64(16777217.0),
        np.float64(-2.5e-08),
        np.float64(3.4e38),
        np.float64(0.6666666666666666),
        np.float64(1e22),
        np.float64(123456789.12345679),
    )


def test_s32() -> None:
    check(
        """
            def f(x): return str(x)
        """,
        3.5,
        1e10,
        1.0,
        1e-07,
        0.1,
        123456.789,
        0.0,
        -0.0,
        0.3333333333333333,
        np.inf,
        np.nan,
        1e16,
        9.999e15,
        0.0001,
        9.9e-05,
        16777217.0,
        -2.5e-08,
        3.4e38,
    )


def test_s64() -> None:
    check(
        """
            def f(x): return str(x)
        """,
        np.float64(3.5),
        np.float64(1e10),
        np.float64(1.0),
        np.float64(1e-07),
        np.float64(0.1),
        np.float64(123456.789),
        np.float64(0.0),
        np.float64(-0.0),
        np.float64(0.3333333333333333),
        np.float64(np.inf),
        np.float64(np.nan),
        np.float64(1e16),
        np.float64(9.999e15),
        np.float64(0.0001),
        np.float64(9.9e-05),
        np.float64(16777217.0),
        np.float64(-2.5e-08),
        np.float64(3.4e38),
        np.float64(0.6666666666666666),
        np.float64(1e22),
        np.float64(123456789.12345679),
    )


def test_r32() -> None:
    check(
        """
            def f(x): return repr(x)
        """,
        3.5,
        1e10,
        1.0,
        1e-07,
        0.1,
        123456.789,
        0.0,
        -0.0,
        0.3333333333333333,
        np.inf,
        np.nan,
        1e16,
        9.999e15,
        0.0001,
        9.9e-05,
        16777217.0,
        -2.5e-08,
        3.4e38,
    )


def test_py() -> None:
    check(
        """
            def f(x): return f"{float(x)}" + str(float(x)) + repr(float(x))
        """,
        3.5,
        1e10,
        1.0,
        1e-07,
        0.1,
        123456.789,
        0.0,
        -0.0,
        0.3333333333333333,
        np.inf,
        np.nan,
        1e16,
        9.999e15,
        0.0001,
        9.9e-05,
        16777217.0,
        -2.5e-08,
        3.4e38,
    )


def test_a32() -> None:
    check(
        """
            def f(x): return f"{x}"
        """,
        floats(1.0, 2.5),
        floats(3.0, 4.0, 5.0),
        floats(),
        floats(0.10000000149011612, 0.25, 100.0),
        floats(9.999999747378752e-06, 1.0),
        floats(1e09, 1.0),
        floats(0.3333333432674408, 0.6666666865348816),
        floats(-1.0, 0.5),
        floats(np.nan, 1.0, -np.inf),
        floats(0.0, 0.0),
        floats(0.03333333507180214, 1.0),
        floats(*(number / 3 for number in range(40))),
        floats(1e10, np.nan),
        floats(1000.0, 1.5),
        floats(2000.0, 1.5),
    )


def test_a64() -> None:
    check(
        """
            def f(x): return f"{x}"
        """,
        doubles(1.0, 2.5),
        doubles(3.0, 4.0, 5.0),
        doubles(),
        doubles(0.10000000149011612, 0.25, 100.0),
        doubles(9.999999747378752e-06, 1.0),
        doubles(1e09, 1.0),
        doubles(0.3333333432674408, 0.6666666865348816),
        doubles(-1.0, 0.5),
        doubles(np.nan, 1.0, -np.inf),
        doubles(0.0, 0.0),
        doubles(0.03333333507180214, 1.0),
        doubles(*(number / 3 for number in range(40))),
        doubles(1e10, np.nan),
        doubles(1000.0, 1.5),
        doubles(2000.0, 1.5),
    )


def test_as32() -> None:
    check(
        """
            def f(x): return str(x)
        """,
        floats(1.0, 2.5),
        floats(3.0, 4.0, 5.0),
        floats(),
        floats(0.10000000149011612, 0.25, 100.0),
        floats(9.999999747378752e-06, 1.0),
        floats(1e09, 1.0),
        floats(0.3333333432674408, 0.6666666865348816),
        floats(-1.0, 0.5),
        floats(np.nan, 1.0, -np.inf),
        floats(0.0, 0.0),
        floats(0.03333333507180214, 1.0),
        floats(*(number / 3 for number in range(40))),
        floats(1e10, np.nan),
        floats(1000.0, 1.5),
        floats(2000.0, 1.5),
    )


def test_ar32() -> None:
    check(
        """
            def f(x): return repr(x)
        """,
        floats(1.0, 2.5),
        floats(3.0, 4.0, 5.0),
        floats(),
        floats(0.10000000149011612, 0.25, 100.0),
        floats(9.999999747378752e-06, 1.0),
        floats(1e09, 1.0),
        floats(0.3333333432674408, 0.6666666865348816),
        floats(-1.0, 0.5),
        floats(np.nan, 1.0, -np.inf),
        floats(0.0, 0.0),
        floats(0.03333333507180214, 1.0),
        floats(*(number / 3 for number in range(40))),
        floats(1e10, np.nan),
        floats(1000.0, 1.5),
        floats(2000.0, 1.5),
    )


def test_ar64() -> None:
    check(
        """
            def f(x): return repr(x)
        """,
        doubles(1.0, 2.5),
        doubles(3.0, 4.0, 5.0),
        doubles(),
        doubles(0.10000000149011612, 0.25, 100.0),
        doubles(9.999999747378752e-06, 1.0),
        doubles(1e09, 1.0),
        doubles(0.3333333432674408, 0.6666666865348816),
        doubles(-1.0, 0.5),
        doubles(np.nan, 1.0, -np.inf),
        doubles(0.0, 0.0),
        doubles(0.03333333507180214, 1.0),
        doubles(*(number / 3 for number in range(40))),
        doubles(1e10, np.nan),
        doubles(1000.0, 1.5),
        doubles(2000.0, 1.5),
    )


def test_strt() -> None:
    check(
        """
            def f(x): return f"{x}" + str(x)
        """,
        "ab",
        "c",
    )
