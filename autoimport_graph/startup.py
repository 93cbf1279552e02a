"""The guard at the start of every interpreter: ``zz_autoimport_graph.pth`` calls it (``.start`` from Python 3.15 on).

Nothing of ours is imported here until the environment says so, and nothing that goes wrong here stops an interpreter
unless the user has asked for that.
"""

from __future__ import annotations

import os
import sys

# Who sets it: the user (1, 0, or the path of a configuration), and every installation for the processes it starts.
VARIABLE = "AUTOIMPORT_GRAPH"
STRICT = "AUTOIMPORT_GRAPH_STRICT"
VERBOSE = "AUTOIMPORT_GRAPH_VERBOSE"

# What has switched the hook on in this process, None where nothing has; and why that failed, if it did.
started_by: str | None = None
failure: str | None = None


def is_on(variable: str) -> bool:
    """Whether a variable is set to anything but 0.

    Args:
        variable: Its name.
    """
    return os.environ.get(variable, "") not in ("", "0")


def start(by: str = "environment variable", default: str = "0") -> None:
    """Install the hook if the environment asks for it; once, however many files call this.

    Args:
        by: What calls, for ``status``.
        default: What counts where the variable is not set.
    """
    global started_by
    # python -E and -I: no variable of the environment counts.
    value = "" if sys.flags.ignore_environment else os.environ.get(VARIABLE, "")
    value = value or default
    if started_by is not None or value == "0":
        return
    started_by = by
    try:
        from autoimport_graph.program.switch import switch_on

        switch_on(value)
    except Exception as error:
        _give_up(error)


def _give_up(error: Exception) -> None:
    global failure
    kind = "" if type(error).__name__ == "ConfigError" else f"{type(error).__name__}: "
    failure = kind + " ".join(str(error).split())
    if sys.stderr is not None:  # as it is under pythonw
        print(f"autoimport_graph: not switched on: {failure}", file=sys.stderr, flush=True)
    if is_on(STRICT):
        # An exception would be caught by the module site, SystemExit be told as a fatal error of the interpreter.
        os._exit(1)
