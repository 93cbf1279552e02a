"""Mutants of a source file, made by mutmut's operators."""

from __future__ import annotations

import ast
import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutmut.mutation.file_mutation import create_mutations

from tests.mutants.processes import ROOT


@dataclass(frozen=True)
class Mutant:
    """A changed source file.

    Attributes:
        path: The file.
        line: Where the change is.
        source: The file's text with the change.
        change: The lines that differ, as a diff has them.
    """

    path: Path
    line: int
    source: str
    change: str

    @property
    def module(self) -> str:
        """The module's name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def name(self) -> str:
        """File and line."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    @property
    def lines(self) -> range:
        """The lines of the statement that is changed; of a compound one those before its block.

        Not each line of a long expression is one that Python says it executes.
        """
        inside = range(self.line, self.line + 1)
        for node in ast.walk(ast.parse(self.path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.stmt) and node.lineno <= self.line <= (node.end_lineno or node.lineno):
                block = getattr(node, "body", None) or getattr(node, "cases", None)
                if block:
                    first = getattr(block[0], "lineno", self.line + 1)
                    inside = range(node.lineno, max(first, node.lineno + 1))
                else:
                    inside = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        return inside


def mutants(path: Path, count: int, draw: random.Random) -> list[Mutant]:
    """A random sample of a file's mutants: of its functions, annotations and decorators excepted.

    Args:
        path: The file.
        count: How many, if it has so many.
        draw: Chooses them.

    Returns:
        The mutants, in no order.
    """
    source = path.read_text(encoding="utf-8")
    module, found, _, _ = create_mutations(str(path), source)
    inside = [mutation for mutation in found if mutation.contained_by_top_level_function is not None]
    made = []
    for mutation in draw.sample(inside, min(count, len(inside))):
        changed = module.deep_replace(mutation.original_node, mutation.mutated_node).code
        made.append(Mutant(path, _first_difference(source, changed), changed, _difference(source, changed)))
    return made


def sample(paths: Sequence[Path], size: int, seed: int) -> list[Mutant]:
    """A random sample of several files' mutants: at least one of each file, and more of longer ones.

    Args:
        paths: The files.
        size: About how many mutants.
        seed: Chooses them: the same seed, the same mutants of the same files.

    Returns:
        The mutants, in random order.
    """
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    whole = sum(lengths.values())
    found = []
    for path, length in lengths.items():
        draw = random.Random(f"{seed} {path.relative_to(ROOT)}")
        found += mutants(path, max(1, round(size * length / whole)), draw)
    random.Random(seed).shuffle(found)
    return found


def _first_difference(source: str, changed: str) -> int:
    pairs = zip(source.splitlines(), changed.splitlines(), strict=False)
    return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), len(source.splitlines()))


def _difference(source: str, changed: str) -> str:
    lines = difflib.unified_diff(source.splitlines(), changed.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
