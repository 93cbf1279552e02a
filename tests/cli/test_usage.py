"""Wrong usage: exit code 2, one clear message on standard error, nothing on standard output."""

from __future__ import annotations

import importlib
import re

import click
import pytest
from click.testing import CliRunner

from autoimport_graph import __version__
from autoimport_graph.cli.app import COMMANDS, app, invoke

WRONG = [
    ([], "Usage: python -m autoimport_graph"),
    (["nope"], "No such command 'nope'"),
    (["digits.py"], "run digits.py"),
    (["run"], "Missing program"),
    (["run", "-v"], "Missing program"),
    (["run", "--"], "Missing program"),
    (["run", "-m"], "Argument expected for the -m option"),
    (["run", "-c"], "Argument expected for the -c option"),
    (["run", "-vc"], "Argument expected for the -c option"),
    (["run", "--nope", "x.py"], "No such option"),
    (["run", "--packag=x", "x.py"], "--package"),
    (["run", "-p"], "requires an argument"),
    (["run", "-p", "json", "x.py"], "standard library"),
    (["run", "-p", "autoimport_graph.hook", "x.py"], "this tool itself"),
    (["run", "-p", "a-b", "x.py"], "'a-b' is not the dotted name"),
    (["run", "--config", "missing.toml", "x.py"], "missing.toml"),
    (["run", "--config", "bad.toml", "x.py"], "did you mean 'packages'?"),
    (["explain"], "Missing program"),
    (["show"], "Missing argument"),
    (["show", "nope"], "No module named 'nope'"),
    (["show", "nope.py"], "nope.py: no such file"),
    (["show", "a-b"], "neither the dotted name"),
    (["show", "sys"], "sys: has no Python source file"),
    (["show", "faulty"], "invalid syntax"),
    (["export", "part:f"], "Missing argument 'DIR'"),
    (["export", "part", "model"], "'part' names no function; write MODULE:FUNCTION"),
    (["export", "a-b:f", "model"], "neither the dotted name"),
    (["export", "nope.py:f", "model"], "nope.py: no such file"),
    (["export", "part:f", "-s", "int33", "model"], "'int33' is no dtype"),
    (["export", "part:f", "-s", "float32[x]", "model"], "'x' in 'float32[x]' is no size"),
    (["compile"], "Nothing to compile"),
    (["compile", "nope"], "No module named 'nope'"),
    (["compile", "random"], "standard library"),
    (["enable", "--config", "bad.toml"], "did you mean 'packages'?"),
    (["cache", "nope"], "No such command"),
    (["cache", "info", "--config", "bad.toml"], "did you mean 'packages'?"),
]


@pytest.mark.parametrize(("args", "message"), WRONG, ids=[" ".join(args) or "nothing" for args, _ in WRONG])
def test_wrong_usage(args, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text("package = []\n")
    (tmp_path / "faulty.py").write_text("x = = 1\n")
    with pytest.raises(SystemExit) as leaving:
        invoke(args)
    captured = capsys.readouterr()
    assert leaving.value.code == 2
    assert message in re.sub(r"\s+", " ", captured.err)
    assert captured.out == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_overview_and_help_say_the_same(name):
    command = importlib.import_module(f"autoimport_graph.cli.{name}").command
    assert command.help is not None
    assert command.help.splitlines()[0] == COMMANDS[name]
    assert command.name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name):
    done = CliRunner().invoke(app, [name, "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_every_option_has_its_help():
    for name in COMMANDS:
        command = importlib.import_module(f"autoimport_graph.cli.{name}").command
        for each in [command, *getattr(command, "commands", {}).values()]:
            for param in each.params:
                assert isinstance(param, click.Argument) or param.help, (name, param.name)


def test_version():
    assert CliRunner().invoke(app, ["--version"]).output == f"autoimport_graph {__version__}\n"


def test_run_imports_little(shell):
    """What the command line imports, each program that it runs waits for (P23)."""
    shell.write("program.py", "import sys; print('\\n'.join(sys.modules))")
    loaded = shell.tool("run", "--no-cache", "program.py").out.split()
    heavy = {"tensorflow", "numpy", "rich", "astunparse", "importlib_metadata", "asyncio", "unittest", "logging"}
    assert "autoimport_graph.cli.run" in loaded
    assert not heavy & set(loaded)


def test_a_click_in_the_current_folder_is_not_ours(shell):
    shell.write("click.py", "raise SystemExit('the wrong click')")
    shell.write("elsewhere/program.py", "print('ran')")
    assert shell.tool("run", "elsewhere/program.py").out == "ran\n"


def test_console_script(shell):
    shell.write("program.py", "import sys; print(sys.argv, sys.path[0])")
    entry = "import sys; from autoimport_graph.cli import main; main()"
    done = shell.python("-c", entry, "run", "program.py", "a")
    assert done.out == f"['program.py', 'a'] {shell.folder}\n", done.err
