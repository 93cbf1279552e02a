"""What is read by hand is what tomllib reads; all else is left to that."""

from __future__ import annotations

import random
import sys

import pytest

from autoimport_graph import toml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PLAIN = [
    "",
    "\n\n# nothing\n",
    'packages = ["a", "b.c"]\nstrict = true\n',
    'packages = [\n  # first\n  "a",  # don\'t (yes)\n\n  "b",\n]\ncache=false#x\n\tcache_dir\t=\t"x y"',
    "packages = []\r\nscript = true\r\n",
    'a-b_1 = ["ü"]',
]
OTHER = [
    'a = ""',
    'a = """x"""',
    "a = 'x'",
    'a = "\\u00e9"',
    "a = 1",
    "a = [true]",
    "a = [[]]",
    "[tool]\na = true",
    "a.b = true",
    '"a" = true',
    "a = {b = true}",
    "a = 1979-05-27",
]
WRONG = [
    "a = true b = true",
    'a = "x" "y"',
    'a = ["x" "y"]',
    "a = [,]",
    'a = ["x",,]',
    "a = truely",
    "a = True",
    "a",
    "a =",
    "= true",
    "a = true\na = false",
    'a = "x',
    'a = ["x"',
    'a = "x\ny"',
    'a = ["x", # \x01\n]',
    'a = "\x01"',
    "a\n= true",
    "a = \ntrue",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toml, "_parse_any", None)
    assert toml.parse(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", OTHER)
def test_other(text: str) -> None:
    assert toml.parse(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", WRONG)
def test_wrong(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as wanted:
        tomllib.loads(text)
    with pytest.raises(tomllib.TOMLDecodeError) as found:
        toml.parse(text)
    assert str(found.value) == str(wanted.value)


def test_whatever_is_drawn_is_read_alike() -> None:
    draw = random.Random(0)
    pieces = [
        *"=#[],\"' \n\t.\\",
        "a",
        "b",
        "true",
        "false",
        ' = "x"\n',
        "a = ",
        "[ ",
        '"y"',
        "# c\n",
        '["x", "y"]',
        "\r\n",
        "\r",
    ]
    for _ in range(20_000):
        text = "".join(draw.choices(pieces, k=draw.randint(1, 8)))
        try:
            wanted = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            wanted = None
        try:
            found = toml.parse(text)
        except tomllib.TOMLDecodeError:
            found = None
        assert found == wanted, text
