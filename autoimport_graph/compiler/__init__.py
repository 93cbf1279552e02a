"""Source -> code: scopes, liveness, one file for each pass, and the pipeline that runs them. Imports no TensorFlow.

An import needs guards alone, and so few of the modules here: names are bound when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

    from autoimport_graph.compiler.guarded import guard_module as guard_module
    from autoimport_graph.compiler.outcome import Conversion as Conversion
    from autoimport_graph.compiler.outcome import LiveConversion as LiveConversion
    from autoimport_graph.compiler.outcome import Note as Note
    from autoimport_graph.compiler.outcome import Options as Options
    from autoimport_graph.compiler.pipeline import convert_as_function as convert_as_function
    from autoimport_graph.compiler.pipeline import convert_executed as convert_executed
    from autoimport_graph.compiler.pipeline import convert_live as convert_live
    from autoimport_graph.compiler.pipeline import convert_module as convert_module
    from autoimport_graph.compiler.pipeline import show_module as show_module

_HOMES = {
    "Conversion": "outcome",
    "LiveConversion": "outcome",
    "Note": "outcome",
    "Options": "outcome",
    "convert_as_function": "pipeline",
    "convert_executed": "pipeline",
    "convert_live": "pipeline",
    "convert_module": "pipeline",
    "guard_module": "guarded",
    "show_module": "pipeline",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value
