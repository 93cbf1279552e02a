"""Objects that several variables, attributes or containers hold when a branch or an iteration ends."""

from __future__ import annotations

from tests.runtime.programs import check, refused


def test_a_list_in_a_variable_and_in_a_dict() -> None:
    """A branch's list goes by two ways; what is appended by one shows by the other."""
    source = """
    def f(x):
        d = {"a": [1]}
        if x > 0:
            lst = []
            d["a"] = lst
        else:
            lst = d["a"]
        lst.append(x)
        return d["a"]
    """
    check(source, *[3, -3])


def test_a_list_in_three_places() -> None:
    """An attribute and two variables, set in either order."""
    source = """
    def f(x):
        class O: pass
        o = O()
        if x > 0:
            lst = [7]
            o.items = lst
            other = lst
        else:
            lst = [8, 9]
            other = lst
            o.items = other
        lst.append(x)
        other[0] = 100
        return o.items, lst, other
    """
    check(source, *[3, -3])


def test_a_list_inside_a_tuple() -> None:
    """The tuple holds the list, not a copy."""
    source = """
    def f(x):
        if x > 0:
            a = [1.0]
            b = (a, 5)
        else:
            a = [2.0]
            b = (a, 6)
        a[0] = 9.0
        return b[0][0], b[1]
    """
    check(source, *[3, -3])


def test_what_an_iteration_stores_twice() -> None:
    """The last iteration's list, or none."""
    source = """
    def f(n):
        hist = {}
        cur = []
        for i in range(n):
            cur = [i]
            hist["last"] = cur
            cur.append(i * 2)
        cur.append(-1)
        return hist.get("last", []), cur
    """
    check(source, *[3, 0])


def test_one_object_on_one_path_and_two_on_the_other() -> None:
    """Neither one object nor two: each path's own."""
    source = """
    class P:
        def __init__(self, v):
            self.v = v

    def f(x):
        if x > 0:
            p = P(1)
            q = p
        else:
            p = P(2)
            q = P(3)
        p.v = 10
        return q.v, p.v, p is q
    """
    check(source, *[3, -3])


def test_setdefault_gives_the_list_of_the_dict() -> None:
    """Whichever path made it."""
    source = """
    def f(x):
        d = {}
        if x > 0:
            d["l"] = []
        lst = d.setdefault("l", [5])
        lst.append(x)
        return d["l"], lst
    """
    check(source, *[3, -3])


def test_is_of_values_that_are_one_of_several() -> None:
    """Both sides of ``is`` may be."""
    source = """
    class P:
        def __init__(self, v):
            self.v = v

    def f(x, y):
        a, b = P(1), P(2)
        p = a if x > 0 else b
        q = a if y > 0 else None
        r = b if y > 0 else a
        return p is q, p is r, q is p, q is None, r is not p
    """
    check(source, *[(3, 1), (-3, 1), (3, -1), (-3, -1)])


def test_a_linked_list() -> None:
    """Each node is reached by the one before and by the tail."""
    source = """
    class Node:
        def __init__(self, v, nxt=None):
            self.v = v
            self.next = nxt

    def f(x, y):
        head = tail = Node(0)
        for v in (x, y):
            if v > 0:
                tail.next = Node(v)
                tail = tail.next
        total = 0
        node = head
        while node is not None:
            total = total * 10 + node.v
            node = node.next
        tail.v = 100
        return total, head.v
    """
    check(source, *[(3, 1), (-3, 1), (3, -1), (-3, -1)])


def test_the_variable_before() -> None:
    """What was the current one is the previous one."""
    source = """
    def f(n):
        cur = {"v": 0}
        prev = cur
        out = []
        for i in range(n):
            prev = cur
            cur = {"v": prev["v"] + i}
            prev["v"] += 10
            out.append(cur["v"] * 100 + prev["v"])
        return out, cur["v"], prev["v"]
    """
    check(source, *[3, 0, 1, 6])


def test_the_best_so_far() -> None:
    """A dataclass that is replaced, and one that is kept."""
    source = """
    @dataclasses.dataclass
    class S:
        w: float
        m: list
    def f(n):
        s = S(0.5, [0.0])
        best = s
        for i in range(n):
            s = dataclasses.replace(s, w=s.w * 0.9, m=[s.m[0] + 1.0])
            if i % 2 == 0:
                best = s
            s.m[0] *= 2.0
        return s.w, s.m, best.w, best.m
    """
    check(source, *[3, 0, 1, 6])


def test_the_best_and_the_last() -> None:
    """One object in two attributes, changed through one of them."""
    source = """
    class Tracker:
        def __init__(self):
            self.best = None
            self.last = {"s": 0}
        def add(self, s):
            r = {"s": s, "hits": 0}
            self.last = r
            if self.best is None or s > self.best["s"]:
                self.best = r
            self.last["hits"] += 1
    def f(n):
        t = Tracker()
        for i in range(n):
            t.add((i * 7) % 5)
        hits = -1
        if t.best is not None:
            hits = t.best["hits"] * 100 + t.best["s"]
        return hits, t.last["s"]
    """
    check(source, 3, 0, 1)


def test_what_only_some_iterations_share() -> None:
    """One object or two, from iteration to iteration."""
    source = """
    def f(n):
        a = [0]
        b = [1]
        for i in range(n):
            a, b = b, a
            a[0] += i
            if i % 3 == 2:
                a = b
                b[0] += 100
        a[0] += 1000
        return a[0], b[0]
    """
    check(source, 5, 0, 1, 3, 4, has=["While"])


def test_a_list_that_is_changed_after_a_list_took_it() -> None:
    """In a branch, and after it."""
    source = """
    def f(n):
        rows = []
        cur = [0]
        for i in range(n):
            if i % 2 == 0:
                cur = [i]
                rows.append(cur)
            cur.append(i)
        return [len(r) for r in rows], [r[-1] for r in rows]
    """
    assert "took it as an element" in refused(source, 3)


def test_items_that_are_one_of_several_stored_into_in_a_loop() -> None:
    """A store returns its container, which may be one of several itself."""
    source = """
    def f(n, k):
        a = [1, 2, 3]
        b = a
        c = list(a)
        if n > 2:
            b = c
            b[0] = n
        else:
            b.append(k)
        d = [a, b]
        for i in range(k):
            d[i % 2][1] += 1
        return a, b, c, a is b, d[0] is a
    """
    check(source, (3, 2), (0, 1), (7, 3))
