"""What does tracing a function again take, against the same graph written by hand, and under AutoGraph?"""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.measure import Effort, Spread, geometric_mean, ratio, ratios, take_turns
from benchmarks.outcome import Curve, Outcome, Table, Target
from benchmarks.programs import nests
from benchmarks.projects import twins

DEPTHS = (1, 2, 4, 6, 8)
QUICK_DEPTHS = (1, 2)
CONTENDERS = ["ours", "tf.autograph", "by hand"]


def run(effort: Effort) -> Outcome:
    """Trace each shape again and again."""
    import tensorflow as tf

    outcome = Outcome("Tracing a function again, against the same graph written by hand")
    effort = effort if effort.quick else replace(effort, turns=3)
    shapes = dict(_shapes(QUICK_DEPTHS if effort.quick else DEPTHS))
    rows: list[tuple[str, list[Spread | None]]] = []
    all_ratios: dict[str, list[float]] = {}
    seconds: dict[str, dict[str, list[float]]] = {}
    for name, (functions, arguments) in shapes.items():
        signature = [tf.TensorSpec.from_tensor(argument) for argument in arguments]
        tracers = {label: _tracer(function, label, signature) for label, function in functions.items()}
        tracers = {label: tracer for label, tracer in tracers.items() if _works(tracer)}
        taken = seconds[name] = take_turns(tracers, effort, time.thread_time, collect=True)
        all_ratios[name] = ratios(taken["ours"], taken["by hand"])
        rows.append((name, [ratio(taken[label], taken["by hand"]) if label in taken else None for label in CONTENDERS]))
    outcome.tables.append(Table("tracing, against by hand", "times", CONTENDERS, rows, plotted=True))
    outcome.targets += [
        Target("tracing again, geometric mean", 1.05, geometric_mean(list(all_ratios.values()))),
        Target("tracing again, the slowest", 1.3, max((Spread.of(r) for r in all_ratios.values()), key=_median)),
    ]
    for kind in ("conditionals", "loops", "mixed"):
        depths = [depth for depth in DEPTHS if f"{kind} {depth}" in seconds]
        for label in CONTENDERS:
            figures = [Spread.of(seconds[f"{kind} {depth}"][label]) for depth in depths]
            outcome.curves.append(Curve(f"depth of nested {kind}", "s", label, list(depths), figures))
    outcome.notes.append("Seconds of the tracing thread (CPU time); garbage is collected between turns.")
    return outcome


def _median(spread: Spread) -> float:
    return spread.median


def _shapes(depths: Sequence[int]) -> Any:
    """Each shape's functions by contender, and its tensors."""
    import tensorflow as tf

    plain, converted = twins("shapes")
    by_hand = importlib.import_module("benchmarks.programs.shapes_by_hand")
    for name, (tensor, built) in plain.SHAPES.items():
        yield (
            name,
            (
                {
                    "ours": _with(getattr(converted, name), built(converted)),
                    "tf.autograph": _with(getattr(plain, name), built(plain)),
                    "by hand": _with(getattr(by_hand, name), built(by_hand)),
                },
                [tensor()],
            ),
        )
    sources = {"conditionals": nests.conditionals, "loops": nests.loops, "mixed": nests.mixed}
    text = nests.HEADER + "".join(source(depth) for source in sources.values() for depth in depths)
    plain, converted = twins("nests", text)
    x, n = tf.constant([3.0, 1.0]), tf.constant(1)
    tensors = {"conditionals": [x], "loops": [n], "mixed": [x, n]}
    for kind in sources:
        for depth in depths:
            yield (
                f"{kind} {depth}",
                (
                    {
                        "ours": getattr(converted, f"{kind}_{depth}"),
                        "tf.autograph": getattr(plain, f"{kind}_{depth}"),
                        "by hand": getattr(by_hand, f"nested_{kind}")(depth),
                    },
                    tensors[kind],
                ),
            )


def _with(function: Callable[..., Any], value: Any) -> Callable[..., Any]:
    """A function with its second argument given."""
    return functools.partial(function, **{function.__code__.co_varnames[1]: value})


def _tracer(function: Callable[..., Any], label: str, signature: Sequence[Any]) -> Callable[[], Any]:
    import tensorflow as tf

    autograph = label == "tf.autograph"
    return lambda: tf.function(function, autograph=autograph).get_concrete_function(*signature)


def _works(tracer: Callable[[], Any]) -> bool:
    try:
        tracer()
    except Exception:
        return False
    return True
