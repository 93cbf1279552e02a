"""Graph versions on values of Python's: nothing differs from the author's bodies.

Each function is a generator of results: one line, one thing that some package does and that its test suite found out.
"""

from __future__ import annotations

import textwrap

import pytest
import tensorflow as tf

from tests.runtime.programs import load

HEADER = """\
import collections
import enum
import functools
import inspect
import itertools
import types
import typing

"""

PROGRAMS = {
    "mappings and lists of classes of their own": """
        class Defaults(dict):
            def __missing__(self, key):
                self.log.append(key)
                return 1
            def __getitem__(self, key):
                self.log.append(("get", key))
                return dict.__getitem__(self, key)
        class Keyed:
            def keys(self): return ["a"]
            def __getitem__(self, key): return 5
        class Adding(list):
            def __iadd__(self, other):
                self.append(("iadd", other))
                return self
        class Multi(dict):
            def values(self): return list(self.each())
            def each(self):
                for _, value in self.pairs(): yield value
            def pairs(self):
                for key in [1, 2]: yield key, key * 2
        def f():
            yield dict(Keyed())
            yield dict([["a", 1], "bc"], z=3)
            d = Defaults(a=1)
            d.log = []
            try: d.pop("q")
            except KeyError as error: yield repr(error)
            yield d.pop("q", 7), d.setdefault("w", 3), "a" in d, "q" in d, d.log
            adding = Adding([1])
            adding += [2]
            yield adding
            yield Multi(z=1).get("z"), len(Multi(z=1)), list(Multi(z=1)), Multi(z=1).values()
            started = [1]
            try: started.extend(1 // value for value in (1, 0))
            except ZeroDivisionError: yield started
            around = []
            around.append(around)
            yield "%s" % (around,), str(around), f"{around}", around == around
    """,
    "text of classes of their own": """
        class Markup(str):
            def __mod__(self, other): return "M" + str(other)
            def join(self, parts): return "J" + super().join(parts)
            def format(self, *values): return "F" + super().format(*values)
        def f():
            yield Markup("a%s") % 3, Markup(",").join(["p", "q"]), Markup("{}").format(2)
    """,
    "comparisons": """
        class Anything:
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            __hash__ = None
        class Pair(tuple):
            def __lt__(self, other): return "less"
            def __eq__(self, other): return "equal"
            __hash__ = None
        def f():
            yield Anything() == None, None == Anything(), Anything() != None, [Anything()] == [3], [Anything()] != [3]
            yield (1, (2, 3)) < (1, (2, 4)), 3 in range(10**12), 3 in set(range(9))
            nan = float("nan")
            yield [nan] == [nan], nan in [nan], (nan, [nan]) == (nan, [nan]), (nan, [nan]) != (nan, [nan])
            yield Pair([[1], 2]) < Pair([[1], 2]), Pair([[1]]) == Pair([[1]])
    """,
    "iterators without end": """
        def numbers(n=None, log=None):
            for i in itertools.count() if n is None else range(n):
                if log is not None: log.append(i)
                yield i * 2
        def pairs(others):
            for a, b in zip(numbers(3), others):
                yield a, b
        class Empty:
            def __iter__(self): yield from ()
        def first(values, n=3): return list(itertools.islice(values, n))
        def f():
            for endless in itertools.count, numbers:
                yield first(filter(lambda v: v % 3, endless()))
                yield first(itertools.filterfalse(lambda v: v % 3, endless()))
                yield list(itertools.takewhile(lambda v: v < 4, endless()))
                yield first(itertools.dropwhile(lambda v: v < 4, endless()))
                yield first(itertools.accumulate(endless()))
                yield first(itertools.chain(endless(), endless()))
                yield first(itertools.chain.from_iterable([i, i] for i in endless()), 5)
                yield first(itertools.compress(endless(), itertools.cycle([1, 0])))
                yield first(zip(endless(), endless())), first(map(max, endless(), endless()))
                yield list(zip(endless(), "ab")), list(zip("ab", endless())), first(itertools.pairwise(endless()))
                yield first(enumerate(endless())), first(itertools.zip_longest(endless(), "a"))
                yield next(filter(None, endless())), next(enumerate(endless())), next(map(str, endless()))
            log = []
            chosen = filter(lambda v: log.append(v) or v, [1, 2, 3])
            log.append("made")
            yield next(chosen), log
            made = map(lambda v: v + 1, numbers(3, log))
            yield next(made), list(log)
            for value in made: yield value
            counted = enumerate(numbers(3))
            yield next(counted), list(counted)
            for i, value in enumerate(numbers(3), 5): yield {i: "abcdefgh"[i]}, f"{i}", type(i).__name__
            yield list(zip(numbers(3), "abc", strict=True)), dict(zip("abc", numbers(3))), list(pairs("xyz"))
            yield first(itertools.starmap(lambda a, b: a + b, pairs([1, 2, 3])), 2)
            a, (b, c) = 1, numbers(2)
            yield a, b, c, sorted(numbers(3), reverse=True), max(numbers(4)), sum(numbers(4))
            yield any(v > 2 for v in numbers(4))
            rest = iter([1, 2, 3])
            yield list(iter(lambda: next(rest), 3))
            made = numbers(2)
            yield isinstance(made, types.GeneratorType), inspect.isgenerator(made), type(made).__name__
            yield next(iter(Empty()), "empty"), collections.deque(numbers(5), maxlen=2)
    """,
    "exceptions": """
        def first(values, wanted):
            try:
                return next(value for value in values if value == wanted)
            except StopIteration:
                return "none"
        def leave(kind):
            try:
                raise kind("left")
            except Exception:
                return "caught too much"
            except (SystemExit, KeyboardInterrupt) as error:
                return repr(error)
        def f():
            yield first([1, 2], 2), first([1, 2], 3)
            yield leave(SystemExit), leave(KeyboardInterrupt)
    """,
    "builtins": """
        def f():
            yield int("ff", base=16), round(number=2.567, ndigits=1), pow(2, 5, mod=7), str(b"ab", encoding="ascii")
            yield str(object=3), list(enumerate(iterable="ab", start=2)), list(itertools.repeat("a", times=2))
            yield max([3, 1, 2], key=lambda v: -v), min("b", "a"), min([], default=4), sum([0.1] * 10)
            for values, start in (["a"], ""), ([b"a"], b""):
                try: sum(values, start)
                except TypeError as error: yield str(error)
            keyed = functools.partial(max, 3)
            yield keyed.func is max, keyed(5), keyed.args, functools.partial(f).func is f
            made = type("K", (), {}), collections.namedtuple("N", "a b"), enum.Enum("E", "A B")
            yield [kind.__module__ == __name__ for kind in (*made, typing.NamedTuple("T", [("a", int)]))]
            n = 0
            for i in range(10_001): n += 1 if i else 0
            yield n
    """,
    "objects that pass for others": """
        class Anything:
            def __getattr__(self, name): return Anything()
            def __call__(self, value): return value
        class Globals:
            __globals__ = object()
            def __call__(self, value): return value
        class Proxy:
            def __init__(self, target): object.__setattr__(self, "target", target)
            def __getattribute__(self, name):
                target = object.__getattribute__(self, "target")
                found = getattr(target, name)
                return type(target).__getattribute__(target, name) if callable(found) else found
        class Nothing:
            @property
            def __class__(self): raise RuntimeError("stands for nothing yet")
            def __bool__(self): return False
        def f():
            yield Anything()(3), Globals()(4), list(map(Anything(), [5])), eval(compile("1 + 1", "", "eval"))
            proxy = Proxy([1, 2])
            yield proxy.count(1), isinstance(proxy, list), proxy == 3, [proxy] == [3], str(proxy == proxy)
            nothing = Nothing()
            yield not nothing, nothing or 3, nothing is None, [nothing].count(1), {"a": nothing}["a"] is nothing
    """,
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", PROGRAMS)
def test_python_values(name: str) -> None:
    module = load(textwrap.dedent(PROGRAMS[name]), HEADER)
    expected = [repr(value) for value in module.f()]
    with tf.Graph().as_default():
        assert [repr(value) for value in module.f()] == expected


def test_iterators_that_are_handed_to_code_that_is_not_converted() -> None:
    module = load(
        """
        def numbers(n):
            for i in range(n):
                yield i
        def f():
            yield itertools.starmap(pow, ((i, 2) for i in numbers(3)))
            yield from (enumerate(numbers(2)), map(abs, numbers(2)), filter(None, numbers(3)), zip(numbers(2), "ab"))
            yield from (itertools.takewhile(bool, numbers(3)), itertools.dropwhile(bool, numbers(3)))
        """,
        HEADER,
    )
    expected = [list(values) for values in module.f()]
    with tf.Graph().as_default():
        assert [list(values) for values in module.f()] == expected


def test_frames_are_counted_as_the_author_counts_them() -> None:
    module = load(
        """
        import sys
        def name(depth):
            if depth >= 0:
                for d in [depth]:
                    return sys._getframe(d).f_code.co_name
        def caller(depth):
            for _ in range(1):
                if depth != 7:
                    return name(depth)
        def f():
            return [name(0), name(1), caller(1), sys._getframe(1).f_globals["__name__"]]
        """,
        HEADER,
    )
    with tf.Graph().as_default():
        assert module.f() == ["name", "f", "caller", __name__]
