"""TensorFlow on one thread, so that CPU time is what wall time would be on an idle machine."""

from __future__ import annotations

import time

CLOCK = time.process_time
NOTE = "CPU time of the process, TensorFlow on one thread: what wall time is on an idle machine."


def use_one_thread() -> None:
    """Before TensorFlow runs its first operation."""
    import tensorflow as tf

    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
