"""The environment variable: configurations in, and configurations out to the processes that this one starts.

A child process (``subprocess``, ``multiprocessing``, ``concurrent.futures``, joblib, pytest-xdist) is an interpreter of
its own, which starts by what it finds in ``AUTOIMPORT_GRAPH``. That holds 1, the path of a configuration, or, where an
installation says more than its file, a JSON list of tables.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autoimport_graph.config import Config, config_from_table, find_config, load_config
from autoimport_graph.distributions import resolved
from autoimport_graph.errors import ConfigError
from autoimport_graph.startup import VARIABLE


class _Before:
    """What the variable held before the first installation; nothing while there is none."""

    known = False
    value: str | None = None


def configs_of(value: str) -> list[Config]:
    """Read the configurations that the variable stands for.

    Args:
        value: What it holds, neither empty nor 0.

    Returns:
        At least one, the oldest installation's first.

    Raises:
        ConfigError: A file cannot be read or says what cannot be meant.
    """
    if value == "1":
        found = _from_current_folder()
        return [Config() if found is None else resolved(load_config(found))]
    if not value.startswith("["):
        try:
            return [resolved(load_config(value))]
        except ConfigError as error:
            raise ConfigError(f"{VARIABLE}={value} (it takes 1, 0 or the path of a configuration): {error}") from error
    import json

    try:
        return [_from_entry(entry) for entry in json.loads(value)]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{VARIABLE}={value}: not readable ({error}); set it to 1, 0 or a path") from error


def _from_current_folder() -> Path | None:
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return None
    return find_config(here)


def _from_entry(entry: dict[str, Any]) -> Config:
    path = entry.pop("path", None)
    return config_from_table(entry, None if path is None else Path(path))


def value_for(configs: Sequence[Config]) -> str:
    """Return what the variable has to hold for a child process to go by these configurations.

    Args:
        configs: At least one, the oldest installation's first.
    """
    if len(configs) == 1 and _is_what_its_file_says(configs[0]):
        return str(configs[0].path)
    import json

    return json.dumps([_entry(config) for config in configs])


def _is_what_its_file_says(config: Config) -> bool:
    try:
        return config.path is not None and resolved(load_config(config.path)) == config
    except ConfigError:  # changed since
        return False


def _entry(config: Config) -> dict[str, Any]:
    values = {name: getattr(config, name) for name in config._fields}
    chosen = {name: value for name, value in values.items() if value != getattr(Config(), name)}
    return {name: str(value) if isinstance(value, Path) else value for name, value in chosen.items()}


def publish(configs: Sequence[Config]) -> None:
    """Have the processes that this one starts from now on go by the configurations; without any, as before.

    Args:
        configs: Those of the active installations.
    """
    if not _Before.known:
        if not configs:
            return
        _Before.known, _Before.value = True, os.environ.get(VARIABLE)
    if _Before.value == "0":  # whoever wrote that wants child processes left alone
        return
    if configs:
        os.environ[VARIABLE] = value_for(configs)
        return
    _Before.known = False
    if _Before.value is None:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = _Before.value
