"""The configuration: where it is found, what it takes, and what it says about what it does not take."""

from __future__ import annotations

import dataclasses
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from autoimport_graph.config import KEYS, Config, check_packages, config_from_table, find_config, load_config
from autoimport_graph.errors import ConfigError


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_key(tmp_path: Path) -> None:
    file = write(
        tmp_path / "autoimport_graph.toml",
        """
        packages = ["spam", "eggs.bacon", "spam"]
        distributions = ["scikit-learn", "GPflow"]
        script = false
        graph = ["spam.train", "spam.*.step"]
        jit_compile = false
        do_not_convert = ["spam.legacy"]
        exclude = ["spam.Model.call", "spam.f.<locals>.g"]
        py_func = ["*.log"]
        strict = true
        ignore = ["spam.noisy.*"]
        cache = false
        cache_dir = "build/cache"
        """,
    )
    assert load_config(file) == Config(
        packages=("spam", "eggs.bacon"),
        distributions=("scikit-learn", "GPflow"),
        script=False,
        graph=("spam.train", "spam.*.step"),
        jit_compile=False,
        do_not_convert=("spam.legacy",),
        exclude=("spam.Model.call", "spam.f.<locals>.g"),
        py_func=("*.log",),
        strict=True,
        ignore=("spam.noisy.*",),
        cache=False,
        cache_dir=tmp_path / "build/cache",
        path=file,
    )


def test_each_key_is_a_field_with_a_default_that_its_check_takes(tmp_path: Path) -> None:
    fields = {field.name: field.default for field in dataclasses.fields(Config)}
    assert set(fields) == {*KEYS, "path"}
    table = {key: fields[key] for key in KEYS if fields[key] is not None}
    assert config_from_table(table) == Config()


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().strict = True  # type: ignore[misc]


def test_is_a_dataclass_to_whoever_asks() -> None:
    config = Config(packages=("spam",))
    assert dataclasses.is_dataclass(config)
    assert dataclasses.replace(config, strict=True) == config.replace(strict=True) == Config(("spam",), strict=True)  # type: ignore[type-var]
    assert pickle.loads(pickle.dumps(config)) == config
    assert hash(config) == hash(Config(packages=("spam",)))
    assert repr(config).startswith("Config(packages=('spam',), distributions=(), script=True,")
    for wrong in ({"package": ()}, {"packages": (), "x": 1}):
        with pytest.raises(TypeError, match="takes packages"):
            Config(**wrong)  # type: ignore[arg-type]


def test_found_upward_from_a_folder_or_a_file(tmp_path: Path) -> None:
    file = write(tmp_path / "autoimport_graph.toml", "")
    script = write(tmp_path / "a/b/script.py", "")
    assert find_config(script) == find_config(script.parent) == find_config(tmp_path) == file


def test_relative_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "autoimport_graph.toml", "")
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert find_config(Path()) == file


def test_the_nearest_counts(tmp_path: Path) -> None:
    write(tmp_path / "autoimport_graph.toml", "")
    near = write(tmp_path / "a/pyproject.toml", "[tool.autoimport_graph]\npackages = ['spam']")
    assert find_config(tmp_path / "a") == near
    assert load_config(near).packages == ("spam",)


def test_own_file_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.autoimport_graph]")
    file = write(tmp_path / "autoimport_graph.toml", "")
    assert find_config(tmp_path) == file


@pytest.mark.parametrize(
    "text",
    ["[tool.other]", "", "# autoimport_graph", "name = 'autoimport_graph'", "tool = 5 # autoimport_graph", "]broken["],
)
def test_pyproject_that_is_not_about_us_is_passed_by(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "autoimport_graph.toml", "")
    write(tmp_path / "a/pyproject.toml", text)
    assert find_config(tmp_path / "a") == file


