"""Cache files are published whole, and what killed writers left is cleared away."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autoimport_graph.hook import cache, publish
from tests.hook.project import ROOT, Project, converted, forget_memos

posix = pytest.mark.skipif(os.name != "posix", reason="file locks of POSIX")

# Writes half of a temporary file, and holds still.
WRITER = """
import os, sys, time
from autoimport_graph.hook import publish
def wait(*names):
    print("writing", flush=True)
    time.sleep(60)
os.replace = wait
publish.publish(sys.argv[1], b"half", 0o600)
"""


def writer(file: Path) -> subprocess.Popen[str]:
    """A process that is about to publish a file."""
    program = [sys.executable, "-c", WRITER, str(file)]
    process = subprocess.Popen(program, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def temporary_files(project: Project) -> list[Path]:
    return [file for file in project.cache_files() if file.suffix == ".tmp"]


@posix
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_file_of_a_killed_writer_goes_with_the_next_run(spam: Project, signal_number: int) -> None:
    """Also where that has nothing to write, and no process number tells anything: they come again in containers."""
    process = writer(spam.cache_file())
    assert len(temporary_files(spam)) == 1
    forget_memos()
    spam.load("spam")
    assert len(temporary_files(spam)) == 1, "a writer that lives still needs its file"
    process.send_signal(signal_number)
    process.wait()
    assert len(temporary_files(spam)) == 1
    forget_memos()
    spam.load("spam")
    assert spam.kinds() == ["cached"]
    assert temporary_files(spam) == []


@posix
def test_file_in_a_place_that_is_not_needed_goes_as_well(spam: Project) -> None:
    """The disk was full, so the writer was at work in the user's folder; now there is room beside the source."""
    home = spam.folder.parent / "home" / "autoimport_graph"
    folder = home / str(spam.folder)[1:]
    folder.mkdir(parents=True, mode=0o700)
    for name in (home, *home.rglob("*")):
        name.chmod(0o700)
    process = writer(folder / spam.cache_file().name)
    process.kill()
    process.wait()
    assert len(list(cache.cache_files(home))) == 1
    forget_memos()
    spam.load("spam")
    assert list(cache.cache_files(home)) == []


def test_orphan_does_not_block_a_write(spam: Project) -> None:
    """JAX #39880: one orphan blocked all writes."""
    file = spam.cache_file()
    for name in ("0-0", "abcdefabcdef", "1"):
        file.with_name(f"{file.name}.{name}.tmp").write_bytes(b"half")
    file.with_name(f"{file.name}.link.tmp").symlink_to("/nowhere/at/all")
    (spam.folder / "spam.py").write_text("VALUE = 4\n")
    forget_memos()
    spam.load("spam")
    assert spam.load("spam").VALUE == 4
    assert spam.kinds() == ["cached"]
    assert temporary_files(spam) == []


@posix
def test_no_locks(spam: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that knows none: young files are left alone."""

    def no_locks(*args: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(publish, "flock", no_locks)
    (spam.folder / "spam.py").write_text("VALUE = 5\n")
    assert spam.load("spam").VALUE == 5
    file = spam.cache_file()
    young = file.with_name(f"{file.name}.young.tmp")
    old = file.with_name(f"{file.name}.old.tmp")
    young.write_bytes(b"half")
    old.write_bytes(b"half")
    hour_ago = time.time() - 3600
    os.utime(old, (hour_ago, hour_ago))
    forget_memos()
    spam.load("spam")
    assert spam.kinds() == ["cached"]
    assert temporary_files(spam) == [young]


def test_writer_whose_file_is_taken_goes_on_without(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweeper came between its creating and locking the file."""
    real = publish._lock

    def late(descriptor: int) -> bool:
        for file in temporary_files(project):
            file.unlink()
        return real(descriptor)

    monkeypatch.setattr(publish, "_lock", late)
    project.write({"spam.py": "VALUE = 1\n"})
    project.install("spam")
    assert converted(project.load("spam"))
    assert project.cache_files() == []


def test_files_of_other_people_stay(project: Project) -> None:
    """What merely looks like ours is neither swept nor cleared."""
    project.write({"spam.py": ""})
    folder = project.folder / "__pycache__"
    folder.mkdir()
    names = [
        "social.graph-data.tmp",
        "spam.graph-12345678.pyc.bak",
        "x.tmp",
        "spam.graph-0123456g.pyc",
        "a.graph-1.pyc",
    ]
    for name in names:
        (folder / name).write_text("")
    project.install("spam")
    project.load("spam")
    assert {file.name for file in folder.iterdir()} - set(names) == {project.cache_file().name}
    assert {file.name for file in folder.iterdir()} >= set(names)
