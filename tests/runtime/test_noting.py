"""What the report is told of a trace, with the author's lines: what was staged, unrolled, and what runs once."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest
import tensorflow as tf

from autoimport_graph.report import events
from autoimport_graph.report.events import Staging
from tests.runtime.programs import HEADER, load

FIRST = HEADER.count("\n") + 1


@pytest.fixture(autouse=True)
def recorded() -> Iterator[None]:
    events.enable()
    yield
    events.disable()


def noted(source: str, *arguments: object) -> list[tuple[int, Staging]]:
    """What is told of a program's ``f``, with the lines of the source, from 1."""
    function = load(textwrap.dedent(source).strip()).f
    tf.function(function, autograph=False).get_concrete_function(*map(tf.constant, arguments))
    return [(staging.line - FIRST + 1, staging) for staging in events.stagings()]


def once(source: str, *arguments: object) -> list[tuple[int, str]]:
    """What it does once, by line."""
    found = [(line, staging) for line, staging in noted(source, *arguments) if staging.kind == "once"]
    return [(line, detail) for line, staging in found for detail in staging.details]


STATEMENTS = """
    LIMITS = tf.data.Dataset.range(3)
    def helper(x):
        return x if x > 1 else -x
    def f(x):
        if x > 0:
            x += 1
        total = 0
        for i in range(x):
            total += i
        while total > 10:
            total -= (
                3 if total > 12
                else 2
            )
        for limit in LIMITS:
            total += tf.cast(limit, tf.int32)
        for number in range(4):
            if number % 2:
                total += number
        print(total)
        assert total < 1000
        if total > 900:
            raise ValueError("large")
        return helper(total)
"""


def test_statements_are_told_by_line() -> None:
    told = {(line, staging.kind, *staging.details) for line, staging in noted(STATEMENTS, 3)}
    assert told == {
        (2, "traced"),
        (3, "cond"),
        (4, "traced"),
        (5, "cond"),
        (8, "for"),
        (10, "while"),
        (12, "cond"),
        (15, "dataset"),
        (17, "unrolled", "4 iterations"),
        (20, "print"),
        (21, "assert"),
        (22, "cond"),
        (22, "runtime_error", "ValueError"),
    }


def test_functions_are_told_by_name_and_time() -> None:
    found = {staging.function: staging for _, staging in noted(STATEMENTS, 3) if staging.kind == "traced"}
    assert set(found) == {"f", "helper"}
    assert found["f"].seconds > found["helper"].seconds > 0


PROGRAMS = {
    "global variable": (
        """
        count = 0
        def f(n):
            global count
            for i in tf.range(n):
                count += 1
            return count
        """,
        [(5, "global variable 'count'")],
    ),
    "variable of a function that has returned": (
        """
        def make():
            calls = 0
            def g(x):
                nonlocal calls
                calls += 1
                if x > 0:
                    calls += 1
                return x * calls
            return g
        f = make()
        """,
        [(5, "variable 'calls'"), (7, "variable 'calls'")],
    ),
    "attributes": (
        """
        class Counter:
            made = 0
            def __init__(self):
                self.steps = 0
        COUNTER = Counter()
        def f(x):
            Counter.made += 1
            if x > 0:
                COUNTER.steps += 1
            return x
        """,
        [(7, "attribute 'made' of class 'Counter'"), (9, "attribute 'steps' of a Counter")],
    ),
    "containers": (
        """
        seen, table = [], {}
        def f(x):
            seen.append(x)
            table["x"] = 1
            return x
        """,
        [(3, "items of a list"), (4, "items of a dict")],
    ),
    "what the function makes for itself": (
        """
        class Point:
            def __init__(self, x):
                self.x = x
        def f(n):
            total, out, table = 0, [], {}
            def add(value):
                nonlocal total
                total += value
            point = Point(1)
            for i in tf.range(n):
                add(i)
                point.x += 1
                out.append(point.x)
            table["n"] = n
            return total, out, table
        """,
        [],
    ),
    "what it only reads": (
        """
        limit, seen = 3, [1, 2]
        def f(x):
            global limit
            if x > limit:
                x = x + seen[0]
            return x
        """,
        [],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_report_says_what_runs_once(name: str) -> None:
    source, expected = PROGRAMS[name]
    assert once(source, 3) == expected


def test_nothing_is_kept_where_nobody_asks() -> None:
    events.disable()
    assert once(PROGRAMS["containers"][0], 3) == []
    events.enable()
    assert once("def f(x):\n    return x + 1", 3) == []
