"""Jumps out of ``finally``, which replace whatever happened before them."""

from __future__ import annotations

from tests.runtime.programs import check


def test_return_in_one_branch_replaces_another_return() -> None:
    source = """
    def f(x):
        try:
            return 2
        finally:
            if x > 0:
                return 1
    """
    check(source, 3, -3, has=["If"])


def test_return_swallows_what_a_tensor_raises() -> None:
    source = """
    def f(x):
        try:
            if x < 0:
                raise ValueError("negative")
            y = x
        finally:
            if x < -5:
                return -100
        return y
    """
    check(source, 3, -3, -9)


def test_break_and_continue_replace_a_return() -> None:
    source = """
    def f(x, v):
        for i, e in enumerate(v):
            try:
                if e == x:
                    return i
            finally:
                if e < 0:
                    break
                if e > 100:
                    continue
            x += 1
        else:
            return -5
        return x
    """
    check(source, (3, [1, 2, 5]), (-3, [1, -3, 4]), (200, [1, 201, 202]), (7, [8, 9, 10]), has=["While"])


def test_continue_replaces_a_break() -> None:
    source = """
    class Adder:
        def add(self, x):
            t = 0
            for e in x:
                try:
                    if e == 2:
                        t += 100
                        break
                    t += e
                finally:
                    if e > 1:
                        continue
                t += 10
            return t

    def f(x):
        return Adder().add(x) if len(x) > 0 else -1
    """
    check(source, [1, 2, 3, 4], [0, 1, 0, 5], [2, 2, 2, 2])


def test_return_from_a_loop_inside() -> None:
    source = """
    def f(x):
        t = 0
        while True:
            try:
                t += 1
                if t > x:
                    break
            finally:
                for k in range(3):
                    if k + t == 5:
                        return 100 + t
        return t
    """
    check(source, 1, 3, 0, 9)


def test_rest_of_the_block_runs_after_a_break() -> None:
    source = """
    def f(x):
        s = 0
        for e in x:
            try:
                if e < s:
                    break
                s += 1
            finally:
                if s > 12:
                    if e == 2:
                        continue
                    s += 1
                for k in range(2):
                    if s == 25 + k:
                        return -s
                s += 1
            s += 10
        return s
    """
    check(source, [1, 2], [1, 9], [4, 2, 4], [2, 14, 2])
