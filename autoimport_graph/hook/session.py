"""One installation's view of names: which modules it takes, which patterns concern them, and what never matched."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder

from autoimport_graph.config import Config
from autoimport_graph.hook.events import FunctionNote, ModuleEvent, emit
from autoimport_graph.keys import OWN_PACKAGE
from autoimport_graph.records import Record

# Kinds of notes that say "a pattern named this function".
_NAMED_KINDS = frozenset({"excluded", "graph", "py_func"})


class Patterns(Record):
    """The compiler's options, before the compiler is imported: what it gets, and what the cache's key is made of."""

    graph: tuple[str, ...]
    do_not_convert: tuple[str, ...]
    py_func: tuple[str, ...]
    jit_compile: bool | None = None

    def __iter__(self) -> Iterator[tuple[str, ...] | bool | None]:
        return iter((self.graph, self.do_not_convert, self.py_func, self.jit_compile))


_NO_PATTERNS = Patterns((), (), ())


class Session:
    """A configuration at work.

    Args:
        config: What the user asked for.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.tops = frozenset(name.partition(".")[0] for name in config.packages)
        self._packages = frozenset(config.packages)
        self._excludes = tuple(dict.fromkeys(config.do_not_convert + config.exclude))
        self._all = Patterns(config.graph, self._excludes, config.py_func, config.jit_compile)
        self.has_patterns = bool(config.graph or self._excludes or config.py_func)
        self._matched_packages: set[str] = set()
        self._matched_names: set[str] = set()
        self._skipped: set[tuple[str, str]] = set()

    def selects(self, name: str) -> bool:
        """Whether a module is listed, by itself or through a package above it."""
        return self.package_of(name) is not None

    def package_of(self, name: str) -> str | None:
        """Return the listed name that stands for a module, its own or that of a package above it; None if none does."""
        top = name.partition(".")[0]
        if top not in self.tops:  # as of nearly all names that are asked for
            return None
        if name in self._packages and name != OWN_PACKAGE:
            return name
        if top == OWN_PACKAGE:
            return None
        while name not in self._packages:  # "spam_eggs" is not in "spam": only whole parts are cut off
            name = name.rpartition(".")[0]
            if not name:
                return None
        return name

    def excluded_by(self, name: str) -> str | None:
        """Return the pattern that leaves a whole module out, or None."""
        for pattern in self._excludes:
            if any(_matches(prefix, pattern) for prefix in _prefixes(name)):
                return pattern
        return None

    def ignores(self, name: str) -> bool:
        """Whether a module or a function may be left unconverted without a word."""
        return any(_matches(prefix, pattern) for pattern in self.config.ignore for prefix in _prefixes(name))

    def patterns_for(self, name: str, aliases: Iterable[str] = ()) -> Patterns:
        """Return the patterns that can concern a module; the others must not change its cache key.

        Args:
            name: The name that the module is converted under.
            aliases: Other names that the user may know it by, ``__main__`` for a script; rewritten to ``name``.
        """
        if not self.has_patterns:
            return _NO_PATTERNS
        lists = (self._all.graph, self._all.do_not_convert, self._all.py_func)
        fields = (tuple(dict.fromkeys(_rewrite(p, name, aliases) for p in field)) for field in lists)
        graph, do_not_convert, py_func = (tuple(p for p in field if _may_concern(p, name)) for field in fields)
        return Patterns(graph, do_not_convert, py_func, self._all.jit_compile if graph else None)

    def skip(self, name: str, path: str, reason: str) -> None:
        """Report, once, that a listed module passes through unconverted."""
        if (name, reason) not in self._skipped:
            self._skipped.add((name, reason))
            emit(ModuleEvent(name, path, "skipped", reason))

    def has_skipped(self, name: str) -> bool:
        """Whether a module's passing through has been reported."""
        return any(skipped == name for skipped, _ in self._skipped)

    def saw_module(self, name: str) -> None:
        """Remember that a listed module exists."""
        package = self.package_of(name)
        if package is not None:
            self.saw_package(package)

    def saw_package(self, package: str) -> None:
        """Remember that something listed exists.

        Args:
            package: As the configuration names it.
        """
        self._matched_packages.add(package)

    def saw_names(self, module_names: Iterable[str], notes: Iterable[FunctionNote]) -> None:
        """Remember which functions the patterns named.

        Args:
            module_names: Every name that the module goes by.
            notes: What the compiler noted about its functions.
        """
        if not self.has_patterns:
            return
        named = [qualname for kind, qualname, _, _ in notes if kind in _NAMED_KINDS]
        if named:
            self._matched_names.update(f"{module}.{qualname}" for module in module_names for qualname in named)

    def saw_excluded(self, name: str) -> None:
        """Remember that a pattern left a whole module out."""
        self._matched_names.add(name)

    def unmatched(self) -> tuple[tuple[str, str], ...]:
        """Return the (key, name) pairs of the configuration that nothing in the program has matched so far."""
        found = {prefix for name in self._matched_names for prefix in _prefixes(name)}
        missing = [("packages", name) for name in self.config.packages if name not in self._matched_packages]
        for key in ("graph", "do_not_convert", "exclude", "py_func"):
            for pattern in getattr(self.config, key):
                if not any(_matches(name, pattern) for name in found) and not self._may_still_match(pattern):
                    missing.append((key, pattern))
        return tuple((key, name) for key, name in missing if not self.ignores(name))

    def _may_still_match(self, pattern: str) -> bool:
        """Whether a pattern names something in a module that exists and that this program had no use for."""
        parts = pattern.split(".")
        for end in range(1, len(parts)):
            name = ".".join(parts[:end])
            if any(wildcard in parts[end - 1] for wildcard in "*?["):
                return False
            module = sys.modules.get(name)
            if module is None:
                return _exists(name)
            if not hasattr(module, "__path__"):
                return False
        return False


def _exists(name: str) -> bool:
    """Whether a module that is not imported can be found, without importing anything."""
    parent = sys.modules.get(name.rpartition(".")[0])
    try:
        return PathFinder.find_spec(name, getattr(parent, "__path__", None)) is not None
    except (ImportError, AttributeError, ValueError, TypeError):
        return False


def _matches(name: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase  # late: it imports re, and most configurations have no patterns

    return fnmatchcase(name, pattern)


def _prefixes(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def _rewrite(pattern: str, name: str, aliases: Iterable[str]) -> str:
    for alias in aliases:
        if pattern.startswith(alias + "."):
            return name + pattern[len(alias) :]
    return pattern


def _may_concern(pattern: str, name: str) -> bool:
    # Only the part before the first wildcard can rule a module out, because "*" crosses dots.
    fixed = pattern
    for wildcard in "*?[":
        fixed = fixed.partition(wildcard)[0]
    return (name + ".").startswith(fixed) or fixed.startswith(name + ".")
