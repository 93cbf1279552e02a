"""Text run by ``exec`` and ``eval``, in modules and while a graph is built: conditions, loops, functions, classes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any], list[str]]] = {
    "eval_text": (
        """
        def f(n):
            return eval("n * 2 if n > 0 else n - 1")
        """,
        [(3,), (-3,)],
        ["If"],
    ),
    "eval_scope": (
        """
        K = 5
        def f(n):
            a = 2
            names = {"x": n + 3, "a": a, "K": K}
            found = eval("[q for q in (n, a) if q]")
            return eval("x * a if x > K else -x", names), eval("  a + n", None, {"a": a, "n": n}), found
        """,
        [(3,), (-3,)],
        [],
    ),
    "exec_text": (
        r"""
        def f(n):
            ns = {"n": n}
            exec("if n > 0:\n    r = n * 2\nelse:\n    r = n - 1", ns)
            return ns["r"]
        """,
        [(3,), (-3,)],
        ["If"],
    ),
    "exec_def": (
        r"""
        def f(n):
            ns = {}
            exec("def g(x):\n    if x > 0:\n        return x * 2\n    return x - 1\n", ns)
            return ns["g"](n)
        """,
        [(3,), (-3,)],
        [],
    ),
    "exec_compile_loop": (
        """
        SRC = '''
        def g(x):
            t = 0
            for i in range(x):
                t += i
            return t
        '''
        ns = {}
        exec(compile(SRC, "<made>", "exec"), ns)
        g = ns["g"]
        def f(n):
            return g(n) + 1
        """,
        [(3,), (0,)],
        [],
    ),
    "module_level": (
        '''
        exec("""
        def f(n):
            'Doc.'
            if n > 0:
                return helper(n)
            return n
        """)
        def helper(x):
            while x < 10:
                x += x
            return x
        ''',
        [(3,), (-1,)],
        [],
    ),
    "lambda_eval": (
        """
        g = eval("lambda x, k=2: x * k if x > 0 else x")
        ops = {name: eval(f"lambda a, b: a {op} b if a > b else b {op} a") for name, op in (("add", "+"), ("sub", "-"))}
        def f(n):
            t = 0
            for i in range(n):
                t += ops["sub"](i, n)
            return g(n) + t, ops["add"](n, 1)
        """,
        [(3,), (-1,)],
        [],
    ),
    "class_exec": (
        '''
        ns = {"__name__": "made"}
        exec("""
        from __future__ import annotations
        import functools
        class P:
            def __init__(self, x):
                self.x = x
            def grow(self, n):
                for i in range(n):
                    if i == 2: continue
                    self.x += i
                return self.x
            @property
            def sign(self):
                return 1 if self.x > 0 else -1
            def __add__(self, o):
                return P(self.x + o.x if o.x > 0 else self.x)
        """, ns)
        P = ns["P"]
        def f(n):
            p = P(n)
            p.grow(n)
            return (p + P(n)).x, p.sign
        ''',
        [(3,), (-1,)],
        [],
    ),
    "exec_in_loop": (
        """
        def f(n):
            t = 0
            for i in range(n):
                ns = {"i": i}
                exec("r = i * 2 if i > 1 else 7", ns)
                t += ns["r"]
            return t
        """,
        [(3,), (0,)],
        [],
    ),
    "exec_in_branch": (
        r"""
        def f(n):
            ns = {"r": n, "n": n}
            if n > 1:
                exec("r = r * 10\nif r > 5: r = r + 1", ns)
            return ns["r"]
        """,
        [(3,), (0,)],
        [],
    ),
    "namedtuple_like": (
        r"""
        def make(names):
            text = "def __init__(self, " + ", ".join(names) + "):\n" + "".join(f"    self.{n} = {n}\n" for n in names)
            parts = " + ".join(f"(self.{n} if self.{n} > 0 else 0)" for n in names)
            text += "def total(self):\n    return " + parts + "\n"
            ns = {}
            exec(text, {}, ns)
            return type("Made", (), ns)
        Made = make(["a", "b"])
        def f(n):
            m = Made(n, n - 2)
            return m.total()
        """,
        [(3,), (0,)],
        [],
    ),
    "exec_closure_callback": (
        r"""
        ns = {}
        exec("def mk(k):\n    def g(x):\n        return x * k if x > 0 else x\n    return g", ns)
        def f(v):
            return tf.map_fn(ns["mk"](3), v), sorted(v, key=ns["mk"](2))
        """,
        [([1, -2, 3],)],
        [],
    ),
    "eval_names": (
        """
        def f(n):
            x = 1
            exec("y = x + 1")
            v = locals().get("x")
            return eval("x + n") + v
        """,
        [(3,)],
        [],
    ),
    "exec_syntax": (
        """
        def f(n):
            try:
                exec("if :")
            except SyntaxError:
                return n
            return n + 1
        """,
        [(3,)],
        [],
    ),
    "exec_raises": (
        r"""
        def f(n):
            ns = {"n": n}
            exec("if n < 0:\n    raise ValueError('neg')\nm = n + 1", ns)
            return ns["m"]
        """,
        [(3,), (-1,)],
        [],
    ),
    "exec_annot_import_del": (
        r"""
        def f(n):
            ns = {"n": n, "z": 1}
            exec('''
        import math
        x: int = 4
        y: float
        del z
        for k in range(2): x += k
        q = math.sqrt(16.0) + x if n > 0 else 0.0
        with open('/dev/null') as fh: pass
        try:
            1 / 0
        except ZeroDivisionError as e:
            w = 1
        ''', ns)
            return ns["q"], ns["w"], "z" in ns, sorted(k for k in ns if not k.startswith("__"))
        """,
        [(3,), (-1,)],
        [],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases, has = PROGRAMS[name]
    check(source, *cases, has=has)
