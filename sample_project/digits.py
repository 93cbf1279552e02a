"""Train a net on handwritten digits: eager code, the whole training loop included.

    python sample_project/digits.py                              # eagerly
    python -m autoimport_graph run sample_project/digits.py      # the training loop as one graph op

``autoimport_graph.toml`` names ``sample_project.digits.train``, and that is all there is to it: nothing in this file,
nor in the modules that it imports, knows of ``autoimport_graph``.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import tensorflow as tf

if not __package__:
    # Run as a script: Python looks for modules in this folder, the package lies one folder up.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sample_project import data, plot, ways
from sample_project.model import Classifier, Momentum, loss_and_accuracy
from sample_project.options import positive

SIZES = (data.SIDE * data.SIDE, 100, 100, data.CLASSES)
BATCH = 50
TEST_BATCH = 1000
RATE = 0.02
SEED = 0
CURVES = ("loss", "accuracy", "test_loss", "test_accuracy")


def train(model, optimizer, dataset, test_images, test_labels, steps, every):
    """Train a model, and watch it on a test batch after each step.

    Args:
        model: From float32 ``[batch, 784]`` to logits, float32 ``[batch, 10]``.
        optimizer: Takes the gradients of the model's variables, one step at a call.
        dataset: Batches of images (float32 ``[50, 784]``) and labels (int32 ``[50]``), at least ``steps`` of them.
        test_images: float32 ``[tests, 784]``.
        test_labels: int32 ``[tests]``.
        steps: How many steps to take.
        every: Report after each so many steps.

    Returns:
        Loss and accuracy of the training batches, then of the test batch: four float32 tensors ``[steps]``; and whether
        this ran as a graph.
    """
    losses, accuracies, test_losses, test_accuracies = [], [], [], []
    step = 0
    for images, labels in dataset:
        with tf.GradientTape() as tape:
            loss, accuracy = loss_and_accuracy(model(images), labels)
        optimizer.apply(tape.gradient(loss, model.trainable_variables))
        test_loss, test_accuracy = loss_and_accuracy(model(test_images), test_labels)

        losses.append(loss)
        accuracies.append(accuracy)
        test_losses.append(test_loss)
        test_accuracies.append(test_accuracy)

        step += 1  # noqa: SIM113 - by hand on purpose: a Python number that a graph's loop has to carry
        if step % every == 0:
            print(f"step {step}: loss {loss:.3f}, test loss {test_loss:.3f}, test accuracy {test_accuracy:.3f}")
        if step >= steps:
            break

    curves = tf.stack(losses), tf.stack(accuracies), tf.stack(test_losses), tf.stack(test_accuracies)
    return curves, not tf.executing_eagerly()


class Run:
    """The parts of a training run, made once, so that the run can be repeated from the same start.

    Args:
        train_digits: Drawn from in batches.
        test_digits: The first thousand are looked at after each step.
        steps: How many steps a run takes.
    """

    def __init__(self, train_digits: data.Digits, test_digits: data.Digits, steps: int):
        self.train_digits = train_digits
        self.test_images, self.test_labels = data.scale(*test_digits)
        self.steps = tf.constant(steps)
        self.model = Classifier(SIZES, SEED)
        self.optimizer = Momentum(self.model.trainable_variables, RATE)

    def __call__(self, every: int, eagerly: bool = False) -> tuple[dict[str, np.ndarray], bool, float]:
        """Train from the start.

        Args:
            every: Report after each so many steps.
            eagerly: Have TensorFlow run eagerly what would be a graph.

        Returns:
            The curves by name, each float32 ``[steps]``; whether training ran as a graph; and the seconds it took.
        """
        self.model.reset()
        self.optimizer.reset()
        batches = data.batches(self.train_digits, BATCH, SEED)
        test_images, test_labels = self.test_images[:TEST_BATCH], self.test_labels[:TEST_BATCH]
        # Tensors rather than numbers: a graph made for one number of steps would serve that number alone.
        arguments = self.model, self.optimizer, batches, test_images, test_labels, self.steps, tf.constant(every)
        tf.config.run_functions_eagerly(eagerly)  # after the batches: datasets stay graphs, and TensorFlow would warn
        try:
            start = time.perf_counter()
            curves, as_graph = train(*arguments)
            seconds = time.perf_counter() - start
        finally:
            tf.config.run_functions_eagerly(False)
        named = {name: curve.numpy() for name, curve in zip(CURVES, curves, strict=True)}
        return named, bool(as_graph), seconds

    def test_accuracy(self) -> float:
        """The share of all test digits that the model gets right now."""
        return float(loss_and_accuracy(self.model(self.test_images), self.test_labels)[1])


def compare(run: Run, first: dict[str, np.ndarray], first_seconds: float) -> None:
    """Repeat a run that was one graph op, as the same op and eagerly, and print what each took."""
    quiet = int(run.steps) + 1
    _, _, graph_seconds = run(quiet)
    eager, as_graph, eager_seconds = run(quiet, eagerly=True)
    if as_graph:
        raise RuntimeError("training stayed a graph under tf.config.run_functions_eagerly(True)")
    difference = max(float(np.abs(first[name] - eager[name]).max()) for name in ("loss", "test_loss"))
    print(
        f"graph {graph_seconds:.2f} s ({first_seconds:.2f} s the first time, with building it), "
        f"eager {eager_seconds:.2f} s: {eager_seconds / graph_seconds:.1f} times as fast"
    )
    print(f"largest difference between the losses: {difference:.1e}")


def train_otherwise(way: str, train_digits: data.Digits, test_digits: data.Digits, steps: int, eagerly: bool) -> dict:
    """Train in a session or by ``fit``, and print what came of it; returns the curves, if there are any."""

    def batches():
        return data.batches(train_digits, BATCH, SEED)

    start = time.perf_counter()
    if way == "fit":
        loss, accuracy = ways.by_fit(SIZES, RATE, batches, test_digits, steps, SEED, eagerly)
        curves = {}
    else:
        watched = data.Digits(*(array[:TEST_BATCH] for array in test_digits))
        curves = dict(zip(CURVES, ways.in_session(train, SIZES, RATE, batches, watched, steps, 50, SEED), strict=True))
        loss, accuracy = curves["loss"][-1], curves["test_accuracy"][-1]
    seconds = time.perf_counter() - start
    print(f"test accuracy {accuracy:.3f}, loss {loss:.4f} after {steps} steps through {way} in {seconds:.2f} s")
    return curves


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description="Train a small net on handwritten digits.")
    parser.add_argument("--steps", type=positive, default=500, help="training steps (default: 500)")
    parser.add_argument(
        "--data-dir",
        type=Path,
        help="folder with MNIST's four files (train-images-idx3-ubyte.gz and so on); "
        "default: scikit-learn's digits, written in that form to demo/data",
    )
    parser.add_argument("--plot", type=Path, default=Path("demo/digits.png"), help="curves (default: demo/digits.png)")
    parser.add_argument("--table", type=Path, help="also write the curves to this CSV file")
    parser.add_argument(
        "--through",
        choices=("loop", "session", "fit"),
        default="loop",
        help="train by this file's loop, by the same in a tf.Graph and a session, or by Keras's fit (default: loop)",
    )
    parser.add_argument("--eagerly", action="store_true", help="with --through fit: have Keras run the steps eagerly")
    parser.add_argument(
        "--compare",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="where training runs as a graph, time it against the same steps run eagerly (default: yes)",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the script; the exit code is returned."""
    options = parse(arguments)
    folder = options.data_dir
    try:
        if folder is None:
            folder = Path("demo/data")
            data.write_bundled(folder)
        train_digits, test_digits = data.load(folder)
    except (OSError, data.IdxError) as error:
        print(f"digits.py: {error}", file=sys.stderr)
        return 1
    print(f"{len(train_digits.labels)} digits to train on, {len(test_digits.labels)} to test on, from {folder}")

    if options.through != "loop":
        curves = train_otherwise(options.through, train_digits, test_digits, options.steps, options.eagerly)
        if options.table and curves:
            plot.save_table(curves, options.table)
        return 0
    run = Run(train_digits, test_digits, options.steps)
    curves, as_graph, seconds = run(every=50)
    how = "as one graph op" if as_graph else "eagerly"
    accuracy = run.test_accuracy()
    print(f"test accuracy {accuracy:.3f} after {options.steps} steps, run {how} in {seconds:.2f} s")
    if options.compare and as_graph:
        compare(run, curves, seconds)
    elif options.compare:
        print("to run the training loop as a graph: python -m autoimport_graph run sample_project/digits.py")

    plot.save_plot(curves, options.plot, f"{options.steps} steps {how}: test accuracy {accuracy:.3f}")
    print(f"curves: {options.plot}")
    if options.table:
        plot.save_table(curves, options.table)
        print(f"table: {options.table}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