def test_broken_pyproject_that_is_about_us_is_not_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.autoimport_graph]\npackages = [")
    with pytest.raises(ConfigError, match=r"pyproject.toml: not valid TOML: .*(line 2|end of document)"):
        find_config(tmp_path)


def test_folder_of_that_name_is_no_config(tmp_path: Path) -> None:
    (tmp_path / "a/autoimport_graph.toml").mkdir(parents=True)
    (tmp_path / "a/pyproject.toml").mkdir()
    file = write(tmp_path / "autoimport_graph.toml", "")
    assert find_config(tmp_path / "a") == file


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("package = ['spam']", "package", "did you mean 'packages'?"),
        ("do-not-convert = ['spam.f']", "do-not-convert", "did you mean 'do_not_convert'?"),
        ("Packages = []", "Packages", "did you mean 'packages'?"),
        ("zzz = 1", "zzz", "the keys are packages, distributions, script"),
        ("[tool.autoimport_graph]\npackages = []", "tool", "remove the [tool.autoimport_graph] line"),
        ("jit_compile = 'yes'", "jit_compile", "'yes' is a string; write \"auto\", true or false (no quotes)"),
        ("packages = 'spam'", "packages", 'write packages = ["spam"]'),
        ("packages = 5", "packages", "expected a list of names, not a number"),
        ("packages = {}", "packages", "expected a list of names, not a table"),
        ("packages = ['spam', 5]", "packages", "5 in the list is a number"),
        ("packages = ['']", "packages", "'' is not the dotted name of a module"),
        ("packages = ['spam-eggs']", "packages", "try 'spam_eggs'"),
        ("packages = ['src/spam.py']", "packages", "try 'src.spam'"),
        ("packages = ['spam.*']", "packages", "write 'spam', its submodules are included"),
        ("packages = ['.spam']", "packages", "'.spam' is not the dotted name"),
        ("packages = ['spam..eggs']", "packages", "'spam..eggs' is not the dotted name"),
        ("packages = ['class']", "packages", "'class' is not the dotted name"),
        ("packages = ['../../etc']", "packages", "is not the dotted name"),
        ("packages = ['autoimport_graph']", "packages", "this tool itself"),
        ("packages = ['autoimport_graph.runtime']", "packages", "this tool itself"),
        ("packages = ['random']", "packages", "standard library"),
        ("packages = ['xml.dom']", "packages", "standard library"),
        ("packages = ['__main__']", "packages", "write script = true"),
        ("distributions = ['gpflow>=2']", "distributions", "as for pip install, no version"),
        ("ignore = ['not a name']", "ignore", "'not a name' is not a dotted name"),
        ("graph = ['not a name']", "graph", "'not a name' is not a dotted name"),
        ("graph = ['spam.']", "graph", "'spam.' is not a dotted name"),
        ("py_func = true", "py_func", "expected a list of names, not a boolean"),
        ("strict = 1", "strict", "write true or false"),
        ("strict = 'true'", "strict", "write true or false (no quotes)"),
        ("cache = []", "cache", "is a list; write true or false"),
        ("cache_dir = true", "cache_dir", "write the path of a folder in quotes"),
        ("cache_dir = ''", "cache_dir", "write the path of a folder in quotes"),
    ],
)
@pytest.mark.parametrize("name", ["autoimport_graph.toml", "pyproject.toml"])
def test_message_names_file_key_and_remedy(tmp_path: Path, name: str, text: str, key: str, message: str) -> None:
    if name == "pyproject.toml":
        if text.startswith("["):
            return
        text = "[tool.autoimport_graph]\n" + text
    file = write(tmp_path / name, text)
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert str(caught.value).startswith(f"{file}: {key}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"packages = ['spam']\nstrict = tru\n", "not valid TOML: .*line 2"),
        (b"packages = []\npackages = []\n", "not valid TOML: .*line 2"),
        (b"strict = true\n# caf\xe9\n", "line 2: not UTF-8"),
        (b"\x00", "not valid TOML"),
    ],
)
def test_file_that_is_no_toml(tmp_path: Path, data: bytes, message: str) -> None:
    file = write(tmp_path / "autoimport_graph.toml", data)
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_byte_order_mark(tmp_path: Path) -> None:
    assert load_config(write(tmp_path / "autoimport_graph.toml", b"\xef\xbb\xbfstrict = true")).strict


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none.toml: cannot be read \(No such file"):
        load_config(tmp_path / "none.toml")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = write(tmp_path / "autoimport_graph.toml", "")
    file.chmod(0)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(find_config(tmp_path) or file)


def test_pyproject_without_our_table(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no table \[tool.autoimport_graph\]"):
        load_config(write(tmp_path / "pyproject.toml", "[tool.other]"))


def test_pyproject_where_our_table_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a list; write it as a table"):
        load_config(write(tmp_path / "pyproject.toml", "[tool]\nautoimport_graph = []"))


def test_file_of_any_other_name(tmp_path: Path) -> None:
    assert load_config(str(write(tmp_path / "mine.toml", "packages = ['spam']"))).packages == ("spam",)


def test_cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert config_from_table({"cache_dir": "~/c"}).cache_dir == tmp_path / "home/c"
    assert config_from_table({"cache_dir": "c"}).cache_dir == tmp_path / "c"
    assert config_from_table({"cache_dir": "c"}, tmp_path / "p/x.toml").cache_dir == tmp_path / "p/c"
    assert config_from_table({"cache_dir": str(tmp_path)}, Path("p/x.toml")).cache_dir == tmp_path


def test_with_packages() -> None:
    config = Config(packages=("spam",), strict=True)
    assert config.with_packages("eggs", "spam") == Config(packages=("spam", "eggs"), strict=True)
    assert config.packages == ("spam",)
    with pytest.raises(ConfigError, match=r"^packages: 'no-name'"):
        config.with_packages("no-name")


def test_check_packages() -> None:
    assert check_packages(iter(["spam"])) == ("spam",)
    bad: Any = "spam"
    with pytest.raises(ConfigError, match=r'write packages = \["spam"\]'):
        check_packages(bad)
