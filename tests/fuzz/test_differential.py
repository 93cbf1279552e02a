"""Generated programs do the same eagerly and as a graph.

A seed is a program, whatever the versions of Python and of the libraries: what passes here passes anywhere.
``FUZZ_SEEDS=0-5000`` runs others, ``FUZZ_EXAMPLES=1000`` lets hypothesis choose, and shrink what it finds.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.containers import Containers
from tests.fuzz.differential import Difference, compare
from tests.fuzz.grammar import Grammar, programs

CHUNK = 25
FIRST, LAST = map(int, os.environ.get("FUZZ_SEEDS", "0-100").split("-"))
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))


@pytest.mark.parametrize("grammar", [Grammar, Containers])
@pytest.mark.parametrize("first", range(FIRST, LAST, CHUNK))
def test_graph_and_eager_agree(first: int, grammar: type[Grammar]) -> None:
    for seed in range(first, min(first + CHUNK, LAST)):
        try:
            compare(grammar(Random(seed)).program())
        except Difference as difference:
            raise AssertionError(f"seed {seed}: {difference}") from difference


@pytest.mark.parametrize("seed", [822228])
def test_what_once_differed(seed: int) -> None:
    compare(Grammar(Random(seed)).program())


@pytest.mark.skipif(EXAMPLES == 0, reason="other versions of hypothesis draw other programs; set FUZZ_EXAMPLES")
@settings(max_examples=EXAMPLES or 1, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_whatever_hypothesis_draws(source: str) -> None:
    compare(source)


@pytest.mark.parametrize("number", [0, 1])
def test_inputs_take_both_branches(number: int) -> None:
    from tests.fuzz.differential import INPUTS

    assert len({values[number] > 0 for values in INPUTS}) == 2
