"""How does conversion grow with the size and with the depth of the source?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.imports import FUNCTION
from benchmarks.measure import Effort, Spread, exponent
from benchmarks.outcome import Curve, Outcome, Target

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
DEPTHS = (1, 2, 4, 8, 15, 30, 60)
LIMIT = 1.1
LIMITS = {
    "depth of nested functions": "a function inside another's graph version is compiled three times, the one of depth "
    "1 twice, and passes that look at functions inside have none to look at there. What lies inside is compiled once, "
    "with the outermost function, and analysed once: from depth 2 to 15 a level takes a fifth more."
}
_LINES_OF_FUNCTION = FUNCTION.count("\n")


def run(effort: Effort) -> Outcome:
    """Convert sources of all sizes and depths."""
    outcome = Outcome("Growth of conversion with the source")
    sizes: Sequence[int] = (500, 1_000) if effort.quick else SIZES
    depths: Sequence[int] = DEPTHS[:3] if effort.quick else DEPTHS
    _measure(outcome, "lines", sizes, _long, effort)
    _measure(outcome, "depth of nested conditionals", depths, _deep_conditionals, effort)
    _measure(outcome, "depth of nested functions", [d for d in depths if d <= 15], _deep_functions, effort)
    _measure(outcome, "depth of nested loops", [d for d in depths if d <= 15], _deep_loops, effort)
    outcome.notes.append(
        "CPU time of compiling the module with its graph versions, without reading or writing files. The depths are "
        "those that Python's own compiler takes: 20 loops or functions, 99 conditionals."
    )
    return outcome


def _measure(outcome: Outcome, axis: str, sizes: Sequence[int], source: Callable[[int], str], effort: Effort) -> None:
    texts = {size: source(size).encode() for size in sizes}
    for text in list(texts.values())[: len(texts) // 2 + 1]:
        _convert(text)
    seconds: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(effort.rounds):
        for size, text in texts.items():
            start = time.thread_time()
            _convert(text)
            seconds[size].append(time.thread_time() - start)
    outcome.curves.append(Curve(axis, "s", "ours", list(sizes), [Spread.of(seconds[size]) for size in sizes]))
    slopes = [exponent(sizes, of_round) for of_round in zip(*seconds.values(), strict=True)]
    limits = LIMITS.get(axis, "")
    outcome.targets.append(
        Target(f"growth with {axis}, exponent", LIMIT, Spread.of(slopes), "(1 is linear)", limits=limits)
    )
    half = list(sizes)[len(sizes) // 2 :] if len(sizes) > 3 else list(sizes)
    upper = [exponent(half, of_round) for of_round in zip(*(seconds[size] for size in half), strict=True)]
    outcome.notes.append(f"{axis}, upper half alone: exponent {Spread.of(upper).median:.2f}")


def _convert(text: bytes) -> None:
    from autoimport_graph.compiler import Options, convert_module

    conversion = convert_module(text, "growth.py", "growth", Options())
    assert all(note.kind != "unconverted" for note in conversion.notes), conversion.notes[0]


def _long(lines: int) -> str:
    return "".join(FUNCTION.format(i=i) for i in range(lines // _LINES_OF_FUNCTION))


def _repeated(lines: Sequence[str]) -> str:
    """Enough of them to be timed."""
    return "\n".join("\n".join(lines).replace("NAME", f"f{i}") for i in range(20)) + "\n"


def _deep_conditionals(depth: int) -> str:
    lines = ["def NAME(x):"]
    for level in range(depth):
        lines += [f"{' ' * (level + 1)}if x > {level}:", f"{' ' * (level + 2)}x = x + {level}"]
    return _repeated([*lines, " return x"])


def _deep_loops(depth: int) -> str:
    lines = ["def NAME(x):"]
    for level in range(depth):
        lines += [f"{' ' * (level + 1)}while x > {level}:", f"{' ' * (level + 2)}x = x - {level}"]
    return _repeated([*lines, " return x"])


def _deep_functions(depth: int) -> str:
    lines = ["def NAME(x0):"]
    for level in range(1, depth + 1):
        lines += [f"{' ' * level}def g(x{level}):", f"{' ' * (level + 1)}if x{level}:"]
        lines += [f"{' ' * (level + 2)}x{level} = x{level} + x{level - 1}"]
    lines += [f"{' ' * (level + 1)}return g" for level in range(depth, 0, -1)]
    return _repeated([*lines, " return g"])
