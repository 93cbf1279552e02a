"""TOML for the configuration: what most of them are made of is read here, all else by :mod:`tomllib`.

That imports :mod:`re`, :mod:`typing` and :mod:`datetime`, which takes longer than the rest of an interpreter's start.
"""

from __future__ import annotations

import sys

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def parse(text: str) -> dict[str, object]:
    """Return the table that a document stands for.

    Args:
        text: The document.

    Raises:
        ValueError: It is no TOML; the message says where.
    """
    try:
        return _Plain(text).table()
    except (_Other, IndexError):
        return _parse_any(text)


def _parse_any(text: str) -> dict[str, object]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    table: dict[str, object] = tomllib.loads(text)
    return table


class _Other(Exception):
    """Something else than keys at the top level, with true, false, plain strings, and lists of plain strings."""


class _Plain:
    """Reads a document character by character, up to what it does not know.

    Args:
        text: The document.
    """

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.position = 0

    def table(self) -> dict[str, object]:
        found: dict[str, object] = {}
        self._skip(" \t\n")
        while self.position < len(self.text):
            key = self._key()
            self._skip(" \t", comments=False)
            self._take("=")
            self._skip(" \t", comments=False)
            if key in found:
                raise _Other
            found[key] = self._value()
            self._skip(" \t")
            self._take("\n")
            self._skip(" \t\n")
        return found

    def _skip(self, blanks: str, comments: bool = True) -> None:
        while self.position < len(self.text):
            character = self.text[self.position]
            if character == "#" and comments:
                end = self.text.index("\n", self.position)
                if not self.text[self.position : end].replace("\t", " ").isprintable():
                    raise _Other
                self.position = end
            elif character in blanks:
                self.position += 1
            else:
                return

    def _take(self, expected: str) -> None:
        if not self.text.startswith(expected, self.position):
            raise _Other
        self.position += len(expected)

    def _key(self) -> str:
        start = self.position
        while self.text[self.position] in _BARE:
            self.position += 1
        if start == self.position:
            raise _Other
        return self.text[start : self.position]

    def _value(self) -> object:
        for word, value in (("true", True), ("false", False)):
            if self.text.startswith(word, self.position):
                self.position += len(word)
                return value
        if self.text[self.position] == "[":
            return self._list()
        return self._string()

    def _list(self) -> list[str]:
        items: list[str] = []
        self._take("[")
        self._skip(" \t\n")
        while self.text[self.position] != "]":
            items.append(self._string())
            self._skip(" \t\n")
            if self.text[self.position] != "]":
                self._take(",")
                self._skip(" \t\n")
        self._take("]")
        return items

    def _string(self) -> str:
        self._take('"')
        end = self.text.index('"', self.position) if '"' in self.text[self.position :] else self.position
        found = self.text[self.position : end]
        # An empty string may be the beginning of a longer one, in three quotes.
        if not found or "\\" in found or not found.isprintable():
            raise _Other
        self.position = end + 1
        return found
