"""Where cache files may lie, and whose files are believed.

A cache file is code that will run. Beside a source file it is believed when nobody could have written it who could not
have written the source as well; anywhere else when it belongs to the current user (or root) and nobody else can write
to it.
"""

from __future__ import annotations

import os
import stat
import sys
from importlib.util import cache_from_source

from autoimport_graph.keys import OWN_PACKAGE

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from pathlib import Path

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Windows has neither owners nor mode bits to go by; the profile folder's own access list has to do there.
_POSIX = os.name == "posix"


# Folders that have been looked at: a package's modules share one, and the checks would be a tenth of a warm import.
_found_usable: set[str] = set()


class Place:
    """A folder for cache files.

    Args:
        folder: Its path.
        root: The topmost folder that is ours to create, itself or an ancestor of ``folder``.
        mode: Permission bits for folders that we create; where there is a source, its folder's bits hold instead.
        source: The author's file where the folder stands beside it; who can write that is believed.
    """

    __slots__ = ("_mode", "_source", "folder", "root")

    def __init__(self, folder: str, root: str, mode: int, source: str | None = None) -> None:
        self.folder = folder
        self.root = root
        self._mode = mode
        self._source = source

    def believes(self, status: os.stat_result) -> bool:
        """Whether a folder or file with this status is nobody's to write who could not write the source."""
        if not _POSIX or (status.st_uid in (0, os.geteuid()) and not status.st_mode & _OTHERS_WRITE):
            return True
        if self._source is None:
            return False
        file, folder = os.stat(self._source), os.stat(os.path.dirname(self._source) or ".")
        writers, groups = file.st_mode, {file.st_gid}
        if not folder.st_mode & stat.S_ISVTX:  # as /tmp has it: write permission does not allow to replace the source
            writers |= folder.st_mode
            groups.add(folder.st_gid)
        if status.st_uid not in (0, os.geteuid(), file.st_uid, folder.st_uid):
            return False
        if status.st_mode & _OTHERS_WRITE & ~writers:
            return False
        return not status.st_mode & stat.S_IWGRP or status.st_gid in groups

    def _mode_for_folders(self) -> int:
        if self._source is None:
            return self._mode
        # Plain Python makes __pycache__ for all who share the folder, and uses it beside us.
        mode = os.stat(os.path.dirname(self._source) or ".").st_mode
        return stat.S_IMODE(mode & ~_OTHERS_WRITE if mode & stat.S_ISVTX else mode) & 0o777 | 0o700

    def mode_for_files(self, source: str) -> int:
        """Permission bits for a cache file, which whoever cannot read the source cannot read either.

        Args:
            source: The author's file.
        """
        source = os.path.realpath(source)
        status, here = os.stat(source), os.stat(self.folder)
        inherits = here.st_mode & stat.S_ISGID or sys.platform == "darwin"
        group = here.st_gid if inherits else os.getegid() if _POSIX else 0
        readers = _bits_for(group, status) & 0o044
        above = os.path.dirname(source)
        # The folders that keep others from the source are not around the cache file, where it lies elsewhere.
        while self._source is None and above != source:
            readers &= (_bits_for(group, os.stat(above)) & 0o011) << 2
            source, above = above, os.path.dirname(above)
        return 0o600 | readers

    def usable(self) -> bool:
        """Whether the folder, and each above it up to the root, is there, is a real folder, and is believed."""
        if self.folder in _found_usable:
            return True
        if not all(self._is_ours(folder) for folder in self._folders()):
            return False
        _found_usable.add(self.folder)
        return True

    def _folders(self) -> list[str]:
        """The folder and those above it up to the root, topmost first."""
        folders = [self.folder]
        while folders[-1] != self.root:
            above = os.path.dirname(folders[-1])
            if above == folders[-1]:  # not below its root
                return [self.root, self.folder]
            folders.append(above)
        return folders[::-1]

    def _is_ours(self, folder: str) -> bool:
        status = os.lstat(folder)  # not stat: a symbolic link leads who knows where
        return stat.S_ISDIR(status.st_mode) and self.believes(status)

    def may_be_made(self) -> bool:
        """Whether those of its folders that are there are real ones, and are believed."""
        return all(self._is_ours(folder) for folder in self._folders() if os.path.lexists(folder))

    def prepare(self) -> bool:
        """Make the folder, and those above it up to the root, where they are missing; return whether it is usable."""
        if not os.path.lexists(self.root):
            os.makedirs(os.path.dirname(self.root), exist_ok=True)
        for folder in self._folders():
            if not os.path.lexists(folder):
                try:  # noqa: SIM105  # contextlib is nothing that start-up needs
                    os.mkdir(folder, self._mode_for_folders())
                except FileExistsError:
                    pass  # another process was quicker
            if not self._is_ours(folder):  # asked of each before anything is made below it
                return False
        return self.usable()


