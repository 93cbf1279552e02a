"""Debuggers, coverage and profilers see the author's file and lines, in both bodies of a function."""

from __future__ import annotations

import re

import pytest

LIB = """\
def f(x):
    if x > 0:
        y = x + 1
    else:
        y = x - 1
    return y

def never(x):
    if x > 0:
        return 1
    return 2
"""
# The debugger starts when the imports are done: under it, that of TensorFlow takes half a minute.
STOP = "import sys\nif 'stop' in sys.argv:\n    breakpoint()\n"
EAGER = f"import lib\n{STOP}print(lib.f(1), lib.f(-1))\n"
GRAPH = f"""\
import tensorflow as tf
import lib
{STOP}
f = tf.function(lib.f).get_concrete_function(tf.TensorSpec([], tf.float32))
print(float(f(tf.constant(1.0))), float(f(tf.constant(-1.0))))
print(any(op.type in ("If", "StatelessIf") for op in f.graph.get_operations()))
"""
PROGRAMS = {
    "eager": (EAGER, "2 -2\n"),
    "graph": (GRAPH, "2.0 -2.0\nTrue\n"),
}


@pytest.fixture(params=PROGRAMS)
def program(shell, request):
    """A project whose main.py calls lib.f in one of the two ways; with what it prints."""
    text, printed = PROGRAMS[request.param]
    shell.write("lib.py", LIB)
    shell.write("main.py", text)
    # The script is kept plain: what is tested is the converted module.
    shell.write("autoimport_graph.toml", 'packages = ["lib"]\nscript = false\n')
    return shell, printed


def test_program_itself(program):
    """The other tests here prove nothing about a graph unless there is one."""
    shell, printed = program
    result = shell.tool("run", "main.py")
    assert result.out == printed, result.err


def test_breakpoint_by_line_stops_in_the_body(program):
    shell, printed = program
    commands = "b lib:3\nb lib:5\nc\np 'x is ' + type(x).__name__\nc\ncl 1\ncl 2\nc\n"
    result = shell.tool("run", "main.py", "stop", stdin=commands)
    stops = re.findall(r"lib\.py\((\d+)\)\w+\(\)\n-> (.*)", result.out)
    # Both branches: one for each of two eager calls, or both when the graph is built.
    assert stops == [("3", "y = x + 1"), ("5", "y = x - 1")], result.out
    assert re.search(r"'x is \w+'", result.out)
    assert printed.splitlines()[0] in result.out


@pytest.mark.parametrize("order", ["run -m coverage", "coverage run -m"])
def test_coverage_counts_the_lines(program, order):
    shell, printed = program
    measure = ["-m", "coverage", "run", "--include=lib.py"]
    if order == "run -m coverage":
        result = shell.tool("run", *measure, "main.py")
    else:
        result = shell.python(*measure, "-m", "autoimport_graph", "run", "main.py")
    assert result.out == printed, result.err
    told = shell.python("-m", "coverage", "report", "-m").out
    # Nine statements, and the three in `never` are what is missed: no line of ours is counted, no line of f is lost.
    assert re.search(r"lib\.py +9 +3 +67% +9-11", told), told


def test_debugger_as_the_program(shell):
    shell.write("lib.py", LIB)
    shell.write("main.py", EAGER)
    out = shell.tool("run", "-p", "lib", "-m", "pdb", "main.py", stdin="b lib:3\nc\nw\nc\nq\n").out
    assert re.search(r"> .*lib\.py\(3\)f\(\)\n-> y = x \+ 1", out)
    assert "autoimport_graph" not in out


def test_profiler_names_the_file(shell):
    shell.write("lib.py", LIB)
    shell.write("main.py", EAGER)
    out = shell.tool("run", "-p", "lib", "-m", "cProfile", "-s", "name", "main.py").out
    assert re.search(r"lib\.py:1\(f\)", out)
