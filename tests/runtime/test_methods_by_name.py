"""Methods of Python's containers that are called by ``super()``, unbound, or by the name of a special method, and the
functions of :mod:`operator`: each does what the bound method or the operator does.
"""

from __future__ import annotations

import pytest

from tests.runtime.programs import check


@pytest.mark.parametrize(
    "change",
    [
        "list.append(items, 5.0)",
        "list.insert(items, 0, 5.0)",
        "list.__iadd__(items, [3.0])",
        "items.__iadd__([3.0, 4.0])",
        "items.__imul__(2)",
        "list.__setitem__(items, 0, 2.0)",
        "list.__delitem__(items, 0)",
        "items.__init__([7.0, 8.0, 9.0])",
        "operator.setitem(items, 0, 2.0)",
        "operator.delitem(items, 0)",
        "operator.iadd(items, [5.0])",
        "operator.imul(items, 2)",
        "operator.iconcat(items, [5.0])",
        "functools.reduce(operator.iadd, [[2.0], [3.0]], items)",
        "for change in (list.append, list.remove): change(items, 1.0)",
    ],
)
def test_a_list_changes_on_the_path_that_changes_it(change: str) -> None:
    check(
        f"""
            import operator
            def f(x):
                items = [1.0, 6.0]
                other = items
                if x > 0:
                    {change}
                return items, len(items), other is items
        """,
        1.0,
        -1.0,
    )


@pytest.mark.parametrize(
    "change",
    [
        'dict.__setitem__(table, "a", 2.0)',
        'operator.setitem(table, "a", 2.0)',
        'dict.update(table, {"a": 2.0})',
        'dict.pop(table, "b")',
        'table.__ior__({"a": 2.0})',
        'operator.ior(table, {"a": 2.0})',
        'operator.delitem(table, "b")',
    ],
)
def test_a_dict_changes_on_the_path_that_changes_it(change: str) -> None:
    check(
        f"""
            import operator
            def f(x):
                table = {{"a": 1.0, "b": 3.0}}
                if x > 0:
                    {change}
                return table["a"], "b" in table, len(table)
        """,
        1.0,
        -1.0,
    )


def test_other_containers_change_on_the_path_that_changes_them() -> None:
    check(
        """
            import operator
            def f(x):
                numbers, queue, ordered = {1, 2}, collections.deque([1.0]), collections.OrderedDict(a=1.0)
                if x > 0:
                    set.add(numbers, 3)
                    collections.deque.appendleft(queue, 2.0)
                    collections.OrderedDict.update(ordered, a=2.0)
                else:
                    numbers = operator.isub(numbers, {2})
                    numbers.__ior__({7, 8})
                    dict.update(ordered, a=3.0)
                return len(numbers), 7 in numbers, queue[0], len(queue), ordered["a"]
        """,
        1.0,
        -1.0,
    )


def test_methods_of_subclasses_that_call_those_of_the_class() -> None:
    check(
        """
            class Doubled(list):
                def __init__(self, items):
                    super().__init__(items)
                    self.added = 0
                def append(self, value):
                    list.append(self, value * 2)
                def extend(self, values):
                    for value in values:
                        super().append(value + 1)
                def __setitem__(self, position, value):
                    super().__setitem__(position, value * 2)
                def __getitem__(self, position):
                    return super().__getitem__(position) + 1
                def pop(self, position=-1):
                    return super().pop(position) * 10

            def f(x, i):
                items = Doubled([1.0, 2.0])
                if x > 0:
                    items.append(5.0)
                    items[i] = 3.0
                else:
                    made = Doubled([3.0])
                    made.append(x)
                    items.extend([4.0, made.pop()])
                return len(items), items[-1], items[0], items[i], items.pop()
        """,
        (1.0, 0),
        (-1.0, 1),
        (1.0, 1),
    )
    check(
        """
            class Doubled(list):
                def append(self, value):
                    super().append(value * 2)

            def f(n):
                items, plain = Doubled([1.0]), [1.0]
                for i in range(n):
                    items.append(5.0)
                    list.append(plain, i * 1.0)
                return len(items), items[-1], len(plain), plain[-1]
        """,
        1,
        3,
        0,
        has=["While"],
    )


def test_a_dicts_subclass() -> None:
    check(
        """
            class Table(dict):
                def __setitem__(self, key, value):
                    super().__setitem__(key, value * 2)
                def update(self, other):
                    for key, value in other.items():
                        dict.__setitem__(self, key, value)
                def pop(self, key):
                    return super().pop(key) + 1

            def f(x):
                table = Table({"a": 1.0, "b": 2.0})
                popped = 0.0
                if x > 0:
                    table["a"] = 5.0
                else:
                    table.update({"a": 7.0})
                    popped = table.pop("b")
                    table["b"] = 3.0
                return len(table), table["a"], table["b"], popped
        """,
        1.0,
        -1.0,
    )


def test_attributes_set_by_name() -> None:
    check(
        """
            class Box:
                def __setattr__(self, name, value):
                    super().__setattr__(name, value * 2)

            class Plain:
                pass

            def f(x):
                box, plain = Box(), Plain()
                box.value = plain.value = plain.gone = 1.0
                if x > 0:
                    box.value = 5.0
                    plain.__setattr__("value", 2.0)
                    object.__delattr__(plain, "gone")
                else:
                    object.__setattr__(box, "value", 9.0)
                    Plain.__setattr__(plain, "value", 4.0)
                return box.value, plain.value, hasattr(plain, "gone")
        """,
        1.0,
        -1.0,
    )


def test_reads_by_name() -> None:
    check(
        """
            import operator
            def f(i):
                items, table = [1.0, 2.0], {0: 1.0, 1: 2.0}
                grown = []
                for k in range(i + 1):
                    grown.append(k)
                return (
                    list.__getitem__(items, i), items.__getitem__(i), table.__getitem__(i), dict.get(table, i),
                    grown.__len__(), list.__len__(grown), grown.__contains__(1), dict.__contains__(table, i),
                    list.index(items, 2.0), list.__eq__(grown, [0]), grown.__eq__([0, 1]),
                    operator.getitem(items, i), operator.contains(grown, 1), operator.not_(i), operator.truth(i),
                    operator.add(items, [i]), operator.eq(grown, [0, 1]), operator.mod("%d", i), operator.sub(i, 3),
                )
        """,
        1,
        0,
    )


def test_methods_of_strings() -> None:
    check(
        """
            def f(n):
                word = "abc" if n > 0 else "de"
                return str.upper(word), list(map(str.upper, ["x", word])), str.join("-", [word, "z"])
        """,
        1,
        0,
    )
