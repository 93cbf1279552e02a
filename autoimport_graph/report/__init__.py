"""What was converted, staged, unrolled, left alone, and why: recorded while a program runs, told afterwards."""

from autoimport_graph.report.events import Staging, disable, enable, record_staging, stagings
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
