"""One of the suites of ``make compat``, from the installed package: quick enough for every run of the tests."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import pytest

from tests.compat.suites import Suite, counted, differences, outcomes, suites


@pytest.fixture(scope="module")
def toolz() -> Suite:
    """The package that ships its tests, in the pinned version."""
    suite = next(suite for suite in suites() if suite.name == "toolz")
    if importlib.util.find_spec("toolz") is None:
        pytest.skip("toolz is not installed; it comes with the extra 'dev'")
    assert importlib.metadata.version("toolz") == suite.version
    return Suite(suite.name, suite.version, suite.convert, ["--pyargs", "toolz"], suite.counts)


@pytest.fixture(scope="module")
def plain(toolz: Suite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What became of its tests without the hook."""
    found = outcomes(toolz, "plain", sys.executable, tmp_path_factory.mktemp("plain"))
    assert counted(found) == toolz.counts["plain"]
    return found


@pytest.mark.parametrize("mode", ["hooked", "graph"])
def test_nothing_differs(toolz: Suite, plain: dict[str, str], mode: str, tmp_path: Path) -> None:
    assert differences(plain, outcomes(toolz, mode, sys.executable, tmp_path)) == []


def test_the_list_is_pinned_and_counted() -> None:
    found = suites()
    assert len({suite.name for suite in found}) == len(found) > 10
    for suite in found:
        assert suite.version[0].isdigit()
        plain, hooked = suite.counts.get("plain"), suite.counts.get("hooked")
        assert plain == hooked, f"{suite.name}: a difference is a defect, not a count"


def test_a_suite_of_which_no_test_runs_is_an_error(toolz: Suite, tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").touch()
    nothing = Suite("nothing", "1", toolz.convert, ["test_nothing.py"], {})
    with pytest.raises(RuntimeError, match="ran no test"):
        outcomes(nothing, "plain", sys.executable, tmp_path)
