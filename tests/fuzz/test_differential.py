"""Generated programs do the same eagerly and as a graph."""

from __future__ import annotations

import os

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.differential import compare
from tests.fuzz.grammar import programs

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))


@hypothesis.seed(SEED)
@settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)
@given(programs())
def test_graph_and_eager_agree(source: str) -> None:
    outcome = compare(source)
    if outcome.startswith("refused"):
        hypothesis.event(outcome)


@pytest.mark.parametrize("number", [0, 1])
def test_inputs_take_both_branches(number: int) -> None:
    from tests.fuzz.differential import INPUTS

    assert len({values[number] > 0 for values in INPUTS}) == 2
