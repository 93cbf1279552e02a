"""How often a body is traced: once where nothing has to change, at most twice otherwise, at any depth."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from random import Random

import pytest
import tensorflow as tf

from tests.fuzz.differential import SIGNATURE
from tests.fuzz.grammar import Grammar
from tests.runtime.programs import load

DEPTHS = range(1, 7)


def nest(depth: int, lines: list[str], loop: str) -> Iterator[str]:
    """Nested loops around some lines."""
    for level in range(depth):
        yield "    " * level + loop.format(i=f"i{level}")
    for line in lines:
        yield "    " * depth + line


def count(before: list[str], body: list[str], after: str, depth: int, loop: str) -> int:
    """How often the innermost body is traced."""
    lines = [*before, *nest(depth, ["note()", *body], loop), f"return {after}"]
    return traces(lines)


def traces(lines: list[str]) -> int:
    """How often a function's lines call ``note``; the traced function must agree with the eager one for n = 2."""
    module = load("def f(n):\n" + textwrap.indent("\n".join(lines), "    "))
    noted: list[int] = []
    module.note = lambda: noted.append(1)  # type: ignore[attr-defined]  # of this module, which is not converted
    concrete = tf.function(module.f).get_concrete_function(tf.TensorSpec([], tf.int32))
    count = len(noted)
    expected, actual = (tf.reduce_sum(tf.cast(f(tf.constant(2)), tf.float64)) for f in (module.f, concrete))
    assert float(expected) == float(actual)
    return count


LOOPS = ["for {i} in range(n):", "for {i} in tf.range(n):"]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_defined_before(depth: int, loop: str) -> None:
    assert count(["s = tf.constant(0)"], ["s = s + 1"], "s", depth, loop) == 1


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_python_number_before(depth: int, loop: str) -> None:
    assert count(["s = 0"], ["s = s + 1"], "s", depth, loop) == 1


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_first_assigned_inside(depth: int, loop: str) -> None:
    assert count([], ["y = n * 2"], "y", depth, loop) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_dtype_promoted(depth: int, loop: str) -> None:
    assert count(["s = 0"], ["s = s + tf.constant(0.5)"], "s", depth, loop) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_none_before(depth: int, loop: str) -> None:
    body = ["if s is None:", "    s = n", "else:", "    s = s + n"]
    assert count(["s = None"], body, "s", depth, loop) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_shape_grows(depth: int, loop: str) -> None:
    assert count(["s = tf.zeros([1])"], ["s = tf.concat([s, s[:1]], 0)"], "tf.size(s)", depth, loop) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("loop", LOOPS)
def test_list_appended(depth: int, loop: str) -> None:
    assert count(["s = []"], ["s.append(n)"], "tf.reduce_sum(s)", depth, loop) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
def test_nested_branches(depth: int) -> None:
    assert count(["s = 0"], ["s = s + n"], "s", depth, "if n > 0:  # {i}") == 1


@pytest.mark.parametrize("depth", DEPTHS)
def test_loops_and_branches(depth: int) -> None:
    for body in (["s = s + n"], ["s = s + 0.5 * tf.cast(n, tf.float32)"]):
        lines = ["s = 0"]
        indent = ""
        for level in range(depth):
            lines += [f"{indent}for i{level} in range(n):", f"{indent}    if i{level} != n - 2:"]
            indent += "        "
        lines += [indent + line for line in ["note()", *body]]
        lines += ["return s"]
        assert traces(lines) <= 2


CHAINS = [
    ["a = b", "b = c", "c = d", "d = d + tf.constant(0.5)"],
    ["a = b + 1", "b = 2 * c", "c = -d % 3", "d = d + n"],
    ["if n > 1:", "    a = b", "else:", "    a = c", "b, c = c, b", "if n > 0:", "    c = d", "d = n * 2"],
    ["if n > 1:", "    p[1] = a", "a = n + b"],
    ["r = q", "q = tf.concat([q, q], 0)"],
]


