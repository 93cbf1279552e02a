"""Attributes that Python itself gives to objects, of values that stand for others while a graph is built."""

from __future__ import annotations

from tests.runtime.programs import check, refused

CASES = (1.0, -1.0)
CLASSES = """
        class A:
            k = 3
            def __init__(self, v): self.v = v
        class B:
            k = 4
            def __init__(self, v): self.w = v
"""


def test_the_class_of_one_of_several_objects():
    check(
        CLASSES
        + """
        def f(x):
            o = A(x) if x > 0 else B(x)
            kind = o.__class__
            return kind is A, kind == B, kind.k, kind.__name__, type(o).__name__, o.__class__(x).__class__.k
        """,
        *CASES,
    )


def test_the_class_tells_which_one_it_is():
    check(
        CLASSES
        + """
        def f(x):
            o = A(x) if x > 0 else B(x)
            r = o.v if o.__class__ is A else o.w
            if type(o) is B:
                r += o.w
            return r
        """,
        *CASES,
        lacks=["Assert"],
    )


def test_the_class_that_an_object_says_it_has():
    check(
        CLASSES
        + """
        class Proxy:
            @property
            def __class__(self): return A
        def f(x):
            o = Proxy() if x > 0 else B(x)
            return o.__class__ is A, type(o) is Proxy, isinstance(o, B)
        """,
        *CASES,
    )


def test_the_class_of_an_exception():
    check(
        """
        class E(Exception): pass
        class F(Exception): pass
        def f(x):
            try:
                if x > 2:
                    raise E("w")
                if x > 0:
                    raise F("v", 1)
            except (E, F) as e:
                return e.__class__ is E, e.__class__.__name__ == "F", len(e.args), e.args.__len__()
            return False, False, 0, 0
        """,
        3.0,
        *CASES,
    )


def test_the_class_of_numbers_and_lists():
    check(
        """
        def f(x):
            t, n, xs = float(x), int(x), []
            for i in tf.range(3):
                xs.append(i)
            return t.__class__ is float, n.__class__ is int, n.__class__.__name__, (t > 0).__class__ is bool, \\
                xs.__class__ is list
        """,
        *CASES,
    )


def test_the_name_of_one_of_several_functions():
    check(
        '''
        def first(v):
            """First."""
            return v
        def second(v): return v + 1
        def f(x):
            g = first if x > 0 else second
            return g.__name__, g.__doc__ is None, g.__module__ == first.__module__
        ''',
        *CASES,
    )


def test_the_attributes_of_one_of_several_objects():
    check(
        """
        class A:
            def __init__(self, v): self.v = v
        def f(x):
            a, b = A(x), A(x * 2)
            o = a if x > 0 else b
            o.__dict__["v"] += 1
            return vars(o)["v"], o.__dict__["v"], a.v, b.v, len(o.__dict__), "v" in o.__dict__
        """,
        *CASES,
    )


def test_what_is_called_by_its_special_name():
    check(
        """
        class Sized:
            def __init__(self, n): self.n = n
            def __len__(self): return self.n
            def __call__(self, v): return v * self.n
        def f(x):
            o = Sized(3) if x > 0 else Sized(5)
            return o.__len__(), o.__call__(x), len(o), o(x)
        """,
        *CASES,
    )


def test_a_function_with_nothing_else_to_convert():
    check(
        CLASSES
        + """
        def kind_of(o): return o.__class__
        def f(x):
            o = A(x) if x > 0 else B(x)
            return kind_of(o) is A
        """,
        *CASES,
    )


def test_exceptions_with_different_numbers_of_arguments():
    check(
        """
        class E(Exception): pass
        def g(x):
            if x > 2:
                raise ValueError(x, 1)
            if x > 0:
                raise ValueError(x)
            if x > -2:
                raise E("w", x, 3)
            return x
        def f(x):
            try:
                g(x)
            except ValueError as e:
                return len(e.args), e.args[0]
            except E as e:
                return len(e.args), e.args[1]
            return 0, 1.0
        """,
        3.0,
        -3.0,
        *CASES,
    )


def test_the_cause_of_an_exception():
    check(
        """
        class E(Exception): pass
        def g(x):
            try:
                if x > 2:
                    raise KeyError("k", x)
                if x > 0:
                    raise ValueError("v")
            except (KeyError, ValueError) as e:
                raise E("w") from e
            if x < -2:
                raise E("w")
            return x
        def f(x):
            try:
                g(x)
            except E as e:
                known = e.__cause__ is not None
                second = e.__cause__.args[1] if isinstance(e.__cause__, KeyError) else -1.0
                return known, isinstance(e.__cause__, ValueError), isinstance(e.__cause__, KeyError), second
            return False, False, False, 0.0
        """,
        3.0,
        -3.0,
        *CASES,
    )


def test_the_cause_of_an_exception_that_a_try_raises_itself():
    check(
        """
        class E(Exception): pass
        def f(x):
            try:
                try:
                    if x > 0:
                        raise KeyError("k")
                except KeyError as e:
                    raise E("w") from e
                if x < 0:
                    raise E("w") from ValueError
            except E as e:
                cause = e.__cause__
                return 1 if cause is not None else 2, cause.__class__ is KeyError, cause.args == ("k",)
            return 0, False, False
        """,
        0.0,
        *CASES,
    )


def test_one_of_several_classes_is_asked_about():
    check(
        CLASSES
        + """
        def f(x):
            kind = A if x > 0 else B
            o = A(x)
            return isinstance(o, kind), o.__class__ is kind, issubclass(kind, B), isinstance(o, (kind, int))
        """,
        *CASES,
    )


def test_the_context_of_an_exception_is_refused():
    message = refused(
        """
        def f(x):
            try:
                try:
                    if x > 0:
                        raise KeyError("k")
                except KeyError as e:
                    raise ValueError("w")
            except ValueError as e:
                return 1 if e.__context__ is not None else 2
            return 0
        """,
        1.0,
    )
    assert "__context__" in message
    assert "return 1 if e.__context__" in message


# Of this package's, and of tensors; a number has ``real``, a string has not.
OTHERS = ("name", "tensor", "origins", "to", "of", "dtype", "shape", "numpy", "device", "_refuse", "value", "items")
NUMBERS = """
        def values(x):
            n, q = 0, 0.5
            for _ in tf.range(x):
                n += 1
                q += 1.5
            return [n, q, n > 1, f"{n}"]
"""


def test_numbers_have_no_attributes_but_pythons():
    check(
        NUMBERS
        + f"""
        def f(x):
            found = []
            for value in values(x):
                for name in {OTHERS}:
                    found.append(hasattr(value, name))
                    found.append(getattr(value, name, "none"))
                try:
                    value.name
                    found.append("a name")
                except AttributeError as error:
                    found.append(str(error))
                found.append(hasattr(value, "real"))
                found.append(hasattr(value, "is_integer"))
                found.append(hasattr(value, "format"))
            return found
        """,
        2,
        0,
    )


def test_the_parts_that_all_numbers_of_python_have():
    check(
        NUMBERS
        + """
        def f(x):
            found = []
            for value in values(x)[:3]:
                found += [value.real, value.imag, value.conjugate(), type(value.real).__name__]
            for value in values(x)[0], values(x)[2]:
                found += [value.numerator, value.denominator]
            return found
        """,
        2,
        0,
    )
