"""Format specifications: f-strings, ``%``, ``str.format``."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import floats, ints


def test_fs1() -> None:
    check(
        """
            def f(x): return f'{x}'
        """,
        3,
        -4,
    )


def test_fs2() -> None:
    check(
        """
            def f(x): return f'v={x:.3f}'
        """,
        3.14159,
        -4.0,
    )


def test_fs3() -> None:
    check(
        """
            def f(x): return f'{x}'
        """,
        3.5,
        1e10,
        1.0,
        1e-07,
        0.1,
        123456.789,
    )


def test_fs4() -> None:
    check(
        """
            def f(x): return f'{x:5d}|{x:<5}|{x:>5}|{x:^5}|{x:05d}|{x:+d}'
        """,
        3,
        -4,
    )


def test_fs5() -> None:
    check(
        """
            def f(x): return f'{x}'
        """,
        floats(1.0, 2.5),
        floats(3.0, 4.0, 5.0),
    )


def test_fs6() -> None:
    check(
        """
            def f(x): return f'{x}'
        """,
        ints(1, 2),
        ints(3, 40, 5),
    )


def test_fs7() -> None:
    check(
        """
            def f(x): return f'{len(x)} {int(x[0])} {float(x[0])}'
        """,
        ints(1, 2),
        ints(3, 40, 5),
    )


def test_fs8() -> None:
    check(
        """
            def f(x): return f'{x!r} {x!s}'
        """,
        3,
    )


def test_pct() -> None:
    check(
        """
            def f(x): return '%d %s %5.2f' % (int(x), int(x), float(x))
        """,
        3,
    )


def test_fmt_simple() -> None:
    check(
        """
            def f(x): return '{} {:.2f} {a}'.format(int(x), float(x), a=int(x))
        """,
        3,
    )


def test_str_of_int() -> None:
    check(
        """
            def f(x): return str(int(x)) + '!'
        """,
        3,
    )


def test_str_t() -> None:
    check(
        """
            def f(x): return str(x)
        """,
        3,
    )


def test_join() -> None:
    check(
        """
            def f(x): return ','.join(str(int(v)) for v in x)
        """,
        ints(1, 2),
        ints(1, 2, 3),
    )


NUMBERS = (1.5, -2.25, 12345.678, 0.0, 1e-07, 99999999.0, 2.0)


def test_spec() -> None:
    check(
        """
            def f(x): return f"{x:.3f}|{x:8.2f}|{x:<9.1f}|{x:^9.1f}|{x:+.2f}|{x:08.2f}"
        """,
        *NUMBERS,
    )


def test_spec_general() -> None:
    check(
        """
            def f(x): return f"{x:e}|{x:.2e}|{x:g}|{x:.3g}|{x:.1%}|{x:,.2f}|{x:.3}|{x:10}"
        """,
        *NUMBERS,
    )


def test_speci() -> None:
    check(
        """
            def f(x): return f"{x:d}|{x:5}|{x:<5}|{x:^5}|{x:05d}|{x:+d}|{x:,}|{x: d}|{x:*>8}|{x:.2f}"
        """,
        0,
        5,
        -7,
        1234567,
    )


def test_pct_b() -> None:
    check(
        """
            def f(x): return "%d|%5d|%-5d|%05d" % (4 * (int(x),)) + "%s|%5.2f|%x|%r" % (int(x),float(x),255,int(x))
        """,
        0,
        5,
        -7,
    )


def test_pctt() -> None:
    check(
        """
            def f(x): return "%d|%f|%s|%5.1f" % (x,x,x,x)
        """,
        0.5,
        -3.0,
    )


def test_fmt() -> None:
    check(
        """
            def f(x): return "{0} {1:>6.2f} {a} {0!r} {b[0]} {c[k]}".format(x, float(x), a=int(x), b=[x,1], c={"k": x})
        """,
        1,
        2,
    )


def test_nested_b() -> None:
    check(
        """
            def f(x): return f"{f'{int(x)}':>5}" + f"{int(x)!r:>4}" + f"{str(int(x)):^7}|"
        """,
        1,
        23,
    )


def test_bases_and_grouping() -> None:
    """Digits to bases that are powers of two, with and without what stands before them."""
    source = """
    def f(n):
        k = int(n)
        fields = f"{k:x}|{k:#x}|{k:X}|{k:o}|{k:b}|{k:08b}|{k:#010x}|{k:_}|{k:,}|{k:_b}|{k:_x}|{k:+#x}|{k:>12x}|{n:x}"
        return fields, "%x %o %X" % (n, n, n), "{:,.2f} {:_d}".format(k * 1000.5, k), hex(k), oct(k), bin(k)
    """
    check(source, 255, 0, -1234567, 7)


def test_containers_of_objects_that_write_themselves_are_python_text() -> None:
    """Only where Python knows a text can ``find`` look into it."""
    check(
        """
            class Point:
                def __init__(self, x): self.x = x
                def __repr__(self):
                    if self.x > 1: return f"Point({self.x})"
                    return "Origin"
            def f(x):
                points = [Point(0), Point(2)]
                texts = [f"{points!r}", str((points[0],)), "%s" % {"a": points[1]}, repr(ValueError(points[1]))]
                return x + sum(text.find("o") for text in texts), texts
        """,
        1,
    )
