"""The section of a converted module that holds its graph versions, marshalled one by one."""

from __future__ import annotations

import marshal
import zlib

# Graph versions, packed by the compiler, or the constants that they are made of when one is first wanted.
Section = bytes | tuple[object, ...]


def unpacked(section: Section) -> tuple[bytes, ...]:
    """The graph versions by number, marshalled; they are made now if there are none yet.

    Args:
        section: What the module's code holds.
    """
    if isinstance(section, tuple):
        from autoimport_graph.adoption.completion import complete

        section = complete(section)
    return tuple(marshal.loads(zlib.decompress(section))) if section else ()


def packed(blobs: tuple[bytes, ...]) -> bytes:
    """A section; the inverse of :func:`unpacked`."""
    return zlib.compress(marshal.dumps(blobs))
