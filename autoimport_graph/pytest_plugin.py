"""pytest's plugin: ``pytest --autoimport-graph``, or ``autoimport_graph = true`` in pytest's configuration.

pytest loads this in every run in whose environment the package is installed. Until it is asked for, it imports nothing.

Test modules of a listed package get both, graph versions and pytest's explained assertions: pytest's loader compiles by
itself, so that a loader of ours stands in for it, which converts first and has pytest rewrite what comes out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autoimport_graph.hook import Handle

_HOOK = "autoimport_graph.hook.handle"


class _Installed:
    """What this plugin has installed; nothing while there is none."""

    handle: Handle | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the key.

    Args:
        parser: pytest's.
    """
    group = parser.getgroup("autoimport_graph", "autoimport_graph: eager TensorFlow as graphs")
    group.addoption(
        "--autoimport-graph",
        action="store_true",
        help="convert the packages that autoimport_graph.toml (or pyproject.toml) lists before tests are collected",
    )
    group.addoption(
        "--autoimport-graph-config",
        metavar="FILE",
        help="the same, by this configuration instead of the one found from pytest's root folder upward",
    )
    parser.addini("autoimport_graph", "as --autoimport-graph", type="bool", default=False)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Install the hook before the first conftest.py is imported.

    Args:
        early_config: pytest's, as far as it is known.

    Raises:
        pytest.UsageError: The configuration, or its absence.
    """
    options = early_config.known_args_namespace
    file = getattr(options, "autoimport_graph_config", None)
    if file is not None or options.autoimport_graph or early_config.getini("autoimport_graph"):
        _install(early_config, file)
    if _HOOK in sys.modules:  # by this plugin, by the environment variable, or by a program that calls pytest
        _work_together()


def _install(config: pytest.Config, file: str | None) -> None:
    from autoimport_graph.errors import AutoimportGraphError
    from autoimport_graph.hook import install
    from autoimport_graph.hook.handle import sessions_with

    try:
        settings = _configuration(config, file)
        if not sessions_with(settings):  # a worker of pytest-xdist has it from its environment
            _Installed.handle = install(config=settings, report=False)
    except AutoimportGraphError as error:
        raise pytest.UsageError(str(error)) from error


def _configuration(config: pytest.Config, file: str | None) -> Any:
    from autoimport_graph.config import find_config, load_config
    from autoimport_graph.distributions import resolved
    from autoimport_graph.errors import ConfigError

    invoked_in = Path(config.invocation_params.dir)
    if file is not None:
        return resolved(load_config(invoked_in / file))
    found = find_config(config.rootpath) or find_config(invoked_in)
    if found is None:
        raise ConfigError(
            f"no autoimport_graph.toml, and no pyproject.toml with a table, in {config.rootpath} or above"
        )
    return resolved(load_config(found))


def _work_together() -> None:
    from _pytest.assertion.rewrite import AssertionRewritingHook

    from autoimport_graph.hook.handle import active_handles
    from autoimport_graph.hook.loader import adapters
    from autoimport_graph.pytest_loader import PackageFinder, RewritingLoader

    # pytest put its hook before the ones that were there; it finds test modules by itself and asks nobody behind it.
    for handle in active_handles():
        handle.move_to_front()

    def adapt(loader: object, session: Any) -> Any:
        return RewritingLoader(loader, session) if type(loader) is AssertionRewritingHook else None

    adapters.append(adapt)
    sys.meta_path.append(PackageFinder())  # type: ignore[arg-type, unused-ignore]


def pytest_report_header() -> list[str]:
    """Tell what is converted."""
    if _HOOK not in sys.modules:
        return []
    from autoimport_graph.hook.handle import active_handles

    configs = [handle.config for handle in active_handles()]
    return [
        f"autoimport_graph: {', '.join(config.packages) or 'no packages'} ({config.path or 'no file'})"
        for config in configs
    ]


def pytest_unconfigure() -> None:
    """Uninstall what this plugin has installed."""
    if _Installed.handle is not None:
        _Installed.handle.uninstall(report=False)
        _Installed.handle = None
