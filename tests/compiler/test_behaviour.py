"""Graph versions behave as the author's bodies do, construct by construct, on programs without tensors."""

from __future__ import annotations

import sys

import pytest

from tests.compiler.harness import check

CASES = {
    "if": """
        def f(x):
            if x > 0:
                y = x
            elif x == 0:
                y = 'zero'
            else:
                y = -x
            return y
    """,
    "created in one branch": """
        def f(x):
            if x > 0:
                y = x
            return y
    """,
    "early returns": """
        def f(x):
            if x > 0:
                trace('positive')
                if x > 10:
                    return 'big'
                trace('small')
            elif x < -5:
                return 'negative'
            trace('rest')
            for i in range(3):
                if i == x:
                    return i
            return None
    """,
    "while with else and break": """
        def f(x):
            n = 0
            while n < 5:
                n += 1
                trace(n)
                if n == x:
                    break
                if n == 2:
                    continue
                trace('end')
            else:
                trace('else')
            return n
    """,
    "for with else, break, return": """
        def f(x):
            for i in range(4):
                for j in range(4):
                    if j == i + x:
                        trace((i, j))
                        break
                    if i * j == 6:
                        return i, j
                else:
                    trace('inner else')
                    continue
                trace('after')
            else:
                trace('outer else')
            return 'end'
    """,
    "break does not read a generator further": """
        def f(x):
            def source():
                for i in range(10):
                    trace(('read', i))
                    yield i
            items = source()
            for i in items:
                if i == x:
                    break
            return list(items)
    """,
    "loop target after the loop, target reassigned": """
        def f(x):
            i = 'none'
            for i in range(x):
                trace(i)
                i = i * 10
            return i
    """,
    "zero iterations leave the target unbound": """
        def f(x):
            for i in range(x):
                last = i
            return i, last
    """,
    "try, except, else, finally with returns": """
        def f(x):
            try:
                trace('try')
                if x == 1:
                    return 'from try'
                if x == 2:
                    raise ValueError('two')
                if x == -5:
                    raise KeyError('minus five')
            except ValueError as error:
                trace(str(error))
                return 'from except'
            else:
                trace('else')
                if x == 0:
                    return 'from else'
            finally:
                trace('finally')
            return 'after'
    """,
    "break and continue in try in a loop": """
        def f(x):
            for i in range(5):
                try:
                    if i == 1:
                        continue
                    if i == x:
                        break
                    trace(i)
                finally:
                    trace(('finally', i))
            return i
    """,
    "exception variable is unbound after its handler": """
        def f(x):
            error = 'old'
            try:
                if x > 0:
                    raise ValueError(x)
            except ValueError as error:
                trace(repr(error))
            return error
    """,
    "a value set before a failure is seen by the handler": """
        def f(x):
            state = 'start'
            try:
                if x > 0:
                    state = 'positive'
                1 / (x - 1)
                state = 'done'
            except ZeroDivisionError:
                pass
            return state
    """,
    "a value set before a failure is seen by finally": """
        def f(x):
            state = 'start'
            try:
                try:
                    1 / (x - 1)
                except ZeroDivisionError:
                    if x:
                        state = 'handler'
                    raise
                    state = 'never'
                finally:
                    trace(state)
            except ArithmeticError:
                trace('outer')
    """,
    "a handler that fails half way, finally reads": """
        def f(x):
            state = 'start'
            try:
                try:
                    raise ValueError
                except ValueError:
                    if x:
                        state = 'handler'
                    1 / (x - 1)
                    state = 'end'
                finally:
                    trace(state)
            except ArithmeticError:
                trace('outer')
    """,
    "an exit that suppresses": """
        import contextlib
        def f(x):
            state = 'start'
            with contextlib.suppress(ZeroDivisionError):
                if x:
                    state = 'in'
                1 / (x - 1)
                state = 'end'
            return state
    """,
    "return out of with whose exit fails": """
        class Manager:
            def __enter__(self):
                return self
            def __exit__(self, *exception):
                raise ValueError('exit')
        def f(x):
            for i in range(2):
                try:
                    with Manager():
                        if x > 0:
                            return 'inside'
                        if x == 0:
                            break
                        if x == -5:
                            continue
                except ValueError:
                    trace('caught')
                trace('after')
            return 'end'
    """,
    "with, several items, return inside": """
        class Manager:
            def __init__(self, name):
                self.name = name
            def __enter__(self):
                trace(('enter', self.name))
                return self
            def __exit__(self, kind, *exception):
                trace(('exit', self.name, kind and kind.__name__))
                return self.name == 'swallow'
        def f(x):
            with Manager('a') as a, Manager('swallow') as b:
                if x > 0:
                    return a.name
                if x == 0:
                    raise KeyError
                trace(b.name)
            return 'end'
    """,
    "nonlocal and closures": """
        def f(x):
            count = 0
            def add(n):
                nonlocal count
                if n > 1:
                    count += n
                return count
            for i in range(x):
                add(i)
            functions = [lambda: count, lambda: i]
            if x > 1:
                count = 100
                i = 'last'
            return [g() for g in functions if x > 0]
    """,
    "global": """
        total = 0
        def f(x):
            global total, fresh_name
            for i in range(x):
                total += i
                if i > 1:
                    fresh_name = i
            def inner():
                global total
                if total:
                    total = total * 2
            inner()
            return total, globals().get('fresh_name')
    """,
    "global declared in a nested function": """
        where = 'module'
        def f(x):
            where = 'function'
            def inner():
                global where
                if x:
                    where = 'changed'
                return where
            return inner(), where, globals()['where']
    """,
    "comprehensions": """
        def f(x):
            a = [i * j for i in range(x) if i % 2 for j in range(i) if i != j]
            b = {i: [k for k in range(i)] for i in range(x)}
            c = {i % 2 for i in range(x)}
            d = sum(i for i in range(x) if i > 1)
            e = list(i for i in range(x))
            g = (i for i in (1, 2) if i > x)
            return a, b, c, d, e, next(g, None), any(i > 2 for i in range(x)), all(i > -1 for i in range(x))
    """,
    "any stops at the first": """
        def f(x):
            def read():
                for i in range(10):
                    trace(i)
                    yield i
            return any(i == x for i in read()), all(i != x for i in read()), any(i for i in ()), all(i for i in ())
    """,
    "any that is not the builtin": """
        def any(items):
            return type(items).__name__
        def f(x):
            def all(items):
                return type(items).__name__
            def sum(items):
                return type(items).__name__
            if x:
                return any(i for i in [x]), all(i for i in [x]), sum(i for i in [x])
    """,
    "generator expressions read variables late": """
        def f(x):
            k = 1
            g = (i + k for i in range(3) if i != x)
            if x > 0:
                k = 10
            return list(g)
    """,
    "walrus": """
        def f(x):
            n = 0
            while (n := n + 1) < 4:
                trace(n)
            if (y := x * 2) > 1 and (z := y + 1) > 2:
                trace((y, z))
            values = [last := i for i in range(3)]
            found = any((hit := i) > x for i in values)
            return n, y, last, hit, found
    """,
    "walrus that may not happen": """
        def f(x):
            y = 'old'
            if x > 100:
                y = 'never'
            z = (y := 'new') if x > 0 else 'else'
            w = x > 1 and (y := 'and')
            return y, z, w
    """,
    "walrus in a generator expression": """
        def f(x):
            g = ((y := i) for i in range(3))
            y = 'before'
            if x:
                next(g)
            return y
    """,
    "walrus of a global in a comprehension": """
        def f(x):
            global seen
            values = [seen := i for i in range(x + 6)]
            return seen, globals()['seen']
    """,
    "del": """
        def f(x):
            y = 1
            if x > 0:
                del y
            d = {1: 2, 3: 4}
            del d[1]
            try:
                trace(y)
            except NameError:
                trace('unbound')
            class Holder: pass
            holder = Holder()
            holder.a = holder.b = 5
            del holder.a, (d[3], holder.b)
            if x == 0:
                z = 1
            del z
            return d, vars(holder)
    """,
    "augmented assignment": """
        class Holder:
            n = 1
            items = [1, 2]
        def f(x):
            holder = Holder()
            holder.n += x
            holder.items[0] += x
            values = [1, 2, 3]
            alias = values
            values += [x]
            values[x > 0] *= 2
            n = 5
            n -= x
            n **= 2
            n //= 2
            n |= 1
            s = 'a'
            s += 'b' * 2
            s %= ()
            return holder.n, holder.items, values, alias is values, n, s
    """,
    "order of evaluation in stores": """
        def t(value):
            trace(value)
            return value
        class Logged:
            def __init__(self, name):
                object.__setattr__(self, 'name', name)
            def __setitem__(self, key, value):
                trace(('set', self.name, key, value))
            def __getitem__(self, key):
                trace(('get', self.name, key))
                return 1
            def __setattr__(self, name, value):
                trace(('setattr', self.name, name, value))
            def __delitem__(self, key):
                trace(('del', self.name, key))
        def make(name):
            trace(('make', name))
            return Logged(name)
        def f(x):
            make('a')[t('key')] = t('value')
            make('a').attribute = t('value 2')
            make('b')[t('k')] += t('v')
            a = b = make('c')[t(0)] = t('many')
            i = 0
            v = Logged('v')
            v[i], i = 1, 2
            i, v[i] = 3, 4
            (v[i], (i, v[t(i)])), *v[i:] = (5, (6, 7)), 8, 9
            del make('d')[t('e')]
            v[i] = (i := 10)
            w = v
            w[0] += (w := {0: 1})[0]
            q = {}
            q[t(1)], (q[t(2)], r) = t(3), t((4, 5))
            {}[t('unhashable' if x else 0)] = t([])
            undefined[t(1)] = t(2)
    """,
    "unpacking": """
        def f(x):
            a, (b, *c), d = 1, [2, 3, 4], x
            *e, g = range(x + 6)
            [h, k] = a, b
            a, b = b, a
            for (i, (j, *r)), s in [((1, (2, 3, 4)), 5)]:
                trace((i, j, r, s))
            first, second = [1] if x > 1 else [1, 2]
            return a, b, c, d, e, g, h, k, first, second
    """,
    "chained comparison": """
        def t(value):
            trace(value)
            return value
        def f(x):
            return t(0) < t(x) <= t(3) != t(4), 1 < x in (1, 2, 3), x is not None is not False
    """,
    "logic": """
        def t(value):
            trace(value)
            return value
        def f(x):
            a = t(x) and t([]) or t('default')
            b = not t(x) or t(0) or t('')
            c = t(x) > 0 and (t(1) or t(2)) and not t(x) == 2
            return a, b, c, (t(1) if t(x) > 0 else t(2))
    """,
    "strings": """
        def f(x):
            width = 6
            name = 'n'
            return f"{x!r:>{width}} {x=} {{}} {name!s} {f'{x:03d}' if x > 0 else 'neg'}", (
                "%s-%d" % (x, x), 7 % 4, "%%" % ())
    """,
    "annotations": """
        def f(x):
            y: undefined_type = x
            z: int
            if x > 1:
                y: str = 'text'
                z = 5
            class Holder: pass
            h = Holder()
            h.a: int = 3
            h.b: int
            d = {}
            d[x]: 'note' = 4
            try:
                z
            except NameError:
                trace('unbound')
            return y, h.a, d
    """,
    "what makes no variable": """
        name = 'global'
        def f(x):
            (name): int
            if x:
                (name): int
            lambda: x
            if x:
                lambda: name
            return name
    """,
    "annotation makes a name local": """
        name = 'global'
        def f(x):
            if x > 100:
                name: int
            return name
    """,
    "dead code makes a name local": """
        name = 'global'
        def f(x):
            if x > 0:
                return name
                name = 1
            raise ValueError(x)
            name = 2
    """,
    "yield in dead code": """
        def f(x):
            if x > 0:
                return [x]
            return [0]
            yield 1
    """,
    "generators": """
        def f(x):
            received = yield 1
            for i in range(3):
                if i == x:
                    continue
                if i > 1 and x > 1:
                    break
                yield i
            else:
                yield 'else'
            while x > 0 and (yield x):
                x -= 1
                if x == 1:
                    return
            yield from (y for y in range(2) if y)
            try:
                yield (yield 5) or (x if x else (yield 6))
            finally:
                trace('closed')
    """,
    "generator sent to": """
        def g(x):
            total = 0
            while True:
                value = yield total
                if value is None:
                    return total
                total += value
        def f(x):
            running = g(x)
            next(running)
            running.send(x)
            try:
                running.send(None)
            except StopIteration as stop:
                return stop.value
    """,
    "lambda with yield": """
        def f(x):
            g = lambda n: [(yield n), n > 0 and (yield -n)]
            return [list(h) for h in [g(x)]]
    """,
    "lambdas": """
        def f(x):
            k = 3
            g = lambda a, /, b=x, *args, c=k, **kwargs: (a, b, args, c, kwargs) if a > 0 else None
            h = lambda: (lambda: k if x else (w := 5))()
            k = 4
            return g(1), g(1, 2, 3, c=4, d=5), g(-1), h()
    """,
    "parameters of every kind": """
        def g(a, b=2, /, c=3, *args, d, e=5, **kwargs):
            if a:
                args = args + (1,)
                kwargs['more'] = a
            return a, b, c, args, d, e, kwargs
        def f(x):
            return g(x, d=1), g(x, 2, 3, 4, 5, d=6, z=7), g(*[1, 2], **{'d': x})
    """,
    "classes in functions": """
        def f(x):
            name = 'function'
            class Outer:
                name = 'class'
                values = [name for _ in range(1)]
                if x > 0:
                    sign = 'positive'
                def method(self):
                    if x:
                        return name, self.name, __class__.__name__
                    return name
                class Inner:
                    def method(self):
                        return __class__.__qualname__ if x else 0
            if x > 1:
                class Local(Outer):
                    def method(self):
                        return super().method() if x else None
                return Local().method(), Local.__qualname__, Local.method.__qualname__
            return Outer().method(), Outer.values, Outer.Inner().method(), vars(Outer).get('sign')
    """,
    "super and __class__": """
        class Base:
            def __init__(self, x):
                self.x = x
            def get(self):
                return self.x
            @classmethod
            def make(cls, x):
                return cls(x) if x else None
        class Derived(Base):
            def __init__(self, x):
                if x > 0:
                    super().__init__(x * 2)
                else:
                    super(Derived, self).__init__(x)
            def get(self):
                def inner():
                    return super(__class__, self).get() if self.x else 0
                return (super().get(), [super(Derived, self).get() for _ in range(1)], inner())
            @classmethod
            def make(cls, x):
                return super().make(x) or Derived(7)
        def f(x):
            return Derived.make(x).get()
    """,
    "private names": """
        class _Holder:
            __hidden = 1
            def __init__(self, __value):
                self.__value = __value
            def update(self, *, __key=2):
                for __i in range(3):
                    self.__value += __i
                    if __i > 1:
                        self.__flag = True
                self.__hidden += __key
                return self.__make(__key=5)
            def __make(self, __key):
                def inner():
                    return __key if self.__flag else self.__hidden
                del self.__flag if False else self.__value
                return inner()
        def f(x):
            holder = _Holder(x)
            return holder.update(), sorted(vars(holder))
    """.replace("del self.__flag if False else self.__value", "del self.__value"),
    "private names from outside of the class": """
        def make(__x):
            class A:
                def method(self):
                    try:
                        if __x:
                            return 'found'
                    except NameError as error:
                        return str(error)
                def own(self):
                    __y = 3
                    def inner():
                        return __y + 1 if __y else 0
                    return inner() or [__y for __z in range(1)]
            return A
        def f(x):
            A = make(x)
            return A().method(), A().own()
    """,
    "locals": """
        def f(x):
            y = 2
            for i in range(2):
                if i:
                    z = i
            def inner():
                return sorted(locals()) if x else y
            return sorted(locals()), dir() if x else None, inner(), eval('x + y'), '{x} {y}'.format(**locals())
    """,
    "eval with scopes": """
        def f(x):
            y = 3
            return eval('y + 1', {'y': x}), eval('z', globals(), {'z': x or 1}), vars(type('T', (), {'a': 1}))['a']
    """,
    "conditional imports": """
        def f(x):
            if x > 0:
                import os.path as path
                from math import sqrt as root, floor
            else:
                import os.path
                path = os.path
                root = floor = abs
            return path.join('a', 'b'), root(x), floor(1.5)
    """,
    "decorators and defaults in branches": """
        def f(x):
            def twice(function):
                return lambda *a: [function(*a), function(*a)]
            if x > 0:
                @twice
                def g(a=(n := x + 1)):
                    return a, n
            else:
                g = lambda a=(n := 'else'): (a, n)
            return g(), n
    """,
    "assert": """
        def message():
            trace('message')
            return 'failed'
        def f(x):
            assert x > -5
            assert x != 1, message()
            assert (x, 'always true')[0] + 5, f'{x}'
    """,
    "raise in everything in try": """
        class Manager:
            def __init__(self, swallows):
                self.swallows = swallows
            def __enter__(self):
                return self
            def __exit__(self, kind, *exception):
                trace(('exit', kind and kind.__name__))
                return self.swallows
        def one(x):
            try:
                with Manager(True):
                    if x > 0:
                        raise ValueError(x)
                    trace('in with')
                trace('after with')
                for i in range(4):
                    for j in range(3):
                        if i * j == x:
                            raise KeyError((i, j))
                        if j == 1:
                            continue
                        trace((i, j))
                    else:
                        if i == 2:
                            raise TypeError(i)
                    trace(i)
                else:
                    trace('else of for')
                assert x > 5, trace('message')
            except KeyError as error:
                trace(repr(error))
                if x == 2:
                    raise
            except (TypeError, AssertionError) as error:
                return type(error).__name__
            else:
                trace('else')
                if x > 10:
                    raise ValueError('from else')
            finally:
                trace('finally')
            return 'end'
        def two(x):
            while True:
                try:
                    try:
                        if x > 1:
                            raise ValueError(x)
                        if x == 0:
                            break
                        x += 1
                    except ValueError as error:
                        if x > 14:
                            raise KeyError from error
                        raise TypeError
                    finally:
                        trace(x)
                except TypeError as error:
                    trace(repr(error.__cause__))
                    return 'typed'
            return 'broken'
        def f(x):
            results = []
            for g in (one, two):
                try:
                    results.append(g(x))
                except Exception as error:
                    results.append((repr(error), repr(error.__cause__)))
            return results
    """,
    "raise from": """
        def f(x):
            try:
                if x > 1:
                    raise KeyError(x)
                if x == 1:
                    raise ValueError
            except KeyError as error:
                raise RuntimeError('wrapped') from error
            except ValueError:
                if x:
                    raise
    """,
    "finally with a loop that breaks": """
        def f(x):
            try:
                trace('body')
                if x > 0:
                    return x
            finally:
                for i in range(5):
                    if i == 2:
                        break
                    trace(i)
    """,
    "try all leave, else is never reached": """
        def f(x):
            for i in range(3):
                try:
                    if x:
                        break
                    else:
                        continue
                except ValueError:
                    return 1
                else:
                    if x:
                        break
                    return 2
            return i
    """,
    "loop flags in nested loops": """
        def f(x):
            result = []
            for i in range(4):
                n = 0
                while True:
                    n += 1
                    if n > i:
                        break
                    for k in [1, 2, 3]:
                        if k == x:
                            break
                        if k == n:
                            continue
                        result.append((i, n, k))
                    else:
                        if n == 3:
                            return 'deep', result
                        continue
                    if x == 2:
                        break
            return result
    """,
    "recursion and mutual calls": """
        def even(n):
            return True if n == 0 else odd(n - 1)
        def odd(n):
            if n == 0:
                return False
            return even(n - 1)
        def f(x):
            return even(abs(x)), odd(abs(x))
    """,
    "star expressions": """
        def f(x):
            a = [*range(x + 6), *(1, 2)]
            d = {**{'a': x}, 'b': 2 if x else 3, **dict(c=3)}
            return (*a, *d), {*a}, max(*a, key=lambda n: -n), print.__name__
    """,
    "slices": """
        def f(x):
            v = list(range(10))
            v[1:x + 6:2] = 'ab' if x else []
            v[-1:] += [5]
            del v[:1]
            return v, v[::2], v[x], 'text'[1:][0]
    """,
    "code after return and raise": """
        def f(x):
            while True:
                if x > 0:
                    return 1
                    trace('dead')
                    break
                raise ValueError
                continue
            return 2
    """,
    "only a docstring, docstring with code": '''
        def g():
            """Only this."""
        def h(x):
            """This."""
            "and not this"
            return x if x else g.__doc__
        def f(x):
            return h(x), h.__doc__, g()
    ''',
    "__debug__": """
        def f(x):
            if __debug__ and x:
                return __debug__, __name__
    """,
    "names of nested functions": """
        def f(x):
            if x > 0:
                def g():
                    return (lambda: 1 if x else 0).__qualname__
                for i in range(1):
                    class A:
                        def method(self):
                            return x or 1
                return g.__qualname__, g(), A.__qualname__, A.method.__qualname__
    """,
    "conditional expression in default and argument": """
        def f(x):
            def g(a=1 if x > 0 else 2, *, b=[i for i in range(3) if i != x]):
                return a, b
            return g(), g(3 if x else 4)
    """,
    "class body with nonlocal": """
        def f(x):
            n = 1
            if x > 0:
                class A:
                    nonlocal n
                    n = 2
                    m = n
            return n
    """,
    "starred assignment into a subscript": """
        def f(x):
            d = {}
            *d['rest'], d['last'] = range(x + 6)
            d['a'], d['b'] = d['b'], d['a'] = 1, 2
            return d
    """,
    "dictionary views in loops": """
        def f(x):
            d = {'a': 1, 'b': x}
            for k, v in d.items():
                d[k] = v + 1
            for n, (k, v) in enumerate(d.items()):
                trace((n, k, v))
            for d['last'] in range(2):
                trace(d['last'])
            return d
    """,
    "annotated without a value, read by a function inside": """
        b = 'global'
        def f(x):
            b: int
            def reads():
                return b
            if x > 0:
                yield 1
            try:
                yield reads()
            except NameError:
                yield 'unbound'
    """,
    "a handler's name, read after the handler failed": """
        def f(x):
            try:
                try:
                    if x > 0:
                        raise ValueError(x)
                    trace('fine')
                except ValueError as c:
                    trace(str(c))
                    if x > 1:
                        raise KeyError(x)
                finally:
                    try:
                        trace(c)
                    except NameError:
                        trace('unbound')
            except KeyError as error:
                return str(error)
            return 'end'
    """,
    "a handler's name, read after the handler was left by a jump": """
        def f(x):
            c = 'before'
            def reads():
                return c
            for i in range(3):
                try:
                    if x > i:
                        raise ValueError(x)
                except ValueError as c:
                    trace(str(reads()))
                    if x == 2:
                        break
                    if x > 10:
                        return 'big'
                try:
                    trace(reads())
                except NameError:
                    trace('unbound')
            try:
                return c
            except NameError:
                return 'unbound'
    """,
}

