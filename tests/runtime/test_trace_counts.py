"""How often a body is traced: once where nothing has to change, at most twice otherwise, at any depth."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from random import Random

import pytest
import tensorflow as tf

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


@pytest.mark.parametrize("depth", DEPTHS)
def test_promotion_of_one_variable_by_another(depth: int) -> None:
    """``y`` is first assigned inside, of a dtype that only the second trace knows: one trace more, at any depth."""
    lines = ["s = 0"]
    indent = ""
    for level in range(depth):
        lines += [f"{indent}k{level} = 0", f"{indent}while k{level} < n:", f"{indent}    k{level} += 1"]
        indent += "    "
    lines += [f"{indent}note()", f"{indent}y = s * 1.5", f"{indent}s = s + tf.cast(y, tf.float32) + 1", "return s + y"]
    assert traces(lines) <= (2 if depth == 1 else 3)


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
