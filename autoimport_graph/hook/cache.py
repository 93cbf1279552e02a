"""The cache: one file for each module, complete and valid or not there at all.

A file is a header (magic, key, digest of the payload) and a payload (marshalled code and notes). It is written under a
temporary name and published by ``os.replace``; read, everything is checked. Whatever is wrong is a miss, whatever
cannot be written is done without: there is no lock, no index, and no process-wide patch to be left behind.

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
from hashlib import blake2b
from importlib.util import source_hash
from pathlib import Path
from threading import get_ident
from types import CodeType
from typing import NamedTuple

from autoimport_graph.hook.events import FunctionNote
from autoimport_graph.hook.fingerprint import converter_digest
from autoimport_graph.hook.log import debug
from autoimport_graph.hook.places import Place, places
from autoimport_graph.hook.session import Patterns

MAGIC = b"AIGRAPH\x01"
KEY_SIZE = 32
HEADER_SIZE = len(MAGIC) + KEY_SIZE + 8

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Entry(NamedTuple):
    """What a cache file holds."""

    code: CodeType
    notes: tuple[FunctionNote, ...]


class Miss(Exception):
    """A cache file is not what is asked for; the message says why."""


def make_key(source: bytes, path: str, name: str, patterns: Patterns) -> bytes:
    """Return the digest of all that decides what converted code looks like.

    Args:
        source: The module's bytes.
        path: The author's file name, which the code carries.
        name: The dotted name that patterns are matched with.
        patterns: Those that can concern the module.

    Raises:
        OSError: The converter's own sources cannot be read.
    """
    digest = blake2b(converter_digest(), digest_size=KEY_SIZE)
    facts = (path, name, sys.flags.optimize, *patterns, len(source), source_hash(source))
    digest.update(repr(facts).encode("utf-8", "backslashreplace"))
    return digest.digest()


def pack(key: bytes, entry: Entry) -> bytes:
    """Return the content of a cache file."""
    payload = marshal.dumps((entry.code, entry.notes))
    return b"".join((MAGIC, key, source_hash(payload), payload))


def unpack(data: bytes, key: bytes) -> Entry:
    """Check the content of a cache file and return what it holds.

    Args:
        data: All of the file.
        key: What it should have been written for.

    Raises:
        Miss: It is damaged, or was written for something else.
    """
    if len(data) < HEADER_SIZE or not data.startswith(MAGIC):
        raise Miss("not a cache file, or cut short")
    end = len(MAGIC) + KEY_SIZE
    if data[len(MAGIC) : end] != key:
        raise Miss("written for another source, option or converter")
    # No copy of the payload, which the graph versions make big.
    payload = memoryview(data)[HEADER_SIZE:]
    if source_hash(payload) != data[end:HEADER_SIZE]:  # type: ignore[arg-type, unused-ignore]
        raise Miss("damaged")
    try:
        code, notes = marshal.loads(payload)
    except (EOFError, ValueError, TypeError) as error:
        raise Miss(f"not readable ({error})") from error
    if not isinstance(code, CodeType) or not isinstance(notes, tuple):
        raise Miss("not code")
    return Entry(code, notes)


class Slot:
    """The cache file of one module under one set of options.

    Args:
        source: The author's file.
        name: The module's dotted name.
        key: What :func:`make_key` returned.
        patterns: Those that can concern the module; each set has its file.
        cache_dir: The folder that the configuration names, if any.
    """

    def __init__(self, source: str, name: str, key: bytes, patterns: Patterns, cache_dir: Path | None) -> None:
        self._source = source
        self._key = key
        # Not of the key: an edit then replaces the file of the version before, and none piles up.
        variant = repr((source, name, sys.flags.optimize, *patterns)).encode("utf-8", "backslashreplace")
        self._suffix = f".graph-{blake2b(variant, digest_size=4).hexdigest()}.pyc"
        self._cache_dir = cache_dir

    def _files(self) -> Iterator[tuple[Place, str]]:
        for place, stem in places(self._source, self._cache_dir):
            yield place, os.path.join(place.folder, stem + self._suffix)

    def read(self) -> Entry | None:
        """Return what the cache has, None if there is nothing of use."""
        return next((entry for _, entry in self._entries()), None)

    def find(self) -> str | None:
        """Return the file that :meth:`read` reads, None if there is nothing of use."""
        return next((file for file, _ in self._entries()), None)

    def _entries(self) -> Iterator[tuple[str, Entry]]:
        for place, file in self._files():
            try:
                yield file, unpack(_read(place, file), self._key)
            except FileNotFoundError:
                continue
            except (OSError, Miss, ValueError) as reason:
                debug("cache file %s not used: %s", file, reason)

    def write(self, code: CodeType, notes: tuple[FunctionNote, ...]) -> None:
        """Keep a module's code, in the first place that takes it."""
        if sys.dont_write_bytecode:
            return
        try:
            data = pack(self._key, Entry(code, notes))
        except ValueError as reason:  # a constant that marshal does not know
            debug("%s is not kept: %s", self._source, reason)
            return
        for place, file in self._files():
            try:
                _publish(place, file, data, self._source)
                return
            except (OSError, Miss, ValueError) as reason:
                debug("%s is not kept in %s: %s", self._source, place.folder, reason)


def _read(place: Place, file: str) -> bytes:
    descriptor = os.open(file, _READ_FLAGS)  # neither follows a link nor waits for a pipe
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Miss("not a regular file")
        if not place.believes(status) or not place.usable():
            raise Miss("others can write to it")
        return _read_all(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    data = os.read(descriptor, size + 1)
    while 0 < len(data) < size:  # a network file system may hand out pieces
        more = os.read(descriptor, size - len(data))
        if not more:
            break
        data += more
    return data


def _publish(place: Place, file: str, data: bytes, source: str) -> None:
    if not place.prepare():
        raise Miss("others can write to the folder")
    temporary = f"{file}.{os.getpid()}-{get_ident()}.tmp"
    mode = 0o600 | stat.S_IMODE(os.stat(source).st_mode) & 0o644
    _sweep(place.folder)
    try:
        with open(os.open(temporary, _WRITE_FLAGS, mode), "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
    except BaseException:  # Ctrl-C as well: no half file stays behind
        _remove(temporary)
        raise


_swept: set[str] = set()


def _sweep(folder: str) -> None:
    # Temporary files of writers that were killed. To take one from a writer that lives, on another machine for one,
    # does no harm: it finds that it cannot publish, and goes on without.
    if folder in _swept:
        return
    _swept.add(folder)
    for name in os.listdir(folder):
        if name.endswith(".tmp") and ".graph-" in name and not _alive(name):
            _remove(os.path.join(folder, name))


def _alive(temporary: str) -> bool:
    if os.name == "nt":  # os.kill(pid, 0) would end the process there
        return False
    try:
        os.kill(int(temporary.split(".")[-2].partition("-")[0]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _remove(file: str) -> None:
    try:
        os.unlink(file)
    except OSError:
        return


def cache_files(folder: str | Path) -> Iterator[Path]:
    """Yield the cache files in a folder and below, and what killed writers left; what ``cache clear`` removes.

    Args:
        folder: A source folder, or a cache folder.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            if ".graph-" in name and name.endswith((".pyc", ".tmp")):
                yield Path(parent, name)
