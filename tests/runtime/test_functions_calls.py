"""Functions: closures, lambdas, decorators, partials, callbacks, recursion, and functions that are made at run time."""

from __future__ import annotations

import pytest

from tests.runtime.programs import check

PROGRAMS = {
    "ctxgen": (
        """
import contextlib
LOG = []
@contextlib.contextmanager
def ctx(x):
    yield x * 2
def f(x):
    r = 0
    with ctx(x) as y:
        if y > 3:
            r = y
    with ctx(x) as y:
        if y > 3:
            return r + y
    return r
""",
        [3, 1],
    ),
    "lambdas": (
        """
def f(x):
    g, h = (lambda a: a if a > 0 else -a), (lambda a, k=2: a * k if a > k else a)
    n = lambda a: (lambda b: b if b > a else a)
    return g(x), h(x), n(x)(3), (lambda *a, **k: a[0] if a[0] > k['z'] else k['z'])(x, z=4)
""",
        [3, -3, 9],
    ),
    "partials": (
        """
def g(a, b, c=3):
    if a > b: return a * c
    return b
def deco(fn):
    @functools.wraps(fn)
    def w(*a, **k):
        if a[0] > 2: return fn(*a, **k)
        return fn(*a, **k) + 1
    return w
@deco
def h(x):
    return x if x > 0 else -x
class Deco:
    def __init__(self, fn): self.fn = fn
    def __call__(self, x):
        if x > 0: return self.fn(x)
        return x
@Deco
def k(x): return x*2 if x > 5 else x*3
def f(x):
    return functools.partial(g, 4)(x), functools.partial(g, c=5)(x, 1), h(x), k(x)
""",
        [3, -3, 9],
    ),
    "lru_single": (
        """
@functools.lru_cache(None)
def g(n): return 1 if n < 2 else g(n-1) + g(n-2)
@functools.singledispatch
def s(x): return x
@s.register(tf.Tensor)
def _(x): return x if x > 0 else -x
@s.register(int)
def _(x): return x + 1
def f(x):
    return g(8), s(x), s(4)
""",
        [3, -3],
    ),
    "lru_tensor": (
        """
@functools.lru_cache(None)
def g(n):
    return n * 2 if n else 0
def f(x):
    y = x
    if x > 0:
        y = g(3) + x
    return y + g(3)
""",
        [3, -3],
    ),
    "late_lambda": (
        """
def f(n):
    fs = []
    i = 0
    s = 0
    g = lambda: s * 10
    while i < n:
        s += i
        i += 1
    return g()
""",
        [3, 0],
    ),
    "late_lambda_for": (
        """
def f(n):
    s = 0
    j = -1
    g = lambda: j
    for j in range(n):
        s += g()
    return g() + s
""",
        [3, 0],
    ),
    "nonlocal": (
        """
def f(n):
    s = 0
    c = 0
    def add(k):
        nonlocal s, c
        if k % 2 == 0:
            s += k
            c += 1
    i = 0
    while i < n:
        add(i)
        i += 1
    for j in range(n):
        add(j)
    return s, c
""",
        [3, 0, 8],
    ),
    "exec_eval": (
        """
ns = {}
exec("def g(x):\\n    return x * 2", ns)
def f(x):
    h = eval("lambda a: a + 1")
    if x > 2:
        y = ns['g'](x)
    else:
        y = h(x)
    k = 5
    return y + eval("k + x")
""",
        [3, 0],
    ),
    "sortedkey": (
        """
def f(x):
    l = [x, x*2, 3-x]
    l2 = sorted(l, key=lambda a: a if a > 0 else -a)
    l.sort(key=lambda v: -v if v > 2 else v)
    return l2, l
""",
        [3, -1, 0],
    ),
    "map_fn": (
        """
def g(e):
    if e > 0: return e
    return e * e
def f(x):
    nested = tf.nest.map_structure(lambda a: a + 1 if tf.reduce_sum(a) > 0 else a, [x, x])
    return tf.map_fn(g, x), tf.map_fn(lambda e: e if e > 1 else 0, x), nested
""",
        [[3, -1, 2], [1, 2, -5]],
    ),
    "custom_grad": (
        """
@tf.custom_gradient
def g(x):
    y = x
    if x > 0: y = x * 2
    def grad(dy):
        if x > 1.: return dy * 10.
        return dy
    return y, grad
def f(x):
    with tf.GradientTape() as t:
        t.watch(x)
        y = g(x)
    return y, t.gradient(y, x)
""",
        [3.0, -1.0, 0.5],
    ),
    "py_function": (  # an int32 array without dimensions and a Python number are int64 for NumPy 1
        """
def g(e):
    if e > 2: return e
    return e * 100
def h(a): return a + np.int32(1) if a > 2 else a
def f(x): return tf.py_function(g, [x], tf.int32), tf.numpy_function(h, [x], tf.int32)
""",
        [3, 1],
    ),
    "recursion": (
        """
def fact(n, x):
    if n == 0: return x
    if x > 5:
        return fact(n-1, x*n)
    return fact(n-1, x+1)
def f(x): return fact(4, x)
""",
        [3, 9],
    ),
    "locals": (
        """
Q = 3
def f(x):
    y = 2
    if x > 0:
        y = x
    d = locals()
    k = sorted(d)
    assert k == ['x', 'y'], k
    assert globals()['Q'] == 3
    return d['y'], eval('y + Q')
""",
        [3, -1],
    ),
    "defaults": (
        """
def g(a, /, b=2, *c, d, e=5, **k):
    if a > b: return a + d
    return b + e + len(c) + len(k)
def f(x): return g(x, d=1), g(x, 3, 4, 5, d=x, z=2), g(x, d=2, e=7)
""",
        [3, -1, 8],
    ),
    "globalw": (
        """
N = 0
def g(x):
    global N
    if x > 2: N = N + x
def f(x):
    global N
    N = 0
    g(x); g(x)
    i = 0
    while i < x:
        g(x)
        i += 1
    r = N
    N = 0
    return r
""",
        [3, -1, 8],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
