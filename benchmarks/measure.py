"""Contenders take turns, so that what else the machine does meets them all; medians of rounds, with their ranges."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """A figure that was measured in several rounds.

    Args:
        median: Of the rounds.
        low: The least.
        high: The greatest.
    """

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of one figure for each round."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Args:
        rounds: Each gives one figure.
        turns: How often each contender has its turn in a round; its best turn counts.
        seconds: What a turn takes at least, by calling again.
        quick: Whether this only tries the benchmark out: smaller programs.
    """

    rounds: int = 5
    turns: int = 5
    seconds: float = 0.02
    quick: bool = False


QUICK = Effort(rounds=2, turns=1, seconds=0.0, quick=True)


def take_turns(
    contenders: Mapping[str, Callable[[], object]],
    effort: Effort,
    clock: Callable[[], float] = time.perf_counter,
    collect: bool = False,
) -> dict[str, list[float]]:
    """Seconds for a call of each contender, one figure for each round: that of its best turn.

    Args:
        contenders: What to call, by name. Each has been called once before: what happens only once is not measured.
        effort: How often.
        clock: ``time.thread_time`` where the work is one thread's, so that other programs count less.
        collect: Collect garbage before each turn, and none in it: for calls that leave much behind.
    """
    counts = {name: _count(call, effort.seconds, clock) for name, call in contenders.items()}
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    forward = list(contenders)
    for number in range(effort.rounds):
        best = dict.fromkeys(contenders, math.inf)
        for turn in range(effort.turns):
            for name in forward if (number + turn) % 2 == 0 else reversed(forward):
                best[name] = min(best[name], _turn(contenders[name], counts[name], clock, collect))
        for name, seconds in best.items():
            rounds[name].append(seconds)
    return rounds


def _count(call: Callable[[], object], seconds: float, clock: Callable[[], float]) -> int:
    taken = _turn(call, 1, clock, False)
    return max(1, math.ceil(seconds / max(taken, 1e-7)))


def _turn(call: Callable[[], object], count: int, clock: Callable[[], float], collect: bool) -> float:
    if collect:
        gc.collect()
        gc.disable()
    try:
        start = clock()
        for _ in range(count):
            call()
        return (clock() - start) / count
    finally:
        gc.enable()


def ratio(first: Sequence[float], second: Sequence[float]) -> Spread:
    """How many times the second figure the first one is, round by round."""
    return Spread.of([one / other for one, other in zip(first, second, strict=True)])


def geometric_mean(ratios: Sequence[Sequence[float]]) -> Spread:
    """The geometric mean over programs, round by round.

    Args:
        ratios: For each program, its ratio in each round.
    """
    return Spread.of([statistics.geometric_mean(of_round) for of_round in zip(*ratios, strict=True)])


def ratios(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """The ratio of each round."""
    return [one / other for one, other in zip(first, second, strict=True)]


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of the line through the points on logarithmic axes (least squares): 1 is linear growth."""
    return statistics.linear_regression([math.log(x) for x in sizes], [math.log(y) for y in seconds]).slope