def _bits_for(group: int, status: os.stat_result) -> int:
    """Permission bits for a file of a group, as those that another one has: groups that are not its own are others."""
    mode = stat.S_IMODE(status.st_mode)
    return mode if status.st_gid == group else mode & ~0o070 | (mode & 0o007) << 3


def places(source: str, cache_dir: Path | None) -> list[tuple[Place, str]]:
    """Return where a module's cache file may lie, best place first.

    Args:
        source: The author's file.
        cache_dir: The folder that the configuration names; then it is the only place.

    Returns:
        Places, each with the stem of the file's name, ``module.cpython-311``.
    """
    return [found for find in PLACES if (found := find(source, cache_dir)) is not None]


def _best_place(source: str, cache_dir: Path | None) -> tuple[Place, str] | None:
    """The folder that the configuration names, else the one that Python uses."""
    folder, _, name = source.rpartition(os.sep)
    stem = _stem(name)
    if stem is None:
        return None
    if cache_dir is not None:
        return _mirrored(str(cache_dir), source, 0o755), stem
    if sys.pycache_prefix is not None:
        return Place(*_under_prefix(folder, sys.pycache_prefix), 0o755), stem
    beside = f"{folder}{os.sep}__pycache__" if folder else "__pycache__"
    return Place(beside, beside, 0o700, source), stem


def _own_place(source: str, cache_dir: Path | None) -> tuple[Place, str] | None:
    """The current user's cache folder, where the configuration names none."""
    stem = _stem(source.rpartition(os.sep)[2])
    own = user_cache_dir() if stem is not None and cache_dir is None else None
    return None if own is None or stem is None else (_mirrored(own, source, 0o700), stem)


def _stem(name: str) -> str | None:
    tag: str | None = sys.implementation.cache_tag  # None in an interpreter without byte code files
    return None if tag is None else f"{name.rpartition('.')[0] or name}.{tag}"


# What finds each, best first. Not a generator: Ctrl-C while Python closes one that was left early would be lost.
PLACES = (_best_place, _own_place)


# Where Python's byte code for a folder's modules lies under a prefix: asked for once for each folder.
_prefixed: dict[tuple[str, str], tuple[str, str]] = {}


def _under_prefix(folder: str, prefix: str) -> tuple[str, str]:
    found = _prefixed.get((folder, prefix))
    if found is None:
        standard = os.path.dirname(cache_from_source(os.path.join(folder, "module.py"), optimization=""))
        found = _prefixed[folder, prefix] = os.path.abspath(standard), os.path.abspath(prefix)
    return found


def user_cache_dir() -> str | None:
    """Return the current user's cache folder for us, whether it exists or not; None where there is no home."""
    base = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    if not base or not os.path.isabs(base):  # the XDG specification has relative paths ignored
        home = os.path.expanduser("~")
        base = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache")
    return os.path.join(base, OWN_PACKAGE) if os.path.isabs(base) else None


def _mirrored(root: str, source: str, mode: int) -> Place:
    # The source's own folders again, below the root, as under sys.pycache_prefix: no two modules meet in one file.
    drive, folder = os.path.splitdrive(os.path.dirname(os.path.abspath(source)))
    return Place(os.path.join(root, drive.rstrip(":"), folder.lstrip("/\\")).rstrip("/\\"), root, mode)
