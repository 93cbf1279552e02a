"""Train the digits' net on several devices or processes: TensorFlow's own distribution, eager code.

    python sample_project/distributed.py                             # eagerly
    python -m autoimport_graph run sample_project/distributed.py     # the loop over the batches as one graph op

The same global batches are trained on three times: by one worker, by two devices of this process, and by two processes
that talk over loopback. The losses must be the same, but for the order in which floats are added.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf

if not __package__:
    # Run as a script: Python looks for modules in this folder, the package lies one folder up.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sample_project import data
from sample_project.model import Classifier, Momentum, loss_and_accuracy
from sample_project.options import positive

SIZES = (data.SIDE * data.SIDE, 100, 100, data.CLASSES)
BATCH = 64
PART = 8
RATE = 0.02
LIMIT = 1.0
SEED = 0
REPLICAS = 2
TOLERANCE = 1e-4


def share(model, images, labels):
    """A replica's part of a step, some digits at a time, as where memory is short.

    Args:
        model: The digits' net.
        images: float32 ``[digits, 784]``.
        labels: int32 ``[digits]``.

    Returns:
        The sum of the losses over the digits, and its gradients.
    """
    variables = model.trainable_variables
    total = 0.0
    gradients = [tf.zeros_like(variable) for variable in variables]
    start = 0
    while start < tf.shape(images)[0]:
        part = slice(start, start + PART)
        with tf.GradientTape() as tape:
            mean, _ = loss_and_accuracy(model(images[part]), labels[part])
            loss = mean * tf.cast(tf.size(labels[part]), tf.float32)
        gradients = [old + new for old, new in zip(gradients, tape.gradient(loss, variables), strict=True)]
        total += loss
        start += PART
    return total, gradients


def clipped(gradients):
    """The gradients, scaled down where they are longer than the limit."""
    norm = tf.linalg.global_norm(gradients)
    if norm > LIMIT:
        gradients = [gradient * (LIMIT / norm) for gradient in gradients]
    return gradients


def train(strategy, model, optimizer, batches, steps):
    """Train a model on a distributed dataset.

    Returns:
        The mean losses of the global batches, float32 ``[steps]``, and whether this ran as a graph.
    """
    losses = []
    for images, labels in batches:
        totals, shares = strategy.run(share, args=(model, images, labels))
        gradients = [strategy.reduce("SUM", gradient, axis=None) / BATCH for gradient in shares]
        optimizer.apply(clipped(gradients))
        losses.append(strategy.reduce("SUM", totals, axis=None) / BATCH)
        if len(losses) >= steps:
            break
    return tf.stack(losses), not tf.executing_eagerly()


def losses_with(strategy: tf.distribute.Strategy, digits: data.Digits, steps: int) -> tuple[np.ndarray, bool]:
    """Make the net, its optimizer and the batches for a strategy, and train."""
    with strategy.scope():
        model = Classifier(SIZES, SEED)
        optimizer = Momentum(model.trainable_variables, RATE)
    batches = data.batches(digits, BATCH, SEED)
    options = tf.data.Options()
    # Every worker reads all digits in the same order, and takes its share of each batch.
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    distributed = strategy.experimental_distribute_dataset(batches.with_options(options))
    losses, as_graph = train(strategy, model, optimizer, distributed, tf.constant(steps))
    return losses.numpy(), bool(as_graph)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens to."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def losses_of_workers(count: int, folder: Path) -> list[np.ndarray]:
    """Start this program again, the way it was started, once for each worker; returns the losses of each."""
    addresses = [f"127.0.0.1:{port}" for port in free_ports(count)]
    workers = []
    for index in range(count):
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        command = [sys.executable, *sys.orig_argv[1:], "--worker", str(folder / f"{index}.npy")]
        workers.append(subprocess.Popen(command, env={**os.environ, "TF_CONFIG": json.dumps(task)}))
    try:
        codes = [worker.wait(timeout=300) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    if any(codes):
        raise RuntimeError(f"the workers' exit codes are {codes}")
    return [np.load(folder / f"{index}.npy") for index in range(count)]


def show(how: str, losses: np.ndarray, reference: np.ndarray) -> bool:
    """Print how some losses compare with one worker's; returns whether they are the same."""
    difference = float(np.abs(losses - reference).max())
    print(f"{how:<28} loss {losses[0]:.4f} to {losses[-1]:.4f}, largest difference {difference:.1e}")
    return difference <= TOLERANCE


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description="Train the digits' net with tf.distribute.")
    parser.add_argument("--steps", type=positive, default=100, help="training steps (default: 100)")
    parser.add_argument("--data-dir", type=Path, help="as of digits.py")
    parser.add_argument("--worker", type=Path, metavar="FILE", help="be one of the workers; set by this script alone")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the script; the exit code is returned, 1 where the losses differ by more than the tolerance."""
    options = parse(arguments)
    # A thread waits for each device's next batch: on two cores TensorFlow's default would leave none to make them.
    tf.config.threading.set_inter_op_parallelism_threads(4 * REPLICAS)
    if options.worker is not None:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()  # before anything else, as it must be
    else:
        cpu = tf.config.list_physical_devices("CPU")[0]
        devices = [tf.config.LogicalDeviceConfiguration() for _ in range(REPLICAS)]
        tf.config.set_logical_device_configuration(cpu, devices)
    folder = options.data_dir or Path("demo/data")
    try:
        if options.data_dir is None:
            data.write_bundled(folder)
        digits, _ = data.load(folder)
    except (OSError, data.IdxError) as error:
        print(f"distributed.py: {error}", file=sys.stderr)
        return 1
    if options.worker is not None:
        np.save(options.worker, losses_with(strategy, digits, options.steps)[0])
        return 0

    reference, as_graph = losses_with(tf.distribute.get_strategy(), digits, options.steps)
    print(f"{options.steps} steps of {BATCH} digits, {'as one graph op' if as_graph else 'eagerly'}")
    same = show("one worker", reference, reference)
    mirrored = tf.distribute.MirroredStrategy([f"CPU:{number}" for number in range(REPLICAS)])
    same &= show(f"{REPLICAS} devices", losses_with(mirrored, digits, options.steps)[0], reference)
    with tempfile.TemporaryDirectory() as results:
        for index, losses in enumerate(losses_of_workers(REPLICAS, Path(results))):
            same &= show(f"process {index} of {REPLICAS}", losses, reference)
    print(f"the same losses, to {TOLERANCE}: {'yes' if same else 'NO'}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
