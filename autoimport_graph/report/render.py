"""The report as text: tables for a terminal, one greppable line for each fact elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from autoimport_graph.report.events import KINDS, Staging
from autoimport_graph.report.model import FunctionReport, ModuleReport

if TYPE_CHECKING:
    from rich.console import Console

OUTCOMES = {
    "converted": "converted",
    "untouched": "nothing to convert",
    "unconverted": "left alone",
    "excluded": "excluded by the configuration",
    "graph": "runs as one graph op",
    "py_func": "runs in Python at graph run time",
    "cached": "from cache",
    "skipped": "skipped",
    "failed": "could not be converted, runs as plain Python",
    "": "not seen by the hook",
}


def render_text(reports: Sequence[ModuleReport]) -> str:
    """Return the report as lines of ``file:line: function: what happened``.

    Args:
        reports: From :func:`autoimport_graph.report.build`.
    """
    lines = []
    for report in reports:
        lines.append(f"{report.name}: {module_outcome(report)}{f' ({report.path})' if report.path else ''}")
        where = report.path or report.name
        lines += [f"{where}:{line}: {name}: {what}" for line, name, what in _rows(report)]
    return "\n".join([*lines, summary(reports)]) + "\n"


def render_tables(reports: Sequence[ModuleReport], console: Console) -> None:
    """Print the report as a table for each module.

    Args:
        reports: From :func:`autoimport_graph.report.build`.
        console: Where to print.
    """
    from rich.table import Table
    from rich.text import Text

    for report in reports:
        # Text, not str: brackets in file names and reasons are no markup.
        console.print(Text.assemble((report.name, "bold"), f"  {module_outcome(report)}  ", (report.path, "dim")))
        rows = list(_rows(report))
        if rows:
            table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
            table.add_column("line", justify="right", style="dim")
            table.add_column("function", style="cyan", overflow="fold")
            table.add_column("what happened", overflow="fold")
            previous = None
            for line, name, what in rows:
                table.add_row(str(line), Text("" if name == previous else name), Text(what))
                previous = name
            console.print(table)
        console.print()
    console.print(Text(summary(reports)))


def summary(reports: Sequence[ModuleReport]) -> str:
    """Return the report in one sentence.

    Args:
        reports: From :func:`autoimport_graph.report.build`.
    """
    functions = [function for report in reports for function in report.functions if function.outcome]
    counts = {kind: sum(function.outcome == kind for function in functions) for kind in OUTCOMES}
    parts = [f"{counts[kind]} {OUTCOMES[kind]}" for kind in OUTCOMES if counts[kind]]
    traced = sum(bool(function.stagings) for report in reports for function in report.functions)
    head = f"{_plural(len(reports), 'module')}, {_plural(len(functions), 'function')}"
    tail = f"; {_plural(traced, 'function')} met by a graph" if functions or traced else ""
    return head + (": " + ", ".join(parts) if parts else "") + tail + "."


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def module_outcome(report: ModuleReport) -> str:
    """Say what became of a module.

    Args:
        report: One of :func:`autoimport_graph.report.build`.
    """
    what = OUTCOMES.get(report.outcome, report.outcome)
    if report.reason:
        what = f"{what}: {report.reason}"
    elif report.outcome == "converted":
        what = f"{what} in {report.seconds * 1000:.1f} ms"
    return f"{what}, of {report.distribution}" if report.distribution else what


def _rows(report: ModuleReport) -> Iterator[tuple[int, str, str]]:
    for function in report.functions:
        if function.outcome:
            yield function.line, function.qualname, function_outcome(function)
        for staging in function.stagings:
            if staging.kind != "traced" or not function.outcome:
                yield staging.line, function.qualname, describe(staging)


def function_outcome(function: FunctionReport) -> str:
    """Say what became of a function.

    Args:
        function: One of a module's.
    """
    what = OUTCOMES.get(function.outcome, function.outcome)
    if function.reason:
        what += f": {function.reason}"
    if function.traced:
        what += f", traced {_times(function.traced)}"
        if function.tracing_seconds:
            what += f" in {function.tracing_seconds * 1000:.1f} ms"
    return what


def describe(staging: Staging) -> str:
    """Say what happened to a statement.

    Args:
        staging: What was recorded of it.
    """
    what = KINDS.get(staging.kind, staging.kind)
    details = ", ".join(staging.details)
    if staging.kind == "unrolled" and details:
        # The runtime's remark is the number of iterations.
        what += " × " + ", × ".join(staging.details)
    elif details:
        what += f": {details}"
    return what if staging.count == 1 or staging.kind == "once" else f"{what} ({_times(staging.count)})"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
