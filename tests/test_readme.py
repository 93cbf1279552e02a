"""The README's examples are run as they stand.

A block of code that begins with ``# name.ext`` is a file. A ``console`` block is commands, each with lines that must be
in its output, in this order; they are run in a folder that holds the files that stand above, in an environment in which
the package is installed.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

import autoimport_graph
from autoimport_graph.config import KEYS, Config, config_from_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# ([\w.]+\.(?:py|toml))\n")


def _examples():
    """The README's blocks in order: ``("file", name, text)`` or ``("commands", first command, text)``."""
    for kind, text in BLOCK.findall(README):
        if kind == "console":
            yield "commands", text.partition("\n")[0].removeprefix("$ "), text
        elif name := NAME.match(text):
            yield "file", name.group(1), text


EXAMPLES = tuple(_examples())
COMMANDS = [index for index, (kind, *_) in enumerate(EXAMPLES) if kind == "commands"]


def test_there_are_examples():
    assert len(COMMANDS) >= 4
    assert {"layers.py", "train.py", "autoimport_graph.toml", "steps.py"} <= {example[1] for example in EXAMPLES}


@pytest.mark.parametrize("index", COMMANDS, ids=lambda index: EXAMPLES[index][1])
def test_example(index, tmp_path, installed):
    for kind, name, text in EXAMPLES[:index]:
        if kind == "file":
            (tmp_path / name).write_text(text, encoding="utf-8")
    for part in EXAMPLES[index][2].removeprefix("$ ").split("\n$ "):
        command, *expected = part.splitlines()
        words = shlex.split(command)
        env = dict(word.split("=", 1) for word in words if re.fullmatch(r"[A-Z_]+=.*", word))
        program, *arguments = words[len(env) :]
        assert program == "python"
        done = installed.run(*arguments, cwd=tmp_path, timeout=300, **env)
        refused = "is not allowed" in "".join(expected)
        assert (done.code != 0) == refused, done.err[-5000:]
        rest = done.err if refused else done.out
        for line in expected:
            assert line in rest, done.out + done.err[-5000:]
            rest = rest.split(line, 1)[1]


def test_the_case_is_made_in_ten_lines():
    (text,) = (text for _, name, text in EXAMPLES if name == "layers.py")
    assert len([line for line in text.splitlines()[1:] if line]) <= 10
    assert "autoimport_graph" not in text


def test_table_of_keys_is_the_configurations():
    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \| (?:`([^`]*)`)? ?\|", README, re.MULTILINE)
    assert [key for key, _, _ in rows] == list(KEYS)
    for key, kind, default in rows:
        value = getattr(Config(), key)
        shown = {(): "[]", True: "true", False: "false", None: ""}[value]
        assert shown == default, key
        assert (kind == "boolean") == isinstance(value, bool), key


def test_example_configuration_is_accepted():
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    tables = [tomllib.loads(text) for _, name, text in EXAMPLES if name.endswith(".toml")]
    assert len(tables) == 3
    for table in tables:
        assert config_from_table(table) != Config()


def test_names_to_import_are_there():
    rows = README.split("## In code")[1].split("## ")[0].splitlines()
    names = [name for row in rows for name in re.findall(r"`(\w+)", row.split(" | ")[0]) if row.startswith("| `")]
    assert {"install", "graph", "do_not_convert", "py_func"} <= set(names)
    for name in names:
        assert callable(getattr(autoimport_graph, name)), name


def test_every_command_is_named():
    from autoimport_graph.cli.app import COMMANDS as commands

    for command in commands:
        assert f"python -m autoimport_graph {command}" in README, command
