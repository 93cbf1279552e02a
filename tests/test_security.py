"""SECURITY.md promises nothing that no test holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROWS = [
    line
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| who |", "|---"))
]


def test_there_are_rows() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[:40])
def test_each_line_names_tests_that_are_there(row: str) -> None:
    names = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", row.split("|")[3])
    assert names
    assert row.split("|")[3].count("`") == 2 * len(names)
    for file, name in names:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)], f"{file}: no {name}"
