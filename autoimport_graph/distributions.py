"""What is installed: a distribution's packages (pip's names and Python's differ), and the versions of both.

``importlib_metadata`` is imported when someone asks, because that takes tens of milliseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec

from autoimport_graph.config import Config
from autoimport_graph.errors import ConfigError
from autoimport_graph.keys import OWN_PACKAGE

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from pathlib import PurePosixPath


def resolved(config: Config) -> Config:
    """Return a configuration with the packages of its distributions among its packages.

    Args:
        config: What a file says; resolving it twice does not change it.

    Raises:
        ConfigError: A distribution is not installed, or has no package.
    """
    if not config.distributions:
        return config
    where = f"{config.path}: distributions" if config.path else "distributions"
    names: list[str] = []
    for distribution in config.distributions:
        found = packages_of(distribution)
        if found is None:
            raise ConfigError(f"{where}: {distribution!r} is not installed here; check the spelling, or install it")
        if not found:
            raise ConfigError(f"{where}: {distribution!r} has no package to convert; list its modules in packages")
        names += found
    return config.with_packages(*names)


def packages_of(distribution: str) -> list[str] | None:
    """Return the top-level packages and modules that a distribution holds.

    Args:
        distribution: Its name, as pip knows it.

    Returns:
        Dotted names, None if the distribution is not installed.
    """
    from importlib_metadata import PackageNotFoundError
    from importlib_metadata import distribution as find

    try:
        found = find(distribution)
    except PackageNotFoundError:
        return None
    names = set((found.read_text("top_level.txt") or "").split())
    if not names:
        from pathlib import PurePosixPath

        names = {_top_level(PurePosixPath(file)) for file in found.files or ()}
    names = {name for name in names if name.isidentifier() and name != OWN_PACKAGE} - set(sys.stdlib_module_names)
    if not names:  # an editable install may be but a line in a path file
        guess = distribution.replace("-", "_").replace(".", "_")
        names = {name for name in (guess, guess.lower()) if name.isidentifier() and find_spec(name) is not None}
    return sorted(names)


def _top_level(file: PurePosixPath) -> str:
    """Return the module or package that an installed file belongs to, an empty string if that is none."""
    if file.suffix not in (".py", ".so", ".pyd"):
        return ""
    if len(file.parts) > 1:
        return file.parts[0]
    return file.name.partition(".")[0]


def versions_of(modules: Iterable[str]) -> dict[str, str]:
    """Return, for each top-level name, the distribution that it comes from, and its version.

    Args:
        modules: Dotted names; those that were not installed are left out.
    """
    from importlib_metadata import packages_distributions, version

    tops = {name.partition(".")[0] for name in modules}
    known = packages_distributions() if tops else {}
    return {
        top: ", ".join(f"{name} {version(name)}" for name in sorted(set(known[top]))) for top in tops if top in known
    }
