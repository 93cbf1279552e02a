"""The report as data: modules, their functions, and what happened to the statements in them; renderers start here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from autoimport_graph.report.events import Staging
from autoimport_graph.report.outline import Outline


class ModuleOutcome(Protocol):
    """What the hook says of a module; its ``ModuleEvent`` fits."""

    @property
    def name(self) -> str:
        """The module's dotted name."""

    @property
    def path(self) -> str:
        """The author's file."""

    @property
    def kind(self) -> str:
        """``converted``, ``cached``, ``completed`` (after one of these), ``skipped`` or ``failed``."""

    @property
    def reason(self) -> str:
        """Why it was skipped or failed."""

    @property
    def seconds(self) -> float:
        """What it took to get the code."""

    @property
    def notes(self) -> Sequence[tuple[str, str, int, str]]:
        """Kind, qualified name, line and reason for each function."""


@dataclass
class FunctionReport:
    """One function.

    Args:
        qualname: Its qualified name in the module.
        line: The line of its definition; 0 where unknown.
        outcome: The kind of the compiler's note; empty where there is none.
        reason: Why, if it was left alone.
        stagings: What happened to its statements.
    """

    qualname: str
    line: int
    outcome: str = ""
    reason: str = ""
    stagings: list[Staging] = field(default_factory=list)

    @property
    def traced(self) -> int:
        """How often its graph version was traced."""
        return sum(staging.count for staging in self.stagings if staging.kind == "traced")

    @property
    def tracing_seconds(self) -> float:
        """How long its graph version ran while graphs were built, callees included."""
        return sum(staging.seconds for staging in self.stagings if staging.kind == "traced")


@dataclass
class ModuleReport:
    """One module.

    Args:
        name: Its dotted name; the file's path where the hook has not seen it.
        path: The author's file.
        outcome: What the hook did with it, as in :class:`ModuleOutcome`; empty where the hook has not seen it.
        reason: Why, if it was skipped or failed.
        seconds: What it took to get the code.
        distribution: The distribution that it was installed by, and its version; empty where unknown.
        functions: Its functions by line; statements outside of all functions are in one named ``<module>``.
    """

    name: str
    path: str
    outcome: str = ""
    reason: str = ""
    seconds: float = 0.0
    distribution: str = ""
    functions: list[FunctionReport] = field(default_factory=list)


def build(modules: Iterable[ModuleOutcome], stagings: Iterable[Staging]) -> list[ModuleReport]:
    """Put together what the hook and the runtime have said.

    Args:
        modules: What became of each module; of several with one name and file, the last counts (a reload).
        stagings: What the runtime recorded.
    """
    reports: dict[tuple[str, str], ModuleReport] = {}
    for module in modules:
        before = reports.pop((module.name, module.path), None)
        functions = [FunctionReport(name, line, kind, reason) for kind, name, line, reason in module.notes]
        outcome, seconds = module.kind, module.seconds
        if before is not None and module.kind == "completed":
            outcome, seconds = before.outcome, before.seconds + module.seconds
        reports[module.name, module.path] = ModuleReport(
            module.name, module.path, outcome, module.reason, seconds, functions=functions
        )
    by_path = {report.path: report for report in reports.values() if report.path}
    found = list(reports.values())
    outlines: dict[str, Outline] = {}
    for staging in stagings:
        report = by_path.get(staging.filename)
        if report is None:
            report = by_path[staging.filename] = ModuleReport(staging.filename or "<unknown>", staging.filename)
            found.append(report)
        if staging.filename not in outlines:
            outlines[staging.filename] = _read_outline(staging.filename)
        _function_of(report, staging, outlines[staging.filename]).stagings.append(staging)
    for report in found:
        report.functions.sort(key=lambda function: function.line)
    return found


def _read_outline(path: str) -> Outline:
    try:
        with open(path, "rb") as file:
            return Outline(file.read())
    except OSError:  # inside a zip file, or "<string>"
        return Outline("")


def _function_of(report: ModuleReport, staging: Staging, outline: Outline) -> FunctionReport:
    span = outline.at(staging.line)
    if span is not None:
        qualname, line = span.qualname, span.line
    elif outline.spans:
        qualname, line = "<module>", 0
    else:
        qualname, line = staging.function or "<module>", 0
    candidates = [function for function in report.functions if function.qualname == qualname]
    for function in candidates:
        if function.line == line or not line:
            return function
    # A decorated function's note may stand at its decorator; a function defined twice has two notes on two lines.
    if len(candidates) == 1:
        return candidates[0]
    report.functions.append(FunctionReport(qualname, line))
    return report.functions[-1]
