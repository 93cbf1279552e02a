"""The environment variable: configurations in, and configurations out to the processes that this one starts.

A child process (``subprocess``, ``multiprocessing``, ``concurrent.futures``, joblib, pytest-xdist) is an interpreter of
its own, which starts by what it finds in ``AUTOIMPORT_GRAPH``. That holds 1, the path of a configuration, or, where an
installation says more than its file, a JSON list of tables.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from autoimport_graph.config import Config, config_from_table, find_config_file, load_config
from autoimport_graph.distributions import resolved
from autoimport_graph.errors import ConfigError
from autoimport_graph.startup import VARIABLE

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any


# What the files said when this process started.
_read: dict[str, Config] = {}


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
        return [Config() if found is None else _load(found)]
    if value == "[{}]":  # what stands for no file, and needs no json
        return [Config()]
    if not value.startswith("["):
        try:
            return [_load(value)]
        except ConfigError as error:
            raise ConfigError(f"{VARIABLE}={value} (it takes 1, 0 or the path of a configuration): {error}") from error
    import json

    try:
        return [_from_entry(entry) for entry in json.loads(value)]
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{VARIABLE}={value}: not readable ({error}); set it to 1, 0 or a path") from error


def _load(path: str) -> Config:
    config = resolved(load_config(path))
    _read[str(config.__dict__["path"])] = config
    return config


def _from_current_folder() -> str | None:
    try:
        return find_config_file(os.getcwd())
    except OSError:  # the folder is gone
        return None


def _from_entry(entry: dict[str, Any]) -> Config:
    return config_from_table(entry, entry.pop("path", None))


def value_for(configs: Sequence[Config]) -> str:
    """Return what the variable has to hold for a child process to go by these configurations.

    Args:
        configs: At least one, the oldest installation's first.
    """
    if len(configs) == 1 and _is_what_its_file_says(configs[0]):
        return str(configs[0].__dict__["path"])  # as text: see Config
    entries = [_entry(config) for config in configs]
    if entries == [{}]:
        return "[{}]"
    import json

    return json.dumps(entries)


def _is_what_its_file_says(config: Config) -> bool:
    file = config.__dict__["path"]
    if file is None:
        return False
    if _read.get(str(file)) == config:
        return True
    try:
        return resolved(load_config(file)) == config
    except ConfigError:  # changed since
        return False


def _entry(config: Config) -> dict[str, Any]:
    values = {name: config.__dict__[name] for name in config._fields}
    chosen = {name: value for name, value in values.items() if value != config._defaults[name]}
    return {name: str(value) if isinstance(value, os.PathLike) else value for name, value in chosen.items()}


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
