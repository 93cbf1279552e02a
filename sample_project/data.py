"""Handwritten digits: MNIST's own files where there are any, else scikit-learn's digits written in the same form."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from sample_project.idx import IdxError, read_idx, write_idx

CLASSES = 10
SIDE = 28
TEST_SHARE = 0.2
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


class Digits(NamedTuple):
    """Images and their labels.

    Args:
        images: uint8 ``[count, rows, columns]``, 0 (background) to 255 (ink).
        labels: uint8 ``[count]``, 0 to 9.
    """

    images: np.ndarray
    labels: np.ndarray


def find(folder: Path, name: str) -> Path | None:
    """The file ``name`` in ``folder``, gzipped or unpacked, or None."""
    for path in (folder / f"{name}.gz", folder / name):
        if path.is_file():
            return path
    return None


def load(folder: Path) -> tuple[Digits, Digits]:
    """Read the four files of MNIST's form.

    Returns:
        Training and test digits.

    Raises:
        FileNotFoundError: Files are missing; the message names them.
        IdxError: A file is damaged, or images and labels do not belong together.
    """
    paths = [find(folder, name) for name in FILES]
    missing = [f"{name}.gz" for name, path in zip(FILES, paths, strict=True) if path is None]
    if missing:
        raise FileNotFoundError(f"{folder}: no {', no '.join(missing)}")
    train_images, train_labels, test_images, test_labels = paths
    return _load_pair(train_images, train_labels), _load_pair(test_images, test_labels)


def _load_pair(images_path: Path, labels_path: Path) -> Digits:
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    if len(images) != len(labels):
        raise IdxError(f"{images_path}: {len(images)} images, but {labels_path} has {len(labels)} labels")
    if images.shape[1:] != (SIDE, SIDE):
        raise IdxError(f"{images_path}: images of {images.shape[1]} x {images.shape[2]}, expected {SIDE} x {SIDE}")
    if not len(labels):
        raise IdxError(f"{labels_path}: no digits in it")
    if labels.max() >= CLASSES:
        raise IdxError(f"{labels_path}: label {labels.max()}, expected 0 to {CLASSES - 1}")
    return Digits(images, labels)


def write_bundled(folder: Path) -> None:
    """Write scikit-learn's 1,797 digits (8 x 8, 17 grey levels) as four files of MNIST's form.

    Does nothing where the four files are there already.
    """
    if all(find(folder, name) for name in FILES):
        return
    from sklearn.datasets import load_digits  # half a second that a second run need not pay

    bundled = load_digits()
    pixels = tf.constant(bundled.images[..., np.newaxis] * (255 / 16), tf.float32)
    scaled = tf.image.resize(pixels, (SIDE, SIDE), method="bilinear")
    images = np.rint(scaled.numpy()[..., 0]).astype(np.uint8)
    labels = bundled.target.astype(np.uint8)

    # RandomState, not default_rng: its streams are frozen, so every NumPy splits alike.
    order = np.random.RandomState(2018).permutation(len(labels))
    held_out = round(len(labels) * TEST_SHARE)
    test, train = order[:held_out], order[held_out:]
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in zip(FILES, (images[train], labels[train], images[test], labels[test]), strict=True):
        write_idx(folder / f"{name}.gz", array)


def scale(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Bytes to what a net takes: pixels from 0 to 1, float32 ``[count, 784]``, and labels, int32 ``[count]``."""
    pixels = tf.cast(images, tf.float32) / 255.0
    return tf.reshape(pixels, (-1, SIDE * SIDE)), tf.cast(labels, tf.int32)


def batches(digits: Digits, size: int, seed: int) -> tf.data.Dataset:
    """Shuffled batches without end.

    A dataset goes on shuffling where its last iteration stopped, so ask for a new one to get the same order again.

    Args:
        digits: What to draw from.
        size: Digits in a batch; no batch is smaller.
        seed: Determines the order.

    Returns:
        A dataset of pairs as :func:`scale` makes them.
    """
    dataset = tf.data.Dataset.from_tensor_slices(tuple(digits))
    return dataset.shuffle(len(digits.labels), seed=seed).repeat().batch(size, drop_remainder=True).map(scale)
