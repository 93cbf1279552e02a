"""The IDX file format, in which MNIST is published: read and write arrays of bytes, plain or gzipped."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np

from sample_project.files import write_whole

UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"


class IdxError(ValueError):
    """A file that is not what an IDX file must be; the message names the file and what is wrong with it."""


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write an array as a gzipped IDX file.

    Args:
        path: Where to; an existing file is replaced.
        array: uint8, of 1 to 255 dimensions.
    """
    if array.dtype != np.uint8 or array.ndim < 1:
        raise TypeError(
            f"IDX files are written from uint8 arrays of one dimension or more, not {array.dtype} {array.shape}"
        )
    header = bytes([0, 0, UNSIGNED_BYTE, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    # No time stamp in the gzip header: the same array gives the same bytes.
    content = gzip.compress(header + array.tobytes(), mtime=0)
    write_whole(path, content)


def read_idx(path: Path, dimensions: int) -> np.ndarray:
    """Read an IDX file of unsigned bytes.

    Args:
        path: The file; whether it is gzipped is told from its first bytes, not from its name.
        dimensions: How many dimensions it must have: 3 for images, 1 for labels.

    Returns:
        A uint8 array, e.g. of shape ``[count, rows, columns]`` or ``[count]``.

    Raises:
        IdxError: The content is not such a file.
        OSError: The file cannot be read.
    """
    content = path.read_bytes()
    if content.startswith(GZIP_MAGIC):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise IdxError(f"{path}: damaged gzip file ({error})") from error

    expected_magic = bytes([0, 0, UNSIGNED_BYTE, dimensions])
    if content[:4] != expected_magic:
        raise IdxError(f"{path}: magic number {content[:4].hex() or '(empty)'}, expected {expected_magic.hex()}")
    start = 4 + 4 * dimensions
    if len(content) < start:
        raise IdxError(f"{path}: ends within its header")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    # Python's integers: a forged header must not overflow into a size that happens to fit.
    size = 1
    for extent in shape:
        size *= extent
    if len(content) - start != size:
        raise IdxError(f"{path}: header says {list(shape)}, {size} bytes, but {len(content) - start} follow")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
