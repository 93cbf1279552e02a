"""The small functions: their answers, and that a graph gives the same ones."""

from __future__ import annotations

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


def table(output):
    """The printed table: call -> (eagerly, as a graph, same)."""
    _, lines = output.split("same\n")
    rows = [line for line in lines.splitlines() if line[:1].isalpha() and "(" in line[:36]]
    return {row[:36].strip(): (row[36:78].strip(), row[78:120].strip(), row[120:].strip()) for row in rows}


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


def test_script_under_the_hook_gives_the_same_answers_as_a_graph(run, hook):
    done = run(*hook, SCRIPT)
    assert table(done.stdout) == {call: (answer, answer, "yes") for call, answer in ANSWERS.items()}
    signs, _ = done.stdout.split("\n\n", 1)
    assert signs.splitlines() == ["print_sign, eagerly:", *SIGNS, "print_sign, as a graph:", *SIGNS]
    assert "need the hook" not in done.stdout


def test_script_under_plain_python_says_what_it_misses(run):
    done = run(SCRIPT)
    rows = table(done.stdout)
    assert {call: eager for call, (eager, _, _) in rows.items()} == ANSWERS
    # Which ones TensorFlow can make by itself is its affair; the list of a loop is beyond it.
    assert rows["primes(40)"][1:] == ("no graph", "-")
    assert "some need the hook: python -m autoimport_graph run sample_project/basics.py" in done.stdout


def test_answers_that_differ_fail_the_script(monkeypatch, capsys):
    monkeypatch.setattr(basics, "graph_outcome", lambda function, argument: "42")
    monkeypatch.setattr(basics, "show_signs", lambda: True)
    assert basics.main() == 1
    assert capsys.readouterr().out.count("NO\n") == len(basics.CALLS)
