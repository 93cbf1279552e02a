"""What was converted, staged, unrolled, left alone, and why: recorded while a program runs, told afterwards."""

from __future__ import annotations

from autoimport_graph.report.events import Staging, disable, enable, record_staging, stagings

TYPE_CHECKING = False  # not typing's, see records.py
if TYPE_CHECKING:
    from typing import Any

    from autoimport_graph.report.model import FunctionReport, ModuleReport, build

__all__ = [
    "FunctionReport",
    "ModuleReport",
    "Staging",
    "build",
    "disable",
    "enable",
    "record_staging",
    "stagings",
]


def __getattr__(name: str) -> Any:
    if name not in ("FunctionReport", "ModuleReport", "build"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from autoimport_graph.report import model  # late: every converted module imports the recorder, few programs tell

    return getattr(model, name)
