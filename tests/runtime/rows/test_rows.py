"""Each item of each row of the language in its four forms, eager and as one traced graph."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

import autoimport_graph
from autoimport_graph.runtime import python_loops
from tests.runtime import programs
from tests.runtime.rows.forms import FORMS, Item, Program, Row, program, read_table

SECTIONS = {path.stem: read_table(path) for path in sorted(Path(__file__).parent.glob("*.txt"))}
ROWS = [pytest.param(row, id=row.title) for rows in SECTIONS.values() for row in rows]
PROGRAMS = [
    pytest.param(item, form, id=f"{section}: {name}: {form}")
    for section, rows in SECTIONS.items()
    for row in rows
    for name, item in row.items.items()
    for form in FORMS
]


@pytest.mark.parametrize("row", ROWS)
def test_row_has_every_form(row: Row) -> None:
    assert row.items
    for name, item in row.items.items():
        made = {form: program(item, form) for form in FORMS}
        assert len(item.cases) + len(item.idle) > 1, f"{name} has one input"
        assert all(one.cases for one in made.values()), name
        # What is idle for some inputs is the same program.
        assert len({one.source for one in made.values()}) == (3 if item.idle else 4), name


def test_items_have_names_of_their_own() -> None:
    names = [parameters.id for parameters in PROGRAMS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("item", "form"), PROGRAMS)
def test_item(item: Item, form: str, capfd: pytest.CaptureFixture[str]) -> None:
    made = program(item, form)
    if item.refused:
        assert_refused(function_of(made), made.cases[0], item.refused)
        return
    if item.fails and form in ("smallest", "method"):
        assert_fails_alike(function_of(made), made.cases)
        return
    # The first two forms of an item with idle inputs are one program, and one graph.
    function, concrete, told = loaded(item, "zero" if form == "smallest" and item.idle else form)
    assert len(told) == bool(item.warned), told
    assert all(word in text for text in told for word in item.warned), told
    assert capfd.readouterr().out == "", "tracing must print nothing"
    programs.compare(
        function,
        concrete,
        made.cases,
        message=item.message,
        numpy=item.numpy,
        output=lambda: capfd.readouterr().out,
    )
    programs.holds_operations(concrete, made.has, made.lacks)
    assert works_eagerly(function, made.cases, item.numpy), "eager code fails for each input"


@functools.lru_cache(maxsize=1)
def loaded(item: Item, form: str) -> tuple[Any, Any, list[str]]:
    """A form's function, its graph, and what was warned of when that was traced."""
    made = program(item, form)
    function = function_of(made)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        if item.warned:
            patch.setattr(python_loops, "UNROLL_LIMIT", 20)
        concrete = programs.traced(function, made.cases)
    ours = [one for one in caught if issubclass(one.category, autoimport_graph.errors.AutoimportGraphWarning)]
    return function, concrete, [f"{one.filename}, line {one.lineno}: {one.message}" for one in ours]


def function_of(made: Program) -> Any:
    """The function of a form."""
    return getattr(programs.load(made.source), made.name)


def works_eagerly(function: Any, cases: Sequence[Any], numpy: bool) -> bool:
    """Whether eager code has a result for one of the inputs at least."""
    for values in cases:
        tensors = map(tf.constant, values)
        _, error = programs.attempt(function, list(map(programs.as_numpy, tensors) if numpy else tensors))
        if error is None:
            return True
    return False


def assert_refused(function: Any, values: Sequence[Any], words: Sequence[str]) -> None:
    """Tracing refuses a function, and names its file and some more."""
    signature = [tf.TensorSpec(None, tf.constant(value).dtype) for value in values]
    with programs.autograph_refused(), pytest.raises(autoimport_graph.errors.StagingError) as caught:
        tf.function(function).get_concrete_function(*signature)
    for word in ("program_", *words):
        assert word in str(caught.value)


def assert_fails_alike(function: Any, cases: Sequence[Sequence[Any]]) -> None:
    """Tracing fails with the exception with which eager code fails for each of the inputs."""
    with pytest.raises(Exception) as caught:  # any, as long as it is the same
        programs.traced(function, cases)
    for values in cases:
        _, error = programs.attempt(function, list(map(tf.constant, values)))
        assert (type(error), str(error)) == (caught.type, str(caught.value))
