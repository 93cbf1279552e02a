"""Eager Python whose tensor control flow becomes TensorFlow graph operations when it is imported.

The public names are bound on first use (PEP 562): importing the package imports neither TensorFlow nor anything else
that takes time. Its asserts are not for pytest to rewrite, which warns if the package is there before it:
PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not typing's, whose import takes longer than all of start-up (see startup.py)
if TYPE_CHECKING:
    from typing import Any

    from autoimport_graph import utils as utils
    from autoimport_graph.api import RunMode as RunMode
    from autoimport_graph.api import disabled as disabled
    from autoimport_graph.api import do_not_convert as do_not_convert
    from autoimport_graph.api import export as export
    from autoimport_graph.api import graph as graph
    from autoimport_graph.api import py_func as py_func
    from autoimport_graph.api import set_element_type as set_element_type
    from autoimport_graph.api import set_loop_options as set_loop_options
    from autoimport_graph.api import stack as stack
    from autoimport_graph.api import to_code as to_code
    from autoimport_graph.api import to_graph as to_graph
    from autoimport_graph.config import Config as Config
    from autoimport_graph.errors import AutoimportGraphError as AutoimportGraphError
    from autoimport_graph.errors import AutoimportGraphWarning as AutoimportGraphWarning
    from autoimport_graph.errors import ConfigError as ConfigError
    from autoimport_graph.errors import StagingError as StagingError
    from autoimport_graph.errors import StrictError as StrictError
    from autoimport_graph.hook import install as install
    from autoimport_graph.notebook import load_ipython_extension as load_ipython_extension
    from autoimport_graph.notebook import unload_ipython_extension as unload_ipython_extension

__version__ = "0.1.0"

_API = "autoimport_graph.api"
_ERRORS = "autoimport_graph.errors"

_HOMES = {
    "Config": "autoimport_graph.config",
    "install": "autoimport_graph.hook",
    "load_ipython_extension": "autoimport_graph.notebook",
    "unload_ipython_extension": "autoimport_graph.notebook",
    "AutoimportGraphError": _ERRORS,
    "AutoimportGraphWarning": _ERRORS,
    "ConfigError": _ERRORS,
    "StagingError": _ERRORS,
    "StrictError": _ERRORS,
    "RunMode": _API,
    "disabled": _API,
    "do_not_convert": _API,
    "export": _API,
    "graph": _API,
    "py_func": _API,
    "set_element_type": _API,
    "set_loop_options": _API,
    "stack": _API,
    "to_code": _API,
    "to_graph": _API,
    "utils": "autoimport_graph.utils",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if home == f"{__name__}.{name}":
        return import_module(home)
    try:
        module = import_module(home)
    except ModuleNotFoundError as error:
        if error.name != home:  # its own imports, TensorFlow above all: say that, not "no attribute"
            raise
        raise AttributeError(f"{__name__}.{name} lives in {home}, which this installation does not have") from error
    try:
        value = getattr(module, name)
    except AttributeError:
        raise AttributeError(f"{__name__}.{name} should be defined by {home}, and is not") from None
    globals()[name] = value  # the next look-up does not come here
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
