"""Whole training loops as one operation: ours, by hand, as ``@tf.function`` steps, and eager."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measure import Effort, Spread, ratio, take_turns
from benchmarks.outcome import Outcome, Table, Target
from benchmarks.single_thread import CLOCK, NOTE, use_one_thread
from benchmarks.tables import text

CONTENDERS = ["ours", "by hand", "@tf.function steps", "eager"]


def run(effort: Effort) -> Outcome:
    """Train the digits and the colours, each time from the same start."""
    use_one_thread()
    import autoimport_graph

    # No configuration: what is a graph is said here, and what runs eagerly has its author's code.
    with autoimport_graph.install(packages=["sample_project"], report=False):
        programs = {"digits": _digits(30 if effort.quick else 300), "colours": _colors(2 if effort.quick else 10)}
    effort = replace(effort, turns=1 if effort.quick else 2, seconds=0.0)
    rows: list[tuple[str, list[Spread | None]]] = []
    targets = []
    for name, trainers in programs.items():
        _agree(name, {label: train() for label, train in trainers.items()})
        taken = take_turns(trainers, effort, CLOCK)
        ours = taken["ours"]
        rows.append((name, [ratio(taken[label], taken["by hand"]) for label in CONTENDERS]))
        eager = 3 if name == "digits" else 6
        targets += [
            Target(f"{name}: whole loop, against by hand", 1.03, ratio(ours, taken["by hand"])),
            Target(
                f"{name}: whole loop, faster than @tf.function steps", 1.2,
                ratio(taken["@tf.function steps"], ours), at_least=True,
                limits="what steps take beside their kernels is all that one operation can save: the loop by hand is "
                f"{text(ratio(taken['@tf.function steps'], taken['by hand']))} times faster than they are.",
            ),
            Target(f"{name}: whole loop, faster than eager", eager, ratio(taken["eager"], ours), at_least=True),
        ]  # fmt: skip
    return Outcome(
        "Whole training loops of the sample project as one operation",
        [Table("training, against by hand", "times", CONTENDERS, rows, plotted=True)],
        targets,
        notes=[NOTE, "Graphs are built before; each run begins with the same weights and batches."],
    )


def _agree(name: str, losses: dict[str, Any]) -> None:
    import numpy as np

    for label, curve in losses.items():
        assert np.allclose(curve, losses["by hand"], rtol=1e-3, atol=1e-4), f"{name}, {label}: {curve}"


def _digits(steps: int) -> dict[str, Callable[[], Any]]:
    import tensorflow as tf

    import autoimport_graph
    from benchmarks.programs import training_by_hand as by_hand
    from sample_project import data, digits

    with tempfile.TemporaryDirectory() as name:
        data.write_bundled(Path(name))
        train_digits, test_digits = data.load(Path(name))
    test_images, test_labels = data.scale(*test_digits)
    test = test_images[:100], test_labels[:100]
    model = digits.Classifier(digits.SIZES, digits.SEED)
    optimizer = digits.Momentum(model.trainable_variables, digits.RATE)
    whole = autoimport_graph.graph(digits.train)
    whole_by_hand = tf.function(by_hand.digits, autograph=False)
    step = tf.function(by_hand.digits_step, autograph=False)
    count, never = tf.constant(steps), tf.constant(steps + 1)

    def from_start(train: Callable[[Any], Any]) -> Callable[[], Any]:
        def run() -> Any:
            model.reset()
            optimizer.reset()
            return train(data.batches(train_digits, digits.BATCH, digits.SEED)).numpy()

        return run

    def by_steps(batches: Any) -> Any:
        losses = [
            step(model, optimizer, images, labels, *test)[0] for images, labels in itertools.islice(batches, steps)
        ]
        return tf.stack(losses)

    return {
        "ours": from_start(lambda batches: whole(model, optimizer, batches, *test, count, never)[0][0]),
        "by hand": from_start(lambda batches: whole_by_hand(model, optimizer, batches, *test, count, never)[0]),
        "@tf.function steps": from_start(by_steps),
        "eager": from_start(lambda batches: digits.train(model, optimizer, batches, *test, count, never)[0][0]),
    }


def _colors(steps: int) -> dict[str, Callable[[], Any]]:
    import tensorflow as tf

    import autoimport_graph
    from benchmarks.programs import training_by_hand as by_hand
    from sample_project.colorbot import colors, functions

    with tempfile.TemporaryDirectory() as name:
        colors.write_bundled(Path(name))
        train_colors = colors.load(Path(name) / colors.TRAIN_FILE)
    net = functions.new_net(32, 16, 0)
    optimizer = tf.keras.optimizers.Adam(0.01)
    variables = tf.nest.flatten(net)
    optimizer.build(variables)
    kept = [*variables, *optimizer.variables]
    start = [variable.numpy() for variable in kept]
    whole = autoimport_graph.graph(functions.train)
    whole_by_hand = tf.function(by_hand.colors, autograph=False)
    step = tf.function(by_hand.colors_step, autograph=False, reduce_retracing=True)
    count, never = tf.constant(steps), tf.constant(steps + 1)

    def from_start(train: Callable[[Any], Any]) -> Callable[[], Any]:
        def run() -> Any:
            for variable, value in zip(kept, start, strict=True):
                variable.assign(value)
            return train(colors.shuffled_batches(train_colors, 16, 0)).numpy()

        return run

    def by_steps(batches: Any) -> Any:
        losses = [
            step(net, optimizer, *batch, tf.constant(number))
            for number, batch in enumerate(itertools.islice(batches, steps))
        ]
        return tf.stack(losses)

    return {
        "ours": from_start(lambda batches: whole(net, optimizer, batches, count, never)),
        "by hand": from_start(lambda batches: whole_by_hand(net, optimizer, batches, count, never)),
        "@tf.function steps": from_start(by_steps),
        "eager": from_start(lambda batches: functions.train(net, optimizer, batches, count, never)),
    }
