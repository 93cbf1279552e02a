"""The small functions: their answers, and that a graph gives the same ones."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest
import tensorflow as tf

from sample_project import basics

SCRIPT = "sample_project/basics.py"
ANSWERS = {
    "square_or_negate(5)": "25",
    "square_or_negate(-3)": "3",
    "even_sum([5, 2, 8, 11, 4])": "14",
    "inverse(4.0)": "0.25",
    "inverse(0.0)": "error: cannot divide by zero",
    "squares(6)": "[ 0  1  4  9 16 25]",
    "primes(40)": "[ 2  3  5  7 11 13 17 19 23 29 31 37]",
}
SIGNS = ["7 is positive", "-7 is negative", "zero has no sign"]


def table(output, end="in a session"):
    """A printed table: call -> (eagerly, what the graphs' cells say)."""
    (lines,) = (part.split("\n\n")[0] for part in output.split(f"{end}\n")[1:])
    return {row[:28].strip(): (row[28:68].strip(), *row[68:].split("  ")) for row in lines.splitlines()}


@pytest.mark.parametrize(("x", "expected"), [(5, 25), (0, 0), (-3, 3)])
def test_square_or_negate(x, expected):
    assert int(basics.square_or_negate(tf.constant(x))) == expected


@pytest.mark.parametrize("numbers", [[], [1], [2], [5, 2, 8, 11, 4], [-2, -3]])
def test_even_sum(numbers):
    total = basics.even_sum(tf.constant(numbers, tf.int32))
    assert int(total) == sum(number for number in numbers if number % 2 == 0)


def test_inverse():
    assert float(basics.inverse(tf.constant(4.0))) == 0.25
    with pytest.raises(AssertionError, match=basics.MESSAGE):
        basics.inverse(tf.constant(0.0))


def test_print_sign(capsys):
    for number in basics.SIGNS:
        basics.print_sign(tf.constant(number))
    assert capsys.readouterr().out.splitlines() == SIGNS


def test_squares():
    np.testing.assert_array_equal(basics.squares(tf.constant(5)), np.arange(5) ** 2)


@pytest.mark.parametrize("limit", [3, 4, 5, 50, 122])
def test_primes(limit):
    expected = [n for n in range(2, limit) if all(n % d for d in range(2, n))]
    np.testing.assert_array_equal(basics.primes(tf.constant(limit)), expected)


def test_every_call_of_the_script_has_its_answer():
    names = {f"{function.__name__}({argument})" for function, argument in basics.CALLS}
    assert names == set(ANSWERS)


def test_script_under_the_hook_gives_the_same_answers_everywhere(run, hook):
    """Case studies 1 and 2: eagerly, as a graph, in a session, and through the API."""
    done = run(*hook, SCRIPT)
    mine, api = done.stdout.split("print_sign, by to_graph in a session:\n")
    signs, rest = mine.split("\n\n", 1)
    assert signs.splitlines() == ["print_sign, eagerly:", *SIGNS, "print_sign, as a graph:", *SIGNS]
    rows = table(rest)
    assert {call: row[0] for call, row in rows.items()} == ANSWERS
    assert {cell.strip() for _, *cells in rows.values() for cell in cells if cell} == {"same"}
    assert "need the hook" not in done.stdout

    assert api.splitlines()[:3] == SIGNS
    rows = table(api, "to_graph, in a session")
    assert rows == {
        call: (answer, "same") for call, answer in {**ANSWERS, "evens(7)": "[0 2 4 6]", "evens(0)": "[]"}.items()
    }
    assert "def square_or_negate(x):" in api


def test_script_under_plain_python_says_what_it_misses(run):
    done = run(SCRIPT, check=False)  # 1 where TensorFlow's own converter gets a graph wrong
    mine, api = done.stdout.split("print_sign, by to_graph in a session:\n")
    rows = table(mine)
    assert {call: row[0] for call, row in rows.items()} == ANSWERS
    # Which ones TensorFlow can make by itself is its affair; the list of a loop is beyond it.
    assert "no graph" in rows["primes(40)"]
    assert "some need the hook: python -m autoimport_graph run sample_project/basics.py" in done.stdout
    assert {row[1] for row in table(api, "to_graph, in a session").values()} == {"same"}  # to_graph needs none


def test_answers_that_differ_fail_the_script(monkeypatch, capsys):
    monkeypatch.setattr(basics, "as_graph", lambda function, argument: "42")
    monkeypatch.setattr(basics, "in_session", basics.eagerly)
    monkeypatch.setattr(basics, "show_signs", lambda: True)
    monkeypatch.setattr(basics.importlib, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    assert basics.main() == 1
    assert capsys.readouterr().out.count("NO: 42") == len(basics.CALLS)


def test_the_functions_know_nothing_of_the_package():
    imports = [line for line in inspect.getsource(basics).splitlines() if re.match(r"\s*(from|import) ", line)]
    assert not any("autoimport_graph" in line for line in imports)
