"""What is done with text that only the graph knows."""

from __future__ import annotations

from tests.runtime.programs import check


def test_str_build() -> None:
    check(
        """
            def f(n):
                s=''
                for i in range(n):
                    s += str(i)
                    if i % 2 == 0:
                        s += '-'
                return s
        """,
        0,
        3,
        4,
    )


def test_str_methods() -> None:
    check(
        """
            def f(x): return str(int(x)).zfill(4)
        """,
        3,
    )


def test_str_methods2() -> None:
    check(
        """
            def f(x):
                s=str(int(x))
                filled = s.zfill(5), s.rjust(5), s.ljust(5,'*'), s.center(7)
                return filled, s.startswith('1'), s.endswith('3'), s.replace('1','x'), s.upper()
        """,
        13,
        -13,
        2,
    )


def test_cmp_text() -> None:
    check(
        """
            def f(x):
                return (
                    str(int(x)) == "3",
                    f"{int(x)}" != "3",
                    "3" in str(int(x)),
                    str(int(x)) + "!",
                )
        """,
        3,
        31,
    )


def test_len_text() -> None:
    check(
        """
            def f(x): return (len(str(int(x))), int(str(int(x))) + 1)
        """,
        3,
        31,
    )


def test_mul() -> None:
    check(
        """
            def f(x): return "ab" * int(x) + "-" + str(int(x)) * 2
        """,
        0,
        3,
    )


def test_parts_of_strings_bytes_and_ranges() -> None:
    check(
        """
            def f(n): return "hello"[n], "hello"[-1], ("ab", "cd", "ef", "gh")[n], b"hello"[n], range(10)[n]
        """,
        1,
        3,
        0,
    )
    check(
        """
            def f(n): return "hello"[:n], "hello"[n:], "hello"[n:n+2], "hello"[::-1][:n], "héllo"[n:], "héllo"[n]
        """,
        1,
        3,
        0,
    )
    check(
        """
            def f(n):
                s = "hello"; out = ""; k = 0
                for i in range(n):
                    out = out + s[i]
                    if s[i:].startswith("l"): k += 1
                return out, k
        """,
        1,
        3,
    )
    check(
        """
            def f(n): return len(range(10)[:n]), list(range(10)[n:]), sum(range(10)[n:8])
        """,
        1,
        3,
    )
    check(
        """
            def f(n): return "hello"[n]
        """,
        1,
        7,
    )
