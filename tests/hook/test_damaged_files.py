"""Damaged cache files by the thousand: a miss or the right code, never a crash."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType

import pytest

from autoimport_graph.compiler import Options, convert_module
from autoimport_graph.hook import cache
from autoimport_graph.hook.conversion import plain_notes
from autoimport_graph.hook.events import FunctionNote
from autoimport_graph.hook.session import Patterns

COUNT = 10_000
SOURCE = '''
"""A module with graph versions, so that its file has a second section."""
NUMBERS = (1, 2.5, 3j, 10**40, "text", b"bytes", None, ..., frozenset({1, 2}))

class Shop:
    def price(self, codes, prices):
        total = 0.0
        for code in codes:
            if code > 0:
                total += prices[code]
            elif code < -5:
                raise ValueError(f"no code {code}")
        return [total, *(price for price in prices if price > total)]

def collatz(n):
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        yield n
'''


def _flip_bits(data: bytearray, draw: random.Random, other: bytes) -> None:
    for _ in range(draw.choice((1, 1, 2, 8, 100))):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def _flip_bits_of_the_header(data: bytearray, draw: random.Random, other: bytes) -> None:
    data[draw.randrange(cache.HEADER_SIZE)] ^= 1 << draw.randrange(8)


def _cut(data: bytearray, draw: random.Random, other: bytes) -> None:
    del data[draw.randrange(len(data)) :]


def _cut_the_start(data: bytearray, draw: random.Random, other: bytes) -> None:
    del data[: draw.randrange(len(data))]


def _append(data: bytearray, draw: random.Random, other: bytes) -> None:
    data += draw.randbytes(draw.choice((1, 8, 4096)))


def _insert(data: bytearray, draw: random.Random, other: bytes) -> None:
    position = draw.randrange(len(data))
    data[position:position] = draw.randbytes(draw.randrange(1, 9))


def _delete(data: bytearray, draw: random.Random, other: bytes) -> None:
    position = draw.randrange(len(data))
    del data[position : position + draw.randrange(1, 9)]


def _zero_a_block(data: bytearray, draw: random.Random, other: bytes) -> None:
    """As a file system leaves one whose data had not reached the disk."""
    start = draw.randrange(len(data)) // 512 * 512
    end = min(len(data), start + 512)
    data[start:end] = bytes(end - start)


def _swap_blocks(data: bytearray, draw: random.Random, other: bytes) -> None:
    first, second = draw.randrange(len(data) - 64), draw.randrange(len(data) - 64)
    data[first : first + 64], data[second : second + 64] = data[second : second + 64], data[first : first + 64]


def _splice(data: bytearray, draw: random.Random, other: bytes) -> None:
    """The start of one entry, the rest of another."""
    position = draw.randrange(len(data))
    data[position:] = other[position:]


def _another_payload(data: bytearray, draw: random.Random, other: bytes) -> None:
    data[cache.HEADER_SIZE :] = other[cache.HEADER_SIZE :]


def _another_entry(data: bytearray, draw: random.Random, other: bytes) -> None:
    data[:] = other


def _noise(data: bytearray, draw: random.Random, other: bytes) -> None:
    data[:] = draw.randbytes(draw.randrange(2000))


def _noise_after_the_key(data: bytearray, draw: random.Random, other: bytes) -> None:
    start = len(cache.MAGIC) + cache.KEY_SIZE
    data[start:] = draw.randbytes(len(data) - start)


DAMAGES: list[Callable[[bytearray, random.Random, bytes], None]] = [
    _flip_bits, _flip_bits_of_the_header, _cut, _cut_the_start, _append, _insert, _delete, _zero_a_block, _swap_blocks,
    _splice, _another_payload, _another_entry, _noise, _noise_after_the_key,
]  # fmt: skip


def entry_of(source: str, name: str) -> tuple[bytes, CodeType, tuple[FunctionNote, ...]]:
    """A module's key, code and notes."""
    conversion = convert_module(source.encode(), f"/nowhere/{name}.py", name, Options())
    key = cache.make_key(source.encode(), f"/nowhere/{name}.py", name, Patterns((), (), ()))
    return key, conversion.code, plain_notes(conversion.notes)


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(cache, "debug", lambda *args: None)  # a line for each


@pytest.mark.skipif(not hasattr(os, "pwrite"), reason="writes in place as POSIX does")
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__[1:])
def test_damage_is_a_miss(tmp_path: Path, damage: Callable[[bytearray, random.Random, bytes], None]) -> None:
    draw = random.Random(damage.__name__)
    key, code, notes = entry_of(SOURCE, "shop")
    other = cache.pack(*entry_of(SOURCE.replace("3 * n + 1", "3 * n - 1"), "shop"))
    source = tmp_path / "shop.py"
    source.write_text(SOURCE)
    slot = cache.Slot(str(source), key, tmp_path / "cache")
    slot.write(code, notes)
    name = slot.find()
    assert name is not None
    good = Path(name).read_bytes()
    assert other != good
    file = os.open(name, os.O_RDWR)  # once: opening is what takes the time
    for _ in range(COUNT // len(DAMAGES) + 1):
        data = bytearray(good)
        damage(data, draw, other)
        os.pwrite(file, data, 0)
        os.ftruncate(file, len(data))
        found = slot.read()
        assert (None if found is None else (found.code, found.notes())) == ((code, notes) if data == good else None)
    os.close(file)
