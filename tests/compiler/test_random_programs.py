"""Random programs behave the same by their author's bodies and by their graph versions.

A seed is a program, whatever the versions of Python and of the libraries: what passes here passes anywhere.
``COMPILER_SEEDS=0-30000`` runs others.
"""

from __future__ import annotations

import os
import warnings
from random import Random

import pytest

from tests.compiler.harness import check
from tests.compiler.programs import Programs

CHUNK = 50
FIRST, LAST = map(int, os.environ.get("COMPILER_SEEDS", "0-300").split("-"))


def compare(seed: int) -> None:
    """Compare one program with itself, a function's if the seed is even and a generator's if it is odd."""
    source = Programs(Random(seed), suspends=bool(seed % 2)).program()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "program.py", "exec")
        except SyntaxError:  # a name that is annotated and nonlocal, say
            return
        check(source, (1,), (0,))


@pytest.mark.parametrize("first", range(FIRST, LAST, CHUNK))
def test_seeds(first):
    for seed in range(first, min(first + CHUNK, LAST)):
        try:
            compare(seed)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
