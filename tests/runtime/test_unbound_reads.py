"""A variable that may be unbound, and is only handed on: the read itself fails, as in Python."""

# ruff: noqa: E501  # a program is a line

from __future__ import annotations

import pytest

from tests.runtime.programs import check

HELPERS = "def same(k):\n    return 1\n\ndef unused(n):\n    if n > 1:\n        late = 7\n    return late\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "if n > 1:\n        late = 7\n    copied = late\n    return n",
        "if n > 1:\n        late = 7\n    elif n < 0:\n        late = None\n    copied = late\n    return n",
        "if n > 1:\n        late = n\n    return (n, late)[0]",
        "if n > 1:\n        late = n\n    return len([late, 2]), len({'k': late})",
        "if n > 1:\n        late = n\n    return same(late)",
        "unused(n)\n    return n",
        "i, t = 0, [0]\n    while i < n:\n        if i > 1:\n            t = [late]\n        i += 1\n        if i > 2:\n            late = i\n    return t, i",
        "for k in range(n):\n        pass\n    last = k\n    return n",
        "for k in range(n):\n        if k > 1:\n            found = k\n            break\n    last = found\n    return n",
        "try:\n        if n > 1:\n            raise ValueError('a')\n        late = 1\n    except ValueError:\n        pass\n    copied = late\n    return n",
        "match n:\n        case 0:\n            late = 1\n        case 3:\n            late = 2\n    copied = late\n    return n",
    ],
)  # fmt: skip
def test_it_fails_where_it_is_read(body: str) -> None:
    check(HELPERS + f"def f(n):\n    {body}\n", 3, 0, 1, 4)


def test_what_is_bound_on_every_path_needs_no_look() -> None:
    source = """
    def f(n):
        while True:
            if n > 3:
                late = 1
                break
            n += 1
        if n > 5:
            other = late
        else:
            other = n
        return late, other
    """
    check(source, 3, 0, 9)


def test_a_handler_catches_the_name_error() -> None:
    source = """
    def f(n):
        if n > 1:
            late = 7
        try:
            copied = late
        except NameError:
            copied = 5
        return copied
    """
    check(source, 3, 0, has=["If"])


OBJECT = "class Point:\n    def __init__(self, u):\n        self.u = u\n\n"


@pytest.mark.parametrize(
    "body",
    [
        "p = Point(n)\n    if n > 1:\n        late = p\n    copied = late\n    copied.u += 1\n    return p.u, copied.u",
        "p = Point(n)\n    best = None\n    if n > 1:\n        best = p\n    if n > 2:\n        best.u = 7\n    return p.u",
        "p = [1]\n    if n > 1:\n        late = p\n        p.append(n)\n    if n > 1:\n        copied = late\n        copied.append(3)\n    return p",
        "p = {'k': n}\n    if n > 1:\n        late = p\n        p['k'] = 3\n    if n > 1:\n        late['k'] += 4\n    return p['k']",
        "p = Point(n)\n    if n > 1:\n        t = p, 1\n    if n > 2:\n        t[0].u += 3\n    return p.u",
        "p = [1, 2]\n    t = None\n    if n > 1:\n        p.append(n)\n        t = p, 1\n    if n > 2:\n        t[0].append(4)\n    return p",
        "p = [1, 2]\n    t = p, 0\n    if n > 1:\n        p.append(n)\n        t = p, 1\n    t[0].append(4)\n    return p, t[1]",
        "p = Point(n)\n    t = None\n    for k in range(n):\n        if k > 1:\n            t[0].u += 3\n        t = p, k\n    return p.u",
        "p = [0]\n    t = (p, 0)\n    for k in range(n):\n        t = t[0], t[1] + k\n        t[0].append(k)\n    return p, t[1]",
    ],
)  # fmt: skip
def test_an_object_that_only_some_paths_bind_stays_the_one_that_others_hold(body: str) -> None:
    check(OBJECT + f"def f(n):\n    {body}\n", 3, 0, 2)


def test_defaults_and_attributes_that_one_branch_binds() -> None:
    """A default argument is read where the function is made, an attribute where a statement names it."""
    for made in (
        "def g(a=late): return a",
        "def g(*, a=late): return a",
        "g = lambda a=late: a",
        "class G(late): pass",
    ):
        check(f"def f(x):\n    if x > 0:\n        late = int\n    {made}\n    return x", 3, -3)
    for read in ("box.late", "a = box.late", "a: int = box.late"):
        check(
            f"""
            class Box:
                pass

            def f(x):
                box = Box()
                if x > 0:
                    box.late = x
                {read}
                return x
            """,
            *[3, -3],
        )
