"""The README's table of what works is what ``what_works.txt`` says, and each row is held by tests that exist."""

from __future__ import annotations

import ast

import pytest

from tests import what_works

ROWS = [row for rows in what_works.sections().values() for row in rows]


def test_readme_has_the_table():
    text = what_works.README.read_text(encoding="utf-8")
    assert text == what_works.written(), "run python tests/what_works.py"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.construct[:40])
def test_row_has_tests(row):
    assert row.tests
    for test in row.tests:
        file, _, function = test.partition("::")
        tree = ast.parse((what_works.TESTS / "runtime" / f"test_{file}.py").read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert function in names, f"{file} has no {function}"


def test_outcomes_are_words_that_the_readme_explains():
    assert {row.autograph for row in ROWS} <= {"yes", "partly", "mostly no", "no", "wrong", "no, wrong"}
