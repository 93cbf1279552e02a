"""Small programs about containers and who holds what: lists of objects, lists of lists, dicts, sets, deques, tuples.

As those of :mod:`tests.fuzz.grammar`, whose statements they use, too. What a program leaves of a container is a number
that depends on each item and on their order.
"""

from __future__ import annotations

from typing import ClassVar

from tests.fuzz.grammar import RESULTS, START, Grammar
from tests.fuzz.header import HEADER

MORE = """
import copy


def mark(numbers):
    total = 0
    for number in numbers:
        total = (total * 3 + number) % 1009
    return total


def marks(points):
    return mark([point.u * 5 + point.w for point in points])


class Bag:
    def __init__(self, contents):
        self.contents = contents
        self.best = None
        self.count = 0

    def put(self, value):
        self.contents.append(value)
        self.count += 1
        if self.best is None or value > self.best:
            self.best = value
        return self

    def top(self, least):
        for value in reversed(self.contents):
            if value > least:
                return value
        return least


"""
CONTAINERS = {
    "xs": ["[1, x]", "[]", "[x, 2, 3]", "[3, 1]"],
    "ys": ["[]", "[2, a]", "xs"],
    "p": ["Point(x, 1)", "Point(0, 2)"],
    "q": ["p", "Point(3, x)", "Point(1, 1)"],
    "ps": ["[Point(x, 0), Point(1, 2)]", "[p, Point(1, x)]", "[p, q]", "[]"],
    "best": ["None", "None", "p"],
    "d": ["{'k': x}", "{'k': 1, 'n': 2}", "{}"],
    "od": ["{'k': p}", "{'n': Point(x, 2)}", "{}"],
    "rows": ["[[x], [1, 2]]", "[[], [x]]", "[xs, [3]]", "[]"],
    "tag": ["int(x) % 5", "2"],
    "tags": ["{1, 2}", "set()", "{tag}", "{tag, 3}"],
    "dq": ["collections.deque([x, 1])", "collections.deque()", "collections.deque([1, 2], maxlen=3)"],
    "t": ["(x, 1)", "()", "(1, 2, 3)"],
    "bag": ["Bag([x])", "Bag([])", "Bag(xs)"],
}
LEFT = {
    "xs": ["mark(xs)"],
    "ys": ["mark(ys)"],
    "p": ["marks([p])"],
    "q": ["marks([q])", "int(p is q)"],
    "ps": ["marks(ps)", "len(ps)"],
    "best": ["-9 if best is None else best.u"],
    "d": ["mark(d.values())", "mark([ord(key[0]) for key in d])"],
    "od": ["marks(od.values())", "len(od)"],
    "rows": ["mark([mark(row) for row in rows])", "len(rows)"],
    "tag": ["tag"],
    "tags": ["mark(sorted(tags))"],
    "dq": ["mark(dq)"],
    "t": ["mark(t)"],
    "bag": ["mark(bag.contents)", "bag.count", "-9 if bag.best is None else bag.best"],
}
KEYS = ("'k'", "'n'", "'z'")


