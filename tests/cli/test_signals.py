"""Signals reach the program, and the process ends by them as a plain interpreter does."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

WAITING = """\
import time
try:
    print("ready", flush=True)
    time.sleep(30)
finally:
    print("finally", flush=True)
"""
HANDLING = """\
import signal, sys, time
def handle(number, frame):
    print("got", number, flush=True)
    sys.exit(5)
signal.signal(signal.SIGTERM, handle)
signal.signal(signal.SIGINT, handle)
print("ready", flush=True)
time.sleep(30)
"""
CATCHING = """\
import time
try:
    print("ready", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    print("caught")
"""


@pytest.fixture(autouse=True)
def _as_in_the_foreground() -> Iterator[None]:
    """A job that a script runs in the background ignores Ctrl-C, and so do the processes that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    ("text", "args"),
    [
        pytest.param(WAITING, ["program.py"], id="script"),
        pytest.param(WAITING, ["-m", "program"], id="module"),
        pytest.param(WAITING, ["-c", WAITING], id="code"),
        pytest.param(HANDLING, ["program.py"], id="handler"),
        pytest.param(CATCHING, ["program.py"], id="caught"),
    ],
)
def test_signal(shell, number, text, args):
    shell.write("program.py", text)
    outcomes = []
    for process in (shell.start(args), shell.start(["-m", "autoimport_graph", "run", *args])):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        # Which line of the program is interrupted is chance.
        outcomes.append((process.returncode, out, err.splitlines()[-1:], err.count("  File ")))
    plain, ours = outcomes
    assert ours == plain
    if text is WAITING:
        assert plain[0] == -number  # died of it, which no exit code can say


def test_broken_pipe(shell):
    shell.write("program.py", "import sys\nsys.stdin.read()\nprint('x' * 100000)\n")
    outcomes = []
    for process in (shell.start(["program.py"]), shell.start(["-m", "autoimport_graph", "run", "program.py"])):
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate("", timeout=30)
        outcomes.append((process.returncode, err))
    assert outcomes[0] == outcomes[1]
