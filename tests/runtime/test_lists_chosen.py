"""Containers that are one of several, as a tensor decides: what is stored into the one is stored into the author's."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize("other", ["items = items[1:]", "items = None", "items = (3, 4)"])
def test_a_list_changed_in_place_beside_branches_that_rebind_it(other: str) -> None:
    check(
        f"""
        def f(x):
            items = [x, 2]
            held = items
            if x > 0:
                items[-1] = 1 if x > 1 else 2
            elif x < -1:
                pass
            else:
                {other}
            return held[0], held[1], -1 if items is None else items[0]
        """,
        2,
        1,
        0,
        -3,
        has=["If"],
    )


def test_a_list_changed_in_place_in_a_loop_beside_branches_that_rebind_it() -> None:
    check(
        """
        def f(x):
            items = [x, 2]
            if x > 0:
                i = 0
                while i < 2:
                    i += 1
                    items[-1] = 1 if x > 1 else 2
            elif x < -1:
                pass
            else:
                items = items[1:]
            items.append(7)
            return sum(items), len(items)
        """,
        2,
        1,
        0,
        -3,
    )


def test_a_dict_changed_in_place_beside_branches_that_rebind_it() -> None:
    check(
        """
        def f(x):
            table = {'a': x, 'b': 2}
            held = table
            if x > 0:
                table['a'] = 1 if x > 1 else 2
            elif x < -1:
                pass
            else:
                table = {'a': 4, 'b': x}
            table['b'] += 3
            return held['a'], held['b'], table['a'], table['b']
        """,
        2,
        1,
        0,
        -3,
    )


@pytest.mark.parametrize("more", ["items += [x % 7]", "items = items + [x % 7]", "items *= 2", "items.append(x)"])
def test_one_of_two_lists_grows_under_a_condition(more: str) -> None:
    check(
        f"""
        def f(x):
            items = [1]
            held = items
            if x > 2:
                items = [x]
            if x > 0:
                pass
            else:
                {more}
                if x > -2:
                    items.append(x)
            return sum(items), len(items), sum(held), len(held)
        """,
        3,
        1,
        0,
        -4,
    )


def test_augmented_assignment_changes_whichever_container_it_is() -> None:
    check(
        """
        def f(x):
            items, chosen, table = [], {1, 2}, {'a': 1}
            held = items, chosen, table
            if x > 2:
                items, chosen, table = [x], {3}, {'a': 3}
            items += [3]
            chosen |= {7}
            table |= {'a': x}
            held[0].append(5)
            return sum(items), sum(chosen), table['a'], sum(held[0]), sum(held[1]), held[2]['a']
        """,
        3,
        1,
    )


def test_augmented_assignment_of_a_number_or_a_list() -> None:
    check(
        """
        def f(x):
            value = held = [1]
            if x > 2:
                value = 3
            value *= 2
            return len(held)
        """,
        3,
        1,
    )


def test_one_of_several_objects_is_looked_for():
    check(
        """
        class A:
            def __init__(self, v): self.v = v
        class Never:
            def __eq__(self, other): return False
        def f(x):
            a, b = A(1), A(2)
            o, p = (a, b) if x > 0 else (b, a)
            n, m = Never(), Never()
            q = n if x > 0 else m
            xs = [a, b]
            where = xs.index(o), [b, a].index(o), xs.count(o), o in [a], [o, p].index(a), [n, m].index(q), q in [m]
            xs.remove(o)
            return (*where, xs[0].v)
        """,
        1.0,
        -1.0,
    )


def test_one_of_several_values_is_looked_for():
    check(
        """
        def f(x):
            a = None if x > 0 else 3
            s = "q" if x > 0 else 3
            return [3, None].index(a), (None, 3).count(a), a in [3], [3, "q"].index(s), ["q", 3].count(s)
        """,
        1.0,
        -1.0,
    )


def test_what_is_looked_for_may_be_missing():
    check(
        """
        class A: pass
        def f(x):
            a, b = A(), A()
            o = a if x > 0 else b
            try:
                return [a].index(o)
            except ValueError:
                return -1
        """,
        1.0,
        -1.0,
    )


def test_lists_that_a_tensor_chooses_are_joined_and_repeated() -> None:
    check(
        """
        def f(x):
            counted = [x for _ in range(tf.cast(tf.abs(x), tf.int32))]
            chosen = [3.0, 4.0]
            if x > 0:
                chosen = [5.0, 6.0]
            n = tf.cast(tf.abs(x), tf.int32)
            return (
                tf.stack(counted + chosen), tf.stack(chosen + counted), tf.stack(chosen + chosen), tf.stack(chosen * 2),
                tf.stack(chosen * int(n)), len(counted + chosen),
            )
        """,
        2.0,
        -2.0,
    )


def test_a_list_and_a_part_of_it_in_a_branch_of_a_loop() -> None:
    check(
        """
        def f(xs):
            stack, front = [2.0], [1.0]
            for x in xs:
                if x == 2:
                    stack = stack + stack[-1:]
                    front = front[:1] + front
            return tf.stack(stack), tf.stack(front)
        """,
        [0, 2, 2],
        [0],
        has=["While"],
    )
