"""What exceptions hold and which one is raised, where a tensor decides."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


def test_attributes_of_exceptions_raised_in_two_places() -> None:
    check(
        """
            class Coded(Exception):
                def __init__(self, code):
                    super().__init__("coded")
                    self.code = code

            def f(n):
                try:
                    if n < 0:
                        raise Coded(n * 2)
                    if n == 0:
                        raise Coded(n + 7)
                except Coded as error:
                    return error.code
                return n
        """,
        4,
        -1,
        0,
    )


def test_text_of_a_caught_exception() -> None:
    check(
        """
            def f(n):
                try:
                    if n > 3:
                        raise ValueError("large")
                    if n < 0:
                        raise KeyError("small", n)
                    text = "none"
                except ValueError as error:
                    text = str(error)
                except KeyError as error:
                    text = f"{error.args[0]} {error.args[1] * 2}"
                return text
        """,
        4,
        -1,
        0,
    )


def test_chained_from_a_caught_exception() -> None:
    check(
        """
            def f(n):
                try:
                    if n < 0:
                        raise ValueError("a")
                except ValueError as error:
                    raise RuntimeError("b") from error
                return n
        """,
        4,
        -1,
    )


def test_raise_of_one_of_several_exceptions() -> None:
    check(
        """
            class Low(Exception):
                pass

            class High(Exception):
                pass

            def judge(n):
                if n < 0:
                    return Low("low")
                if n > 3:
                    return High(n, 3)
                return None

            def f(n):
                try:
                    error = judge(n)
                    if error is not None:
                        raise error
                    result = n
                except Low:
                    result = -100
                if n > 90:
                    error = judge(n)
                    raise error
                return result
        """,
        2,
        -1,
        4,
        100,
    )


def test_else_of_a_loop_that_raises() -> None:
    check(
        """
            def f(n):
                try:
                    for i in range(n):
                        if i == 5:
                            raise ValueError("five")
                    else:
                        return 1
                except ValueError:
                    return 2
                return 3
        """,
        4,
        0,
        7,
    )


def test_an_exception_after_one_that_a_tensor_decides() -> None:
    """Tracing meets the second; which comes first, the graph says when it runs."""
    check(
        """
        def f(x):
            if x > 1:
                x += 1
            else:
                raise ValueError("small")
            raise KeyError("late")
        """,
        0,
        2,
    )


LACKING = ("getattr(Empty(), 'name')", "setattr(3, 'name', 1)", "delattr(Empty(), 'name')", "np.nothing", "(3).numpy()")


@pytest.mark.parametrize("expression", [*LACKING, "None.numpy()", "Empty().numpy()", "Empty().item()", "[].stack.name"])
def test_what_python_values_lack_is_handled(expression: str) -> None:
    check(
        f"""
        class Empty:
            pass

        def f(x):
            try:
                result = {expression}
            except AttributeError:
                result = 5
            return x + result
        """,
        1,
    )


def test_nobody_asks_for_the_text_of_an_exception_that_is_handled() -> None:
    check(
        """
        class Shy(TypeError):
            def __str__(self):
                raise RuntimeError("asked")

        def f(x):
            try:
                raise Shy(x)
            except ValueError:
                return -1
            except Shy as error:
                return error.args[0] + 1
        """,
        1,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("try:", "except IndexError:\n        b = 7"),
        ("with Manager():", "b += 0"),
    ],
    ids=["try", "with"],
)
def test_a_loop_that_may_raise_around_a_branch_with_a_try_of_its_own(before: str, after: str) -> None:
    """An iteration began with the exception that the one before it might have raised, for which it would not run."""
    source = f"""
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

def f(x):
    b = 0
    {before}
        for i in tf.range(x):
            if i > 0:
                try:
                    c = 1
                except ValueError:
                    pass
            else:
                b = [1, 2][b]
    {after}
    return b
"""
    check(source, 0, 1, 3, has=["While"])


@pytest.mark.parametrize("handler", ["except IndexError", "finally"])
def test_a_with_statement_after_a_loop_that_may_raise(handler: str) -> None:
    """While the outer loop was explored, what followed the inner one began with the exception that this may raise."""
    source = f"""
class Manager:
    def __init__(self, p):
        self.p = p

    def __enter__(self):
        return self.p

    def __exit__(self, *exception):
        pass

def f(x):
    b = x
    for i in range(b):
        try:
            for j in tf.range(x):
                b = b + [1, 2, 3][j]
            if x > 2:
                with Manager(x) as a:
                    pass
        {handler}:
            m = int
    return b
"""
    check(source, 0, 1, 3, 6, has=["While"])


def test_texts_that_exceptions_write_themselves() -> None:
    source = """
    class Coded(Exception):
        def __init__(self, code, text="m"):
            super().__init__(text)
            self.code = code
        def __str__(self): return f"E{self.code}"
    class Shown(Exception):
        def __repr__(self): return "Shown!" if self.args else "Shown?"
    def risky(i):
        if i > 2:
            raise Coded(i)
        if i < 0:
            raise Shown()
        return i
    def f(x):
        done = []
        try:
            for i in range(x):
                done.append(risky(i))
            if x < 0:
                risky(x)
        except Coded as e:
            return done, e.code, str(e), f"{e}|{e:>4}"
        except Shown as e:
            return done, 0, str(e), repr(e)
        return done, 0, "none", ""
    """
    check(source, 1, 3, 5, -1)
