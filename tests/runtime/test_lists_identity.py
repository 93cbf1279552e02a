"""Lists and objects that several names, lists or attributes hold."""

from __future__ import annotations

from tests.runtime.programs import check
from tests.runtime.values import ints


def test_grid_dyn() -> None:
    check(
        """
            def f(n):
                g=[]
                for i in range(n):
                    g.append([0,0])
                for i in range(n):
                    g[i][i % 2] = i+1
                return g
        """,
        1,
        3,
    )


def test_grid_dyn2() -> None:
    check(
        """
            def f(n):
                g=[]
                for i in range(n):
                    g.append([0,0])
                for row in g:
                    row[0] = 5
                return g
        """,
        1,
        3,
    )


def test_grid_2dyn() -> None:
    check(
        """
            def f(n):
                g=[[0]*int(n) for _ in range(n)]
                for i in range(n):
                    for j in range(n):
                        g[i][j] = i*j
                s=0
                for row in g:
                    s += sum(row)
                return s, g[n-1][n-1]
        """,
        1,
        3,
    )


def test_rows_append() -> None:
    check(
        """
            def f(n):
                g=[[],[],[]]
                for i in range(n):
                    g[i % 3].append(i)
                return len(g[0]), sum(g[1]), len(g[2])
        """,
        0,
        5,
        7,
    )


def test_obj_attr() -> None:
    check(
        """
            class C:
                def __init__(self):
                    self.n=0
                    self.items=[]
                def add(self,v):
                    if v > 0:
                        self.n += 1
                        self.items.append(v)
                    return self
            def f(x):
                c=C()
                for v in x:
                    c.add(v)
                return c.n, c.items, max(c.items) if c.items else 0
        """,
        ints(1, -2, 3),
        ints(-1),
    )


def test_nested_method_loop() -> None:
    check(
        """
            class M:
                def __init__(self): self.log=[]
                def step(self,v,n):
                    if n > 0:
                        for i in range(n):
                            if v > i:
                                self.log.append(v-i)
                    return sum(self.log)
            def f(v,n):
                m=M()
                return m.step(v,n), len(m.log), m.step(v,n)
        """,
        (3, 0),
        (2, 4),
        (5, 2),
    )


def test_pick_list() -> None:
    check(
        """
            def f(x):
                p=[];q=[]
                for v in x:
                    t = p if v > 1 else q
                    t.append(v)
                return sum(p), sum(q), len(p)
        """,
        ints(1, 2, 3),
        ints(0),
    )


def test_pick_list2() -> None:
    check(
        """
            def f(x):
                p=[1];q=[2]
                if x > 1:
                    t = p
                else:
                    t = q
                t.append(x)
                return p, q, len(t)
        """,
        1,
        3,
    )


def test_pick_dict() -> None:
    check(
        """
            def f(x):
                p={'n':0};q={'n':0}
                for v in x:
                    t = p if v > 1 else q
                    t['n'] += v
                return p, q
        """,
        ints(1, 2, 3),
        ints(0),
    )


def test_pick_carried() -> None:
    check(
        """
            def f(x):
                p=[0];q=[0]
                cur=p
                for v in x:
                    cur.append(v)
                    cur = q if v > 1 else cur
                return sum(p), sum(q)
        """,
        ints(1, 2, 3),
        ints(0),
    )


def test_pick_ret() -> None:
    check(
        """
            def f(x):
                p=[1,2];q=[3,4]
                t = p if x > 1 else q
                s=0
                for e in t:
                    s += e
                return t, s, len(t), t[0], sum(t), 3 in t, t == p, [e for e in t], t + [1], max(t)
        """,
        1,
        3,
    )


def test_pick_ret2() -> None:
    check(
        """
            def f(x):
                p=[1,2];q=[3,4,5]
                t = p if x > 1 else q
                s=0
                for e in t:
                    s += e
                return s, len(t), t[0], sum(t), 3 in t, max(t)
        """,
        1,
        3,
    )


def test_pick_dict2() -> None:
    check(
        """
            def f(x):
                p={'a':1};q={'a':x}
                t = p if x > 1 else q
                return t['a'], len(t), 'a' in t, t.get('a'), sum(t.values())
        """,
        1,
        3,
    )


def test_best_path() -> None:
    check(
        """
            def f(x):
                best=[0]
                for v in x:
                    cand=[v, v*2]
                    best = cand if v > best[0] else best
                return best[0], len(best)
        """,
        ints(1, 3, 2),
        ints(0),
    )
