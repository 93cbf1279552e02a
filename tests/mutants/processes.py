"""pytest in processes that are forked from one which has imported TensorFlow, so that each costs its tests alone."""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TIMED_OUT = -1
MEMORY = 8 << 30  # more than what the tests take; a mutant that appends for ever ends here


def import_once() -> None:
    """Import what takes long and is none of ours: a child imports the package itself, as it is or mutated."""
    import hypothesis  # noqa: F401
    import tensorflow as tf

    tf.keras.layers  # noqa: B018  # TensorFlow imports Keras when it is asked for
    gc.freeze()  # pytest collects garbage at its end, which would look through all of TensorFlow


def pytest_code(arguments: Sequence[str], plugins: Sequence[Any] = ()) -> int:
    """The exit code of pytest, run in this process."""
    import pytest

    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(ROOT)]
    return int(pytest.main([*options, *arguments], plugins=list(plugins)))


def forked(function: Callable[[], int], log: Path, seconds: float) -> int:
    """Run a function in a child, and take its result for the child's exit code.

    Args:
        function: Returns 0 to 255.
        log: Where its output goes.
        seconds: After how long it is killed, with what it has started.

    Returns:
        What the function returned, 255 if it raised, or ``TIMED_OUT``.
    """
    child = os.fork()
    if not child:
        _run_and_exit(function, log)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) % 256
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMED_OUT


def _run_and_exit(function: Callable[[], int], log: Path) -> None:
    """What a child does: it never comes back."""
    code = 255
    try:
        os.setsid()
        _redirect(log)
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        code = function()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: Path) -> None:
    stream = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number in (1, 2):
        os.dup2(stream, number)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