@pytest.mark.parametrize("depth", DEPTHS)
def test_promotion_of_one_variable_by_another(depth: int) -> None:
    """``y`` is first assigned inside, of the dtype that ``s`` turns out to take."""
    lines = ["s = 0"]
    indent = ""
    for level in range(depth):
        lines += [f"{indent}k{level} = 0", f"{indent}while k{level} < n:", f"{indent}    k{level} += 1"]
        indent += "    "
    lines += [f"{indent}note()", f"{indent}y = s * 1.5", f"{indent}s = s + tf.cast(y, tf.float32) + 1", "return s + y"]
    assert traces(lines) <= 2


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("body", CHAINS)
def test_chains_of_promotions(depth: int, body: list[str]) -> None:
    """What becomes a tensor, or of another shape, does so in what is made of it by another iteration, too."""
    before = ["a = 0", "b = 1", "c = 2", "d = 3", "p = [1, 2]", "q = r = tf.zeros([1])"]
    results = ["a", "b", "c", "d", "p[1]", "tf.reduce_sum(q)", "tf.reduce_sum(r)"]
    after = " + ".join(f"tf.cast({result}, tf.float64)" for result in results)
    assert count(before, body, after, depth, LOOPS[0]) <= 2


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_nested_while_loops(depth: int) -> None:
    """As the loops above: once where nothing changes, at most twice where a variable is new, promoted or grows."""
    cases = [
        (["s = 0"], "s = s + 1", "s", 1),
        ([], "y = n * 2", "y", 2),
        (["s = 0"], "s = s + tf.constant(0.5)", "s", 2),
        (["s = tf.zeros([1])"], "s = tf.concat([s, s[:1]], 0)", "tf.size(s)", 2),
    ]
    for before, body, after, most in cases:
        lines, indent = list(before), ""
        for level in range(depth):
            lines += [f"{indent}k{level} = 0", f"{indent}while k{level} < n:", f"{indent}    k{level} += 1"]
            indent += "    "
        assert traces([*lines, f"{indent}note()", f"{indent}{body}", f"return {after}"]) <= most, body


# Before its first iteration, Python does not know of these loops that a tensor ends them.
ENDLESS = [
    ["k{0} = 0", "while True:", "    k{0} += 1", "    if k{0} > n:", "        break"],
    [
        "k{0} = n * 0",
        "while 1:",
        "    k{0} = k{0} + 1",
        "    if k{0} <= 2:",
        "        pass",
        "    else:",
        "        break",
    ],
    [
        "k{0} = 0",
        "while True:",
        "    k{0} += 1",
        "    if k{0} > 9:",
        "        break",
        "    if k{0} > n:",
        "        break",
    ],
]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("head", ENDLESS)
def test_endless_loops(depth: int, head: list[str]) -> None:
    """``while True`` with a tensor's ``break`` is a loop as any other."""
    cases = [
        (["s = 0"], "s = s + 1", "s", 1),
        ([], "y = n * 2", "y", 2),
        (["s = 0"], "s = s + tf.constant(0.5)", "s", 2),
        (["s = tf.zeros([1])"], "s = tf.concat([s, s[:1]], 0)", "tf.size(s)", 2),
    ]
    for before, body, after, most in cases[depth % 2 :: 2]:
        lines, indent = list(before), ""
        for level in range(depth):
            lines += [indent + line.format(level) for line in head]
            indent += "    "
        lines += [f"{indent}note()", f"{indent}{body}", f"return {after}"]
        if not before:  # it may be that no iteration binds it
            lines.insert(0, "y = 0")
        assert traces(lines) <= most, body


@pytest.mark.parametrize("depth", DEPTHS)
def test_flags_that_become_tensors(depth: int) -> None:
    lines, indent = ["s = 0"], ""
    for level in range(depth):
        head = [f"k{level} = 0", f"done{level} = False", f"while not done{level}:"]
        lines += [indent + line for line in [*head, f"    k{level} += 1", f"    done{level} = k{level} > n"]]
        indent += "    "
    assert traces([*lines, f"{indent}note()", f"{indent}s = s + 1", "return s"]) <= 2


@pytest.mark.parametrize("depth", DEPTHS)
def test_endless_loops_left_by_return(depth: int) -> None:
    lines, indent = ["s = 0"], ""
    for level in range(depth):
        head = [f"k{level} = 0", "while True:", f"    k{level} += 1", f"    if k{level} > n + {level}:"]
        lines += [indent + line for line in [*head, "        break" if level else "        return s"]]
        indent += "    "
    assert traces([*lines, f"{indent}note()", f"{indent}s = s + 1"]) == 1


# What stands before the loops, what an iteration does, and what is read afterwards.
STATEMENTS = [
    (["a = 0"], ["a = a + 1"], "a"),
    (["b = 0"], ["b = b + tf.constant(0.5)"], "b"),
    ([], ["c = n * 2"], "c"),
    (["d = tf.zeros([1])"], ["d = tf.concat([d, d[:1]], 0)"], "tf.size(d)"),
    (["e = None"], ["if e is None:", "    e = n", "else:", "    e = e + n"], "(0 if e is None else e)"),
    (["g = []"], ["g.append(n)"], "tf.reduce_sum(g)"),
    (["h = [1]"], ["h = [*h, n]"], "len(h)"),
    (["j = {'k': 0}"], ["j['k'] += n"], "j['k']"),
    (["p = [n, 2]"], ["p[0] = p[0] + 1"], "p[0]"),
    (["q = (0, 1.0)"], ["q = (q[0] + n, q[1])"], "q[0]"),
    (["t = ''"], ["t = t + 'a'"], "len(t)"),
]
HEADS = [
    ["for i{} in range(n):"],
    ["for i{} in tf.range(n):"],
    ["k{0} = 0", "while k{0} < n:", "    k{0} += 1"],
    ["if n > {} - 9:"],
    ["try:"],
]


