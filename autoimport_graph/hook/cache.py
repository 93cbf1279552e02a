"""The cache: one file for each module, complete and valid or not there at all.

A file is a header (magic, key, the payload's size and digest) and a payload (the key again, code and notes,
marshalled). It is written under a temporary name and published by ``os.replace``; read, everything is checked. Whatever
is wrong is a miss, whatever cannot be written is done without: nobody waits for a lock, and there is no index to be
wrong.

The key is the content's, not a time stamp's: two edits in one second, a checked-out older version and a rebuilt
container image all have the modification times that break others. Source and payload are digested by the 64 bits that
Python itself trusts for its hash-based ``.pyc`` files (``importlib.util.source_hash``): blake2b measured five times
slower, which shows in a warm import, and no digest that has no key keeps out someone who can write the file.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from collections.abc import Iterator
from importlib.util import source_hash
from types import CodeType

from autoimport_graph.hook.digests import blake2b
from autoimport_graph.hook.events import FunctionNote
from autoimport_graph.hook.fingerprint import converter_digest
from autoimport_graph.hook.log import debug
from autoimport_graph.hook.places import PLACES, Place, places
from autoimport_graph.hook.publish import is_temporary, publish, sweep
from autoimport_graph.hook.session import Patterns

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"AIGRAPH\x03"
KEY_SIZE = 32
_END_OF_KEY = len(MAGIC) + KEY_SIZE
HEADER_SIZE = _END_OF_KEY + 8 + 8

# Nearly every file is read in one go. What calls itself larger is read on if its header holds.
_AT_ONCE = 1 << 18
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Entry:
    """What a cache file holds.

    Args:
        code: The module's.
        notes: What was noted about each function, marshalled: nobody asks for it in most imports.
        remarkable: Whether there is a note that every import reports.
    """

    __slots__ = ("_notes", "code", "remarkable")

    def __init__(self, code: CodeType, notes: bytes, remarkable: bool) -> None:
        self.code = code
        self._notes = notes
        self.remarkable = remarkable

    def notes(self) -> tuple[FunctionNote, ...]:
        """Return what was noted about each function."""
        notes: tuple[FunctionNote, ...] = marshal.loads(self._notes)
        return notes


class Miss(Exception):
    """A cache file is not what is asked for; the message says why."""


def make_key(source: bytes, path: str, name: str, patterns: Patterns) -> bytes:
    """Return the digest of all that decides what converted code looks like.

    Args:
        source: The module's bytes.
        path: The author's file name, which the code carries.
        name: The dotted name that patterns are matched with.
        patterns: Those that can concern the module.

    Returns:
        First what names the module's file in the cache, then what an edit of the source, or of the converter, changes.

    Raises:
        OSError: The converter's own sources cannot be read.
    """
    facts = repr((path, name, sys.flags.optimize, *patterns)).encode("utf-8", "backslashreplace")
    variant = blake2b(facts, digest_size=8).digest()
    size = (len(source) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((variant, converter_digest()[:12], size, source_hash(source)))


def pack(key: bytes, code: CodeType, notes: tuple[FunctionNote, ...]) -> bytes:
    """Return the content of a cache file.

    Args:
        key: What it is made for.
        code: The module's.
        notes: What was noted about each function.
    """
    remarkable = any(note[0] == "unconverted" for note in notes)
    payload = marshal.dumps((key, code, marshal.dumps(notes), remarkable))
    return make_header(key, payload) + payload


def make_header(key: bytes, payload: bytes) -> bytes:
    """Return what precedes a payload in its file.

    Args:
        key: What it was made for.
        payload: The rest of the file.
    """
    return b"".join((MAGIC, key, len(payload).to_bytes(8, "little"), source_hash(payload)))


def check_header(header: bytes, size: int, key: bytes) -> None:
    """Check the start of a cache file, before as much as its size promises is read.

    Args:
        header: As much of the file as a header takes.
        size: The size of the rest.
        key: What it should have been written for.

    Raises:
        Miss: It is damaged, or was written for something else.
    """
    if len(header) < HEADER_SIZE or not header.startswith(MAGIC):
        raise Miss("not a cache file, or cut short")
    if header[len(MAGIC) : _END_OF_KEY] != key:
        raise Miss("written for another source, option or converter")
    if int.from_bytes(header[_END_OF_KEY:-8], "little") != size:
        raise Miss("cut short, or grown")


def unpack(header: bytes, payload: bytes | memoryview) -> Entry:
    """Check the rest of a cache file and return what it holds.

    Args:
        header: What :func:`check_header` has seen.
        payload: The rest.

    Raises:
        Miss: It is damaged.
    """
    # Before anything is made of it: marshal may crash on bytes that it has not written.
    if source_hash(payload) != header[-8:]:  # type: ignore[arg-type, unused-ignore]
        raise Miss("damaged")
    try:
        key, code, notes, remarkable = marshal.loads(payload)
    except (EOFError, ValueError, TypeError) as error:
        raise Miss(f"not readable ({error})") from error
    if key != header[len(MAGIC) : _END_OF_KEY]:  # of two files, as a broken disk or network makes one
        raise Miss("the payload of another file")
    if not isinstance(code, CodeType) or not isinstance(notes, bytes):
        raise Miss("not code")
    return Entry(code, notes, remarkable)


class Slot:
    """The cache file of one module under one set of options.

    Args:
        source: The author's file.
        key: What :func:`make_key` returned.
        cache_dir: The folder that the configuration names, if any.
    """

    __slots__ = ("_cache_dir", "_key", "_source")

    def __init__(self, source: str, key: bytes, cache_dir: Path | None) -> None:
        self._source = source
        self._key = key
        self._cache_dir = cache_dir

    def _file_in(self, place: Place, stem: str) -> str:
        # Not of the whole key: an edit then replaces the file of the version before, and none piles up.
        return f"{place.folder}{os.sep}{stem}.graph-{self._key[:4].hex()}.pyc"

    def read(self) -> Entry | None:
        """Return what the cache has, None if there is nothing of use."""
        self._sweep()
        found = self._found()
        return None if found is None else found[1]

    def find(self) -> str | None:
        """Return the file that :meth:`read` reads, None if there is nothing of use."""
        found = self._found()
        return None if found is None else found[0]

    def _found(self) -> tuple[str, Entry] | None:
        for find in PLACES:  # most modules have their file in the first, and the second takes time to find
            found = find(self._source, self._cache_dir)
            if found is None:
                continue
            file = self._file_in(*found)
            try:
                return file, _read(found[0], file, self._key)
            except FileNotFoundError:
                continue
            except (OSError, Miss, ValueError) as reason:
                debug("cache file %s not used: %s", file, reason)
        return None

    def _sweep(self) -> None:
        """Clear the folders away, once for all the modules that share them: in reading, as no write may follow."""
        folders = (self._source.rpartition(os.sep)[0], self._cache_dir)
        if folders in _swept or sys.dont_write_bytecode:
            return
        _swept.add(folders)
        for place, _ in places(self._source, self._cache_dir):
            try:
                if place.usable():
                    sweep(place.folder)
            except (OSError, ValueError):  # not there yet, a path that no file can have
                continue

    def write(self, code: CodeType, notes: tuple[FunctionNote, ...]) -> None:
        """Keep a module's code, in the first place that takes it."""
        if sys.dont_write_bytecode:
            return
        try:
            data = pack(self._key, code, notes)
        except ValueError as reason:  # a constant that marshal does not know
            debug("%s is not kept: %s", self._source, reason)
            return
        for place, stem in places(self._source, self._cache_dir):
            file = self._file_in(place, stem)
            try:
                if not place.prepare():
                    raise Miss("others can write to the folder")
                publish(file, data, place.mode_for_files(self._source))
                return
            except (OSError, Miss, ValueError) as reason:
                debug("%s is not kept in %s: %s", self._source, place.folder, reason)


