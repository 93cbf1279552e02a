"""Attributes that an object has from its class until a branch or a loop gives it its own."""

from __future__ import annotations

from tests.runtime.programs import check


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
