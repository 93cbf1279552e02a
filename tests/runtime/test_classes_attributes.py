"""Attributes that an object has from its class until a branch or a loop gives it its own."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check, refused


def test_a_branch_and_a_loop_give_an_object_its_own() -> None:
    check(
        """
            class Counter:
                total = 0
                last = None

                def add(self, v):
                    if v > 0:
                        self.total = self.total + v
                    return self

            def f(n):
                counter, other = Counter(), Counter()
                for i in range(n):
                    other.total += i
                    if i > 1:
                        other.last = i
                counter.add(n).add(n)
                return counter.total, other.total, Counter.total, -1 if other.last is None else other.last
        """,
        3,
        -1,
    )


def test_attributes_of_a_class_and_its_base() -> None:
    check(
        """
            class Base:
                n = 5

            class Derived(Base):
                def bump(self, v):
                    if v > 0:
                        Derived.n += 1

            def f(x):
                Derived.n = 5
                del Derived.n
                for i in range(x):
                    Derived().bump(i)
                return Derived.n, Base.n
        """,
        3,
        0,
    )


def test_a_class_gets_attributes_in_a_branch_and_a_loop() -> None:
    check(
        """
            class Totals:
                pass

            def f(n):
                for i in range(n):
                    if i >= 0:
                        Totals.last = i
                if n > 2:
                    Totals.kind = "many"
                else:
                    Totals.kind = "few"
                found = Totals.last, Totals.kind
                del Totals.last, Totals.kind
                return found
        """,
        3,
        1,
    )


def test_objects_that_hold_each_other_change_in_a_loop() -> None:
    check(
        """
            class Node:
                def __init__(self, parent):
                    self.parent, self.children, self.values = parent, [], []

            def f(n):
                root = Node(None)
                child = Node(root)
                root.children.append(child)
                for i in range(n):
                    if i != 1:
                        child.values.append(i)
                        child.parent.values.append(child.values[-1])
                        root.chosen = child if i > 2 else root
                return len(root.values) + sum(root.children[0].values), len(root.chosen.children)
        """,
        4,
        1,
    )


def guarded(value: str, above: int = 0) -> str:
    """A class whose property has a value where ``x`` is not above a number."""
    return f"""
            class G:
                def __init__(self, x): self.x = x
                @property
                def c(self):
                    if self.x > {above}: raise AttributeError("c")
                    return {value}
    """


def test_defaults_where_the_authors_code_has_no_attribute() -> None:
    """A tensor decides whether a property, or ``__getattr__``, raises."""
    check(
        guarded("5.0")
        + """
            def f(x): return hasattr(G(x), "c"), getattr(G(x), "c", 0.0)
        """,
        1.0,
        -1.0,
    )
    check(
        """
            class G:
                def __init__(self, x): self.x = x
                def __getattr__(self, name):
                    if name == "d": raise AttributeError(name)
                    if self.x > 0: raise AttributeError(name)
                    return 5.0
            def f(x):
                g = G(x)
                first = hasattr(g, "c"), getattr(g, "c", 0.0), hasattr(g, "d")
                return first, getattr(g, "d", 3.0), getattr(g, "x", 7.0), hasattr(g, "x")
        """,
        1.0,
        -1.0,
    )
    check(
        guarded("5", above=1)
        + """
            def f(n):
                t = 0
                for i in range(n):
                    if hasattr(G(i), "c"): t += 1
                    t += getattr(G(i), "c", 100)
                return t
        """,
        1,
        3,
    )
    check(
        guarded("self.x")
        + """
            def f(x):
                v = getattr(G(x), "c", None)
                return 0.0 if v is None else v * 2
        """,
        1.0,
        -1.0,
    )
    check(
        """
            class G:
                def __init__(self, x): self.x = x; self.n = 0
                @property
                def c(self):
                    self.n += 1
                    if self.x > 0: raise AttributeError("c")
                    return self.x
            def f(x):
                g = G(x)
                a = hasattr(g, "c"); b = getattr(g, "c", 2.0)
                return a, b, g.n
        """,
        1.0,
        -1.0,
    )
    check(
        guarded("5.0")
        + """
            class H: pass
            def f(x):
                o = G(x) if x > 0 else H()
                p = H() if x > 0 else G(x)
                return hasattr(o, "c"), getattr(o, "c", 0.0), hasattr(p, "c"), getattr(p, "c", 1.0)
        """,
        1.0,
        -1.0,
    )


def test_a_cached_value_is_deleted_on_some_paths() -> None:
    check(
        """
            class A:
                def __init__(self, x): self.x = x
                @functools.cached_property
                def big(self): return self.x * 10
            def f(n):
                a = A(tf.constant(1.0)); a.big
                if n > 1:
                    del a.big; a.x = 5.0
                return a.big
        """,
        3,
        0,
    )
    check(
        """
            class A:
                def __init__(self, x): self.x = x
                @functools.cached_property
                def big(self): return self.x * 10
            def f(n):
                a = A(tf.constant(1.0)); a.big
                for i in range(n):
                    if i == 1:
                        del a.big
                        a.x += 1.0
                    a.big
                return a.big, hasattr(a, "big")
        """,
        3,
        0,
    )


def test_attributes_through_the_dict_of_an_object() -> None:
    check(
        """
            class Bunch:
                def __init__(self, **attributes):
                    self.__dict__.update(attributes)

            def f(x):
                bunch = Bunch(a=1.0, b=x)
                for i in range(tf.cast(tf.abs(x), tf.int32)):
                    bunch.__dict__.update(a=bunch.a + 1.0)
                if x > 0:
                    vars(bunch)["b"] = 7.0
                bunch.a += 1.0
                return bunch.a, bunch.b, bunch.__dict__["b"]
        """,
        2.0,
        -2.0,
    )


@pytest.mark.parametrize(
    "statements",
    [
        "if x > 0:\n        o.v = 2.0\n    else:\n        o.__dict__['v'] = 3.0",
        "if x > 0:\n        o.v = 2.0\n        o.__dict__['w'] = 3.0",
        "for i in range(int(x)):\n        vars(o)['v'] = 2.0\n        o.v += 1.0",
    ],
)
def test_an_attribute_that_is_stored_in_two_ways_is_refused(statements: str) -> None:
    source = f"class O:\n    pass\ndef f(x):\n    o = O()\n    o.v = 1.0\n    {statements}\n    return o.v"
    assert "attribute 'v' of a O is stored by its name and through __dict__" in refused(source, 2.0)
