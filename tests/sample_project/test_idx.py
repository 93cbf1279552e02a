"""IDX files: what is written is read back, and what is damaged is refused with the file's name and the reason."""

from __future__ import annotations

import gzip
import os

import numpy as np
import pytest

from sample_project.idx import IdxError, read_idx, write_idx

LABELS = np.array([3, 1, 4, 1, 5], np.uint8)
HEADER = bytes([0, 0, 8, 1, 0, 0, 0, 5])


@pytest.mark.parametrize("shape", [(5,), (0,), (2, 3, 4), (1, 1, 1, 1)])
def test_round_trip(tmp_path, shape):
    array = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    path = tmp_path / "array.gz"
    write_idx(path, array)
    read = read_idx(path, len(shape))
    assert read.dtype == np.uint8
    assert read.shape == shape
    np.testing.assert_array_equal(read, array)


def test_bytes_are_the_formats(tmp_path):
    write_idx(tmp_path / "labels.gz", LABELS)
    content = gzip.decompress((tmp_path / "labels.gz").read_bytes())
    assert content == HEADER + bytes([3, 1, 4, 1, 5])


def test_same_array_same_bytes(tmp_path):
    write_idx(tmp_path / "a.gz", LABELS)
    write_idx(tmp_path / "b.gz", LABELS)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_unpacked_file_is_read_whatever_its_name(tmp_path):
    (tmp_path / "labels.gz").write_bytes(HEADER + LABELS.tobytes())
    np.testing.assert_array_equal(read_idx(tmp_path / "labels.gz", 1), LABELS)


def test_non_contiguous_array(tmp_path):
    array = np.arange(12, dtype=np.uint8).reshape(3, 4).T
    write_idx(tmp_path / "array.gz", array)
    np.testing.assert_array_equal(read_idx(tmp_path / "array.gz", 2), array)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", r"magic number \(empty\), expected 00000801"),
        (b"\x00\x00\x08", "magic number 000008, expected 00000801"),
        (b"\x00\x00\x08\x03" + bytes(20), "magic number 00000803, expected 00000801"),
        (b"\x00\x00\x0d\x01" + HEADER[4:] + bytes(20), "magic number 00000d01, expected 00000801"),
        (b"<html>not found</html>", "magic number 3c68746d, expected 00000801"),
        (HEADER[:6], "ends within its header"),
        (HEADER + LABELS.tobytes()[:-1], r"header says \[5\], 5 bytes, but 4 follow"),
        (HEADER + LABELS.tobytes() + b"\x00", r"header says \[5\], 5 bytes, but 6 follow"),
        (b"\x00\x00\x08\x01\xff\xff\xff\xff", r"header says \[4294967295\]"),
    ],
)
def test_damaged_content(tmp_path, content, reason):
    for name, stored in (("plain", content), ("packed.gz", gzip.compress(content))):
        (tmp_path / name).write_bytes(stored)
        with pytest.raises(IdxError, match=reason) as caught:
            read_idx(tmp_path / name, 1)
        assert str(tmp_path / name) in str(caught.value)


def test_forged_header_that_would_overflow(tmp_path):
    # 65,536 ** 4 is 0 in 64 bits.
    (tmp_path / "forged").write_bytes(bytes([0, 0, 8, 4]) + bytes([0, 1, 0, 0]) * 4)
    with pytest.raises(IdxError, match="but 0 follow"):
        read_idx(tmp_path / "forged", 4)


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:11], lambda b: b[:15] + b"\xff\xff" + b[17:]])
def test_damaged_gzip(tmp_path, damage):
    write_idx(tmp_path / "labels.gz", LABELS)
    content = (tmp_path / "labels.gz").read_bytes()
    (tmp_path / "labels.gz").write_bytes(damage(content))
    with pytest.raises(IdxError, match=r"labels\.gz: damaged gzip file"):
        read_idx(tmp_path / "labels.gz", 1)


@pytest.mark.parametrize("array", [LABELS.astype(np.int32), np.uint8(3)])
def test_only_bytes_are_written(tmp_path, array):
    with pytest.raises(TypeError):
        write_idx(tmp_path / "array.gz", array)
    assert os.listdir(tmp_path) == []


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    write_idx(tmp_path / "labels.gz", LABELS)

    def fail(source, target):
        raise OSError("disk gone")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk gone"):
        write_idx(tmp_path / "labels.gz", LABELS + 1)
    assert os.listdir(tmp_path) == ["labels.gz"]
    np.testing.assert_array_equal(read_idx(tmp_path / "labels.gz", 1), LABELS)
