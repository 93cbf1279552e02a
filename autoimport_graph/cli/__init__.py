"""The command line: one file for each command, and what they share.

Nothing here imports TensorFlow; the program that is run does that when it wants to.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Parse ``sys.argv`` and do what it says; leave the process the way the program that was run left it."""
    # Python put a folder in front of sys.path for us: the current one for `-m`, that of the console script otherwise.
    # The program's own takes its place later. Until then a click.py that lies there must not be imported for click.
    if not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
        del sys.path[0]
    from autoimport_graph.cli.app import invoke

    program = invoke(sys.argv[1:])
    if program is not None:
        program()
