"""Types of the scripts' options."""

from __future__ import annotations

import argparse


def positive(text: str) -> int:
    """A number of something, from the command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