def combined(random: Random, depth: int) -> list[str]:
    """Loops, branches and ``try`` of some depth, what changes in them, and ``note()`` in the innermost one."""
    chosen = random.sample(STATEMENTS, random.randint(2, 4))
    lines, after = [], []
    for level in range(depth):
        head = random.choice(HEADS if level else HEADS[:3])
        lines += ["    " * level + line.format(level) for line in head]
        if head == ["try:"]:
            after.insert(0, "    " * level + "except KeyError:\n" + "    " * level + "    a = 0")
    inner = ["note()", *(line for _, body, _ in chosen for line in body)]
    lines += ["    " * depth + line for line in inner] + after
    results = " + ".join(f"tf.cast({result}, tf.float64)" for _, _, result in chosen)
    before = [line for lines_before, _, _ in chosen for line in lines_before]
    return ["u = 0", *before, *"\n".join(lines).splitlines(), f"return {results}"]


@pytest.mark.parametrize("depth", DEPTHS)
def test_combinations(depth: int) -> None:
    """Several of what needs a second trace, in loops that tensors end, branches and ``try``: no more than two."""
    for seed in range(4):
        lines = combined(Random(10 * depth + seed), depth)
        assert traces(lines) <= 2, "\n".join(lines)


class Noted(Grammar):
    """Writes programs whose loops the graph runs, with a note in each block: Python unrolls none of them."""

    def program(self) -> str:
        return super().program().replace("def f(x, y, v):\n", "def f(x, y, v):\n    t = x % 3 + 1\n")

    def block(self, depth: int, in_loop: bool, most: int = 2) -> list[str]:
        return [f"    note('block {self._counter()}')", *super().block(depth, in_loop, most)]

    def _loop(self, head: str, first: list[str], depth: int) -> list[str]:
        return super()._loop(head, [f"note('loop {self._counter()}')", *first], depth)

    def make_while(self, depth: int, in_loop: bool) -> list[str]:
        i = self._counter()
        return [f"{i} = 0", *self._loop(f"while {i} < t:", [f"{i} += 1"], depth)]

    make_generator = make_while  # its loop's body would be traced for each ``yield``

    def make_forever(self, depth: int, in_loop: bool) -> list[str]:
        i = self._counter()
        first = [f"{i} += 1", f"if {i} > t:", f"    {self.pick('break', 'return 7, ...')}"]
        return [f"{i} = 0", *self._loop("while True:", first, depth)]

    def make_for(self, depth: int, in_loop: bool) -> list[str]:
        i = self._counter()
        iterable, first = self.pick(
            ("range(t)", f"a = ({i} + a) % 7"), ("tf.range(t)", f"b = {i}"), ("v", f"c = c + {i} * 0.5"),
            ("range(3, t % 3, -1)", f"b = (b + {i}) % 7"), ("(k * 2 for k in range(t))", f"b = {i}"),
        )  # fmt: skip
        return self._loop(f"for {i} in {iterable}:", [first], depth)


def notes(source: str) -> list[str]:
    """What a program notes while it is traced."""
    module = load(source, header="")
    noted: list[str] = []
    module.note = lambda one: noted.append(one)  # type: ignore[attr-defined]  # of this module, which is not converted
    tf.function(module.f).get_concrete_function(*SIGNATURE)
    return noted


def rounds_of(loop: str, noted: list[str]) -> list[set[str]]:
    """What is met in each trace of a loop."""
    begun = [position for position, one in enumerate(noted) if one == loop]
    return [set(noted[start:end]) for start, end in zip(begun, [*begun[1:], None], strict=True)]


def late_rounds(rounds: list[set[str]]) -> int:
    """How many traces, but for the first and the last, meet what none before them has met."""
    return sum(not met <= set().union(*rounds[: number + 1]) for number, met in enumerate(rounds[1:-1]))


# What the second trace meets first is smaller than a block here: an operand, an item of a list that was Python's.
MORE = {9: 1, 10: 1, 17: 1, 39: 1, 42: 2, 45: 1}


@pytest.mark.parametrize("seed", range(60))
def test_random_programs(seed: int) -> None:
    """No loop is traced a third time, but where the trace before has met statements that none had met before it: a
    branch that Python skips as long as nothing tells that its condition is going to be a tensor.
    """
    source = Noted(Random(seed)).program()
    noted = notes(source)
    rounds = {loop: rounds_of(loop, noted) for loop in noted if loop.startswith("loop")}
    for loop, traced in rounds.items():
        # Its own, and those of the loops around.
        late = max(late_rounds(around) for around in rounds.values() if loop in around[0])
        assert len(traced) <= 2 + late + MORE.get(seed, 0), f"{loop}: {noted}\n{source}"
