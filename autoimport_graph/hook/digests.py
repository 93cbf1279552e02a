"""BLAKE2 without OpenSSL, which :mod:`hashlib` loads first, and which takes longer than the rest of a warm start."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # type: ignore[import-not-found, unused-ignore]  # what hashlib hands on
except ImportError:  # an interpreter that is built in another way
    from hashlib import blake2b

__all__ = ["blake2b"]
