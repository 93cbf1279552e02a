"""What is done to a cache while others use it."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def _content(file: Path) -> bytes:
    with open(file, "rb") as stream:
        return stream.read(1 << 16)  # of one that has been grown, not all


def delete(file: Path, draw: random.Random, others: list[Path]) -> None:
    file.unlink()


def flip_bits(file: Path, draw: random.Random, others: list[Path]) -> None:
    with open(file, "r+b") as stream:
        position = draw.randrange(len(stream.read(1 << 16)))
        stream.seek(position)
        (byte,) = stream.read(1)
        stream.seek(position)
        stream.write(bytes([byte ^ 1 << draw.randrange(8)]))


def truncate(file: Path, draw: random.Random, others: list[Path]) -> None:
    os.truncate(file, draw.randrange(file.stat().st_size))


def grow(file: Path, draw: random.Random, others: list[Path]) -> None:
    os.truncate(file, draw.choice((file.stat().st_size + 1, 1 << 40)))


def write_zeros(file: Path, draw: random.Random, others: list[Path]) -> None:
    with open(file, "r+b") as stream:
        stream.seek(draw.randrange(file.stat().st_size))
        stream.write(bytes(64))


def another_modules_entry(file: Path, draw: random.Random, others: list[Path]) -> None:
    data = _content(draw.choice(others))
    file.write_bytes(data)


def payload_of_another(file: Path, draw: random.Random, others: list[Path]) -> None:
    data = _content(draw.choice(others))
    file.write_bytes(_content(file)[:48] + data[48:])


def link_to_another(file: Path, draw: random.Random, others: list[Path]) -> None:
    file.unlink()
    file.symlink_to(draw.choice(others))


def folder_in_its_place(file: Path, draw: random.Random, others: list[Path]) -> None:
    if file.parent.name != "__pycache__":  # were one in both places, nothing could be kept
        return
    file.unlink()
    file.mkdir()
    (file / "kept").touch()


def writable_by_all(file: Path, draw: random.Random, others: list[Path]) -> None:
    file.chmod(0o666)


def remove_the_folder(file: Path, draw: random.Random, others: list[Path]) -> None:
    if draw.random() < 0.05:
        shutil.rmtree(file.parent)


ATTACKS: list[Callable[[Path, random.Random, list[Path]], None]] = [
    delete, flip_bits, truncate, grow, write_zeros, another_modules_entry, payload_of_another, link_to_another,
    folder_in_its_place, writable_by_all, remove_the_folder,
]  # fmt: skip


def files_below(folder: Path, ending: str) -> list[Path]:
    """Files of an ending; not by ``rglob``, which fails where a folder goes while it looks."""
    found = [Path(root, name) for root, _, names in os.walk(folder) for name in names if name.endswith(ending)]
    return [file for file in found if file.is_file()]


def damage_files(folder: Path, seed: int) -> None:
    """Do something to one cache file after the other, until killed."""
    draw = random.Random(seed)
    while True:
        # Temporary files seldom: what killed writers leave is to be found afterwards.
        files = files_below(folder, draw.choice([".pyc"] * 9 + [".tmp"]))
        for _ in range(50):
            time.sleep(draw.random() * 0.002)
            if not files:
                break
            try:
                draw.choice(ATTACKS)(draw.choice(files), draw, files)
            except (OSError, ValueError):  # it is gone, or of no size
                continue


def fill_disk(folder: Path, seed: int) -> None:
    """Leave no room on the file system, then some, until killed."""
    draw = random.Random(seed)
    file = folder / "filler"
    while True:
        with suppress(OSError), open(file, "ab", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))
        time.sleep(draw.random() * 0.05)
        file.unlink(missing_ok=True)  # there may have been no room for its name
        time.sleep(draw.random() * 0.1)
