"""The section of a converted module that holds its graph versions, marshalled function by function."""

from __future__ import annotations

import marshal
import zlib
from types import CodeType

# Graph versions, packed by the compiler, or the constants that they are made of when one is first wanted.
Entries = tuple[bytes | int, ...]
Section = bytes | tuple[object, ...]


def unpacked(section: Section) -> Entries:
    """The graph versions by number, marshalled; they are made now if there are none yet.

    Args:
        section: What the module's code holds.

    Returns:
        Those of a function and of all inside it under one number; this number for the others of them.
    """
    if isinstance(section, tuple):
        from autoimport_graph.adoption.completion import complete

        section = complete(section)
    return tuple(marshal.loads(zlib.decompress(section))) if section else ()


def loaded(entries: Entries, number: int) -> dict[int, CodeType]:
    """A graph version, and those that lie in the same entry, by number."""
    entry = entries[number]
    if isinstance(entry, int):
        entry = entries[entry]
    assert isinstance(entry, bytes)
    found: dict[int, CodeType] = marshal.loads(entry)
    return found


def packed(blobs: Entries) -> bytes:
    """A section; the inverse of :func:`unpacked`."""
    return zlib.compress(marshal.dumps(blobs))
