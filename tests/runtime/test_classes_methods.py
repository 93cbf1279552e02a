"""Classes of converted modules: every way in which Python calls a method by itself or by name."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "method": (
        """
class A:
    def __init__(self, k): self.k = k
    def go(self, x):
        if x > self.k:
            return x
        return -x
def f(x):
    return A(2).go(x)
""",
        [3, 1],
    ),
    "static_class": (
        """
class A:
    base = 5
    @staticmethod
    def s(x):
        if x > 0: return x
        return x*2
    @classmethod
    def c(cls, x):
        return cls.s(x) if x > cls.base else cls.base
    @property
    def p(self):
        r = 0
        while r < self.v:
            r += 2
        return r
    @functools.cached_property
    def cp(self):
        if self.v > 2: return self.v
        return 0*self.v
def f(x):
    a = A()
    a.v = x
    return a.s(x), A.c(x), a.p, a.cp, a.cp, A.s(x), a.c(x)
""",
        [3, 1, -2, 9],
    ),
    "call_ops": (
        """
class V:
    def __init__(self, x):
        if x > 0:
            self.x = x
        else:
            self.x = -x
    def __add__(self, o):
        return V(self.x + o.x if self.x > o.x else self.x - o.x)
    def __lt__(self, o):
        if self.x > 5: return self.x < o.x
        return o.x < self.x
    def __getitem__(self, i):
        s = 0
        for j in range(i): s += self.x
        return s
    def __call__(self, y):
        return y if y > self.x else self.x
    def __len__(self): return 3
    def __contains__(self, v):
        return True if v == 3 else False
    def __enter__(self): return self
    def __exit__(self, *a): self.x = 0*self.x
def f(x):
    a = V(x); b = V(x-4)
    c = a + b
    r = a[x]
    if a < b: r = r + 100
    with a as q:
        k = q.x
    return c.x, r, a(7), a.x, k
""",
        [3, -1, 7, 20],
    ),
    "post_init": (
        """
@dataclasses.dataclass
class D:
    x: object
    y: object = None
    def __post_init__(self):
        if self.x > 0:
            self.y = self.x * 2
        else:
            self.y = 0
def f(x):
    s = D(x).y
    i = 0
    while i < x:
        if i % 2 == 0:
            s += D(x - i).y
        i += 1
    return s
""",
        [3, -1, 6],
    ),
    "unbound_mangled": (
        """
class A:
    __k = 3
    def __hid(self, x):
        if x > self.__k: return x
        return self.__k
    def go(self, x): return self.__hid(x) + A.__hid(self, x+1)
def f(x):
    return A.go(A(), x)
""",
        [3, 9],
    ),
    "supers": (
        """
class A:
    def go(self, x):
        if x > 0: return x
        return -x
    @classmethod
    def mk(cls, x): return x if x > 1 else x + 1
    @property
    def val(self): return 3
class B(A):
    def go(self, x):
        y = super().go(x)
        if y > 2:
            y = super(B, self).go(y + 1)
        z = [super(B, self).go(x) for _ in range(2)]
        def inner():
            return super(B, self).go(x)
        if x > 1:
            y = y + super().val
        return y + A.go(self, x) + z[0] + inner()
    @classmethod
    def mk(cls, x):
        if x > 0: return super().mk(x)
        return x
def f(x): return B().go(x), B.mk(x)
""",
        [3, -1],
    ),
    "tfmodule": (
        """
class M(tf.Module):
    def __init__(self):
        super().__init__()
        self.v = tf.Variable(2)
    @tf.Module.with_name_scope
    def __call__(self, x):
        if x > self.v: return x * self.v
        i = 0
        while i < self.v:
            x += 1
            i += 1
        return x
m = M()
def f(x): return m(x)
""",
        [3, -1],
    ),
    "nested_class": (
        """
def f(x):
    class C:
        k = 2
        def go(self, y):
            return y * self.k if y > x else x
    return C().go(3)
""",
        [3, -1, 8],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
