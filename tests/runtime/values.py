"""Arrays for the programs' arguments, short to write; empty ones have a dtype, too."""

from __future__ import annotations

from typing import Any

import numpy as np


def ints(*values: Any) -> Any:
    """A vector of ``int32``."""
    return np.array(values, np.int32)


def floats(*values: Any) -> Any:
    """A vector of ``float32``."""
    return np.array(values, np.float32)


def doubles(*values: Any) -> Any:
    """A vector of ``float64``."""
    return np.array(values, np.float64)
