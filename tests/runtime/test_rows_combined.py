"""Programs that go through many rows of the language at once, as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "kalman": (
        """
        @dataclasses.dataclass
        class KF:
            x: float = 0.0
            p: float = 1.0
            def update(self, z, r=0.5):
                k = self.p / (self.p + r)
                self.x += k * (z - self.x)
                self.p *= 1 - k
                return self
        def f(v):
            kf = KF()
            traj = []
            for z in v:
                if z > 2.5:
                    kf = KF(x=z)
                else:
                    kf.update(z)
                traj.append((kf.x, kf.p))
            return [a for a, _ in traj], kf.p
        """,
        [([1.0, 2.0, 3.0],), ([0.5],)],
    ),
    "priority_queue": (
        """
        class PQ:
            def __init__(self): self.items = []
            def push(self, x):
                self.items.append(x)
                i = len(self.items) - 1
                while i > 0 and self.items[(i - 1) // 2] > self.items[i]:
                    self.items[(i - 1) // 2], self.items[i] = self.items[i], self.items[(i - 1) // 2]
                    i = (i - 1) // 2
            def __len__(self): return len(self.items)
        def f(v):
            q = PQ()
            for x in v:
                q.push(x)
            return q.items[0], len(q), q.items
        """,
        [([5, 1, 4, 2],), ([1],)],
    ),
    "tokenizer_state": (
        """
        def f(v):
            words, cur = [], []
            for t in v:
                if t == 0:
                    if cur:
                        words.append(sum(cur))
                    cur = []
                    continue
                cur.append(t)
            else:
                if cur:
                    words.append(sum(cur))
            return words, len(cur)
        """,
        [([1, 2, 0, 3, 0, 0, 4],), ([0],)],
    ),
    "event_loop": (
        """
        class Machine:
            handlers = {"inc": lambda self, x: self.set(self.v + x), "dbl": lambda self, x: self.set(self.v * 2)}
            def __init__(self): self.v = 0; self.trace = []
            def set(self, v):
                self.v = v
                self.trace.append(v)
            def feed(self, x):
                if x == 9:
                    return False
                name = "dbl" if x % 2 == 0 else "inc"
                self.handlers[name](self, x)
                return True
        def f(v):
            m = Machine()
            n = 0
            for x in v:
                if not m.feed(x):
                    break
                n += 1
            return m.v, n, len(m.trace), sum(m.trace)
        """,
        [([1, 2, 3, 9, 1],), ([9],)],
    ),
    "gen_pipeline": (
        """
        def pos(xs):
            for x in xs:
                if x > 0:
                    yield x
        def scaled(xs, k):
            for i, x in enumerate(xs):
                yield i, x * k
        def f(v):
            t = 0
            last = -1
            for i, y in scaled(pos(v), 2):
                if y > 15: break
                t += y * (i + 1)
                last = i
            return t, last
        """,
        [([3, -1, 4, -5, 9],), ([-2],)],
    ),
    "ctx_state_loop": (
        """
        import contextlib
        @contextlib.contextmanager
        def counted(box):
            box["in"] += 1
            try:
                yield box
            finally:
                box["out"] += 1
        def f(n):
            box = {"in": 0, "out": 0, "sum": 0}
            for i in range(n):
                with counted(box) as b:
                    if i == 2:
                        continue
                    b["sum"] += i
            return box["in"], box["out"], box["sum"]
        """,
        [(4,), (0,)],
    ),
    "list_of_objs": (
        """
        class P:
            def __init__(self, x): self.x = x; self.hits = 0
            def hit(self, k):
                if k > self.x:
                    self.hits += 1
                    self.x = k
        def f(n):
            ps = [P(i) for i in range(3)]
            for k in range(n):
                for p in ps:
                    p.hit(k)
            return [p.hits for p in ps], sum(p.x for p in ps), max(ps, key=lambda p: p.x).hits
        """,
        [(3,), (0,)],
    ),
    "objs_in_graph_list": (
        """
        class P:
            def __init__(self, x, w): self.x = x; self.w = w
        def f(n):
            ps = []
            for i in range(n):
                ps.append(P(i, i * 0.5))
            t = 0.0
            for p in ps:
                t += p.x * p.w
            return t, len(ps), ps[0].x, ps[-1].w
        """,
        [(3,), (1,)],
    ),
    "tuple_keys": (
        """
        def f(n):
            grid = {(0, 0): 1, (0, 1): 2, (1, 0): 3}
            t = 0
            for (i, j), v in grid.items():
                if i + j > n: continue
                t += v
            grid[(1, 1)] = n
            k = (0, 1) if n > 0 else (1, 0)
            return t, grid[k], len(grid), (0, 0) in grid
        """,
        [(1,), (0,)],
    ),
    "grid_tuple": (
        """
        def f(n):
            grid = {(i, j): i * 3 + j for i in range(3) for j in range(3)}
            t = 0
            seen = {(0, 0)}
            for i in range(n):
                for j in range(n):
                    grid[i, j] += 10
                    t += grid[(j, i)]
                    if (i, j) in seen:
                        t += 1000
                    if (i, j + 2) in grid:
                        t += 1
            return t, sum(grid.values()), grid.get((n, n), -1)
        """,
        [(2,), (1,)],
    ),
    "str_loop_state": (
        """
        def f(n):
            state = "idle"
            log = []
            for i in range(n):
                if state == "idle":
                    state = "run" if i > 1 else "idle"
                elif state == "run":
                    state = "done"
                    log.append(i)
                else:
                    break
            return state, log, len(state)
        """,
        [(5,), (0,)],
    ),
    "alias_lists": (
        """
        def f(n):
            a = []
            b = a
            for i in range(n):
                b.append(i)
            if n > 1:
                a = [100]
            a.append(5)
            return len(a), len(b), sum(b), a is b
        """,
        [(3,), (0,)],
    ),
    "run_length": (
        """
        def f(v):
            out = []
            prev, cnt = None, 0
            for x in v:
                if prev is not None and x == prev:
                    cnt += 1
                else:
                    if prev is not None:
                        out.append((prev, cnt))
                    prev, cnt = x, 1
            if prev is not None:
                out.append((prev, cnt))
            return sum(a * b for a, b in out), len(out)
        """,
        [([1, 1, 2, 2, 2, 3],), ([7],)],
    ),
    "getattr_dispatch": (
        """
        class A:
            def do_pos(self, x): return x * 2
            def do_neg(self, x): return -x
        def f(n):
            a = A()
            name = "pos" if n > 0 else "neg"
            return getattr(a, "do_" + name)(n)
        """,
        [(3,), (-5,)],
    ),
    "elif_in_method_in_comp": (
        """
        class Acc:
            def __init__(self):
                self.log = {"pos": [], "neg": []}
            def feed(self, x):
                try:
                    for k in range(4):
                        if k * x > 5:
                            break
                        if x > 0:
                            self.log["pos"].append(k * x)
                        else:
                            self.log["neg"].append(k - x)
                finally:
                    self.last = x
                return len(self.log["pos"]) + self.last
        def f(n):
            a = Acc()
            if n > -3:
                r = [a.feed(n + i) for i in range(3)]
            else:
                r = [a.feed(n)] * 3
            return r, sum(a.log["pos"]), sum(a.log["neg"])
        """,
        [(3,), (0,), (-4,)],
    ),
    "dict_of_lists": (
        """
        class G:
            def __init__(self):
                self.groups = {k: [] for k in ("even", "odd")}
            def add(self, i):
                try:
                    if i % 2 == 0:
                        self.groups["even"].append(i)
                        return 1
                    self.groups["odd"].append(-i)
                finally:
                    self.last = i
                return 0
        def f(n):
            g = G()
            c = 0
            if n > 2:
                for i in range(n):
                    c += g.add(i)
                    if i > 6: break
            return c, sum(g.groups["even"]), len(g.groups["odd"])
        """,
        [(5,), (0,)],
    ),
    "namedtuple_loop": (
        """
        P = collections.namedtuple("P", "x y")
        def f(n):
            p = P(0, 1.0)
            for i in range(n):
                p = p._replace(x=p.x + i, y=p.y * 2)
                if p.y > 4:
                    p = P(*p[::-1])
                    break
            return p.x, p.y
        """,
        [(3,), (0,)],
    ),
    "dataclass_state": (
        """
        @dataclasses.dataclass
        class S:
            pos: float = 0.0
            hist: list = dataclasses.field(default_factory=list)
            def __post_init__(self):
                self.v = 1.0
            def move(self, d):
                self.pos += d * self.v
                if self.pos > 2:
                    self.v = -self.v
                self.hist.append(self.pos)
        def f(n):
            s = S()
            for _ in range(n):
                s.move(1.5)
            return s.pos, s.v, s.hist
        """,
        [(3,), (0,)],
    ),
    "fizz": (
        """
        def f(n):
            out = ""
            for i in range(1, n + 1):
                if i % 15 == 0: out += "FizzBuzz,"
                elif i % 5 == 0: out += "Buzz,"
                elif i % 3 == 0: out += "Fizz,"
                else: out += str(i) + ","
            parts = out.split(",")
            same = out.startswith("1"), out.rstrip(","), out.count("")
            return out, len(out), out.count("Fizz"), out.upper(), parts[0], len(parts), same
        """,
        [(15,), (1,)],
    ),
    "caesar": (
        """
        def f(n):
            out = ""
            for ch in "xyz":
                k = ord(ch) - ord("a") + int(n)
                out += chr(k % 26 + ord("a"))
            last = ""
            for i in range(n):
                last = chr(ord("a") + i)
            return out, last, ord(last) if n > 0 else 0
        """,
        [(3,), (0,)],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
