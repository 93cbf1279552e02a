"""What other distributions add: graph versions of callables, and iterables that the graph can loop over.

An entry point of the group ``autoimport_graph.overloads`` names a function that takes a :class:`Registry`::

    def register(registry):
        @registry.overload(shop.clip)
        def clip(value, limit):
            return tf.minimum(value, limit)

        @registry.iterable(shop.Batches)
        def batches(value):
            return value.as_dataset()
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from autoimport_graph.errors import AutoimportGraphWarning
from autoimport_graph.runtime import calls, overloading
from autoimport_graph.runtime.overloads import late

GROUP = "autoimport_graph.overloads"

_F = TypeVar("_F", bound=Callable[..., Any])


class Registry:
    """What an entry point is handed, and registers with."""

    @staticmethod
    def overload(original: Callable[..., Any]) -> Callable[[_F], _F]:
        """Decorate the graph version of a callable: converted code calls it instead while a graph is built.

        Args:
            original: What authors call: a function, a class, or a method as its class has it.
        """
        if not callable(original):
            raise TypeError(f"overload() takes something that can be called, not a {type(original).__name__}")

        def register(function: _F) -> _F:
            late.load_for(original)
            calls.register(original, function)
            return function

        return register

    @staticmethod
    def iterable(kind: type) -> Callable[[_F], _F]:
        """Decorate what hands out a tensor, a dataset or the like, for a ``for`` to loop over in the graph.

        Args:
            kind: The class of what authors iterate.
        """
        if not isinstance(kind, type):
            raise TypeError(f"iterable() takes a class, not a {type(kind).__name__}")

        def register(function: _F) -> _F:
            overloading.register_iterable(kind, function)
            return function

        return register


def load_plugins() -> None:
    """Load every entry point; one that is broken is reported and skipped."""
    if not _may_have_some():
        return
    from importlib_metadata import entry_points

    for entry in entry_points(group=GROUP):
        try:
            entry.load()(Registry())
        except Exception as error:
            _report(f"{entry.name} = {entry.value}", entry.dist.name if entry.dist else "unknown", error)


def _may_have_some() -> bool:
    """Whether a distribution may have an entry point of ours.

    Importing ``importlib_metadata`` and reading all metadata takes 20 ms of the first graph in each process; files
    beside the packages tell in one that there is none.
    """
    for finder in sys.meta_path:
        module = getattr(finder, "__module__", "")
        own = module in ("_frozen_importlib_external", "importlib_metadata") or "_distutils_hack" in module
        if not own and hasattr(finder, "find_distributions"):
            return True
    return any(_lists_ours(folder or os.curdir) for folder in dict.fromkeys(sys.path))


def _lists_ours(folder: str) -> bool:
    try:
        names = os.listdir(folder)
    except NotADirectoryError:  # an archive
        return True
    except OSError:
        return False
    suffixes = (".dist-info", ".egg-info", "EGG-INFO")
    return any(_mentions_ours(os.path.join(folder, name)) for name in names if name.endswith(suffixes))


def _mentions_ours(folder: str) -> bool:
    try:
        with open(os.path.join(folder, "entry_points.txt"), "rb") as file:
            return GROUP.encode() in file.read()
    except OSError:
        return False


def _report(entry: str, distribution: str, error: Exception) -> None:
    message = f"the entry point {entry!r} of {distribution} is broken and skipped: {type(error).__name__}: {error}"
    try:
        warnings.warn_explicit(message, AutoimportGraphWarning, GROUP, 1)
    except AutoimportGraphWarning:  # warnings are errors here, and the user's function is about something else
        print(f"AutoimportGraphWarning: {message}", file=sys.stderr)
