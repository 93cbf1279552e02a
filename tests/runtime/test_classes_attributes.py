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