MATCHES = {
    "literals and no case": """
        def f(x):
            result = 'none'
            match x:
                case 0:
                    result = 'zero'
                case 1 | 2 | "three":
                    result = 'few'
                case -5:
                    return 'negative'
                case 1.5 | True | None | 2 + 3j:
                    result = 'odd'
            return result
    """,
    "guards and captures": """
        def f(x):
            match x, x + 1:
                case (0, y) if t(y) > 5:
                    return 'never', y
                case (a, b) if t(a) > 10:
                    return 'big', a, b
                case (a, 2) | (2, a) if a != 0:
                    return 'or', a
                case whole if whole[0] < 0:
                    return 'negative', whole
                case (0, _):
                    pass
            return 'end', a
        def t(value):
            trace(value)
            return value
    """,
    "sequences": """
        from collections import deque, UserString
        def g(value):
            match value:
                case []:
                    return 'empty'
                case [x]:
                    return 'one', x
                case (1, *rest) if len(rest) > 2:
                    return 'rest', rest
                case [first, *_, [1, [deep, *more]]]:
                    return 'deep', first, deep, more
                case [*start, 3, 4]:
                    return 'end', start
                case [_, _]:
                    return 'two'
                case str() | bytes():
                    return 'text'
            return 'no'
        def f(x):
            values = [[], [5], (1, 2, 3, 4), (5, 3, 4)]
            values += [[7, 8, [1, [2, 3]]], (1, 2, 3, 4), range(3, 5), deque([1, 2]), 'ab', b'ab', {1, 2}, x]
            return [g(value) for value in values]
    """,
    "mappings": """
        from collections import defaultdict, OrderedDict
        class Keys:
            a = 'a'
        def g(value):
            match value:
                case {"kind": "point", "at": (x, y), **rest}:
                    return x, y, rest
                case {Keys.a: 1 | 2 as n, 3: _}:
                    return 'keys', n
                case {"kind": kind, **rest} if kind:
                    return kind, rest
                case {"a": {"b": [*_, last]}}:
                    return last
                case {}:
                    return 'mapping'
                case _:
                    return 'no'
        def f(x):
            return [g(value) for value in (
                {"kind": "point", "at": (1, 2), "z": 3}, {'a': x, 3: 4}, {"kind": x}, {"a": {"b": (x, 9)}},
                defaultdict(int), OrderedDict(kind='ordered'), [('kind', 1)], x)]
    """,
    "classes": """
        class Point:
            __match_args__ = ('x', 'y')
            def __init__(self, x, y):
                self.x, self.y = x, y
        class Pair(Point):
            @property
            def z(self):
                trace('z')
                raise AttributeError('z')
        class Private:
            def __init__(self, v):
                self.__v = v
            def get(self):
                match self:
                    case Private(__v=0):
                        return 'zero'
                    case Private(__v=__found):
                        return 'found', __found
        def g(value):
            match value:
                case Pair(z=1):
                    return 'z'
                case Point(0, 0):
                    return 'origin'
                case Point(x, y=0) | Point(0, y=x):
                    return 'axis', x
                case Point(x=int(n), y=str() as s):
                    return n, s
                case Point():
                    return 'point'
                case bool(b):
                    return 'bool', b
                case int(i) | float(i):
                    return 'number', i
                case list([a, b]) | tuple((a, b)):
                    return 'pair', a, b
                case dict(x=1):
                    return 'never'
        def f(x):
            values = (Point(0, 0), Point(x, 0), Point(0, x), Pair(x, 's'), Point('a', 'b'))
            values += (True, 5, 2.5, [1, 2], (3, x), {}, 's')
            return [g(value) for value in values], Private(x).get()
    """,
    "errors": """
        class A:
            __match_args__ = ('x',)
            x = 1
        def f(x):
            match A():
                case A(5):
                    pass
                case A(1, 2) if x > 0:
                    pass
    """,
    "jumps in cases, nested, walrus, names afterwards": """
        def f(x):
            out = []
            for i in range(6):
                match (i, n := i * x):
                    case (0, _):
                        continue
                    case (1, k):
                        match k:
                            case 1:
                                out.append('one')
                                break
                            case m if m > 1:
                                return 'inner', m, n
                        out.append('fell through')
                    case (j, 6 | 8):
                        break
                    case (j, k) as both:
                        out.append(both)
            else:
                out.append('else')
            return out, i, k, n
    """,
    "subject with side effects, names that are captured by closures": """
        def f(x):
            def subject():
                trace('subject')
                return [x, 2]
            match subject():
                case [0, n]:
                    g = lambda: n
                case [m, n] if (lambda: m > 0)():
                    g = lambda: (m, n)
                case _:
                    g = lambda: 'none'
            n = 'late'
            return g()
    """,
    "in generators": """
        def f(x):
            match x:
                case 0:
                    yield 'zero'
                case 1 | 2 as n if (yield 'asked') is None:
                    yield n
                case [*_]:
                    yield from ()
            yield 'end'
    """,
}
CASES.update({f"match: {name}": source for name, source in MATCHES.items()})


