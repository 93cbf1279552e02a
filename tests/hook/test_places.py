"""Where cache files lie, and whose are believed."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autoimport_graph.hook import cache
from autoimport_graph.hook.places import Place, places
from autoimport_graph.hook.session import Patterns
from tests.hook.fake_compiler import MARK
from tests.hook.project import Project, converted, forget_memos

posix = pytest.mark.skipif(os.name != "posix", reason="owners and mode bits are POSIX")
as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as two users")
NOBODY, SOMEBODY = 65534, 12345


@pytest.fixture
def spam(project: Project) -> Project:
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    return project


def home(project: Project) -> Path:
    return project.folder.parent / "home" / "autoimport_graph"


def again(project: Project) -> str:
    """Load as a new process would; return what became of it."""
    forget_memos()
    assert converted(project.load("spam"))
    return project.kinds()[-1]


def test_pycache_prefix(spam: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest #4730."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "prefix"))
    spam.load("spam")
    (file,) = cache.cache_files(tmp_path / "prefix")
    assert file.parent == tmp_path / "prefix" / str(spam.folder).lstrip("/")
    assert spam.cache_files() == []
    assert again(spam) == "cached"


def test_cache_dir(project: Project, tmp_path: Path) -> None:
    project.write({"spam.py": ""})
    project.install("spam", cache_dir=str(tmp_path / "mine"))
    project.load("spam")
    assert project.cache_files() == []
    assert not home(project).exists()
    assert len(list(cache.cache_files(tmp_path / "mine"))) == 1
    assert again(project) == "cached"


def test_pycache_that_is_a_file(spam: Project) -> None:
    """pytest ``try_makedirs``: the user's folder takes the entry."""
    (spam.folder / "__pycache__").write_text("")
    spam.load("spam")
    assert len(list(cache.cache_files(home(spam)))) == 1
    assert again(spam) == "cached"


@posix
def test_pycache_that_is_a_link_is_not_followed(spam: Project, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (spam.folder / "__pycache__").symlink_to(tmp_path / "target")
    spam.load("spam")
    assert list((tmp_path / "target").iterdir()) == []
    assert again(spam) == "cached"


@posix
@pytest.mark.parametrize("depth", range(4))
@pytest.mark.parametrize("kind", ["cache_dir", "prefix", "home"])
def test_link_inside_the_cache_is_not_followed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, depth: int
) -> None:
    """Nor is anything made where it leads, be it the root, a folder on the way, or the last."""
    project.write({"spam.py": "VALUE = 1\n"})
    root = tmp_path / "root" / "autoimport_graph"
    if kind == "home":
        (project.folder / "__pycache__").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent))
    elif kind == "prefix":
        monkeypatch.setattr(sys, "pycache_prefix", str(root))
    project.install("spam", **({"cache_dir": str(root)} if kind == "cache_dir" else {}))
    assert again(project) == "converted"
    assert again(project) == "cached"
    folders = [root, *(root / part for part in (Path(str(project.folder)[1:]), *Path(str(project.folder)[1:]).parents))]
    link = sorted(set(folders))[depth]
    target = tmp_path / "elsewhere"
    link.rename(target)
    link.symlink_to(target)
    before = sorted(target.rglob("*"))
    shutil.rmtree(project.folder.parent / "home", ignore_errors=True)
    assert again(project) == "converted", "an entry that lies there is not used"
    for file in cache.cache_files(target):
        file.unlink()
    assert again(project) != "failed"
    assert sorted({*target.rglob("*")} - set(before)) == [], "and none is written there"


