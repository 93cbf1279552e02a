"""Digits: the bundled ones in MNIST's form, MNIST's own files, and what is refused."""

from __future__ import annotations

import gzip
import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

from sample_project import data
from sample_project.idx import IdxError, write_idx


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits")
    data.write_bundled(folder)
    return folder


def test_bundled_digits_in_mnists_form(bundled):
    assert sorted(os.listdir(bundled)) == sorted(f"{name}.gz" for name in data.FILES)
    train, test = data.load(bundled)
    assert train.images.shape == (1438, 28, 28)
    assert test.images.shape == (359, 28, 28)
    # All ten digits in both, ink as dark as MNIST's.
    assert np.bincount(train.labels).min() > 100
    assert np.bincount(test.labels).min() > 20
    assert len(np.bincount(test.labels)) == 10
    assert (train.images.min(), train.images.max()) == (0, 255)


def test_bundled_digits_are_scikit_learns(bundled):
    from sklearn.datasets import load_digits

    digits = load_digits()
    train, test = data.load(bundled)
    labels = np.concatenate([test.labels, train.labels])
    assert sorted(labels) == sorted(digits.target)
    # The mean over blocks of a scaled image is about the pixel it came from.
    order = np.random.RandomState(2018).permutation(len(labels))
    block = test.images[0].reshape(28, 28)[::4, ::4].mean() / 255 * 16
    assert block == pytest.approx(digits.images[order[0]].mean(), abs=1.0)
    assert test.labels[0] == digits.target[order[0]]


def test_written_once(bundled):
    before = {path.name: path.stat().st_mtime_ns for path in bundled.iterdir()}
    data.write_bundled(bundled)
    assert {path.name: path.stat().st_mtime_ns for path in bundled.iterdir()} == before


def test_a_lost_file_is_written_again_alike(bundled, tmp_path):
    shutil.copytree(bundled, tmp_path / "copy")
    lost = tmp_path / "copy" / f"{data.FILES[2]}.gz"
    lost.unlink()
    data.write_bundled(tmp_path / "copy")
    assert lost.read_bytes() == (bundled / lost.name).read_bytes()


def test_unpacked_files_are_found(bundled, tmp_path):
    for name in data.FILES:
        (tmp_path / name).write_bytes(gzip.decompress((bundled / f"{name}.gz").read_bytes()))
    for ours, theirs in zip(data.load(tmp_path), data.load(bundled), strict=True):
        np.testing.assert_array_equal(ours.images, theirs.images)
        np.testing.assert_array_equal(ours.labels, theirs.labels)


def test_missing_files_are_named(bundled, tmp_path):
    shutil.copy(bundled / f"{data.FILES[0]}.gz", tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        data.load(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert data.FILES[0] not in str(caught.value)
    for name in data.FILES[1:]:
        assert f"{name}.gz" in str(caught.value)


IMAGES, LABELS = np.zeros((4, 28, 28), np.uint8), np.arange(4, dtype=np.uint8)


@pytest.mark.parametrize(
    ("images", "labels", "reason"),
    [
        (IMAGES, LABELS[:3], "4 images, but .* has 3 labels"),
        (IMAGES[:, :8, :8], LABELS, "images of 8 x 8, expected 28 x 28"),
        (IMAGES, LABELS + 7, "label 10, expected 0 to 9"),
        (IMAGES[:0], LABELS[:0], "no digits"),
        (LABELS, IMAGES, "magic number 00000801, expected 00000803"),
    ],
)
def test_files_that_do_not_belong_together(bundled, tmp_path, images, labels, reason):
    shutil.copytree(bundled, tmp_path / "copy")
    write_idx(tmp_path / "copy" / f"{data.FILES[2]}.gz", images)
    write_idx(tmp_path / "copy" / f"{data.FILES[3]}.gz", labels)
    with pytest.raises(IdxError, match=reason):
        data.load(tmp_path / "copy")


def test_batches(bundled):
    train, _ = data.load(bundled)
    dataset = data.batches(train, 50, seed=1)
    assert dataset.element_spec == (tf.TensorSpec((50, 784), tf.float32), tf.TensorSpec((50,), tf.int32))
    images, labels = next(iter(dataset))
    assert 0 <= images.numpy().min() < images.numpy().max() == 1.0
    assert labels.numpy().max() < 10
    assert dataset.cardinality() == tf.data.INFINITE_CARDINALITY


def test_order_is_the_seeds_and_an_epoch_shows_each_digit_once(bundled):
    _, test = data.load(bundled)
    numbered = data.Digits(test.images, (np.arange(len(test.labels)) % 10).astype(np.uint8))
    epoch = len(test.labels)

    def order(seed):
        return next(iter(data.batches(numbered, epoch, seed)))[1].numpy()

    np.testing.assert_array_equal(order(1), order(1))
    assert (order(1) != order(2)).any()
    np.testing.assert_array_equal(np.bincount(order(1)), np.bincount(numbered.labels))


def test_scale_keeps_rows_together():
    images = np.arange(2 * 28 * 28).reshape(2, 28, 28) % 256
    pixels, labels = data.scale(tf.constant(images.astype(np.uint8)), tf.constant([3, 4], tf.uint8))
    np.testing.assert_allclose(pixels[1, 28:56].numpy() * 255, images[1, 1], atol=1e-3)
    assert labels.numpy().tolist() == [3, 4]
