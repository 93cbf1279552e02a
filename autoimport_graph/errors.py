"""The errors and the warning that users may meet; standard library only, so that every room can raise them."""

from __future__ import annotations


class AutoimportGraphWarning(UserWarning):
    """Something was left as it is, and the program goes on: filter it as any other warning."""


class AutoimportGraphError(Exception):
    """Base of every error that the package raises of its own accord."""


class ConfigError(AutoimportGraphError, ValueError):
    """The configuration says something that cannot be meant; the message names file, key and remedy."""


class StrictError(AutoimportGraphError, ImportError):
    """Under ``strict = true``: a module or function would have been left unconverted."""


class StagingError(AutoimportGraphError):
    """Base of the refusals met while a graph is built."""
