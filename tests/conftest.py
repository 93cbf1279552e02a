"""What every test shares: a quiet TensorFlow on the CPU, and subprocesses that may write byte code."""

from __future__ import annotations

import os
import sys

# TensorFlow reads these once, when it is imported.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

# With byte code switched off from outside, a test of the cache would prove nothing.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

for _name in [name for name in os.environ if name.startswith("AUTOIMPORT_GRAPH")]:
    del os.environ[_name]

# The colours and widths of a developer's terminal are none of the tests' business.
for _name in ("FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "PYTHON_COLORS"):
    os.environ.pop(_name, None)
os.environ["NO_COLOR"] = "1"

pytest_plugins = ["tests.installed"]
