"""Configurations and environment variables written by someone who means no good: data, and never more than that."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from autoimport_graph.config import FILE_NAME, KEYS, Config, check_packages, load_config
from autoimport_graph.errors import ConfigError
from autoimport_graph.hook.environment import configs_of

ROOT = Path(__file__).resolve().parents[1]
GOOD = b"""
packages = ["spam", "eggs.ham"]
graph = ["spam.*"]
do_not_convert = ["eggs.ham.Class.method"]
strict = false
script = true
cache_dir = "~/cache"
"""
PIECES = [
    b'"',
    b"\0",
    b"\xff",
    b"[",
    b"{",
    b"\n",
    b"../",
    b"\\u0000",
    b"\\ud800",
    b"9" * 30,
    b"1979-05-27",
    b"nan",
    b"'''",
]
CODE = ["__import__('os').mkdir('executed')", "$(mkdir executed)", "`mkdir executed`", "{{7*7}}", "${HOME}", "%(x)s"]
CODE += ["!!python/object/apply:os.mkdir [executed]", "import os; os.mkdir('executed')", "; mkdir executed", "@file.py"]
# Where sys.path does not lead, or what no import statement could say.
NOWHERE = [
    "../x",
    "..",
    ".",
    "/etc/passwd",
    "/",
    "spam/../../x",
    "spam\\..\\x",
    "C:\\x",
    "~/x",
    "file:///x",
    "spam.",
    ".x",
]
NOWHERE += [
    "a..b",
    "",
    " ",
    "spam ",
    "spam\n",
    "\0",
    "spam\0",
    "*",
    "**",
    "spam-eggs",
    "1spam",
    "None",
    "\ud800",
    "a b",
    "-c",
]


def test_random_damage_is_an_error_of_the_configuration_or_none(tmp_path: Path) -> None:
    draw = random.Random(7)
    file = tmp_path / FILE_NAME
    outcomes = set()
    for _ in range(500):
        data = bytearray(GOOD)
        for _ in range(draw.choice((1, 2, 5))):
            position = draw.randrange(len(data))
            if draw.random() < 0.5:
                data[position : position + draw.randrange(9)] = draw.choice(PIECES)
            else:
                data[position : position + draw.randrange(2)] = data[draw.randrange(len(data)) :][:20]
        file.write_bytes(data)
        try:
            outcomes.add(type(load_config(file)).__name__)
        except ConfigError as error:
            outcomes.add(str(error).partition(": ")[0])
    assert outcomes == {Config.__name__, str(file)}


@pytest.mark.parametrize(
    "data",
    [
        b"packages = " + b"[" * 100_000,
        b"a = " + b"{a=" * 100_000,
        b"a" + b".a" * 2_000 + b" = 1",
        b"strict = " + b"9" * 10_000,
        b'cache_dir = "~nobody-by-that-name/x"',
        b'packages = ["\\u0000"]',
        b'"\\u0000" = 1',
        b"\xff\xfe" + "packages = []".encode("utf-16-le"),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_excess_is_an_error_of_the_configuration(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(data)
    with pytest.raises(ConfigError):
        load_config(file)


@pytest.mark.parametrize("text", CODE)
def test_code_in_a_configuration_is_not_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    for key in KEYS:
        for value in (text, [text]):
            (tmp_path / FILE_NAME).write_text(f"{key} = {json.dumps(value)}\n")
            try:
                config = load_config(tmp_path / FILE_NAME)
            except ConfigError:
                continue
            assert key == "cache_dir"  # a folder of that name; "$" and the like mean nothing in it
            assert config.cache_dir == tmp_path / text
        (tmp_path / FILE_NAME).write_text(f"{key} = {text}\n")
        with pytest.raises(ConfigError):
            load_config(tmp_path / FILE_NAME)
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("name", NOWHERE)
def test_name_that_leads_elsewhere_is_an_error(name: str) -> None:
    """By a file, by ``install(packages=...)`` and ``-p``, and by the environment variable."""
    with pytest.raises(ConfigError, match="is not the dotted name of a module"):
        check_packages([name])
    with pytest.raises(ConfigError, match="is not the dotted name of a module"):
        configs_of(json.dumps([{"packages": [name]}]))


@pytest.mark.parametrize(
    "text", ["../x", "/x", "a/../b", "a b", "x>=1", "git+https://x/y", "-r x", "", "..", "a\0", "a\n"]
)
def test_distribution_that_leads_elsewhere_is_an_error(text: str) -> None:
    with pytest.raises(ConfigError, match="is not the name of a distribution"):
        configs_of(json.dumps([{"distributions": [text]}]))


JSON = [
    "[",
    "[" * 100_000,
    "[1]",
    "[[]]",
    "[null]",
    '[{"path": 5}]',
    '[{"packages": 5}]',
    '[{"__class__": "os"}]',
    "[{}, 1]",
]
JSON += ['[{"py/object": "os.mkdir"}]', '[{"cache_dir": "~nobody-by-that-name"}]', '[{"path": {"packages": []}}]']


@pytest.mark.parametrize("value", [*CODE, *JSON], ids=lambda value: value[:30])
def test_environment_variable_is_not_evaluated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError):
        configs_of(value)
    assert list(tmp_path.iterdir()) == []


def test_environment_variable_that_names_a_python_file_does_not_run_it(tmp_path: Path) -> None:
    """Nor one that looks like a configuration and is one for Python, too: through a real start."""
    file = tmp_path / "config.py"
    file.write_text("import os; os.mkdir('executed')\n")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from autoimport_graph.startup import start; start(); print(1)"
    )
    for value in (str(file), CODE[0], f"1; {CODE[0]}", "[" + CODE[0] + "]"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(ROOT)],
            cwd=tmp_path, env={**os.environ, "AUTOIMPORT_GRAPH": value}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == "1\n"
        assert done.stderr.startswith("autoimport_graph: not switched on: ")
        assert done.stderr.count("\n") == 1
        assert [path.name for path in tmp_path.iterdir()] == ["config.py"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
@pytest.mark.parametrize("name", [FILE_NAME, "pyproject.toml"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "loop"])
def test_what_is_no_file_is_passed_over(tmp_path: Path, name: str, kind: str) -> None:
    """Anybody may put it into ``/tmp``, and whoever works below that would wait for its other end."""
    place, work = tmp_path / "above" / name, tmp_path / "above" / "work"
    work.mkdir(parents=True)
    (tmp_path / FILE_NAME).write_bytes(GOOD)
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("/dev/zero" if kind == "device" else place)
    program = "import sys; from autoimport_graph.config import find_config_file; print(find_config_file(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(work)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == str(tmp_path / FILE_NAME)
