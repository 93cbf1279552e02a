"""Where our options end and the program begins."""

from __future__ import annotations

import pytest

from autoimport_graph.cli.program import split_command_line
from autoimport_graph.program import Program

VALUED = ("-p", "--package", "--config")


@pytest.mark.parametrize(
    ("line", "ours", "program"),
    [
        ("s.py", "", Program("script", "s.py")),
        ("s.py -v -m x", "", Program("script", "s.py", ("-v", "-m", "x"))),
        ("-v s.py -v", "-v", Program("script", "s.py", ("-v",))),
        ("-p a -p b s.py", "-p a -p b", Program("script", "s.py")),
        ("-pa s.py", "-pa", Program("script", "s.py")),
        ("-vpa s.py", "-vpa", Program("script", "s.py")),
        ("-vp a s.py", "-vp a", Program("script", "s.py")),
        ("--package a s.py", "--package a", Program("script", "s.py")),
        ("--package=a s.py", "--package=a", Program("script", "s.py")),
        ("--config f --no-cache -m m -p x", "--config f --no-cache", Program("module", "m", ("-p", "x"))),
        ("-mm x", "", Program("module", "m", ("x",))),
        ("-vm m x", "-v", Program("module", "m", ("x",))),
        ("-vmm x", "-v", Program("module", "m", ("x",))),
        ("-p m -m m", "-p m", Program("module", "m")),
        ("-pm s.py", "-pm", Program("script", "s.py")),
        ("-c code -c x", "", Program("code", "code", ("-c", "x"))),
        ("-m -v", "", Program("module", "-v")),
        ("- a -", "", Program("stdin", "-", ("a", "-"))),
        ("-v -- -v", "-v", Program("script", "-v")),
        ("-v", "-v", None),
        ("--", "", None),
        ("", "", None),
    ],
)
def test_split(line, ours, program):
    assert split_command_line(line.split(), VALUED) == (ours.split(), program)


@pytest.mark.parametrize("line", ["-m", "-c", "-vm", "-p x -c"])
def test_option_without_its_program(line):
    with pytest.raises(ValueError, match="Argument expected"):
        split_command_line(line.split(), VALUED)
