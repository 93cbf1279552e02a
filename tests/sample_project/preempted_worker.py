"""One of two workers that train a net in epochs, each one graph op; it goes on from the last checkpoint that it finds.

    python preempted_worker.py index ports folder [step]    # by run_workers() of test_preempted.py

With a step, the worker dies in it, as one that is preempted does: in the midst of the loop that its graph runs.
"""

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

from sample_project.distributed import clipped, share
from sample_project.model import Classifier, Momentum

EPOCHS = 4
STEPS = 3
BATCH = 8


def strike(step, fatal):
    if step == fatal:
        os.kill(os.getpid(), signal.SIGKILL)


def epoch(strategy, model, optimizer, done, batches, fatal):
    losses = []
    for images, labels in batches:
        tf.numpy_function(strike, [done, fatal], [])
        totals, shares = strategy.run(share, args=(model, images, labels))
        gradients = [strategy.reduce("SUM", gradient, axis=None) / BATCH for gradient in shares]
        optimizer.apply(clipped(gradients))
        losses.append(strategy.reduce("SUM", totals, axis=None) / BATCH)
        done.assign_add(1)
    return tf.stack(losses), not tf.executing_eagerly()


def digits():
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, EPOCHS * STEPS * BATCH).astype(np.int32)
    images = (random.normal(size=(len(labels), 5)) + labels[:, None]).astype(np.float32)
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(BATCH, drop_remainder=True).with_options(options)


def main(index, ports, folder, fatal=-1):
    addresses = [f"127.0.0.1:{port}" for port in ports.split(",")]
    task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": int(index)}}
    os.environ["TF_CONFIG"] = json.dumps(task)
    tf.config.threading.set_inter_op_parallelism_threads(8)
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = Classifier((5, 4, 3), 0)
        optimizer = Momentum(model.trainable_variables, 0.1)
    done = tf.Variable(0)
    losses = tf.Variable(tf.zeros([EPOCHS * STEPS]))
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, done=done, losses=losses)
    # The first worker's checkpoints are everybody's; the others write theirs elsewhere.
    shared = str(Path(folder, "checkpoints"))
    own = shared if index == "0" else str(Path(folder, "not_read"))
    latest = tf.train.latest_checkpoint(shared)
    if latest is not None:
        checkpoint.restore(latest).assert_consumed()
    manager = tf.train.CheckpointManager(checkpoint, own, max_to_keep=2)
    begun = int(done)
    as_graph = True
    while int(done) < EPOCHS * STEPS:
        first = int(done)
        batches = strategy.experimental_distribute_dataset(digits().skip(first).take(STEPS))
        found, in_graph = epoch(strategy, model, optimizer, done, batches, tf.constant(int(fatal)))
        losses[first : first + STEPS].assign(found)
        as_graph = as_graph and bool(in_graph)
        manager.save(checkpoint_number=int(done))
    weights = [variable.numpy() for variable in (*model.trainable_variables, *optimizer.velocities)]
    np.savez(Path(folder, f"result-{index}.npz"), losses.numpy(), *weights)
    print(f"worker {index}: from step {begun} to {int(done)}, {'as graphs' if as_graph else 'eagerly'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
