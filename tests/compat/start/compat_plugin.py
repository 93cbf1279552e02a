"""A plugin for pytest: builds a graph around each test if it is asked to, and writes down what became of each."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_outcomes: dict[str, str] = {}


def _graph() -> contextlib.AbstractContextManager[Any]:
    if os.environ.get("COMPAT_MODE") != "graph":
        return contextlib.nullcontext()
    import tensorflow as tf

    return tf.Graph().as_default()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Iterator[None]:
    with _graph():
        yield


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_call() -> Iterator[None]:
    with _graph():
        yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        _outcomes[report.nodeid] = report.outcome


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _outcomes[report.nodeid] = "not collected"


def pytest_sessionfinish() -> None:
    Path(os.environ["COMPAT_OUTCOMES"]).write_text(json.dumps(_outcomes))
