"""Names of colours and their RGB values: CSV files, and batches of them for a net."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from sample_project.files import write_whole

CHARACTERS = 256
TEST_SHARE = 0.2
HEADER = "name, red, green, blue"
TRAIN_FILE, TEST_FILE = "train.csv", "test.csv"


class ColorsError(ValueError):
    """A file that does not hold colours; the message names the file and the line."""


class Colors(NamedTuple):
    """Colours and what they are called.

    Args:
        names: UTF-8, bytes ``[count]``.
        rgb: float32 ``[count, 3]``, from 0 to 1.
    """

    names: np.ndarray
    rgb: np.ndarray


def load(path: Path) -> Colors:
    """Read a CSV file whose first line is ``name, red, green, blue`` and whose numbers are 0 to 255.

    Raises:
        ColorsError: A line is something else, or there is none.
        OSError: The file cannot be read.
    """
    names, rgb = [], []
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file, skipinitialspace=True)
        if next(rows, None) != HEADER.split(", "):
            raise ColorsError(f"{path}: the first line is not {HEADER!r}")
        for row in rows:
            try:
                name, *numbers = row
                levels = [int(number) for number in numbers]
                if not name or len(levels) != 3 or not all(0 <= level <= 255 for level in levels):
                    raise ValueError
            except ValueError:
                raise ColorsError(f"{path}, line {rows.line_num}: expected a name and three numbers to 255") from None
            names.append(name.encode())
            rgb.append(levels)
    if not names:
        raise ColorsError(f"{path}: no colours in it")
    return Colors(np.array(names, object), np.array(rgb, np.float32) / 255)


def write_bundled(folder: Path) -> None:
    """Write the 949 names of matplotlib's xkcd colour survey as a training and a test file.

    Does nothing where the two files are there already.
    """
    paths = folder / TRAIN_FILE, folder / TEST_FILE
    if all(path.is_file() for path in paths):
        return
    from matplotlib.colors import XKCD_COLORS, to_rgb

    lines = [
        ", ".join([name.removeprefix("xkcd:"), *(str(round(level * 255)) for level in to_rgb(color))])
        for name, color in sorted(XKCD_COLORS.items())
    ]
    # RandomState, not default_rng: its streams are frozen, so every NumPy splits alike.
    order = np.random.RandomState(2018).permutation(len(lines))
    held_out = round(len(lines) * TEST_SHARE)
    folder.mkdir(parents=True, exist_ok=True)
    for path, chosen in zip(paths, (order[held_out:], order[:held_out]), strict=True):
        content = "\n".join([HEADER, *(lines[position] for position in chosen)]) + "\n"
        write_whole(path, content.encode())


def encode(name: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """A name, a string scalar, as one-hot bytes, float32 ``[length, 256]``, and its length, an int32 scalar."""
    characters = tf.io.decode_raw(name, tf.uint8)
    return tf.one_hot(characters, CHARACTERS), tf.size(characters)


def batches(colors: Colors, size: int) -> tf.data.Dataset:
    """Batches in the order of the colours, the last one smaller; shorter names are padded with zeros.

    Returns:
        A dataset of one-hot names, float32 ``[batch, longest, 256]``, their lengths, int32 ``[batch]``, and colours,
        float32 ``[batch, 3]``.
    """
    return _encoded(tf.data.Dataset.from_tensor_slices(tuple(colors))).padded_batch(size)


def shuffled_batches(colors: Colors, size: int, seed: int) -> tf.data.Dataset:
    """As :func:`batches`, shuffled as the seed says, without end."""
    dataset = tf.data.Dataset.from_tensor_slices(tuple(colors)).shuffle(len(colors.names), seed=seed).repeat()
    return _encoded(dataset).padded_batch(size)


def _encoded(dataset: tf.data.Dataset) -> tf.data.Dataset:
    return dataset.map(lambda name, rgb: (*encode(name), rgb))
