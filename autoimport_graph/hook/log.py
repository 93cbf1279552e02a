"""Debug lines, at no cost for a program that has not imported :mod:`logging`."""

from __future__ import annotations

import sys


def debug(message: str, *args: object) -> None:
    """Log a line under ``autoimport_graph.hook`` at debug level.

    Args:
        message: With ``%s`` and the like.
        args: What fills them.
    """
    logging = sys.modules.get("logging")
    if logging is not None:  # nobody can be listening otherwise, and importing it takes longer than the hook itself
        logging.getLogger("autoimport_graph.hook").debug(message, *args)
