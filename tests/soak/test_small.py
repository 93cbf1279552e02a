"""What ``make soak`` does, in small: nothing is left behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autoimport_graph
from tests.soak.run import Soaked, alive, leaks, measured


@pytest.fixture
def soaked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Soaked]:
    monkeypatch.syspath_prepend(str(tmp_path))
    with autoimport_graph.install(packages=[Soaked.NAME], report=False):
        yield Soaked(tmp_path)
    del sys.modules[Soaked.NAME]


@pytest.mark.parametrize(("name", "times"), [("call", 500), ("trace", 8), ("trace_in_session", 8)])
def test_nothing_is_left(soaked: Soaked, name: str, times: int) -> None:
    assert not any(map(leaks, measured(getattr(soaked, name), times, 4)[1:]))
    assert not alive(soaked)


def test_what_is_unloaded_goes(soaked: Soaked) -> None:
    for _ in range(5):
        soaked.reload()
    assert len(soaked.living) == 20
    assert not alive(soaked)
