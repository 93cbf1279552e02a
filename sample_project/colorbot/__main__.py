"""Train a net that knows the colours of names, and ask it: eager code, the whole training included.

    python -m sample_project.colorbot                              # eagerly
    python -m autoimport_graph run -m sample_project.colorbot      # training with test as one graph op

``autoimport_graph.toml`` names what runs as a graph, and the drawing, which stays Python.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import tensorflow as tf

from sample_project.colorbot import colors
from sample_project.colorbot.classes import Colorbot
from sample_project.colorbot.functions import infer, new_net, train_and_test
from sample_project.options import positive

RATE = 0.01
SEED = 0
NAMES = ("red", "sky blue", "forest green", "pale pink", "dark purple", "mustard yellow")


class FunctionsBot:
    """The functions, called as :class:`Colorbot`'s methods are."""

    def __init__(self, lower_units: int, upper_units: int, optimizer, seed: int):
        self.net = new_net(lower_units, upper_units, seed)
        self.optimizer = optimizer
        optimizer.build(self.weights)

    @property
    def weights(self):
        return tf.nest.flatten(self.net)

    def train_and_test(self, train_batches, test_batches, steps, every):
        return train_and_test(self.net, self.optimizer, train_batches, test_batches, steps, every)

    def infer(self, name, path):
        return infer(self.net, name, path)


VERSIONS = {"functions": FunctionsBot, "classes": Colorbot}


class Run:
    """A bot and its data, made once, so that training can be repeated from the same start."""

    def __init__(self, options: argparse.Namespace, train_colors: colors.Colors, test_colors: colors.Colors):
        self.bot = VERSIONS[options.version](*options.units, tf.keras.optimizers.Adam(RATE), SEED)
        self.variables = [*self.bot.weights, *self.bot.optimizer.variables]
        self.start = [variable.numpy() for variable in self.variables]
        self.train_colors, self.test_colors, self.batch = train_colors, test_colors, options.batch

    def __call__(self, steps: int, every: int, eagerly: bool = False) -> tuple[np.ndarray, float, bool, float]:
        """Train from the start, and test.

        Returns:
            The losses of training, float32 ``[steps]``; the test loss; whether this ran as a graph; and the seconds.
        """
        for variable, value in zip(self.variables, self.start, strict=True):
            variable.assign(value)
        train_batches = colors.shuffled_batches(self.train_colors, self.batch, SEED)
        test_batches = colors.batches(self.test_colors, self.batch)
        tf.config.run_functions_eagerly(eagerly)  # after the batches: datasets stay graphs, and TensorFlow would warn
        try:
            start = time.perf_counter()
            # Tensors rather than numbers: a graph made for one number of steps would serve that number alone.
            outcome = self.bot.train_and_test(train_batches, test_batches, tf.constant(steps), tf.constant(every))
            seconds = time.perf_counter() - start
        finally:
            tf.config.run_functions_eagerly(False)
        losses, test_loss, as_graph = outcome
        return losses.numpy(), float(test_loss), bool(as_graph), seconds


def compare(run: Run, steps: int) -> None:
    """Time some steps as a graph and eagerly, and print both; the weights are those of the last steps afterwards."""
    losses, test_loss, _, graph_seconds = run(steps, steps + 1)
    eager_losses, eager_test_loss, _, eager_seconds = run(steps, steps + 1, eagerly=True)
    difference = max(np.abs(losses - eager_losses).max(), abs(test_loss - eager_test_loss))
    print(
        f"{steps} steps and the test: graph {graph_seconds:.2f} s, eager {eager_seconds:.2f} s, "
        f"{eager_seconds / graph_seconds:.1f} times as fast; largest difference between the losses: {difference:.1e}"
    )


def ask(run: Run, name: str, folder: Path) -> None:
    """Print a name's colour, and draw it into a file."""
    path = folder / ("".join(c if c.isalnum() else "-" for c in name) + ".png")
    rgb = run.bot.infer(tf.constant(name), tf.constant(str(path)))
    levels = (round(float(level) * 255) for level in rgb)
    print("{}: #{:02x}{:02x}{:02x}, {}".format(name, *levels, path))


def prompt(run: Run, folder: Path) -> None:
    """Ask for names until an empty line, the end of input, or Ctrl-C."""
    try:
        while name := input("name of a colour: ").strip():
            ask(run, name, folder)
    except (EOFError, KeyboardInterrupt):
        print()


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(prog="colorbot", description="Train a net that knows the colours of names.")
    parser.add_argument("names", nargs="*", default=NAMES, help="names to draw after training")
    parser.add_argument("--version", choices=VERSIONS, default="functions", help="which code (default: functions)")
    parser.add_argument("--steps", type=positive, default=100, help="training steps (default: 100)")
    parser.add_argument("--batch", type=positive, default=64, help="names in a batch (default: 64)")
    parser.add_argument(
        "--units", type=positive, nargs=2, default=(256, 128), metavar=("LOWER", "UPPER"), help="default: 256 128"
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        help="folder with train.csv and test.csv, whose lines are name, red, green, blue; "
        "default: the names of matplotlib's xkcd colour survey, written in that form to demo/colors",
    )
    parser.add_argument("--pictures", type=Path, default=Path("demo/colorbot"), help="folder (default: demo/colorbot)")
    parser.add_argument("--interactive", action="store_true", help="ask for names")
    parser.add_argument(
        "--compare",
        type=int,
        default=10,
        metavar="STEPS",
        help="where training runs as a graph, time so many steps of it against the same run eagerly (default: 10)",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the script; the exit code is returned."""
    options = parse(arguments)
    folder = options.data_dir
    try:
        if folder is None:
            folder = Path("demo/colors")
            colors.write_bundled(folder)
        train_colors, test_colors = (colors.load(folder / name) for name in (colors.TRAIN_FILE, colors.TEST_FILE))
    except (OSError, colors.ColorsError) as error:
        print(f"colorbot: {error}", file=sys.stderr)
        return 1
    print(f"{len(train_colors.names)} names to train on, {len(test_colors.names)} to test on, from {folder}")

    run = Run(options, train_colors, test_colors)
    _, _, as_graph, seconds = run(options.steps, every=10)
    how = "as one graph op, built on the way," if as_graph else "eagerly"
    print(f"{options.steps} steps and the test, {how} in {seconds:.1f} s")
    for name in options.names:
        ask(run, name, options.pictures)
    if options.interactive:
        prompt(run, options.pictures)
    if as_graph and options.compare > 0:
        compare(run, options.compare)
    return 0


if __name__ == "__main__":
    sys.exit(main())