def test_nowhere_to_write(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (spam.folder / "__pycache__").write_text("")
    (spam.folder.parent / "home").write_text("")
    for _ in range(2):
        assert again(spam) == "converted"


def test_no_home(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (spam.folder / "__pycache__").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert again(spam) == "converted"


def test_no_bytecode_tag(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert again(spam) == "converted"
    assert spam.cache_files() == []


def test_path_that_is_too_long(project: Project) -> None:
    name = "m" * 200
    project.write({f"{name}.py": ""})
    project.install(name)
    assert converted(project.load(name))


@posix
def test_users_folder_is_private(spam: Project) -> None:
    (spam.folder / "__pycache__").write_text("")
    previous = os.umask(0)
    try:
        spam.load("spam")
    finally:
        os.umask(previous)
    folders = [folder for folder in (home(spam), *home(spam).rglob("*")) if folder.is_dir()]
    assert len(folders) > 2
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


@posix
def test_entry_is_as_private_as_its_source(spam: Project) -> None:
    (spam.folder / "spam.py").chmod(0o600)
    previous = os.umask(0)
    try:
        spam.load("spam")
    finally:
        os.umask(previous)
    assert stat.S_IMODE(spam.cache_file().stat().st_mode) == 0o600


@as_root
@pytest.mark.parametrize(("mode", "expected"), [(0o640, 0o600), (0o644, 0o644), (0o660, 0o600)])
def test_group_of_the_source_is_not_that_of_the_entry(spam: Project, mode: int, expected: int) -> None:
    """The entry has the group of the process: its members may not be those who can read the source."""
    os.chown(spam.folder / "spam.py", 0, SOMEBODY)
    (spam.folder / "spam.py").chmod(mode)
    spam.load("spam")
    assert stat.S_IMODE(spam.cache_file().stat().st_mode) == expected
    spam.cache_file().unlink()
    os.chown(spam.folder / "__pycache__", 0, SOMEBODY)
    (spam.folder / "__pycache__").chmod(0o2755)  # what is made there has the folder's group
    assert again(spam) == "converted"
    assert stat.S_IMODE(spam.cache_file().stat().st_mode) == mode & 0o644


@posix
@pytest.mark.parametrize("kind", ["cache_dir", "prefix"])
@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_entry_elsewhere_is_as_private_as_the_folders_of_its_source(
    monkeypatch: pytest.MonkeyPatch, project: Project, kind: str, private: bool, expected: int
) -> None:
    """A public file in a private folder: nobody else can read it, and its converted code lies in a public folder."""
    with tempfile.TemporaryDirectory() as public:
        top = Path(public)
        top.chmod(0o755)
        source = top / "private" / "project"
        source.mkdir(parents=True)
        source.parent.chmod(0o700 if private else 0o755)
        (source / "spam.py").write_text("VALUE = 1\n")
        (source / "spam.py").chmod(0o644)
        monkeypatch.syspath_prepend(str(source))
        if kind == "prefix":
            monkeypatch.setattr(sys, "pycache_prefix", str(top / "cache"))
        project.install("spam", **({"cache_dir": str(top / "cache")} if kind == "cache_dir" else {}))
        assert again(project) == "converted"
        (file,) = cache.cache_files(top / "cache")
        assert stat.S_IMODE(file.stat().st_mode) == expected
        assert again(project) == "cached"


@posix
@pytest.mark.parametrize("bit", [stat.S_IWGRP, stat.S_IWOTH])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_entry_that_others_can_write_is_not_used(spam: Project, bit: int, what: str) -> None:
    spam.load("spam")
    target = spam.cache_file() if what == "file" else spam.cache_file().parent
    target.chmod(stat.S_IMODE(target.stat().st_mode) | bit)
    assert again(spam) == "converted"


@posix
def test_users_folder_that_others_can_write_is_not_used(spam: Project) -> None:
    (spam.folder / "__pycache__").write_text("")
    spam.load("spam")
    assert again(spam) == "cached"
    home(spam).chmod(0o770)
    assert again(spam) == "converted"


@posix
def test_tree_that_a_group_shares_is_cached(spam: Project) -> None:
    """With umask 002 everything is writable by the group; who can write the source is believed anyway."""
    spam.folder.chmod(0o775)
    (spam.folder / "spam.py").chmod(0o664)
    previous = os.umask(0o002)
    try:
        spam.load("spam")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((spam.folder / "__pycache__").stat().st_mode) == 0o775
    assert again(spam) == "cached"


@posix
def test_folder_like_tmp(spam: Project) -> None:
    """In a sticky folder all can create, and none can replace: our ``__pycache__`` there is ours alone."""
    spam.folder.chmod(0o1777)
    previous = os.umask(0)
    try:
        spam.load("spam")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((spam.folder / "__pycache__").stat().st_mode) == 0o755
    assert again(spam) == "cached"
    (spam.folder / "__pycache__").chmod(0o777)
    assert again(spam) == "converted"


@as_root
@pytest.mark.parametrize("what", ["file", "folder"])
def test_entry_of_another_user_is_not_used(spam: Project, what: str) -> None:
    spam.load("spam")
    os.chown(spam.cache_file() if what == "file" else spam.cache_file().parent, SOMEBODY, SOMEBODY)
    assert again(spam) == "converted"


@as_root
def test_entry_that_another_group_can_write_is_not_used(spam: Project) -> None:
    (spam.folder / "spam.py").chmod(0o664)
    spam.load("spam")
    spam.cache_file().chmod(0o664)
    assert again(spam) == "cached"
    os.chown(spam.cache_file(), 0, SOMEBODY)
    spam.cache_file().chmod(0o664)
    assert again(spam) == "converted"


@as_root
def test_owner_of_the_source_is_believed(spam: Project) -> None:
    """An administrator's or colleague's package, with the entries that its owner wrote."""
    spam.load("spam")
    for path in (spam.folder, *spam.folder.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY)
    assert again(spam) == "cached"


@as_root
def test_home_of_another_user_is_not_used(spam: Project) -> None:
    """``sudo -E``: root with the user's home writes nothing there and believes nothing there."""
    (spam.folder / "__pycache__").write_text("")
    home(spam).mkdir(parents=True, mode=0o700)
    os.chown(home(spam), SOMEBODY, SOMEBODY)
    assert again(spam) == "converted"
    assert list(home(spam).iterdir()) == []


@as_root
def test_cache_dir_of_another_user_is_not_used(project: Project, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", SOMEBODY, SOMEBODY)
    project.write({"spam.py": ""})
    project.install("spam", cache_dir=str(tmp_path / "theirs"))
    assert again(project) == "converted"
    assert list((tmp_path / "theirs").iterdir()) == []


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(function: Callable[[], str], user: int = NOBODY) -> str:
    """Run a function in a child that has given up being root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            answer = function()
        except BaseException as error:
            answer = repr(error)
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading) as stream:
        return stream.read()


@as_root
def test_read_only_installation(project: Project, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that root installed: another user keeps entries in their own folder, root's own are believed."""
    project.folder = public
    monkeypatch.syspath_prepend(public)
    monkeypatch.setenv("XDG_CACHE_HOME", str(public / "home"))
    (public / "home").mkdir()
    os.chown(public / "home", NOBODY, NOBODY)
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    assert as_nobody(lambda: again(project)) == "converted"
    assert as_nobody(lambda: again(project)) == "cached"
    assert not (public / "__pycache__").exists()
    shutil.rmtree(public / "home")
    assert as_nobody(lambda: again(project)) == "converted", "and no home: uncached"
    assert as_nobody(lambda: again(project)) == "converted"
    assert again(project) == "converted"
    assert as_nobody(lambda: again(project)) == "cached", "root's entry, beside the source"


def plant(source: Path, folder: Path) -> str:
    """Forge an entry for a module, valid in all but who wrote it, as an attacker would who knows how we work."""
    key = cache.make_key(source.read_bytes(), str(source), source.stem, Patterns((), (), ()))
    slot = cache.Slot(str(source), key, None)
    name = slot._file_in(*places(str(source), None)[0])
    folder.mkdir(exist_ok=True)
    evil = compile(f"VALUE = 'evil'; {MARK} = 1", str(source), "exec")
    (folder / Path(name).name).write_bytes(cache.pack(key, evil, ()))
    return "planted"


@as_root
@pytest.mark.parametrize("victim", [0, SOMEBODY])
@pytest.mark.parametrize("place", ["shared folder", "__pycache__", "cache_dir", "home", "below cache_dir"])
def test_entry_that_another_user_planted_is_not_used(
    project: Project, public: Path, monkeypatch: pytest.MonkeyPatch, place: str, victim: int
) -> None:
    """Two real users, neither of whom can write the other's files: one forges an entry, the other imports."""
    project.folder = public / "project"
    project.folder.mkdir(mode=0o755)
    monkeypatch.syspath_prepend(project.folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(public / "home"))
    project.write({"spam.py": "VALUE = 1\n"})
    source, mirrored = project.folder / "spam.py", str(project.folder)[1:]
    settings, folder = {}, project.folder / "__pycache__"
    if place == "shared folder":  # as /tmp is one
        project.folder.chmod(0o1777)
    elif place == "__pycache__":  # somebody was careless
        folder.mkdir()
        folder.chmod(0o777)
    else:
        root = public / "cache"
        if place == "home":
            root = public / "home" / "autoimport_graph"
            (project.folder / "__pycache__").write_text("")  # so that the home is what is used
        else:
            settings["cache_dir"] = str(root)
        folder = root / mirrored
        folder.mkdir(parents=True)
        for path in (folder, *folder.parents):
            if path.is_relative_to(root):
                path.chmod(0o777 if path == folder or place != "below cache_dir" else 0o755)
    assert as_nobody(lambda: plant(source, folder)) == "planted"
    project.install("spam", **settings)
    assert as_nobody(lambda: repr([project.load("spam").VALUE, again(project)][0]), victim) == "1"
    monkeypatch.setattr(Place, "believes", lambda place, status: True)
    assert as_nobody(lambda: repr(project.load("spam").VALUE), victim) == "'evil'", "nothing else is wrong with it"
