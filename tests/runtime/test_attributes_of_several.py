"""Attributes of a value that is one of several: the author's, whatever they are called."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

CASES = (1.0, -1.0)


@pytest.mark.parametrize("name", ["index", "missing", "alternatives", "asserted", "position", "unbound"])
def test_an_attribute_may_have_any_name(name):
    check(
        f"""
        class A:
            def __init__(self, value): self.{name} = value
        def f(x):
            a, b = A(7), A(9)
            o = a if x > 0 else b
            before = o.{name}
            o.{name} += 1
            return before, o.{name}, a.{name}, b.{name}
        """,
        *CASES,
    )


def test_a_method_may_have_any_name():
    check(
        """
        class A:
            def __init__(self, value): self.value = value
            def index(self): return self.value
            @property
            def missing(self): return self.value + 1
        def f(x):
            o = A(7) if x > 0 else A(9)
            return o.index() + o.missing
        """,
        *CASES,
    )


def test_a_text_and_a_tuple_have_their_method_index():
    check(
        """
        def f(x):
            s = "ab" if x > 0 else "zab"
            t = (1, 2) if x > 0 else (2, 1, 0)
            return s.index("b"), t.index(2)
        """,
        *CASES,
    )


def test_an_enumeration_has_a_property_index():
    check(
        """
        import enum
        class Color(enum.Enum):
            RED = 5
            BLUE = 6
            @property
            def index(self): return self.value - 5
        def f(x):
            color = Color.RED if x > 0 else Color.BLUE
            return color.index
        """,
        *CASES,
    )


def test_a_linked_list_has_indices():
    check(
        """
        class Node:
            def __init__(self, index, following=None): self.index, self.following = index, following
        def f(x):
            node = Node(5, Node(7, Node(11)))
            if x > 0:
                node = node.following
            return node.index * 100 + node.following.index
        """,
        *CASES,
    )


def test_a_class_may_have_alternatives():
    check(
        """
        class A:
            alternatives = (1, 2)
            missing = 3
            def __init__(self, value): self.value = value
        def f(x):
            a = A(x)
            while a.value < 5:
                a = A(a.value + 1)
            if x > 0:
                a = A(a.value * 2)
            return a.value, a.missing
        """,
        *CASES,
    )


def test_an_attribute_is_deleted():
    check(
        """
        class A:
            def __init__(self): self.a, self.b = 1.0, 2.0
        def f(x):
            p, q = A(), A()
            o = p if x > 0 else q
            del o.a
            return hasattr(p, "a"), hasattr(q, "a"), hasattr(o, "a"), getattr(o, "a", 3.0), o.b
        """,
        *CASES,
    )
