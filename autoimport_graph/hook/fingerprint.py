"""What makes converted code depend on us: a digest of the converter's own sources and of gast's.

Not a version number that someone has to remember to raise, and not time stamps: the bytes. Reading and hashing them
takes about a millisecond, once for a process; the runtime, twice as much, is not among them: what it does changes no
byte of the code that speaks to it. gast is hashed as well instead of asked for its version, because
importing ``importlib.metadata`` for that takes 20 to 80 ms.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER, find_spec

from autoimport_graph import __version__
from autoimport_graph.hook.digests import blake2b

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from importlib.abc import Traversable

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What makes the code, and what a module's handle is given.
_CONVERTER = ("compiler", "hook")

_known: bytes | None = None


def converter_digest() -> bytes:
    """Return the digest of everything, beside source and options, that converted code depends on.

    Raises:
        OSError: The sources cannot be read.
    """
    global _known
    if _known is None:
        digest = blake2b(digest_size=32)
        facts = (__version__, sys.implementation.name, str(sys.implementation.cache_tag), MAGIC_NUMBER.hex())
        digest.update(repr(facts).encode())
        for name, data in _sources():
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        _known = digest.digest()
    return _known


def _sources() -> Iterator[tuple[str, bytes]]:
    for room in _CONVERTER:
        yield from _tree(os.path.join(_HERE, room), room)
    spec = find_spec("gast")  # finds, and does not import
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from _tree(folder, "gast")


def _tree(folder: str, name: str) -> Iterator[tuple[str, bytes]]:
    if not os.path.isdir(folder):
        yield from _archived_tree(name)
        return
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.name.endswith(".py"):
            with open(entry.path, "rb") as file:
                yield f"{name}/{entry.name}", file.read()
        elif entry.name != "__pycache__" and entry.is_dir():
            yield from _tree(entry.path, f"{name}/{entry.name}")


def _archived_tree(name: str) -> Iterator[tuple[str, bytes]]:
    # We, or gast, run from a zip file. Rare, and slow enough to be kept out of the way of everyone else.
    from importlib.resources import files

    def walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
        for item in sorted(folder.iterdir(), key=lambda item: item.name):
            if item.is_dir():
                yield from walk(item, f"{prefix}/{item.name}")
            else:
                yield f"{prefix}/{item.name}", item.read_bytes()

    root = files("gast") if name == "gast" else files("autoimport_graph").joinpath(*name.split("/"))
    yield from walk(root, name)
