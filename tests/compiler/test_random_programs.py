"""Random programs behave the same by their author's bodies and by their graph versions."""

from __future__ import annotations

import os
import warnings

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.compiler.harness import check
from tests.compiler.programs import Programs

EXAMPLES = int(os.environ.get("COMPILER_EXAMPLES", "60"))
_settings = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def compare(source: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "program.py", "exec")
    except SyntaxError:  # a name that is annotated and nonlocal, say
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(source, (1,), (0,))


@_settings
@given(st.randoms(use_true_random=False))
def test_functions(random):
    compare(Programs(random).program())


@_settings
@given(st.randoms(use_true_random=False))
def test_generators(random):
    compare(Programs(random, suspends=True).program())
