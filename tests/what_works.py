"""The README's table of what works, made from ``what_works.txt``: ``python tests/what_works.py`` writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
README = TESTS.parent / "README.md"
BEGIN, END = "<!-- what works: tests/what_works.txt -->\n", "<!-- end -->\n"


class Row(NamedTuple):
    """One construct.

    Args:
        construct: What is written.
        autograph: What AutoGraph does with it.
        tests: The tests that hold it, ``file::function``.
    """

    construct: str
    autograph: str
    tests: list[str]


def sections() -> dict[str, list[Row]]:
    """The rows below each heading."""
    found: dict[str, list[Row]] = {}
    heading = ""
    for line in (TESTS / "what_works.txt").read_text(encoding="utf-8").splitlines():
        if " | " in line and not line.startswith("#"):
            construct, autograph, tests = line.split(" | ")
            found[heading].append(Row(construct, autograph, tests.split()))
        elif line and not line.startswith("#"):
            heading = line
            found[heading] = []
    return found


def table() -> str:
    """The table in Markdown."""
    lines = ["| construct | AutoGraph |", "|---|---|"]
    for heading, rows in sections().items():
        lines.append(f"| **{heading}** | |")
        lines += [f"| {row.construct} | {row.autograph} |" for row in rows]
    return "\n".join(lines) + "\n"


def written() -> str:
    """The README with the table in its place."""
    text = README.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    assert pattern.search(text), f"README.md has no place for the table: {BEGIN.strip()}"
    return pattern.sub(lambda _: BEGIN + table() + END, text)


if __name__ == "__main__":
    README.write_text(written(), encoding="utf-8")