def _read(place: Place, file: str, key: bytes) -> Entry:
    descriptor = os.open(file, _READ_FLAGS)  # neither follows a link nor waits for a pipe
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Miss("not a regular file")
        if not place.believes(status) or not place.usable():
            raise Miss("others can write to it")
        size = status.st_size
        data = _read_all(descriptor, min(size, _AT_ONCE))
        header = data[:HEADER_SIZE]
        check_header(header, size - HEADER_SIZE, key)
        if size > _AT_ONCE:
            data += _read_all(descriptor, size - _AT_ONCE)
        return unpack(header, memoryview(data)[HEADER_SIZE:])  # no copy of what the graph versions make big
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    data = os.read(descriptor, size)
    while 0 < len(data) < size:  # a network file system may hand out pieces
        more = os.read(descriptor, size - len(data))
        if not more:
            break
        data += more
    return data


# Source folders, with the configured cache folder, whose cache folders have been swept by this process.
_swept: set[tuple[str, Path | None]] = set()


def cache_files(folder: str | Path) -> Iterator[Path]:
    """Yield the cache files in a folder and below, and what killed writers left; what ``cache clear`` removes.

    Args:
        folder: A source folder, or a cache folder.
    """
    import re
    from pathlib import Path

    published = re.compile(r"\.graph-[0-9a-f]{8}\.pyc$")
    for parent, _, names in os.walk(folder):
        for name in names:
            if published.search(name) or is_temporary(name):
                yield Path(parent, name)
