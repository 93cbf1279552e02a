"""``try`` around calls: a function that the body calls raises where a tensor decides, and the handler runs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.programs import check

PROGRAMS: dict[str, tuple[str, list[Any]]] = {
    "helper_raises": (
        """
        def check(x):
            if x < 0:
                raise ValueError("negative")
            return x * 2
        def f(x):
            try:
                y = check(x)
            except ValueError:
                y = x * 0
            return y
        """,
        [(3,), (-3,)],
    ),
    "helper_raises_loop": (
        """
        def check(x):
            if x < 0:
                raise ValueError("negative")
            return x * 2
        def f(x):
            t = 0
            for i in range(x - 2, x + 3):
                try:
                    t += check(i)
                except ValueError as e:
                    t -= 1
            return t
        """,
        [(3,), (-3,)],
    ),
    "helper_raises_else_finally": (
        """
        def check(x):
            if x < 0:
                raise ValueError("negative")
            if x > 50:
                raise KeyError("big")
            return x * 2
        def f(x):
            log = 0
            try:
                y = check(x)
            except ValueError:
                y = x * 0
            except KeyError:
                y = x - 1
            else:
                log = 1
            finally:
                log += 10
            return y, log
        """,
        [(3,), (-3,), (100,)],
    ),
    "method_raises": (
        """
        class S:
            def __init__(self):
                self.n = 0
            def push(self, x):
                self.n += 1
                if x > 2:
                    raise OverflowError("full")
                self.n += 10
                return self.n
        def f(x):
            s = S()
            try:
                s.push(x)
                s.n += 100
            except OverflowError:
                s.n += 1000
            return s.n
        """,
        [(3,), (-3,)],
    ),
    "max_try": (
        """
        def f(n):
            v = [i * 3 % 5 for i in range(n)]
            try:
                m = max(v)
            except ValueError:
                m = -1
            return m
        """,
        [(0,), (3,)],
    ),
    "min_try_method": (
        """
        class C:
            def low(self, v):
                xs = []
                for a in v:
                    if a > 0:
                        xs.append(a)
                try:
                    return min(xs)
                except ValueError:
                    return 100.0
        def f(v):
            return C().low(v) + 1
        """,
        [([3.0, 1.0],), ([-1.0],)],
    ),
    "loop_in_helper": (
        """
        def total(v):
            t = 0
            for x in v:
                if x < 0:
                    raise ValueError("neg")
                t += x
            return t
        def f(v):
            seen = 0
            try:
                seen += 1
                t = total(v)
                seen += 10
            except ValueError as e:
                t = -1
            else:
                seen += 100
            return t, seen
        """,
        [([3, 1, -1, 5],), ([1, 2],), ([-5],)],
    ),
    "nested_helpers": (
        """
        def inner(x):
            if x > 50:
                raise KeyError("big")
            return x + 1
        def outer(x):
            try:
                y = inner(x)
                if y < 0:
                    raise ValueError("neg")
                return y
            except ValueError:
                return -100
        def f(x):
            try:
                r = outer(x) * 2
            except KeyError:
                r = 7
            return r
        """,
        [(3,), (-3,), (60,)],
    ),
    "uncaught": (
        """
        def inner(x):
            if x > 50:
                raise KeyError("big")
            if x < 0:
                raise ValueError("neg")
            return x + 1
        def f(x):
            try:
                r = inner(x)
            except KeyError:
                r = 7
            return r
        """,
        [(3,), (-3,), (60,)],
    ),
    "pop_try": (
        """
        def f(n):
            xs = list(range(n))
            t = 0
            for i in range(4):
                try:
                    t += xs.pop()
                except IndexError:
                    t += 100
                    break
            return t, len(xs)
        """,
        [(3,), (0,)],
    ),
    "dict_try": (
        """
        def f(n):
            d = {}
            if n > 1:
                d["a"] = n
            try:
                v = d["a"]
            except KeyError:
                v = -1
            return v
        """,
        [(3,), (0,)],
    ),
    "index_try": (
        """
        def f(k):
            xs = [10, 20, 30]
            try:
                return xs[k]
            except IndexError:
                return -1
        """,
        [(1,), (5,), (-9,)],
    ),
    "reraise": (
        """
        def inner(x):
            if x < 0:
                raise ValueError("neg")
            return x + 1
        def mid(x):
            try:
                return inner(x)
            except ValueError as e:
                raise RuntimeError("wrapped") from e
        def f(x):
            try:
                return mid(x)
            except RuntimeError:
                return -5
        """,
        [(3,), (-3,)],
    ),
    "return_in_try_loop": (
        """
        def parse(x):
            if x < 0:
                raise ValueError(x)
            return x * 2
        def f(v):
            out = []
            bad = 0
            for x in v:
                try:
                    y = parse(x)
                except ValueError:
                    bad += 1
                    continue
                out.append(y)
                if len(out) > 5: break
            return out, bad
        """,
        [([3, -1, 5],), ([1, 2, 3],)],
    ),
    "while_retry": (
        """
        class Net:
            def __init__(self): self.tries = 0
            def call(self, k):
                self.tries += 1
                if self.tries < k:
                    raise ConnectionError("again")
                return self.tries * 10
        def f(k):
            net = Net()
            r = -1
            for attempt in range(5):
                try:
                    r = net.call(k)
                    break
                except ConnectionError:
                    pass
            return r, net.tries
        """,
        [(3,), (0,)],
    ),
    "python_failure_native": (
        """
        def f(n):
            try:
                x = {}["a"]
            except KeyError as e:
                x = n if str(e) == "'a'" else -n
            return x
        """,
        [(3,), (0,)],
    ),
    "py_failure_in_rest": (
        """
        def check(x):
            if x < 0:
                raise ValueError("negative")
            return x * 2
        def f(n):
            try:
                y = check(n)
                z = {}["a"]
            except KeyError:
                y = 100
            except ValueError:
                y = 200
            return y
        """,
        [(3,), (-3,)],
    ),
    "assert_helper": (
        """
        def check(x):
            assert x > 0, "pos"
            return x
        def f(n):
            try:
                return check(n)
            except AssertionError:
                return 0
        """,
        [(3,), (-3,)],
    ),
    "prints_order": (
        """
        def check(x):
            print("checking", x)
            if x < 0:
                raise ValueError("negative")
            print("fine", x)
            return x * 2
        def f(x):
            try:
                y = check(x)
                print("got", y)
            except ValueError as e:
                print("bad", e)
                y = 0
            return y
        """,
        [(3,), (-3,)],
    ),
    "message": (
        """
        def check(x):
            if x < 0:
                raise ValueError("negative number")
            return x * 2
        def f(x):
            msg = "ok"
            try:
                y = check(x)
            except ValueError as e:
                msg = str(e)
                y = 0
            return y, msg == "negative number", len(msg)
        """,
        [(3,), (-3,)],
    ),
    "message_tensor": (
        """
        def check(x):
            if x < 0:
                raise ValueError(x * 2)
            return x * 2
        def f(x):
            try:
                y = check(x)
            except ValueError as e:
                y = e.args[0] - 1
            return y
        """,
        [(3,), (-3,)],
    ),
    "custom_attr": (
        """
        class Bad(Exception):
            def __init__(self, code):
                super().__init__(code)
                self.code = code
        def check(x):
            if x < 0:
                raise Bad(x * 10)
            if x > 2:
                raise Bad(7)
            return x * 2
        def f(x):
            try:
                y = check(x)
            except Bad as e:
                y = e.code
            return y
        """,
        [(3,), (-3,)],
    ),
    "base_class": (
        """
        def check(x):
            if x < 0:
                raise ZeroDivisionError("z")
            if x > 50:
                raise OverflowError("o")
            return x
        def f(x):
            try:
                y = check(x)
            except ArithmeticError as e:
                y = 1 if isinstance(e, OverflowError) else 2
            return y
        """,
        [(3,), (-3,), (60,)],
    ),
    "bare_except": (
        """
        def check(x):
            if x < 0:
                raise ZeroDivisionError("z")
            return x
        def f(x):
            try:
                return check(x)
            except:
                return -1
        """,
        [(3,), (-3,)],
    ),
    "in_branch_in_loop": (
        """
        def check(x):
            if x % 3 == 2:
                raise KeyError("k")
            return x
        class A:
            def __init__(self): self.bad = []
            def run(self, n):
                t = 0
                for i in range(n):
                    if i > 0:
                        try:
                            for j in range(i):
                                t += check(i + j)
                                if j > 2: break
                        except KeyError:
                            self.bad.append(i)
                            if len(self.bad) > 2: return -t
                return t
        def f(n):
            a = A()
            return a.run(n), len(a.bad), sum(a.bad)
        """,
        [(5,), (0,)],
    ),
    "unrolled": (
        """
        def check(x):
            if x < 0:
                raise KeyError("k")
            return x
        def f(v):
            t = 0
            try:
                for i in [0, 1, 2]:
                    t += check(v[i])
            except KeyError:
                t += 100
            return t
        """,
        [([1, -2, 3],), ([1, 2, 3],)],
    ),
    "comp_in_try": (
        """
        def check(x):
            if x < 0:
                raise KeyError("k")
            return x
        def f(v):
            try:
                t = [check(x) for x in v]
            except KeyError:
                return -1
            return sum(t)
        """,
        [([1, -2, 3],), ([1, 2, 3],)],
    ),
    "while_else_try": (
        """
        def step(x):
            if x > 20: raise StopIteration
            return x * 2 + 1
        def f(x):
            k = 0
            try:
                while True:
                    x = step(x)
                    k += 1
                    if k > 6: break
            except StopIteration:
                k += 100
            return x, k
        """,
        [(3,), (-3,)],
    ),
    "finally_flag": (
        """
        class R:
            def __init__(self): self.open = True; self.n = 0
            def work(self, x):
                self.n += 1
                if x < 0: raise ValueError("v")
                self.n += 1
            def close(self): self.open = False
        def f(x):
            r = R()
            ok = False
            try:
                r.work(x)
                ok = True
            except ValueError:
                pass
            finally:
                r.close()
            return r.n, r.open, ok
        """,
        [(3,), (-3,)],
    ),
    "grad": (
        """
        def check(x):
            if x < 0:
                raise ValueError("v")
            return x * x
        def f(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                try:
                    y = check(x)
                except ValueError:
                    y = x * 3.0
            return y, tape.gradient(y, x)
        """,
        [(3.0,), (-3.0,)],
    ),
    "lambda_call": (
        """
        def check(x):
            if x < 0: raise ValueError("v")
            return x
        def safe(fn, default):
            try:
                return fn()
            except ValueError:
                return default
        def f(x):
            return safe(lambda: check(x) + 1, 0), safe(lambda: check(-x), -7)
        """,
        [(3,), (-3,)],
    ),
    "next_gen": (
        """
        def f(n):
            g = (i for i in range(n) if i > 1)
            try:
                v = next(g)
            except StopIteration:
                v = -1
            return v
        """,
        [(3,), (1,)],
    ),
    "int_parse": (
        """
        def div(a, b):
            if b == 0:
                raise ZeroDivisionError("division by zero")
            return a // b
        def f(n):
            try:
                r = div(10, n)
            except ZeroDivisionError:
                r = 0
            except (TypeError, ValueError):
                r = 1
            else:
                r += 1
            return r
        """,
        [(3,), (0,)],
    ),
    "nested_try_same_fn": (
        """
        def check(x):
            if x < 0: raise ValueError("v")
            if x > 50: raise KeyError("k")
            return x
        def f(x):
            t = 0
            try:
                t += 1
                try:
                    t += check(x)
                except ValueError:
                    t += 100
                t += 10
            except KeyError:
                t += 1000
            return t
        """,
        [(3,), (-3,), (60,)],
    ),
    "finally_on_the_way": (
        """
        class Log:
            def __init__(self):
                self.left = []
            def checked(self, k):
                for i in range(k):
                    try:
                        if i == 3:
                            raise ValueError("three")
                        if i == 5:
                            return i
                    finally:
                        self.left.append(i)
                return -1
        def f(n):
            log = Log()
            try:
                r = log.checked(n)
            except ValueError:
                r = 100
            return r, len(log.left), sum(log.left)
        """,
        [(2,), (4,), (0,)],
    ),
    "finally_of_a_map": (
        """
        def g(v):
            try:
                if v > 3:
                    raise ValueError("large")
            finally:
                v = v + 1
            return v
        def f(v):
            return tf.map_fn(g, v)
        """,
        [([1, 2],), ([1, 9],)],
    ),
    "logging_unpack": (
        """
        def f(v):
            try:
                a, b = v
            except ValueError:
                a, b = 0, 0
            return a + b
        """,
        [([1, 2],), ([1, 2, 3],)],
    ),
    "list_remove": (
        """
        def f(n):
            xs = [i for i in range(5)]
            ys = [i for i in range(n)]
            try:
                ys.remove(4)
                k = 1
            except ValueError:
                k = 0
            try:
                j = ys.index(2)
            except ValueError:
                j = -1
            return k, j, len(ys)
        """,
        [(3,), (7,)],
    ),
}

HELPER = """
def g(x):
    if x > 2:
        raise ValueError("too large")
    return x + 1

"""
# The value of a branch is made after a call that may have raised.
VALUES = {
    "a function of TensorFlow's that asserts": """
def f(x):
    v = tf.range(x)
    try:
        c = max(v) if x > -1 else 5
    except ValueError:
        c = 7
    return c
""",
    "an operand": HELPER
    + """
def f(x):
    try:
        c = int(x > 0 and g(x) > 2)
    except ValueError:
        c = -1
    return c
""",
    "in a loop": HELPER
    + """
def f(x):
    c = 0
    for i in range(x):
        try:
            c += g(i) if i % 2 == 0 else g(i + 1)
        except ValueError:
            c -= 100
    return c
""",
    "in both branches, in a method": HELPER
    + """
class Caller:
    def run(self, x):
        return g(x) if x > 0 else (g(x + 3) if x < -1 else 0)

def f(x):
    try:
        return Caller().run(x)
    except ValueError:
        return -50
""",
}


@pytest.mark.parametrize("source", VALUES.values(), ids=VALUES)
def test_value_of_a_branch(source: str) -> None:
    check(source, 0, 1, 2, 3, 6, -1, -7)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name: str) -> None:
    source, cases = PROGRAMS[name]
    check(source, *cases)