@pytest.mark.parametrize("name", CASES)
def test_behaves_as_the_author_wrote(name):
    check(CASES[name], *((x,) for x in (0, 1, 2, -5, 15)))


NEWER = {
    (3, 11): {
        "except star": """
            def f(x):
                try:
                    if x > 0:
                        raise ExceptionGroup('g', [ValueError(1), KeyError(2)])
                except* ValueError as group:
                    trace(repr(group))
                    if x > 1:
                        trace('more')
                except* KeyError:
                    trace('key')
                finally:
                    trace('finally')
                return x
        """,
        "starred index": """
            def f(x):
                d = {(0, 1, 2): 'yes'}
                key = (1, 2)
                return d[0, *key] if x else d[(0, *key)]
        """,
    },
    (3, 12): {
        "type parameters and aliases": """
            def g[T: (int, str), *Ts, **P](x: T, *rest: *Ts) -> T:
                if x:
                    return T.__name__, [T.__name__ for _ in rest if x]
                return Ts.__name__
            def f(x):
                local = int
                type Alias[K] = dict[K, local]
                if x > 1:
                    local = str
                    type Other = list[local]
                else:
                    Other = Alias
                class Box[T]:
                    def get(self, value: T) -> list[T]:
                        return (T.__name__, value) if value else None
                def bounded[T: local]():
                    return T.__bound__
                if x == 0:
                    local = 'late'
                return g(x, 1), Alias.__value__.__args__[1], Other.__name__, Box().get(x), bounded()
        """,
        "f-strings nest": """
            def f(x):
                return f"{f"{x if x else f"{'zero'}"}":>{5 if x else 8}}"
        """,
    },
}


