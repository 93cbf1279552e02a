from __future__ import annotations

from pathlib import Path

import pytest

from tests.installed import LIB, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one package."""
    write(tmp_path, "lib.py", LIB)
    write(tmp_path, "autoimport_graph.toml", 'packages = ["lib"]\n')
    return tmp_path