class Containers(Grammar):
    """Writes one program."""

    header = HEADER + MORE
    start: ClassVar = {**START, **CONTAINERS}
    results: ClassVar = {**RESULTS, **LEFT}

    def integer(self, depth: int = 0) -> str:
        """An integer, often of a container."""
        if depth > 1 or self.chance(0.6):
            return super().integer(depth)
        i = self.integer(depth + 1)
        return self.pick(
            "len(xs)", "sum(xs)", "max(ys, default=0)", f"xs.count({i})", f"int({i} in xs)", "(xs[-1] if xs else 1)",
            "p.u", "q.w", "p.total", "q.shift(1)", "len(ps)", "sum(o.u for o in ps)", "(ps[0].w if ps else 2)",
            "max([o.u for o in ps], default=0)", "int(p is q)", "int(p in ps)", "(0 if best is None else best.u)",
            "d.get('k', 0)", "len(d)", "sum(d.values())", f"d.get('n', {i})", "int('n' in d)", "len(od)",
            "sum(len(row) for row in rows)", "(rows[0][0] if rows and rows[0] else 4)", "sum(map(sum, rows))",
            "tag", "len(tags)", "min(tags, default=0)", "int(tag in tags)", "len(dq)", "sum(dq)",
            "(dq[0] if dq else 1)", "len(t)", "sum(t)", "(t[-1] if t else 0)", "bag.count", f"bag.top({i})",
            "(bag.best or 0)",
        )  # fmt: skip

    def condition(self, depth: int = 0) -> str:
        """A condition, often on a container."""
        if depth > 1 or self.chance(0.7):
            return super().condition(depth)
        i = self.integer(depth + 1)
        return self.pick(
            "xs", "not ps", "d", "'n' in d", "p is q", "best is None", "best is p", "p in ps", f"{i} in xs", "xs == ys",
            "xs is ys", "tag in tags", "tags", f"len(t) > {i}", "ps and ps[0] is p", "od.get('k') is p", "dq",
            "rows and rows[0] == xs", "xs < ys", "tags == {1, 2}", "any(o.u > 1 for o in ps)", "tags <= {0, 1, tag}",
            "bag.best is None",
        )  # fmt: skip

    def simple_statements(self) -> list[list[str]]:
        """Statements without statements inside."""
        groups = (self._lists, self._objects, self._holders, self._dicts, self._nested, self._sets, self._others)
        return self.pick(super().simple_statements, *groups, *groups[:3])()  # type: ignore[no-any-return]

    def make_for(self, depth: int, in_loop: bool) -> list[str]:
        """A loop, often over a container's copy: it may grow in the body."""
        if self.chance(0.5):
            return super().make_for(depth, in_loop)
        i = self._counter()
        iterable, first = self.pick(
            ("xs[:4]", f"a = (a + {i}) % 7"),
            ("ps[:3]", f"{i}.u = {i}.u + 1"),
            ("ps[:3]", self.pick(f"q = {i}", f"best = {i}", f"p = {i} if {i}.u > p.u else p")),
            ("list(d)", f"d[{i}] = d[{i}] % 5 + 1"),
            ("sorted(d)", "a = a + 1"),
            ("rows[:3]", f"{i}.append({self.integer(1)})"),
            ("rows[:3]", f"xs = {i}"),
            ("sorted(tags)", f"b = {i}"),
            ("list(dq)[:4]", f"dq.append(dq.popleft() + {i})"),
            ("t[:4]", f"b = (b * 2 + {i}) % 7"),
            ("list(od.values())", f"{i}.w += 1"),
        )
        return self._loop(f"for {i} in {iterable}:", [first], depth)

    def _small(self) -> str:
        return f"{self.integer(1)} % 3"

    def _lists(self) -> list[list[str]]:
        e, small, xs, ys = self.integer(), self._small(), self.pick("xs", "ys"), self.pick("xs", "ys")
        return [
            [f"{xs}.append({e})"],
            [f"{xs} = {ys}"],
            [f"{xs} = {self.pick(f'{ys}[:]', f'{ys}[::-1]', f'list({ys})', f'{ys}[1:]', f'{ys} + [{e}]')}"],
            [f"{xs} = {self.pick(f'sorted({ys})', f'[k * 2 for k in {ys}]', f'[k for k in {ys} if k != {small}]')}"],
            [f"{xs}.{self.pick('sort()', 'reverse()', 'sort(reverse=True)', 'clear()', f'insert({small}, {e})')}"],
            [f"if {xs}:", f"    {self.pick(f'a = {xs}.pop()', f'b = {xs}.pop(0)', f'del {xs}[0]')}"],
            [f"if {e} in {xs}:", f"    {self.pick(f'{xs}.remove({e})', f'a = {xs}.index({e})')}"],
            [f"if {xs}:", f"    {self.pick(f'{xs}[-1] = {e}', f'{xs}[0] += {small}')}"],
            [f"if {xs}:", f"    {xs}[{small} % len({xs})] = a"],
            [self.pick(f"{xs}[:1] = [{e}]", f"{xs}[1:] = [a, b]", f"{xs}[:0] = [{e}]", f"del {xs}[:1]")],
            [f"{xs}.extend({ys}[:2])"],
            [f"{xs}, {ys} = {self.pick(f'{ys}, {xs}', f'[a], {xs}', f'{xs}[:1], {xs}[1:]')}"],
            [f"a = {self.pick('sum', 'len')}({xs}) % 7"],
            [f"a = {self.pick('max', 'min')}({xs}, default={small}) % 7"],
            [f"for j, k in zip({xs}[:3], {ys}[:3]):", "    a = (a + j * k) % 7"],
        ]

    def _objects(self) -> list[list[str]]:
        e, small, p, q = self.integer(), self._small(), self.pick("p", "q"), self.pick("p", "q")
        return [
            [f"{p} = {q}"],
            [f"{p} = {self.pick(f'Point({e}, {small})', f'copy.copy({q})', f'ps[0] if ps else {q}')}"],
            [f"{p} = {self.pick('max', 'min')}(ps, key=lambda o: {self.pick('o.u', 'o.w', 'o.total')}, default={q})"],
            [f"{p}.{self.pick('u', 'w')} {self.pick('=', '+=')} {small}"],
            [f"a = {p}.shift({small})"],
            ["p, q = q, p"],
            [f"best = {self.pick('None', p, 'ps[-1] if ps else None')}"],
            [f"best = next((o for o in ps if o.u > {small}), None)"],
            ["if best is None or p.u > best.u:", f"    best = {p}"],
            ["if best is not None:", f"    {self.pick(f'best.u += {small}', 'a = best.w', 'q = best')}"],
            ["if best is not None:", "    ps.append(best)"],
            [f"{p}.{self.pick('u', 'w')} = {q}.{self.pick('u', 'w')} + {small}"],
        ]

    def _holders(self) -> list[list[str]]:
        e, small, p = self.integer(), self._small(), self.pick("p", "q")
        return [
            [f"ps.append({self.pick(p, f'Point({e}, {small})', f'Point({small}, a)')})"],
            ["if ps:", f"    ps[{self.pick('0', '-1')}] = {p}"],
            ["if ps:", f"    {p} = ps.pop({self.pick('', '0', '-1')})"],
            ["if ps:", f"    ps[{self.pick('0', '-1')}].{self.pick('u', 'w')} += {small}"],
            [f"ps = {self.pick('sorted(ps, key=lambda o: o.u)', 'ps[::-1]', 'ps[1:]', 'ps[:]', f'ps + [{p}]')}"],
            [f"ps.{self.pick('reverse()', 'clear()', f'insert(0, {p})', 'sort(key=lambda o: (o.w, -o.u))')}"],
            [f"ps = [{self.pick('o', 'Point(o.w, o.u)', 'copy.copy(o)')} for o in ps if o.u != {small}]"],
            ["for o in ps:", f"    {self.pick(f'o.u = o.u + {small}', 'o.w = a', f'{p} = o', 'a = (a + o.u) % 7')}"],
            [f"if {p} in ps:", f"    {self.pick(f'ps.remove({p})', f'a = ps.index({p})')}"],
            ["if len(ps) > 1:", "    ps[0], ps[-1] = ps[-1], ps[0]"],
        ]

    def _dicts(self) -> list[list[str]]:
        e, small, key, p = self.integer(), self._small(), self.pick(*KEYS), self.pick("p", "q")
        return [
            [f"d[{key}] = {e}"],
            [f"d[{key}] = d.get({key}, 0) + {small}"],
            [f"a = d.{self.pick('pop', 'setdefault', 'get')}({key}, {small})"],
            [f"if {key} in d:", f"    {self.pick(f'del d[{key}]', f'd[{key}] += {small}', f'a = d[{key}]')}"],
            [f"d = {self.pick(f'{{**d, {key}: {e}}}', 'dict(d)', 'dict(sorted(d.items()))')}"],
            ["d = {k: o + 1 for k, o in d.items()}"],
            [f"d.update({self.pick(f'n={e}', f'{{{key}: {e}}}')})"],
            ["for k, o in d.items():", "    a = (a * 2 + o + ord(k)) % 7"],
            [f"a = d[{key}]"],
            [f"od[{key}] = {self.pick(p, f'Point({e}, 1)')}"],
            [f"if {key} in od:", f"    {self.pick(f'od[{key}].u += {small}', f'{p} = od[{key}]')}"],
            [f"if {key} in od:", f"    {p} = od.pop({key})"],
            [f"ps = {self.pick('list(od.values())', '[*od.values(), p]')}"],
        ]  # fmt: skip

    def _nested(self) -> list[list[str]]:
        e, small = self.integer(), self._small()
        return [
            [f"rows.append({self.pick(f'[{e}]', 'xs', '[]', 'xs[:]', f'[a, {small}]')})"],
            ["if rows:", f"    rows[0].{self.pick(f'append({e})', 'reverse()', 'extend(xs[:2])')}"],
            ["if rows:", f"    {self.pick(f'rows[-1] = [{e}, 1]', f'rows[-1].append({e})')}"],
            ["if rows:", f"    {self.pick('xs = rows[0]', 'xs = rows.pop()', 'ys = rows[-1][:]')}"],
            [f"rows = {self.pick('[row[:] for row in rows]', 'sorted(rows)', 'rows[::-1]')}"],
            ["rows = [row for row in rows if row]"],
            ["for row in rows:", f"    {self.pick(f'row.append({e})', 'a = (a + len(row)) % 7', 'row[:1] = [b]')}"],
            ["if rows and rows[0]:", f"    {self.pick(f'rows[0][0] = {e}', 'a = rows[0].pop()')}"],
            ["if rows and rows[0]:", f"    rows[0][-1] += {small}"],
        ]  # fmt: skip

    def _sets(self) -> list[list[str]]:
        small = self.pick("tag", "1", "len(xs)", "int(a) % 4")
        return [
            [f"tag = {self.pick('int(a) % 5', 'tag + 1', 'len(tags)', f'int({self.integer(1)}) % 3')}"],
            [f"tags.{self.pick('add', 'discard')}({small})"],
            [f"tags {self.pick('|=', '&=', '-=', '^=')} {{{small}, 1}}"],
            [f"tags = {self.pick(f'tags | {{{small}}}', f'tags - {{{small}}}', 'set(tags)', '{k + 1 for k in tags}')}"],
            [f"if {small} in tags:", f"    {self.pick(f'tags.remove({small})', 'a = a + 1')}"],
            [f"a = {self.pick('sum(tags)', 'len(tags)', 'max(tags, default=0)', 'sorted(tags)[0] if tags else 1')}"],
        ]

    def _others(self) -> list[list[str]]:
        e, small = self.integer(), self._small()
        return [
            [f"dq.{self.pick('append', 'appendleft')}({e})"],
            ["if dq:", f"    {self.pick('a = dq.pop()', 'b = dq.popleft()', f'dq[0] = {e}', 'dq.rotate(1)')}"],
            [f"dq.{self.pick('extend(xs[:2])', 'clear()', 'reverse()', 'rotate(-1)')}"],
            [f"t = {self.pick(f'(*t, {e})', f't + ({e},)', 't[1:]', 'tuple(sorted(t))', 'tuple(xs)', 't[::-1]')}"],
            ["if t:", f"    {self.pick('a, *_ = t', 'a = t[-1]', '*_, b = t', f'a = t[{small} % len(t)]')}"],
            [f"bag.put({e})"],
            [f"bag.put({e}).put({small})"],
            [self.pick("bag.contents = xs", "xs = bag.contents", "bag = Bag(xs[:])", "bag.best = None")],
            ["if bag.contents:", f"    a = bag.contents.pop({self.pick('', '0')})"],
            [f"a = bag.top({small})"],
        ]