@pytest.mark.parametrize(
    ("version", "name"), [(version, name) for version, programs in NEWER.items() for name in programs]
)
def test_newer_syntax_behaves_as_the_author_wrote(version, name):
    if sys.version_info < version:
        pytest.skip(f"new in Python {'.'.join(map(str, version))}")
    check(NEWER[version][name], *((x,) for x in (0, 1, 2, -5)))


COROUTINES = {
    "await in branches and loops": """
        async def pause(value):
            trace(('pause', value))
            return value
        async def f(x):
            total = 0
            for i in range(3):
                if i == x:
                    continue
                total += await pause(i)
                if total > 100:
                    break
            while await pause(total < 4):
                total += 2
            if x and await pause(x):
                total = -total
            return total if x else await pause('else')
    """,
    "asynchronous generators": """
        class Items:
            def __init__(self, n):
                self.n = n
            async def values(self, stop=9, *more, by=1):
                try:
                    for i in range(self.n):
                        if i == stop:
                            return
                        try:
                            sent = yield i * by
                            trace(("sent", sent))
                        except ValueError as error:
                            trace(("thrown", str(error)))
                            yield -1
                finally:
                    trace("closed")
        async def empty(x):
            if x:
                return
            return
            yield x
        async def f(x):
            items = Items(4)
            found = [value async for value in items.values(x, by=2) if value != 1]
            found += [value async for value in empty(x)]
            steps = items.values()
            found.append(await steps.asend(None))
            if x:
                found.append(await steps.asend("hello"))
                found.append(await steps.athrow(ValueError("bad")))
            await steps.aclose()
            try:
                await anext(items.values(0))
            except StopAsyncIteration as end:
                found.append(repr(end))
            failing = items.values()
            await anext(failing)
            try:
                await failing.athrow(KeyError(x))
            except KeyError as error:
                found.append(repr(error))
            return found
    """,
    "async with and async for": """
        class Manager:
            async def __aenter__(self):
                trace('enter')
                return self
            async def __aexit__(self, *exception):
                trace('exit')
        class Items:
            def __init__(self, n):
                self.n = n
            def __aiter__(self):
                return self
            async def __anext__(self):
                if self.n <= 0:
                    raise StopAsyncIteration
                self.n -= 1
                return self.n
        async def f(x):
            if x > 0:
                async with Manager() as manager:
                    if x > 1:
                        return 'inside'
                    trace('body')
            async for i in Items(5):
                if i == x:
                    break
                if i == 3:
                    continue
                trace(i)
            else:
                trace('else')
            values = [i async for i in Items(4) if i != x]
            if x:
                values += [await one(i) for i in values if i]
            for k in range(2):
                async for i in Items(k + 1):
                    trace((k, i))
            generated = (i async for i in Items(2))
            return values, [i async for i in generated if i or x]
        async def one(i):
            return 1 if i else 0
    """,
    "nothing is awaited": """
        async def f(x):
            if x > 0:
                return 1
            for i in range(3):
                if i == -x:
                    return i
    """,
}


@pytest.mark.parametrize("name", COROUTINES)
def test_coroutines_behave_as_the_author_wrote(name):
    driver = """
        def run(x):
            import asyncio
            return asyncio.new_event_loop().run_until_complete(f(x))
    """
    check(COROUTINES[name] + driver, *((x,) for x in (0, 1, 2, -2)), name="run")
