"""Stores into what is older than the graph happen once, at tracing: the report says so, with the author's lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pytest
import tensorflow as tf

from autoimport_graph.report import events
from tests.runtime.programs import HEADER, load

FIRST = HEADER.count("\n") + 1


@pytest.fixture(autouse=True)
def recorded() -> Iterator[None]:
    events.enable()
    yield
    events.disable()


def once(source: str, *arguments: object) -> list[tuple[int, str]]:
    """What a program's ``f`` does once, by lines of the source, from 1."""
    function = load(textwrap.dedent(source).strip()).f
    tf.function(function, autograph=False).get_concrete_function(*map(tf.constant, arguments))
    found = [staging for staging in events.stagings() if staging.kind == "once"]
    return [(staging.line - FIRST + 1, detail) for staging in found for detail in staging.details]


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
