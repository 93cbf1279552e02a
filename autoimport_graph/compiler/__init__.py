"""Source -> code: scopes, liveness, one file for each pass, and the pipeline that runs them. Imports no TensorFlow."""

from autoimport_graph.compiler.outcome import Conversion, LiveConversion, Note, Options
from autoimport_graph.compiler.pipeline import (
    convert_as_function,
    convert_executed,
    convert_live,
    convert_module,
    show_module,
)

__all__ = [
    "Conversion",
    "LiveConversion",
    "Note",
    "Options",
    "convert_as_function",
    "convert_executed",
    "convert_live",
    "convert_module",
    "show_module",
]
