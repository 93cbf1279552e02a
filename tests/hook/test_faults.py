"""File systems that fail, as network file systems do: every call of the cache, every error, and data that is old."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autoimport_graph.hook import cache, places, publish
from tests.hook.project import Project, converted, forget_memos

ERRORS = [errno.EIO, errno.ESTALE, errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.EEXIST]
ERRORS += [errno.ENOSYS, errno.EPERM, errno.EXDEV, errno.EBUSY, errno.ENOTDIR, errno.ELOOP, errno.EMFILE, errno.EINVAL]
CALLS = ["open", "read", "fstat", "lstat", "stat", "mkdir", "listdir", "replace", "unlink", "dup", "makedirs"]


class FaultyOs:
    """The module ``os`` as the cache sees it, some of whose functions fail."""

    def __init__(self, **functions: Callable[..., Any]) -> None:
        self.__dict__.update(functions)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def install(**functions: Callable[..., Any]) -> None:
        for module in (cache, places, publish):
            monkeypatch.setattr(module, "os", FaultyOs(**functions))

    return install


def raising(number: int) -> Callable[..., Any]:
    def fail(*args: object, **options: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", CALLS)
def test_call_that_fails(spam: Project, faulty: Callable[..., None], call: str) -> None:
    """In reading as in writing: the right code, and nothing left behind once the calls work again."""
    for version, number in enumerate(ERRORS):
        forget_memos()
        faulty(**{call: raising(number)})
        assert (version or 1) == spam.load("spam").VALUE
        (spam.folder / "spam.py").write_text(f"VALUE = {version + 1}\n")
        forget_memos()
        assert version + 1 == spam.load("spam").VALUE
        assert converted(spam.load("spam"))
        faulty()
        forget_memos()
        assert version + 1 == spam.load("spam").VALUE
        spam.load("spam")
        assert spam.kinds() == ["cached"]
        files = [*spam.cache_files(), *cache.cache_files(spam.folder.parent / "home")]
        assert not [file for file in files if file.suffix == ".tmp"], (call, errno.errorcode[number])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_disk_that_is_full_when_the_file_is_closed(spam: Project, faulty: Callable[..., None], number: int) -> None:
    """As NFS tells of it: nothing is published."""
    import io

    class Stream(io.BytesIO):
        def __exit__(self, *error: object) -> None:
            raise OSError(number, os.strerror(number))

    (spam.folder / "spam.py").write_text("VALUE = 2\n")
    before = spam.cache_file().read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "open", lambda descriptor, mode: (os.close(descriptor), Stream())[1], raising=False)
        patch.setattr(publish, "_lock", lambda descriptor: True)
        faulty(dup=lambda descriptor: os.open(os.devnull, os.O_RDONLY))
        assert spam.load("spam").VALUE == 2
    assert spam.cache_file().read_bytes() == before


def test_pieces(spam: Project, faulty: Callable[..., None]) -> None:
    """A read that returns less than asked is continued."""
    faulty(read=lambda descriptor, size: os.read(descriptor, min(size, 7)))
    spam.load("spam")
    assert spam.kinds() == ["cached"]


def test_stale_data(spam: Project, faulty: Callable[..., None]) -> None:
    """A client that still sees the file of before, its size, or a mixture of both: never the old module."""
    old = spam.cache_file().read_bytes()
    (spam.folder / "spam.py").write_text("VALUE = 2\nMORE = 'and more of it'\n")
    spam.load("spam")
    new = spam.cache_file().read_bytes()
    half = len(old) // 2
    for data in (old, old + new[len(old) :], new[:half] + old[half:], new[: len(old)], new[:-1] + b"\xff", b""):
        for size in (len(data), len(old), len(new), 0):
            position = 0

            def read(descriptor: int, count: int, data: bytes = data) -> bytes:
                nonlocal position
                piece = data[position : position + count]
                position += len(piece)
                return piece

            def fstat(descriptor: int, size: int = size) -> os.stat_result:
                fields = list(os.fstat(descriptor))
                fields[6] = size
                return os.stat_result(fields)

            faulty(read=read, fstat=fstat)
            assert spam.load("spam").VALUE == 2
            assert spam.kinds() == ["converted"]
    faulty()
    spam.load("spam")
    assert spam.kinds() == ["cached"]


def test_name_that_is_taken(spam: Project, faulty: Callable[..., None]) -> None:
    """Another machine has made the temporary file of this name: it keeps it."""
    faulty(urandom=lambda count: b"\xab" * count)
    theirs = Path(f"{spam.cache_file()}.{'ab' * 6}.tmp")
    theirs.write_bytes(b"half")
    (spam.folder / "spam.py").write_text("VALUE = 2\n")
    assert spam.load("spam").VALUE == 2
    assert theirs.read_bytes() == b"half"


def test_rename_that_is_done_and_told_as_failed(spam: Project, faulty: Callable[..., None]) -> None:
    """NFS sends a request again whose answer was lost."""

    def replace(source: str, target: str) -> None:
        os.replace(source, target)
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))

    faulty(replace=replace)
    (spam.folder / "spam.py").write_text("VALUE = 2\n")
    assert spam.load("spam").VALUE == 2
    assert spam.load("spam").VALUE == 2
    assert spam.kinds() == ["cached"]


@pytest.mark.parametrize("granularity", [1, 2, 3600])
def test_coarse_times(spam: Project, granularity: int) -> None:
    """Two seconds on FAT, and any clock: no time decides about an entry."""
    source = spam.folder / "spam.py"
    for value in (2, 3, 2):
        source.write_text(f"VALUE = {value}\n")
        for file in (source, spam.cache_file()):
            time = file.stat().st_mtime // granularity * granularity
            os.utime(file, (time, time))
        assert value == spam.load("spam").VALUE
