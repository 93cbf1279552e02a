"""Put a file into its place whole or not at all, and clear away what writers left that were killed.

A writer holds a lock on its temporary file until it has published it. The system releases that lock when the writer
dies, so whoever gets it has found an orphan: no process number is trusted, which in the next container would belong to
someone else, or to the finder itself.
"""

from __future__ import annotations

import os
import sys
import time

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, flock

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OPEN = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# Where the file system knows no locks, an orphan is what has not been written to for so many seconds.
_PATIENCE = 60.0


def is_temporary(name: str) -> bool:
    """Whether a file's name is that of a cache file which was never published.

    Args:
        name: Without its folder.
    """
    if not name.endswith(".tmp"):  # said of each file in a folder, and true of hardly one
        return False
    import re

    return re.search(r"\.graph-[0-9a-f]{8}\.pyc\.[^.]+\.tmp$", name) is not None


def publish(file: str, data: bytes, mode: int) -> None:
    """Write a file, so that nobody ever sees a part of it.

    Args:
        file: Its path; what is there is replaced.
        data: Its content.
        mode: Its permission bits.

    Raises:
        OSError: It cannot be written; then nothing is left behind.
    """
    try:
        _publish(file, data, mode)
    except FileNotFoundError:  # taken for an orphan before it was locked, which a process does once for a folder
        _publish(file, data, mode)


def _publish(file: str, data: bytes, mode: int) -> None:
    # Random, not the process's number: two machines that share the folder have the same.
    temporary = f"{file}.{os.urandom(6).hex()}.tmp"
    descriptor = os.open(temporary, _CREATE, mode)
    lock = None
    try:
        with open(descriptor, "wb") as stream:
            if os.name == "posix":
                # The lock outlives the stream by this: network file systems tell of a full disk when it is closed.
                lock = os.dup(descriptor)
                _lock(lock)
            stream.write(data)
        os.replace(temporary, file)
    except BaseException:  # Ctrl-C as well: no half file stays behind
        _remove(temporary)
        raise
    finally:
        if lock is not None:
            os.close(lock)


def sweep(folder: str) -> None:
    """Remove the temporary files of writers that were killed.

    Args:
        folder: One that holds cache files.
    """
    try:
        names = os.listdir(folder)
    except OSError:  # not there yet, or not ours to read
        return
    for name in names:
        if is_temporary(name):
            _remove_orphan(os.path.join(folder, name))


def _remove_orphan(file: str) -> None:
    try:
        descriptor = os.open(file, _OPEN)
    except OSError:  # a link, a folder, gone by now
        _remove(file)
        return
    try:
        if _lock(descriptor):
            _remove(file)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether a file's writer is dead; this process is the writer from now on."""
    if sys.platform != "win32":
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # no locks here
            return time.time() - os.fstat(descriptor).st_mtime > _PATIENCE
    return True  # Windows does not let a file go that its writer has open


def _remove(file: str) -> None:
    try:
        os.unlink(file)
    except OSError:
        return
